"""The forms that entries go out in, by name; each is loaded when it is asked for."""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module

from projections.facts.selection import Selection

Writer = Callable[[Selection], Iterator[bytes]]
"""Lays out a selection of entries, a piece at a time."""

FORMS: Mapping[str, str] = {
    "cloudevents": "projections.outlet.cloudevents",
    "csv": "projections.outlet.csv_rows",
}


def writer(form: str) -> Writer:
    """What writes that form."""
    found: Writer = import_module(FORMS[form]).written
    return found
