"""GLPI: rows of `glpi_logs` of tickets, as JSON or as a table (CSV). Their times are local, without offset.

`id_search_option` says what changed: 12 the status (1 new, 2 assigned, 3 planned, 4 pending, 5 solved, 6 closed),
3 the priority (1 to 6); `linked_action` 20 is the creation.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ledger.intake.document import is_list
from ledger.intake.found import Files, Found, LeftOut, Place
from ledger.intake.options import Options
from ledger.intake.records import records
from ledger.intake.ticketing import CLOSED, TAKEN, WAITING, Change, What, rows_told, word
from ledger.intake.wall import instant_text
from ledger.refusal import InputRefused

SOURCE = "/glpi"
STATUSES = {"1": "nothing", "2": TAKEN, "3": TAKEN, "4": WAITING, "5": "ticket.fix_delivered", "6": CLOSED}
_OPTIONS: dict[str, What] = {"12": "status", "3": "priority"}
_CREATED = "20"


def read(files: Files, options: Options) -> Iterator[Found]:
    """Every ticket of the files. Raises UsageRefused without a scope."""
    yield from rows_told(records(files, _listed), _change, options.source_of(SOURCE), STATUSES, options)


def _listed(value: Any) -> Iterable[Any]:
    return value if is_list(value) else [value]


def _change(place: Place, row: Mapping[str, Any], options: Options) -> Change | LeftOut:
    if word(row, "itemtype", "Ticket") != "Ticket":
        return place.left_out(InputRefused("is of another kind than a ticket"))
    ticket = word(row, "items_id")
    if not options.wants(ticket):
        return place.left_out(InputRefused("is a ticket that --only does not name"))
    created = word(row, "linked_action", "0") == _CREATED
    what: What | None = "created" if created else _OPTIONS.get(word(row, "id_search_option", "0"))
    if what is None:
        return place.left_out(InputRefused("a change of another field than status and priority moves no clock"))
    old, new = ("" if created else word(row, end, "") for end in ("old_value", "new_value"))
    time = instant_text(row.get("date_mod"), options, "date_mod")
    return Change(ticket, word(row, "id"), what, old, new, time, word(row, "user_name", "") or None, place)
