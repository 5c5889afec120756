"""How each language says sentences, numbers, dates and lengths of time. Exact: integers and fractions alone.

French comes from the compiled catalogue beside this file; English is what the templates say themselves.
"""

import gettext
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, tzinfo
from enum import Enum
from fractions import Fraction
from functools import cache
from math import floor
from pathlib import Path
from typing import Literal, NamedTuple

from projections.calendar.span import HOUR, MINUTE, SECOND, Duration, Instant
from projections.calendar.zone import iso
from projections.edition.reading import Reading
from projections.edition.wording import N_, Text
from projections.facts.entry import Withheld
from projections.report.codes import word
from projections.report.harmless import harmless

Code = Literal["fr", "en"]

TRANSLATIONS = Path(__file__).parent / "translations"
PERCENT_DIGITS = 4
NOTHING = "–"

_NAMES_OF_THINGS = frozenset({"position", "line", "year"})
"""Places whose integers name something and are not grouped."""


class Locale(NamedTuple):
    """The signs of a language: decimal mark, mark between thousands, space between a figure and its unit."""

    decimal: str
    group: str
    space: str
    date: str


_LOCALES: Mapping[Code, Locale] = {
    "en": Locale(".", ",", " ", "{year:04d}-{month:02d}-{day:02d}"),
    "fr": Locale(",", "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}", "{day:02d}/{month:02d}/{year:04d}"),
}


class Language:
    """One language. Every value is said by its kind; data is made harmless on the way."""

    def __init__(self, code: Code, translate: Callable[[str], str]) -> None:
        self.code: Code = code
        self._locale = _LOCALES[code]
        self._translate = translate

    def say(self, text: Text | str, zone: tzinfo = UTC) -> str:
        """The sentence, with its values laid out by their kind, instants in the zone; a str is a bare template."""
        if isinstance(text, str):
            return self._translate(text) if text else ""
        values = {name: self.value(value, zone, name) for name, value in text.values.items()}
        return (self._translate(text.template) if text.template else "").format(**values)

    def value(self, value: object, zone: tzinfo, place: str = "") -> str:
        """One value in words; `place`, the name of where it stands, says what a code is a code of."""
        match value:
            case None:
                return NOTHING
            case Text():
                return self.say(value, zone)
            case bool():
                return self.say(N_("yes") if value else N_("no"))
            case Instant():
                return self.instant(value, zone)
            case Duration():
                return self.duration(value)
            case int():
                return str(value) if place in _NAMES_OF_THINGS else self.number(value)
            case Fraction():
                return self.percent(value)
            case date():
                return self.date(value)
            case str():
                known = word("withheld" if isinstance(value, Withheld) else place, value)
                return harmless(value) if known is None else self.say(known)
            case Reading():
                return value.option
            case Enum():
                return self.value(value.value, zone, place)
            case tuple() | list() | set() | frozenset():
                return self.list(self.value(each, zone, place) for each in value)
        return harmless(str(value))

    def number(self, value: int | Fraction, digits: int = 0) -> str:
        """The number floored to that many decimals, thousands set apart."""
        scaled = floor(value * 10**digits)
        whole, rest = divmod(abs(scaled), 10**digits)
        sign = "-" if scaled < 0 else ""
        decimals = f"{self._locale.decimal}{rest:0{digits}d}" if digits else ""
        return f"{sign}{whole:,}".replace(",", self._locale.group) + decimals

    def percent(self, percent: Fraction) -> str:
        """A percentage (100 is the whole) floored to four decimals, so that 99.84999 never reads as 99.85."""
        return f"{self.number(percent, PERCENT_DIGITS)}{self._locale.space}%"

    def date(self, day: date) -> str:
        """The day, in digits."""
        return self._locale.date.format(year=day.year, month=day.month, day=day.day)

    def instant(self, instant: int, zone: tzinfo) -> str:
        """Date, time and offset in the zone; seconds and their fraction only where there are any."""
        day, _, time = iso(instant, zone).partition("T")
        clock, fraction, offset = time[:8], time[8:-6], time[-6:]
        clock = clock.removesuffix(":00") if not fraction else clock + fraction.replace(".", self._locale.decimal)
        return f"{self.date(date.fromisoformat(day))} {clock}{self._locale.space}{offset}"

    def duration(self, microseconds: int) -> str:
        """Hours, minutes and seconds, exact to the microsecond: `1 h 02 min 03 s`."""
        sign, left = ("-", -microseconds) if microseconds < 0 else ("", microseconds)
        hours, left = divmod(left, HOUR)
        minutes, left = divmod(left, MINUTE)
        space = self._locale.space
        parts = [f"{self.number(hours)}{space}h"] if hours else []
        if minutes or (hours and left):
            parts.append(f"{minutes:02d}{space}min" if hours else f"{minutes}{space}min")
        if left or not parts:
            parts.append(f"{self._seconds(left, padded=bool(parts))}{space}s")
        return sign + " ".join(parts)

    def list(self, items: Iterable[str]) -> str:
        """The items in one sentence: `a, b and c`."""
        *first, last = [*items] or [NOTHING]
        if not first:
            return last
        joined = self.say(N_("and"))
        return f"{', '.join(first)} {joined} {last}"

    def _seconds(self, microseconds: int, padded: bool) -> str:
        whole, rest = divmod(microseconds, SECOND)
        text = f"{whole:02d}" if padded else str(whole)
        return f"{text}{self._locale.decimal}{rest:06d}".rstrip("0") if rest else text


@cache
def language(code: str) -> Language:
    """The language of that code, `fr` or `en`. Raises ValueError for another."""
    if code == "en":
        return Language("en", str)
    if code == "fr":
        return Language("fr", gettext.translation("livret", TRANSLATIONS, ["fr"]).gettext)
    raise ValueError(f"unknown language {code!r}: give fr or en")


def default_language(environ: Mapping[str, str]) -> Code:
    """The language that the environment asks for, as programs that use gettext understand it; else English."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((environ[name] for name in names if environ.get(name)), "")
    if locale.partition(".")[0] in ("C", "POSIX"):
        return "en"
    for wanted in (*environ.get("LANGUAGE", "").split(":"), locale):
        match wanted[:2].lower() if wanted[2:3] in ("", "_", ".", "@", "-") else "":
            case "fr":
                return "fr"
            case "en":
                return "en"
    return "en"
