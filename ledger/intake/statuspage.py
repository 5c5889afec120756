"""Status pages of Statuspage: incidents and scheduled maintenances with their updates; also one incident a line.

An incident is an outage, from `started_at` until it is resolved. What is backdated shows: `display_at` and `started_at`
are when something happened, `created_at` when the page learned of it (`recordedtime`). Only an announcement happens
when it is made: at `created_at`, whatever the page displays. What a page says otherwise later (another name, impact
or start) is restated as of `updated_at`, its own or the page's, or as of the time at which it was seen: `observed_at`
beside the incidents, or `--at`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from sys import intern
from typing import Any, NamedTuple

from ledger.commands import Offered
from ledger.events.instant import format_instant
from ledger.intake.document import Several, is_list, mapping, several, texts
from ledger.intake.found import NEVER, Files, Found, Place, Seen, digest, identifier, key, prose, refusing, shown, whole
from ledger.intake.options import Options
from ledger.intake.records import records
from ledger.intake.shelf import Shelf
from ledger.intake.wall import instant_of, instant_text
from ledger.refusal import InputRefused, Refusal

SOURCE = "/statuspage"
IMPACTS = {"none": "degraded", "minor": "partial", "major": "essential", "critical": "total"}
_OVER = ("resolved", "postmortem", "completed")
_OBSERVED = (
    "observed_at", "seen_at", "fetched_at", "retrieved_at", "captured_at", "committed_at", "scraped_at", "snapshot_at",
    "polled_at", "checked_at", "as_of", "commit_time", "commit_date",
)  # fmt: skip
_NAMES = {
    "incident_id": "id", "title": "name", "incident_name": "name", "downtime_start": "started_at",
    "ended_at": "resolved_at", "downtime_end": "resolved_at",
}  # fmt: skip
"""What collections of incidents call the fields that a page does not name so; the page's own names come first."""
_LISTS = ("incidents", "scheduled_maintenances")
_READ = frozenset((
    "id", "name", "status", "impact", "created_at", "started_at", "updated_at", "resolved_at", "scheduled_for",
    "scheduled_until", "incident_updates", "updates", "components",
))  # fmt: skip
"""What is read of an incident; the rest, such as the number of a commit, makes no other version of it."""


class _Update(NamedTuple):
    """An update of an incident: the instant and the time `at` which it is displayed, and when it was `created`."""

    instant: int
    status: str
    at: str
    created: str | None


@dataclass(slots=True)
class _Pages:
    """What the pages of a file came to so far.

    `told`: the events of each incident by its digest, since a page that is seen often says the same again and again.
    `open`: the incidents that were not over on the last page that had them; on a list of what goes on, an incident
    that is over is missing.
    """

    told: Shelf = field(default_factory=Shelf)
    open: dict[str, Place] = field(default_factory=dict)
    last: int = 0
    """The line of the last page."""

    def note(self, place: Place, incidents: Several) -> None:
        """One more page with these incidents."""
        self.last = place.line
        for incident in incidents:
            name = whole(incident.get("id"))
            self.open.pop(name, None)
            if not incident.get("resolved_at") and shown(incident.get("status")).lower() not in _OVER:
                self.open[name] = Place(place.file, place.line)


def read(files: Files, options: Options) -> Iterator[Found]:
    """Every incident and maintenance of a file. Raises UsageRefused without a scope."""
    pages = _Pages()
    for place, document in records(files, lambda value: value if is_list(value) else [value]):
        if isinstance(document, Refusal):
            yield place.refused(document)
        else:
            yield from _document(place, (document, pages), options)
    for incident, place in pages.open.items():
        if place.line < pages.last:
            why = InputRefused(
                "`{id}` is open here, and missing on later pages: nobody tells its end", id=incident[:64]
            )
            yield place.left_out(why)


@refusing
def _document(place: Place, value: tuple[dict[str, Any], _Pages], options: Options) -> Iterator[Found]:
    document, pages = value
    observed = next((document[name] for name in _OBSERVED if name in document), None)
    seen = options.at if observed is None else instant_of(observed, options, "observed_at")
    if not {"incident", *_LISTS} & document.keys():  # a page in whatever was wrapped around it
        inner = (each for each in document.values() if type(each) is dict and {"incident", *_LISTS} & each.keys())
        document = next(inner, document)
    page = document.get("page")
    paged = page.get("updated_at") if type(page) is dict else None
    lists = [name for name in _LISTS if name in document]
    document = _renamed(document)
    one = document.get("incident", document if "id" in document and not lists else None)
    if one is None and not lists:
        raise InputRefused("holds neither incidents nor scheduled maintenances")
    held = [mapping(one, "incident")] if one is not None else []
    for incident in chain(held, *(several(document, name) for name in lists)):
        dated = incident if incident.get("updated_at") else incident | {"updated_at": paged}
        yield from _again_or_new(place, dated, seen, pages.told, options)
    if "incidents" in lists:
        pages.note(place, several(document, "incidents"))


def _renamed(incident: dict[str, Any]) -> dict[str, Any]:
    """The same under the page's own names, without empty cells."""
    said = {name: value for name, value in incident.items() if value != ""}
    return {_NAMES[name]: value for name, value in said.items() if name in _NAMES} | said


def _again_or_new(
    place: Place, incident: dict[str, Any], seen: int | None, told: Shelf, options: Options
) -> Iterator[Found]:
    said = {name: value for name, value in _renamed(incident).items() if name in _READ}
    known = _digest(said)
    if known is not None and known in told:
        yield from (each if seen is None else each._replace(at=seen) for each in told[known])
        return
    events: list[Seen] = []
    for found in _incident(place, (said, seen), options):
        yield found
        if isinstance(found, Seen):
            events.append(found)
    if known is not None and len(events) and all(each.offered.submission for each in events):
        told[known] = events


def _digest(said: dict[str, Any]) -> str | None:
    try:
        return digest(json.dumps(said, sort_keys=True, default=_plain))
    except (RecursionError, TypeError):
        return None  # too deep to be written out


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError  # a list so long that it is not held


@refusing
def _incident(place: Place, value: tuple[dict[str, Any], int | None], options: Options) -> Iterator[Found]:
    incident, seen = value
    name, impact = prose(incident.get("name")), _impact(incident)
    if not options.wants(name or "", impact, *_components(incident)):
        yield place.left_out(InputRefused("is an incident that --only does not name"))
        return
    updates = _updates(incident, options)
    about = {"source": SOURCE, "scope": options.whose}
    if seen is not None:  # by then at the latest the page had learned of it
        about["recordedtime"] = format_instant(seen)
    planned = impact == "maintenance" or incident.get("scheduled_for") is not None
    events = _maintenance if planned else _outage
    if seen is None and isinstance(incident.get("updated_at"), str):
        seen = instant_of(incident["updated_at"], options, "updated_at")
    for event in events(place, incident, updates, about, options):
        if seen is None:
            yield event
        elif isinstance(event, Seen):
            yield event._replace(at=seen)
        else:
            yield Seen(event, seen) if isinstance(event, Offered) else event
    for status in (update.status for update in updates):
        if status not in (*_OVER, "in_progress", "scheduled"):
            yield place.left_out(InputRefused("an update, `{status}`, that moves no clock", status=status[:40]))


def _outage(
    place: Place, incident: dict[str, Any], updates: list[_Update], about: dict[str, str], options: Options
) -> Iterator[Found]:
    name = texts(incident, "id")
    created = instant_text(incident["created_at"], options, "created_at") if incident.get("created_at") else None
    impact = IMPACTS.get(_impact(incident))
    if impact is None:
        raise InputRefused("`{text}` is no impact of a status page", field="impact", text=_impact(incident))
    about = about | {"subject": f"outage/{identifier(name)}"}
    start = _first(incident, ("started_at", "created_at"), options)
    yield place.event(
        type="outage.started",
        id=key(name, "started"),
        time=start,
        data={"impact": impact, "description": prose(incident.get("name"))},
        **_learned(about, created),
    )
    over = [update for update in updates if update.status in _OVER[:1]]
    last, resolved = over[-1] if over else None, incident.get("resolved_at")
    status = updates[-1].status if updates else shown(incident.get("status") or "").lower()
    goes_on = not resolved and status not in ("", *_OVER)
    if over or resolved or goes_on:
        at = instant_text(resolved, options, "resolved_at") if resolved else last.at if last else start
        said = _learned(about, last.created if last else None)
        end = place.event(type="outage.ended", id=key(name, "ended"), time=at, data={}, **said)
        # What goes on has not ended, whatever an earlier page may have said.
        now = updates[-1].instant if updates else NEVER
        yield Seen(end, now, withdrawn=True) if goes_on else end


def _maintenance(
    place: Place, incident: dict[str, Any], updates: list[_Update], about: dict[str, str], options: Options
) -> Iterator[Found]:
    name = texts(incident, "id")
    about = about | {"subject": f"maintenance/{identifier(name)}"}
    began = next((update for update in updates if update.status == "in_progress"), None)
    over = next((update for update in reversed(updates) if update.status == "completed"), None)
    starts = incident.get("scheduled_for")
    if starts is None and not updates:  # a list of spans alone
        began = began or _at(incident, "started_at", options)
        over = over or _at(incident, "resolved_at", options)
    if starts is None and began is None:
        raise InputRefused("says neither when it is to start nor that it did", field="scheduled_for")
    until = incident.get("scheduled_until")
    announced = _first(incident, ("created_at", "started_at"), options)
    plan = {
        # Where no schedule is published, it started as it started; without an end it covers nothing.
        "starts": began.at if began and starts is None else instant_text(starts, options, "scheduled_for"),
        "ends": None if until is None else instant_text(until, options, "scheduled_until"),
        "channel": "other",
    }
    yield place.event(
        type="maintenance.announced",
        id=key(name, "announced"),
        time=announced,
        data=plan,
        **_learned(about, announced),
    )
    for what, update in (("started", began), ("ended", over)):
        if update is not None:
            yield place.event(
                type=f"maintenance.{what}",
                id=key(name, what),
                time=update.at,
                data={},
                **_learned(about, update.created),
            )


def _learned(about: dict[str, str], at: str | None) -> dict[str, str]:
    """The attributes of an event that the page learned of then, where it says when."""
    return about if at is None else about | {"recordedtime": at}


def _at(incident: dict[str, Any], field: str, options: Options) -> _Update | None:
    if not incident.get(field):
        return None
    at = instant_text(incident[field], options, field)
    return _Update(instant_of(at, options), "", at, None)


def _impact(incident: dict[str, Any]) -> str:
    return shown(incident.get("impact") or "none").lower()


def _updates(incident: dict[str, Any], options: Options) -> list[_Update]:
    """The updates in their order, and what has the same time as it came."""
    found: list[_Update] = []
    for update in chain(several(incident, "incident_updates"), several(incident, "updates")):
        status = shown(update.get("status", "")).strip().lower().replace(" ", "_")
        shows = next((update[field] for field in ("display_at", "at", "created_at") if update.get(field)), None)
        at, created = instant_text(shows, options, "display_at"), None
        if update.get("created_at"):
            created = instant_text(update["created_at"], options, "created_at")
        found.append(_Update(instant_of(at, options), intern(status), at, created))
    found.sort(key=lambda each: each.instant)
    return found


def _first(incident: dict[str, Any], fields: tuple[str, ...], options: Options) -> str:
    field = next((field for field in fields if incident.get(field)), fields[0])
    return instant_text(incident.get(field), options, field)


def _components(incident: dict[str, Any]) -> list[str]:
    held = incident.get("components")
    return [whole(each.get("name")) if type(each) is dict else whole(each) for each in (held if is_list(held) else [])]
