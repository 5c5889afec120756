"""Public holidays as adoption events with explicit days, for the histories; computed, never looked up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar."""
    golden, century, in_century = year % 19, year // 100, year % 100
    leap = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - leap + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - epact - in_century % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def national(year: int) -> dict[str, dict[str, str]]:
    """The eleven days of the whole country."""
    sunday = easter(year)
    days = {
        date(year, 1, 1): "Jour de l'an",
        sunday + timedelta(days=1): "Lundi de Pâques",
        date(year, 5, 1): "Fête du Travail",
        date(year, 5, 8): "Victoire 1945",
        sunday + timedelta(days=39): "Ascension",
        sunday + timedelta(days=50): "Lundi de Pentecôte",
        date(year, 7, 14): "Fête nationale",
        date(year, 8, 15): "Assomption",
        date(year, 11, 1): "Toussaint",
        date(year, 11, 11): "Armistice 1918",
        date(year, 12, 25): "Noël",
    }
    return {day.isoformat(): {"name": name, "kind": "national"} for day, name in sorted(days.items())}


def alsace_moselle(year: int) -> dict[str, dict[str, str]]:
    """The national days, Good Friday and 26 December."""
    good_friday = easter(year) - timedelta(days=2)
    days = national(year)
    days[good_friday.isoformat()] = {"name": "Vendredi saint", "kind": "territorial"}
    days[f"{year}-12-26"] = {"name": "Saint-Étienne", "kind": "territorial"}
    return dict(sorted(days.items()))


def adoption(territory: str, year: int, time: str, recorded: str | None = None) -> dict[str, Any]:
    """The event that adopts the calendar of FR or FR-57 for a year."""
    days = national(year) if territory == "FR" else alsace_moselle(year)
    event = {
        "specversion": "1.0", "id": f"{territory}-{year}", "source": "/calendars", "type": "public_holidays.adopted",
        "scope": "provider", "subject": f"public-holidays/{territory}/{year}", "time": time,
        "data": {"days": days, "origin": "computed from the date of Easter"},
    }  # fmt: skip
    return event | ({"recordedtime": recorded} if recorded else {})
