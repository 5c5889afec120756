"""The updates of an incident of a status page, and which of them become no event."""

from collections.abc import Collection, Iterator
from itertools import chain
from sys import intern
from typing import Any, NamedTuple

from ledger.intake.document import several
from ledger.intake.found import shown
from ledger.intake.options import Options
from ledger.intake.wall import instant_of, instant_text
from ledger.refusal import InputRefused, Refusal

OVER = ("resolved", "postmortem", "completed")


class Update(NamedTuple):
    """An update: the instant and the time `at` which it is displayed, and when it was `created`."""

    instant: int
    status: str
    at: str
    created: str | None


def updates_of(incident: dict[str, Any], options: Options) -> list[Update]:
    """The updates in their order, and what has the same time as it came. Raises InputRefused."""
    found: list[Update] = []
    for update in chain(several(incident, "incident_updates"), several(incident, "updates")):
        status = shown(update.get("status", "")).strip().lower().replace(" ", "_")
        shows = next((update[field] for field in ("display_at", "at", "created_at") if update.get(field)), None)
        at, created = instant_text(shows, options, "display_at"), None
        if update.get("created_at"):
            created = instant_text(update["created_at"], options, "created_at")
        found.append(Update(instant_of(at, options), intern(status), at, created))
    found.sort(key=lambda each: each.instant)
    return found


def unsaid(updates: list[Update], told: Collection[Update | None], clocks: tuple[str, ...]) -> Iterator[Refusal]:
    """Why each update that was not told is no event; `clocks` are the statuses of which one is."""
    opened = max((number for number, update in enumerate(updates) if update.status not in OVER), default=-1)
    for number, update in enumerate(updates):
        status = update.status[:40]
        if update in told:
            continue
        if status not in clocks:
            yield InputRefused("an update, `{status}`, that moves no clock", status=status)
        elif status == "resolved" and number < opened:
            yield InputRefused("`{status}`, but open again later: it is one outage until the last", status=status)
        else:
            yield InputRefused("an update, `{status}`, beside the one that counts", status=status)
