"""The form in which events travel: CloudEvents 1.0 in JSON, checked, and written canonically for good."""

import re
from collections.abc import Mapping
from functools import lru_cache
from sys import intern
from typing import Any

from pydantic import ValidationError

from ledger.events.canonical import canonical
from ledger.events.catalogue import event_class, family
from ledger.events.event import Event, Submission
from ledger.events.instant import parse_instant
from ledger.events.personal import PERSONAL, is_withholding, values_of
from ledger.events.refused_value import reason, refused
from ledger.events.subject import check_scope, check_subject
from ledger.events.unfit import Unfit
from ledger.refusal import InputRefused

REQUIRED = ("specversion", "id", "source", "type", "scope", "subject", "time")
OPTIONAL = (
    "actor",
    "assertedby",
    "recordedtime",
    "correlationid",
    "causationid",
    "datacontenttype",
    "dataschema",
    "data",
    "personal",
)
_KNOWN = frozenset((*REQUIRED, *OPTIONAL))
_REQUIRED = frozenset(REQUIRED)
_OBJECTS = frozenset(("data", PERSONAL))
_JSON_TYPE = re.compile(r"application/json\s*(;.*)?", re.IGNORECASE).fullmatch
_SIDES = ("provider", "client", "third_party")
_LONGEST = 1024
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]").search


def submission(event: Mapping[str, Any], file: str | None = None, line: int | None = None) -> Submission:
    """The event on its way to the journal, checked by itself.

    Raises InputRefused with the field and the reason, at the file and line given.
    """
    try:
        return _submission(event, file, line)
    except InputRefused as refusal:
        raise refusal.at(file, line) from None


def _submission(event: Mapping[str, Any], file: str | None, line: int | None) -> Submission:
    _check_attributes(event)
    scope, subject = event["scope"], event["subject"]
    field = "type"
    try:
        cls = event_class(event["type"])
        field = "scope"
        check_scope(scope, cls)
        field = "subject"
        check_subject(cls, scope, subject)
        if "recordedtime" in event:
            field = "recordedtime"
            parse_instant(event["recordedtime"])
        field = "time"
        occurred_at = parse_instant(event["time"])
        field = "data"
        happened = read_data(cls, event.get("data", {}))
        happened.check_subject(subject)
        happened.check_time(occurred_at)
    except Unfit as error:
        raise refused(error, field) from None
    content = dict(event)
    content.pop("datacontenttype", None)
    content.setdefault("assertedby", "provider")
    # What `model_dump` wraps: the wrapping takes as long as the dumping, of every event.
    content["data"] = cls.__pydantic_serializer__.to_python(happened, by_alias=True, exclude_none=True)
    if not content["data"]:
        del content["data"]
    return Submission(
        intern(event["source"]),  # said again and again: kept once, and quicker to look up
        event["id"],
        cls.TYPE,
        intern(scope),
        intern(subject),
        family(cls.TYPE),
        occurred_at,
        canonical(content),
        None,
        file,
        line,
    )


def read_data(cls: type[Event], data: Any) -> Event:
    """What happened, from the data of an event. Raises InputRefused with the field and the reason."""
    if type(data) is not dict:
        raise InputRefused("is not an object", field="data")
    try:
        return cls.__pydantic_validator__.validate_python(data)  # type: ignore[no-any-return]
    except ValidationError as error:
        raise reason(error, cls) from None


def _check_attributes(event: Mapping[str, Any]) -> None:
    _check_names(tuple(event))
    # One search over all texts together: looking at each by itself takes longer than anything else here.
    texts = [value for name, value in event.items() if name not in _OBJECTS]
    try:
        together = "".join(texts)
        plain = (
            (together.isprintable() or not _UNPRINTABLE(together))
            and all(texts)
            and (len(together) <= _LONGEST or max(map(len, texts)) <= _LONGEST)
        )
    except TypeError:
        plain = False
    if not plain:
        for name in sorted(event.keys() - _OBJECTS):
            _check_text(name, event[name])
    if PERSONAL in event:
        _check_commitments(event)
    if event["specversion"] != "1.0":
        raise InputRefused("is not 1.0, the version of CloudEvents read here", field="specversion")
    if event.get("assertedby", "provider") not in _SIDES:
        raise InputRefused("is none of provider, client, third_party", field="assertedby")
    if "datacontenttype" in event and not _JSON_TYPE(event["datacontenttype"]):
        raise InputRefused("is not application/json", field="datacontenttype")


@lru_cache
def _check_names(names: tuple[str, ...]) -> None:
    if not _REQUIRED.issubset(names):
        missing = next(name for name in REQUIRED if name not in names)
        raise InputRefused("is missing; every event has it", field=missing)
    if not _KNOWN.issuperset(names):
        raise InputRefused("is no attribute that an event can have", field=min(set(names) - _KNOWN))


def _check_commitments(event: Mapping[str, Any]) -> None:
    """What an export says of values that are erased: commitments, each in the place of its value."""
    commitments = event[PERSONAL]
    if not is_withholding(commitments):
        raise InputRefused("is not what an export writes there: commitments to erased values", field=PERSONAL)
    try:
        said = values_of(event)
    except (KeyError, TypeError, AttributeError):
        return  # what is wrong with its data is said there
    for path in sorted(commitments.keys() & said.keys()):
        raise InputRefused("is given, and said to be erased as well; give one of the two", field=path)


def _check_text(name: str, value: object) -> None:
    if type(value) is not str:
        raise InputRefused("is not a text", field=name)
    if not 0 < len(value) <= _LONGEST:
        raise InputRefused("is empty or longer than {longest} characters", field=name, longest=_LONGEST)
    if _UNPRINTABLE(value):
        raise InputRefused("holds a control character or half a character", field=name)
