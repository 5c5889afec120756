"""Zammad: rows of the history of tickets, as `/api/v1/ticket_history/ID` answers, or as a table (CSV).

`attribute` says what changed (`state`, `priority`), `value_from` and `value_to` from what to what; `type` `created`
of the object `Ticket` is the creation.
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

SOURCE = "/zammad"
STATUSES = {
    "new": "nothing", "open": TAKEN, "pending reminder": WAITING, "pending close": "nothing",
    "closed": CLOSED,
}  # fmt: skip
_ATTRIBUTES: dict[str, What] = {"state": "status", "priority": "priority"}


def read(files: Files, options: Options) -> Iterator[Found]:
    """Every ticket of the files. Raises UsageRefused without a scope."""
    yield from rows_told(records(files, _listed), _change, options.source_of(SOURCE), STATUSES, options)


def _listed(value: Any) -> Iterable[Any]:
    if type(value) is dict and is_list(value.get("history")):
        return value["history"]  # type: ignore[no-any-return]
    return value if is_list(value) else [value]


def _change(place: Place, row: Mapping[str, Any], options: Options) -> Change | LeftOut:
    if word(row, "object", "Ticket") != "Ticket":
        return place.left_out(InputRefused("is of another kind than a ticket"))
    ticket = word(row, "o_id")
    if not options.wants(ticket):
        return place.left_out(InputRefused("is a ticket that --only does not name"))
    created = word(row, "type", "updated") == "created"
    what: What | None = "created" if created else _ATTRIBUTES.get(word(row, "attribute", ""))
    if what is None:
        return place.left_out(InputRefused("a change of another field than status and priority moves no clock"))
    old, new = ("" if created else word(row, end, "") for end in ("value_from", "value_to"))
    actor = word(row, "created_by", word(row, "created_by_id", "")) or None
    time = instant_text(row.get("created_at"), options, "created_at")
    return Change(ticket, word(row, "id"), what, old, new, time, actor, place)
