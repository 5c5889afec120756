"""The forms that entries go out in, by name; each is loaded when it is asked for."""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module

from projections.facts.selection import Selection

Writer = Callable[[Selection], Iterator[bytes]]
"""Lays out a selection of entries, a piece at a time."""

RAW = "cloudevents"
"""The form in which entries are stored, and so are given out letter by letter."""
FORMS: Mapping[str, str] = {
    RAW: "projections.outlet.cloudevents",
    "csv": "projections.outlet.csv_rows",
    "ocel": "projections.outlet.ocel",
    "xes": "projections.outlet.xes",
}
CALENDAR = "ics"
"""The form that says something to people, and so is written by more than a selection: `projections.outlet.ics`."""
CASES: Mapping[str, tuple[str, ...]] = {"xes": ("ticket",), CALENDAR: ("maintenance", "emergency_maintenance")}
"""The families that a form takes where none is named: traces are of one kind of case, a calendar is of maintenances."""


def writer(form: str) -> Writer:
    """What writes that form."""
    found: Writer = import_module(FORMS[form]).written
    return found
