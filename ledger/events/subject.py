"""The names of things: whose history an event belongs to (its scope) and what it speaks of (its subject).

Kept free of pydantic: the read side checks the names it is given with the same rules.
"""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, cast, get_args

from ledger.events.unfit import Unfit

if TYPE_CHECKING:
    from ledger.events.event import Event, Scope

IDENTIFIER = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
PERIOD = r"[0-9]{4}(?:-[0-9]{2}|-Q[1-4])?|[0-9]{4}-[0-9]{2}-[0-9]{2}\.\.[0-9]{4}-[0-9]{2}-[0-9]{2}"
ARTICLE = r"[1-9][0-9]?(?:\.[1-9][0-9]?)?"
Territory = Literal["FR", "FR-57", "FR-6AE", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "PF", "NC", "TF"]
"""The territories a contract can follow; PF and TF have several time zones."""

_PLACES = {
    "territory": "|".join(get_args(Territory)),
    "year": "(?:19|20|21)[0-9]{2}",
    "article": ARTICLE,
    "period": PERIOD,
}
_SCOPE = re.compile(rf"(contract|environment)/{IDENTIFIER}|provider")
_ANY_SUBJECT = re.compile(rf"[a-z][a-z-]{{0,63}}(?:/{IDENTIFIER}){{0,3}}")


@lru_cache(maxsize=4096)
def check_scope(scope: str, cls: "type[Event] | None" = None) -> "Scope":
    """The kind of a scope. Raises Unfit for no scope at all, and for one that events of `cls` do not have."""
    found = _SCOPE.fullmatch(scope)
    if found is None:
        raise Unfit("is not `contract/<id>`, `environment/<id>` or `provider`")
    kind = cast("Scope", found[1] or "provider")
    if cls is not None and kind not in cls.SCOPES:
        raise Unfit(
            "is a {kind}: {type} belongs to one of {scopes}", kind=kind, type=cls.TYPE, scopes=", ".join(cls.SCOPES)
        )
    return kind


def check_subject(cls: "type[Event]", scope: str, subject: str) -> None:
    """Raises Unfit for a subject that events of `cls` in that scope do not have."""
    if cls.SUBJECT == "{scope}":
        if subject != scope:
            raise Unfit("is not the scope itself: {type} here speaks of `{scope}`", type=cls.TYPE, scope=scope)
    elif not subject_pattern(cls).fullmatch(subject):
        raise Unfit(
            "is not of the form `{shape}`, with names of up to 64 letters, digits, `.`, `_` and `-`", shape=shape(cls)
        )


@cache
def subject_pattern(cls: "type[Event]") -> re.Pattern[str]:
    """What the subject of such an event looks like; to be matched in full."""
    if cls.SUBJECT is None:
        return _ANY_SUBJECT
    if cls.SUBJECT == "{scope}":
        return re.compile("|".join(scope_pattern(kind) for kind in cls.SCOPES))
    parts = re.split(r"\{([a-z]+)\}", cls.SUBJECT)
    return re.compile(
        "".join(
            f"(?:{_PLACES.get(part, IDENTIFIER)})" if index % 2 else re.escape(part).replace(r"\-", "-")
            for index, part in enumerate(parts)
        )
    )


def scope_pattern(kind: "Scope") -> str:
    """What a scope of that kind looks like; to be matched in full."""
    return kind if kind == "provider" else f"{kind}/{IDENTIFIER}"


def shape(cls: "type[Event]") -> str:
    """The shape of the subject for people: `outage/<id>`."""
    if cls.SUBJECT is None:
        return "<kind>/<id>"
    if cls.SUBJECT == "{scope}":
        return ", ".join(f"{kind}/<id>" for kind in cls.SCOPES)
    return cls.SUBJECT.replace("{", "<").replace("}", ">")


def full_subject(kind: str, reference: str) -> str:
    """The subject that a reference names, written as `2026-0042` or as `outage/2026-0042`."""
    return reference if reference.startswith(f"{kind}/") else f"{kind}/{reference}"
