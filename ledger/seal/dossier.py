"""What a dossier holds beside the logs: what was asked, the statement, the editions, the guide and the verifier."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ledger.events.unfit import Unfit
from ledger.refusal import N_
from ledger.seal.container import MANIFEST, MIMETYPE, SUMS, TOKEN, covered
from ledger.seal.dossier_files import read_json, whole
from ledger.seal.excerpt import Excerpt, Place

FORMAT = 1
ABOUT = "dossier.json"
STATEMENT = "statement.json"
STATEMENTS = (STATEMENT, "statement.en.html", "statement.fr.html")
_OWN = re.compile(
    r"log/(checkpoint|epochs|heads|keys|records|record\.tlog-proof|[0-9]+\.checkpoint|[0-9]+\.[0-9]+\.tsr)"
    r"|editions/[^/]+\.toml"
)
_NO_QUESTION = N_("{file} does not say what a dossier is about")
_HERE = Path(__file__).parent


class Question(NamedTuple):
    """What a dossier answers, so that it can be asked again; `articles` is None where it was asked of all of them.

    `known_at` in microseconds since 1970; `readings` are those chosen for it, whatever was agreed; `program` and
    `tzdata` are versions, of Livret and of the time zones.
    """

    contract: str
    period: str
    articles: tuple[str, ...] | None
    known_at: int
    known_by: str
    position: int
    readings: Mapping[str, str]
    program: str
    tzdata: str


def gathered(question: Question, taken: Excerpt, stated: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a dossier; `stated` are the statement's and the editions'."""
    return covered({**taken.files, **stated, ABOUT: _about(question, taken.places), **enclosed()})


def _about(question: Question, places: Sequence[Place]) -> bytes:
    about = {"format": FORMAT, **question._asdict(), "scopes": [place._asdict() for place in places]}
    return (json.dumps(about, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def read_about(files: Mapping[str, bytes]) -> tuple[Question, tuple[Place, ...]]:
    """What a dossier says that it answers, and from which scopes. Raises Unfit."""
    said = read_json(files, ABOUT)
    if said.get("format") != FORMAT:
        raise Unfit(
            N_("the dossier is of format {format}, and this program knows {known}"),
            format=said.get("format", "?"),
            known=str(FORMAT),
        )
    try:
        articles = said["articles"]
        question = Question(
            contract=_text(said["contract"]),
            period=_text(said["period"]),
            articles=None if articles is None else tuple(map(_text, articles)),
            known_at=whole(said["known_at"]),
            known_by=_text(said["known_by"]),
            position=whole(said["position"]),
            readings={_text(name): _text(option) for name, option in said["readings"].items()},
            program=_text(said["program"]),
            tzdata=_text(said["tzdata"]),
        )
        places = tuple(_places(said["scopes"]))
    except (KeyError, TypeError, AttributeError):
        raise Unfit(_NO_QUESTION, file=ABOUT) from None
    if files[ABOUT] != _about(question, places):
        raise Unfit(_NO_QUESTION, file=ABOUT)
    return question, places


def stray_faults(files: Mapping[str, bytes], places: Sequence[Place]) -> Iterator[Unfit]:
    """The files that no dossier has, whatever its manifest says."""
    own = {ABOUT, SUMS, *STATEMENTS, *enclosed(), *(place.file for place in places), MIMETYPE, MANIFEST, TOKEN}
    for name in sorted(files.keys() - own):
        if not _OWN.fullmatch(name):
            yield Unfit(N_("{file} is no file of a dossier: it was added"), file=name)


def absence_faults(question: Question, places: Sequence[Place]) -> Iterator[Unfit]:
    """The scopes that no dossier is without: the contract's, and the provider's, which says whom to trust."""
    for scope in (f"contract/{question.contract}", "provider"):
        if scope not in {place.scope for place in places}:
            yield Unfit(N_("the dossier has nothing of {scope}"), scope=scope)


def _places(scopes: Any) -> Iterable[Place]:
    for said in scopes:
        place = Place(_text(said["scope"]), whole(said["slot"]), whole(said["size"]), _text(said["file"]))
        if place.file != f"entries/{place.slot}":
            raise Unfit(_NO_QUESTION, file=ABOUT)
        yield place


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def enclosed() -> dict[str, bytes]:
    """The files that this version puts into every dossier."""
    guides = {f"GUIDE.{code}.md": (_HERE / f"guide.{code}.md").read_bytes() for code in ("en", "fr")}
    return {"verify.py": (_HERE / "verifier.py").read_bytes(), **guides}
