"""Public holiday calendars: the only door to the `holidays` library, which proposes them.

Nothing is judged by what the library says today.
A proposed calendar becomes evidence when the ledger adopts it; from then on the adopted days stand, whatever a later
version of the library would answer.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from projections.calendar.territory import territory as territory_of
from projections.calendar.unfit import Unfit

Kind = Literal["national", "territorial", "customary"]

_GOOD_FRIDAY = "Good Friday"
# What law makes a public holiday in a territory, beside the national days: month and day, or Good Friday.
# Labour code L3134-13 (Moselle, Alsace) and L3422-2 (slavery's abolition); local law in NC, PF and WF.
# Whatever else the library gives a territory is kept by custom there, not by law.
_STATUTORY: Mapping[str, frozenset[str]] = {
    "FR-57": frozenset({_GOOD_FRIDAY, "12-26"}),
    "FR-6AE": frozenset({_GOOD_FRIDAY, "12-26"}),
    "GP": frozenset({"05-27"}),
    "MQ": frozenset({"05-22"}),
    "GF": frozenset({"06-10"}),
    "RE": frozenset({"12-20"}),
    "YT": frozenset({"04-27"}),
    "BL": frozenset({"10-09"}),
    "MF": frozenset({"05-28"}),
    "NC": frozenset({"09-24"}),
    "PF": frozenset({_GOOD_FRIDAY, "03-05", "06-29", "11-20"}),  # the library gives 29 June until 2024 only
    "WF": frozenset({"04-28", "06-29", "07-29"}),
}


def propose(territory: str, year: int) -> tuple[dict[str, dict[str, str]], str]:
    """What the `holidays` library gives: `{ISO date: {"name": …, "kind": …}}` in order, and where it comes from.

    Names are French whatever the machine's language, so that a proposal is the same everywhere.
    Raises Unfit for an unknown territory, and for a year of which the library knows nothing.
    """
    from holidays import country_holidays  # here: loading it takes longer than most questions take to answer
    from holidays.version import __version__

    place = territory_of(territory)
    national = country_holidays("FR", years=year, language="fr", observed=False)
    local = country_holidays("FR", subdiv=place.library_code, years=year, language="fr", observed=False)
    if not local:
        raise Unfit(
            "the holidays library knows no days of {territory} in {year}: record the calendar by hand",
            territory=territory,
            year=year,
        )
    good_friday = _good_friday(set(national))
    days: dict[str, dict[str, str]] = {}
    for day in sorted(local):
        marks = {f"{day:%m-%d}", _GOOD_FRIDAY if day == good_friday else ""}
        statutory: Kind = "territorial" if marks & _STATUTORY.get(territory, frozenset()) else "customary"
        days[day.isoformat()] = {"name": local[day], "kind": "national" if day in national else statutory}
    region = f"/{place.library_code}" if place.library_code else ""
    return days, f"holidays {__version__} FR{region} fr"


def _good_friday(national: set[date]) -> date | None:
    """Three days before Easter Monday, the one national day between 23 March and 26 April."""
    mondays = [day for day in national if (3, 23) <= (day.month, day.day) <= (4, 26)]
    return mondays[0] - timedelta(days=3) if mondays else None
