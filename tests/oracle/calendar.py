"""Statutory public holidays of the fifteen territories, worked out afresh, so that no library is trusted twice.

Days are `datetime.date`; kinds are national, territorial (statutory there alone) and customary (kept, not statutory).
"""

from __future__ import annotations

from datetime import date, timedelta

TIMEZONES: dict[str, str | None] = {
    "FR": "Europe/Paris",
    "FR-57": "Europe/Paris",
    "FR-6AE": "Europe/Paris",
    "GP": "America/Guadeloupe",
    "MQ": "America/Martinique",
    "GF": "America/Cayenne",
    "RE": "Indian/Reunion",
    "YT": "Indian/Mayotte",
    "PM": "America/Miquelon",
    "BL": "America/St_Barthelemy",
    "MF": "America/Marigot",
    "WF": "Pacific/Wallis",
    "PF": None,
    "NC": "Pacific/Noumea",
    "TF": None,
}

FIXED_NATIONAL = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
TERRITORIAL = {
    "GP": [(5, 27)],
    "MQ": [(5, 22)],
    "GF": [(6, 10)],
    "RE": [(12, 20)],
    "YT": [(4, 27)],
    "BL": [(10, 9)],
    "MF": [(5, 28)],
    "NC": [(9, 24)],
    "WF": [(4, 28), (7, 29)],
    "PF": [(3, 5), (6, 29)],
    "FR-57": [(12, 26)],
    "FR-6AE": [(12, 26)],
}
GOOD_FRIDAY_IS_STATUTORY = ("FR-57", "FR-6AE")
GOOD_FRIDAY_AND_SCHOELCHER_ARE_CUSTOMARY = ("GP", "MQ", "MF")


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar: the Sunday after the paschal full moon (Gauss)."""
    century = year // 100
    golden = year % 19
    moon = (15 + century - century // 4 - (13 + 8 * century) // 25) % 30
    full_moon = (19 * golden + moon) % 30
    if full_moon == 29 or (full_moon == 28 and golden > 10):
        full_moon -= 1
    paschal = date(year, 3, 21) + timedelta(days=full_moon)
    return paschal + timedelta(days=7 - (paschal.weekday() + 1) % 7)


def holiday_days(territory: str, year: int) -> dict[date, str]:
    """Every public holiday of a territory in a year, with its kind; the stronger kind wins where two fall together."""
    if territory not in TIMEZONES:
        raise KeyError(f"no such territory: {territory}")
    sunday = easter(year)
    days = {date(year, month, day): "national" for month, day in FIXED_NATIONAL}
    for offset in (1, 39, 50):
        days[sunday + timedelta(days=offset)] = "national"
    for month, day in TERRITORIAL.get(territory, []):
        days.setdefault(date(year, month, day), "territorial")
    good_friday = sunday - timedelta(days=2)
    if territory in GOOD_FRIDAY_IS_STATUTORY:
        days.setdefault(good_friday, "territorial")
    if territory in GOOD_FRIDAY_AND_SCHOELCHER_ARE_CUSTOMARY:
        days.setdefault(good_friday, "customary")
        days.setdefault(date(year, 7, 21), "customary")
    return dict(sorted(days.items()))
