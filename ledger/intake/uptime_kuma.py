"""Uptime Kuma: heartbeats, as JSON or as a table (CSV) of its database.

Each has `monitorID` or `monitor_id`, `status` (0 down, 1 up, 2 pending, 3 maintenance) and `time` in UTC. Pending is
neither down nor up, so it is no sample. While a monitor is under maintenance, nobody watches.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC
from typing import Any

from ledger.intake.document import is_list
from ledger.intake.found import Files, Found, Place, shown
from ledger.intake.options import Options
from ledger.intake.probe import Sample, Samples, Series, State, watched
from ledger.intake.records import records
from ledger.intake.wall import instant_of
from ledger.refusal import InputRefused, Refusal

SOURCE = "/uptime-kuma"
_STATES: dict[str, State] = {"0": "down", "1": "up", "2": "unknown", "3": "unknown"}


def read(files: Files, options: Options) -> Iterator[Found]:
    """The outages of every monitor. Raises UsageRefused without a scope."""
    scope, options = options.whose, replace(options, zone=UTC)
    monitors = Samples()
    changes_alone = True
    for place, beat in records(files, _listed):
        if isinstance(beat, Refusal):
            yield place.refused(beat)
            continue
        try:
            monitor, sample = _sample(place, beat, options)
        except InputRefused as refusal:
            yield place.refused(refusal)
            continue
        if options.wants(monitor):
            monitors.add(monitor, sample)
            changes_alone = changes_alone and shown(beat.get("important")).lower() in ("1", "true")
        else:
            yield place.left_out(InputRefused("is of a monitor that --only does not name"))
    half_steps = None if changes_alone else 5
    for monitor, samples in monitors.series():
        series = Series(options.apart(f"monitor-{monitor}"), options.source_of(SOURCE), scope)
        yield from watched(series, samples, half_steps)


def _listed(value: Any) -> Iterable[Any]:
    """The heartbeats of a document: a list, one alone, one in a notification, or lists by monitor."""
    if type(value) is not dict:
        return value if is_list(value) else [value]
    if {"monitorID", "monitor_id"} & value.keys():
        return [value]
    if "monitorList" in value and "heartbeatList" not in value:
        raise InputRefused("is a backup of settings, without heartbeats: export the table `heartbeat`")
    if not value:
        raise InputRefused("holds no heartbeats")
    held = value.get("heartbeatList", value.get("heartbeats", value.get("heartbeat", value)))
    if type(held) is not dict or {"monitorID", "monitor_id"} & held.keys():
        return held if is_list(held) else [held]
    # Where lists are told by monitor, as a status page does, their heartbeats need not say whose they are.
    lists = [(name, each if is_list(each) else [each]) for name, each in held.items()]
    return ({"monitorID": name} | beat if type(beat) is dict else beat for name, beats in lists for beat in beats)


def _sample(place: Place, beat: Mapping[str, Any], options: Options) -> tuple[str, Sample]:
    monitor = beat.get("monitorID", beat.get("monitor_id"))
    if type(monitor) not in (int, str) or not 0 < len(str(monitor)) <= 40:
        raise InputRefused("is missing, or is not a number", field="monitorID")
    state = _STATES.get(shown(beat.get("status")))
    if state is None:
        text = shown(beat.get("status"))
        raise InputRefused("`{text}` is none of 0, 1, 2, 3", field="status", text=text)
    return str(monitor), Sample(instant_of(beat.get("time"), options), state, place)
