"""Upptime: the committed versions of `history/*.yml`, one a row of a table (CSV).

Columns: `slug`, `status` (up, down, degraded), `last_updated`, and `committed_at`, which is kept as the time at
which Upptime learned of it. Upptime commits when a status changes, and now and then besides: silence says nothing.
"""

from collections.abc import Iterator
from typing import get_args

from ledger.intake.csv_table import Table
from ledger.intake.found import Files, Found
from ledger.intake.options import Options
from ledger.intake.probe import Sample, Samples, Series, State, watched
from ledger.intake.wall import instant_of, instant_text
from ledger.refusal import InputRefused, Refusal

SOURCE = "/upptime"
_STATES: dict[str, State] = {state: state for state in get_args(State) if state != "unknown"}
_NEEDED = ("slug", "status", "last_updated")


def read(files: Files, options: Options) -> Iterator[Found]:
    """The outages of every site. Raises UsageRefused without a scope, InputRefused where a column is missing."""
    scope = options.whose
    sites = Samples()
    for place, row in (each for name, stream in files for each in Table(name, stream).rows()):
        if isinstance(row, Refusal):
            yield place.refused(row)
            continue
        missing = [column for column in _NEEDED if column not in row]
        if missing:
            raise InputRefused("there is no column `{column}`", column=missing[0]).at(place.file, 1)
        if not options.wants(row["slug"]):
            yield place.left_out(InputRefused("is of a site that --only does not name"))
            continue
        try:
            state = _STATES.get(row["status"])
            if state is None:
                text = row["status"][:40]
                raise InputRefused("`{text}` is none of up, down, degraded", field="status", text=text)
            instant = instant_of(row["last_updated"], options, "last_updated")
            committed = row.get("committed_at")
            recorded = instant_text(committed, options, "committed_at") if committed else None
        except InputRefused as refusal:
            yield place.refused(refusal)
        else:
            sites.add(row["slug"], Sample(instant, state, place, recorded))
    for site, samples in sites.series():
        yield from watched(Series(options.apart(site), options.source_of(SOURCE), scope), samples, None)
