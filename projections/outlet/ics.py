"""iCalendar (RFC 5545): what clients were told of maintenances, for their calendars, and the regular windows if asked.

A maintenance keeps its UID for good; SEQUENCE is the version of its notice, and grows also where an entry is amended.
One whose notice was cancelled or retracted stays as STATUS:CANCELLED, so that calendars that have it strike it out.
Starts are cut and ends filled up to whole seconds, which is as fine as the format goes.
"""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ledger.events.entry import AMENDMENTS, Entry
from ledger.events.instant import format_instant
from projections.articles.article_05_access import WindowsFinding
from projections.calendar.span import SECOND, Instant
from projections.calendar.zone import local
from projections.edition.wording import N_, Text, say
from projections.facts.history import instant_of
from projections.facts.notice import TOLD, Notice, notices
from projections.facts.selection import Selection
from projections.outlet.ics_windows import Run, runs, time_zone
from projections.report.layout import Voice

if TYPE_CHECKING:
    from icalendar import Event

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "livret:calendar")
_TITLES = {
    "maintenance": N_("Planned maintenance {maintenance}"),
    "emergency_maintenance": N_("Emergency maintenance {maintenance}"),
}
_WINDOWS = {"night": N_("Maintenance window: night"), "sunday": N_("Maintenance window: Sunday")}


def written(selection: Selection, voice: Voice, windows: WindowsFinding | None) -> Iterator[bytes]:
    """The whole calendar; the notices of the scopes chosen, then the windows."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", f"-//Livret//livret export//{voice.language.code.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for name in ("name", "x-wr-calname"):  # the standard's, and the one that most calendars read
        calendar.add(name, _said(voice, say(N_("Maintenance"))))
    found = [] if windows is None else runs(windows)
    if windows is not None and any(run.count > 1 for run in found):
        calendar.add_component(time_zone(windows.timezone, found))
    for notice in _notices(selection):
        calendar.add_component(_notice(notice, voice))
    if windows is not None:
        stamp = selection.last_recorded()
        for run in found:
            calendar.add_component(_window(run, windows, stamp, voice))
    yield calendar.to_ical()


def _notices(selection: Selection) -> Iterator[Notice]:
    for scope, family in selection.parts():
        for kind in TOLD:
            if kind == family:
                yield from notices(selection.history(), scope, kind)


def _notice(notice: Notice, voice: Voice) -> "Event":
    name = notice.subject.partition("/")[2]
    event = _event(f"{notice.scope}/{notice.subject}/{notice.kind}", notice.recorded[-1].recorded_at)
    event.add("created", _utc(notice.recorded[0].recorded_at))
    event.add("sequence", notice.version)
    event.add("status", "CONFIRMED" if notice.standing == "stands" else "CANCELLED")
    event.add("summary", _said(voice, Text(_TITLES[notice.kind], {"maintenance": name})))
    event.add("description", "\n".join(_said(voice, line) for line in _account(notice)))
    event.add("location", notice.scope)
    event.add("categories", ["EMERGENCY" if notice.kind == "emergency_maintenance" else "MAINTENANCE"])
    event.add("dtstart", _utc(notice.starts))
    if notice.ends is not None and _utc_end(notice.ends) > _utc(notice.starts):
        event.add("dtend", _utc_end(notice.ends))
    for entry in notice.recorded:
        event.add("x-livret-amendment" if entry.type in AMENDMENTS else "x-livret-entry", _said(voice, _entry(entry)))
    return event


def _event(name: str, stamp: int) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", str(uuid.uuid5(_NAMESPACE, name)))
    event.add("dtstamp", _utc(stamp))
    event.add("last-modified", _utc(stamp))
    event.add("transp", "TRANSPARENT")
    return event


def _entry(entry: Entry) -> Text:
    """Which entry it is, with both clocks, for whoever follows it back into the ledger."""
    clocks = f"{format_instant(entry.occurred_at)} {format_instant(entry.recorded_at)}"
    return Text("{entry}", {"entry": f"#{entry.position} {clocks} {entry.source}#{entry.id}"})


def _account(notice: Notice) -> Iterator[Text]:
    """What was told, version by version, as it stands."""
    if notice.standing == "withdrawn":
        yield say(N_("Withdrawn: it was recorded by mistake."))
    for entry in notice.told:
        at = Instant(entry.occurred_at)
        starts, ends = _moment(entry, "starts"), _moment(entry, "ends") or _moment(entry, "expected_end")
        version = entry.type.partition(".")[2]
        if starts is None:
            yield say(N_("{at}: {version}"), at=at, version=version)
        elif ends is None:
            yield say(N_("{at}: {version}, from {starts} on"), at=at, version=version, starts=starts)
        else:
            yield say(N_("{at}: {version}, from {starts} to {ends}"), at=at, version=version, starts=starts, ends=ends)
        for reason in ("reason", "because"):
            if reason in entry.data:
                yield Text("{reason}", {"reason": entry.data[reason]})


def _moment(entry: Entry, field: str) -> Instant | None:
    found = instant_of(entry, field)
    return None if found is None else Instant(found)


def _window(run: Run, windows: WindowsFinding, stamp: int, voice: Voice) -> "Event":
    event = _event(f"contract/{windows.contract}/window/{run.kind}/{run.from_}", stamp)
    title = _WINDOWS.get(run.kind)
    event.add("summary", _said(voice, run.because if title is None else Text(title)))
    event.add("description", _said(voice, run.because))
    event.add("categories", ["WINDOW"])
    if run.count == 1:
        event.add("dtstart", _utc(run.from_))
        event.add("dtend", _utc_end(run.until))
    else:
        event.add("dtstart", run.wall(run.from_, windows.timezone))
        event.add("dtend", run.wall(run.until, windows.timezone))
        event.add("rrule", {"freq": run.frequency, "count": run.count})
    return event


def _said(voice: Voice, text: Text) -> str:
    """The sentence without backslashes: readers, the library among them, disagree over what one before an n means."""
    return voice.say(text).replace("\\", "\N{REVERSE SOLIDUS OPERATOR}")


def _utc(instant: int) -> datetime:
    return local(instant - instant % SECOND, UTC)


def _utc_end(instant: int) -> datetime:
    return _utc(instant + SECOND - 1)
