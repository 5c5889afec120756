"""What an edition of the booklet must say: every number that an article computes with, with its paragraph."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any, NamedTuple

from projections.calendar.zone import zone
from projections.edition.wording import N_, Text, say

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_PERCENT = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,9})?")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Kind(NamedTuple):
    """A kind of value: what it is, in words, and how one is told."""

    said: str
    fits: Callable[[object], bool]


def _is_percent(value: object) -> bool:
    return isinstance(value, str) and _PERCENT.fullmatch(value) is not None and 0 < Fraction(value) <= 100


def _is_time(value: object) -> bool:
    return isinstance(value, str) and _TIME.fullmatch(value) is not None


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= 100_000


def _are_weekdays(value: object) -> bool:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        return False
    return bool(value) and set(value) <= {*_WEEKDAYS} and len(set(value)) == len(value)


PERCENT = Kind(N_('a percentage in quotes, such as "99.85"'), _is_percent)
TIME = Kind(N_('a time in quotes, such as "07:00"'), _is_time)
COUNT = Kind(N_("a whole number above 0"), _is_count)
MONTH_DAY = Kind(
    N_("a day that every month has, 1 to 28"), lambda value: _is_count(value) and 0 < int(str(value)) <= 28
)
WEEKDAY = Kind(N_('a day of the week in quotes, such as "sun"'), lambda value: value in _WEEKDAYS)
WEEKDAYS = Kind(N_('a list of days of the week, such as ["mon", "tue"]'), _are_weekdays)
WORD = Kind(N_("a text in quotes"), lambda value: isinstance(value, str) and bool(value.strip()))
ENVIRONMENT = Kind(N_('"production", "test" or "training"'), lambda value: value in ("production", "test", "training"))

NUMBERS: Mapping[str, Mapping[str, tuple[str, Kind]]] = {
    "4": {"years_of_movements": ("¶2", COUNT), "environment": ("¶4", ENVIRONMENT)},
    "5": {
        "night_from": ("¶2", TIME),
        "night_until": ("¶2", TIME),
        "weekly_window": ("¶2", WEEKDAY),
        "notice_hours": ("¶2", COUNT),
    },
    "6": {
        "threshold_percent": ("¶1", PERCENT),
        "reference_from": ("¶2", TIME),
        "reference_until": ("¶2", TIME),
        "reference_days": ("¶2", WEEKDAYS),
    },
    "7": {
        "night_until": ("¶2", TIME),
        "nightly_days": ("¶2", COUNT),
        "monthly_day": ("¶2", MONTH_DAY),
        "monthly_months": ("¶2", COUNT),
    },
    "9": {"scheme": ("¶1", WORD)},
    "13": {
        "takeover_working_hours": ("¶4", COUNT),
        "threshold_percent": ("¶6", PERCENT),
        "measuring_months": ("¶6", COUNT),
    },
    "14": {"action_plan_working_hours": ("¶2", COUNT), "remedy_working_days": ("¶2", COUNT)},
    "16": {"phone_days": ("¶2", WEEKDAYS)},
}
"""Article -> name of each of its numbers -> paragraph, and what kind of value it is."""
_HEAD: Mapping[str, Kind] = {
    "id": Kind(
        N_("a name of letters, digits, dots, dashes"),
        lambda value: isinstance(value, str) and bool(_ID.fullmatch(value)),
    ),
    "title": WORD,
    "dated": Kind(
        N_("a date without quotes, such as 2026-03-01"),
        lambda value: isinstance(value, date) and not isinstance(value, datetime),
    ),
    "provider_timezone": Kind(N_("a time zone such as Europe/Paris"), lambda value: _is_zone(value)),
}
_SPANS = (("5", "night_from", "night_until"), ("6", "reference_from", "reference_until"))


def table_name(article: str) -> str:
    """The table of an article in the file of an edition: `article_06`."""
    return f"article_{int(article):02d}"


def problems(table: Mapping[str, Any]) -> list[Text]:
    """What is wrong with an edition, each in a sentence; nothing where it can be computed with."""
    found = list(_wrong("", table, _HEAD))
    tables = {table_name(article): numbers for article, numbers in NUMBERS.items()}
    found += [_unknown("", name) for name in table if name not in _HEAD and name not in tables]
    for name, numbers in tables.items():
        article = table.get(name)
        if not isinstance(article, dict):
            found.append(say(N_("[{table}] is missing: article {article} needs it"), table=name, article=int(name[8:])))
            continue
        found += _wrong(name, article, {key: kind for key, (_, kind) in numbers.items()})
        found += [_unknown(name, key) for key in article if key not in numbers]
    return found or list(_reversed(table))


def _wrong(table: str, values: Mapping[str, Any], kinds: Mapping[str, Kind]) -> Iterator[Text]:
    for name, kind in kinds.items():
        where = f"{table}.{name}" if table else name
        if name not in values:
            yield say(N_("`{name}` is missing: it is {kind}"), name=where, kind=Text(kind.said))
        elif not kind.fits(values[name]):
            yield say(N_("`{name}` is not {kind}"), name=where, kind=Text(kind.said))


def _unknown(table: str, name: str) -> Text:
    return say(N_("`{name}` is no number that an article computes with"), name=f"{table}.{name}" if table else name)


def _reversed(table: Mapping[str, Any]) -> Iterator[Text]:
    for article, first, last in _SPANS:
        numbers = table[table_name(article)]
        if numbers[first] >= numbers[last]:
            yield say(
                N_("`{name}` does not come after `{first}`"),
                name=f"{table_name(article)}.{last}",
                first=f"{table_name(article)}.{first}",
            )


def _is_zone(value: object) -> bool:
    try:
        return isinstance(value, str) and zone(value) is not None
    except ValueError:
        return False
