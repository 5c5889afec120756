"""What an adapter finds in a file: events, refusals, and what it leaves out with the reason."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import wraps
from typing import IO, Any, Literal, NamedTuple, overload

from ledger.commands import Offered
from ledger.events.subject import IDENTIFIER
from ledger.events.wire import submission
from ledger.intake.options import Options
from ledger.refusal import N_, InputRefused, Refusal

_NAME = re.compile(IDENTIFIER).fullmatch
_UNFIT = re.compile(r"[^A-Za-z0-9._-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_LONGEST_TEXT, _LONGEST_ID = 4096, 512


class LeftOut(NamedTuple):
    """Something that is no event: where it stood and why, as a refusal that refuses nothing."""

    file: str
    line: int
    why: Refusal


class Remark(Refusal):
    """Why something that is taken may be wrong: it comes where a refusal would, and refuses nothing."""


ANOTHER_ROW = N_("another row of the same subject is taken in place of this one")
OUTRANKED = N_(
    "an earlier first row or a later last one of the same subject is known: correct it by hand if it is wrong"
)
NEVER = -1


class Seen(NamedTuple):
    """An event as its source told it at an instant, in microseconds since 1970; it may tell it otherwise later.

    `at` is `NEVER` where nobody says when.

    `withdrawn`: that this event, if it was ever told, is not so any more. `earliest`: that what was told of it before
    is right unless this happened before that, as where a list shows what is gone by now. `keep`: that it is the first
    or the last of several in time, and what was told of it before is right where it comes before, or after, this one.
    """

    offered: Offered
    at: int
    withdrawn: bool = False
    earliest: bool = False
    keep: Literal["every", "first", "last"] = "every"


Found = Offered | LeftOut | Seen
Files = Iterable[tuple[str, IO[bytes]]]
"""What each file is called, and its bytes; to be gone through once, since one is open at a time."""
Read = Callable[[Files, Options], Iterator[Found]]


class Place(NamedTuple):
    """Where in a file something stands, and its text, shown where it is refused."""

    file: str
    line: int
    text: str = ""

    def event(self, *, type: str, time: str, data: Mapping[str, Any], **attributes: str | None) -> Offered:
        """The event, or the reason why it is none; attributes and fields that are None are not said."""
        event: dict[str, Any] = {"specversion": "1.0", "type": type, "time": time}
        event |= {name: value for name, value in attributes.items() if value is not None}
        event["data"] = {field: value for field, value in data.items() if value is not None}
        try:
            return Offered(self.file, self.line, self.text, submission(event, self.file, self.line), None)
        except Refusal as refusal:
            return self._refused(refusal)

    @overload
    def refused(self, refusal: InputRefused) -> Offered: ...
    @overload
    def refused(self, refusal: Refusal) -> Offered | LeftOut: ...

    def refused(self, refusal: Refusal) -> Offered | LeftOut:
        """No event, and why; a remark refuses nothing."""
        return self.left_out(refusal) if isinstance(refusal, Remark) else self._refused(refusal)

    def left_out(self, why: Refusal) -> LeftOut:
        """No event, and nothing wrong with that."""
        return LeftOut(self.file, self.line, why.at(self.file, self.line))

    def _refused(self, refusal: Refusal) -> Offered:
        return Offered(self.file, self.line, self.text, None, refusal.at(self.file, self.line))


Each = Callable[[Place, Any, Options], Iterator[Found]]


def refusing(each: Each) -> Each:
    """The same function, yielding what it raises as a refusal at its place: the rest of the file is read."""

    @wraps(each)
    def checked(place: Place, value: Any, options: Options) -> Iterator[Found]:
        try:
            yield from each(place, value, options)
        except InputRefused as refusal:
            yield place.refused(refusal)

    return checked


def identifier(name: str, letters: int = 64) -> str:
    """The name as an identifier of so many letters: itself where it is one, else some of it with a digest."""
    return name if _NAME(name) and len(name) <= letters else told_apart(name, name, letters=min(letters, 48))


def told_apart(name: str, *by: str, letters: int = 48) -> str:
    """The plain letters of a name, so many at most, and 12 hexadecimal digits that tell it apart by these texts."""
    plain = _UNFIT.sub("-", name).strip("-._")[:letters] or "x"
    return f"{plain}-{digest(*by)[:12]}"


def digest(*parts: str) -> str:
    """32 hexadecimal digits that tell these texts from others."""
    joined = "\0".join(part.replace("\1", "\1\1").replace("\0", "\1\2") for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def key(*parts: str) -> str:
    """An id made of these parts, whatever they hold."""
    joined = ":".join(parts)
    plain = len(joined) <= _LONGEST_ID and not _CONTROL.search(joined) and joined
    return joined if plain else f"{_CONTROL.sub('', joined)[:64]}:{digest(*parts)}"


def shown(value: object) -> str:
    """The beginning of a value, as a refusal shows it."""
    return whole(value)[:60]


def whole(value: object) -> str:
    """A value as a text, by which it can be told from others; but what is nested may be too deep to be written out."""
    if isinstance(value, str | int | Decimal):
        return str(value)
    return "null" if value is None else "[…]" if isinstance(value, list) else "{…}"


def prose(text: object) -> str | None:
    """A text for people to read, without what no text can hold and of a length that an entry takes; None for none."""
    if not isinstance(text, str):
        return None
    plain = _CONTROL.sub(" ", text).strip()
    return (plain if len(plain) <= _LONGEST_TEXT else f"{plain[: _LONGEST_TEXT - 1]}…") or None
