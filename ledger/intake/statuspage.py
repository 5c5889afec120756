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
from typing import Any

from ledger.commands import Offered
from ledger.events.instant import format_instant
from ledger.intake.document import is_list, mapping, several, texts
from ledger.intake.found import NEVER, Files, Found, Place, Seen, digest, identifier, key, prose, refusing, shown, whole
from ledger.intake.occasions import LISTS, Occasions
from ledger.intake.options import Options
from ledger.intake.records import records
from ledger.intake.shelf import Shelf
from ledger.intake.statuspage_updates import OVER, Update, unsaid, updates_of
from ledger.intake.wall import instant_of, instant_text
from ledger.refusal import InputRefused, Refusal

SOURCE = "/statuspage"
IMPACTS = {"none": "degraded", "minor": "partial", "major": "essential", "critical": "total"}
_OBSERVED = (
    "observed_at", "seen_at", "fetched_at", "retrieved_at", "captured_at", "committed_at", "scraped_at", "snapshot_at",
    "polled_at", "checked_at", "as_of", "commit_time", "commit_date",
)  # fmt: skip
_NAMES = {
    "incident_id": "id", "title": "name", "incident_name": "name", "downtime_start": "started_at",
    "ended_at": "resolved_at", "downtime_end": "resolved_at",
}  # fmt: skip
"""What collections of incidents call the fields that a page does not name so; the page's own names come first."""
_PAGE = {"incident", *LISTS}
_READ = frozenset((
    "id", "name", "status", "impact", "created_at", "started_at", "updated_at", "resolved_at", "scheduled_for",
    "scheduled_until", "incident_updates", "updates", "components",
))  # fmt: skip
"""What is read of an incident; the rest, such as the number of a commit, makes no other version of it."""


@dataclass(slots=True)
class _Pages:
    """What the pages came to so far.

    `told`: the events of each incident by its digest, since a page that is seen often says the same again and again.
    """

    told: Shelf = field(default_factory=Shelf)
    occasions: Occasions = field(default_factory=Occasions)


def read(files: Files, options: Options) -> Iterator[Found]:
    """Every incident and maintenance of the files. Raises UsageRefused without a scope."""
    pages = _Pages()
    for place, document in records(files, lambda value: value if is_list(value) else [value]):
        if isinstance(document, Refusal):
            yield place.refused(document)
        else:
            yield from _document(place, (document, pages), options)
    yield from pages.occasions.left_out()


@refusing
def _document(place: Place, value: tuple[dict[str, Any], _Pages], options: Options) -> Iterator[Found]:
    document, known = value
    observed = next((document[name] for name in _OBSERVED if name in document), None)
    at = None if observed is None else instant_of(observed, options, "observed_at")
    pages = [document]
    if not _PAGE & document.keys():  # pages in whatever was wrapped around them
        pages = [each for each in document.values() if type(each) is dict and _PAGE & each.keys()] or pages
    known.occasions.begin(_page_updated(pages, options) if at is None else at)
    for page in pages:
        yield from _page(place, (page, options.at if at is None else at, known), options)


def _page_updated(pages: list[dict[str, Any]], options: Options) -> int | None:
    """When the last of them was updated; None where one does not say."""
    try:
        return max(instant_of(mapping(page.get("page")).get("updated_at"), options) for page in pages)
    except InputRefused:
        return None


@refusing
def _page(place: Place, value: tuple[dict[str, Any], int | None, _Pages], options: Options) -> Iterator[Found]:
    document, seen, known = value
    page = document.get("page")
    paged = page.get("updated_at") if type(page) is dict else None
    lists = [name for name in LISTS if name in document]
    document = _renamed(document)
    one = document.get("incident", document if "id" in document and not lists else None)
    if one is None and not lists:
        raise InputRefused("holds neither incidents nor scheduled maintenances")
    held = [mapping(one, "incident")] if one is not None else []
    for incident in chain(held, *(several(document, name) for name in lists)):
        dated = incident if incident.get("updated_at") else incident | {"updated_at": paged}
        yield from _again_or_new(place, dated, seen, known.told, options)
    for name in lists:
        known.occasions.note(place, name, several(document, name))


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
    updates = updates_of(incident, options)
    about = {"source": options.source_of(SOURCE), "scope": options.whose}
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


def _outage(
    place: Place, incident: dict[str, Any], updates: list[Update], about: dict[str, str], options: Options
) -> Iterator[Found]:
    name = texts(incident, "id")
    created = instant_text(incident["created_at"], options, "created_at") if incident.get("created_at") else None
    impact = IMPACTS.get(_impact(incident))
    if impact is None:
        raise InputRefused("`{text}` is no impact of a status page", field="impact", text=_impact(incident))
    about = about | {"subject": f"outage/{identifier(options.apart(name))}"}
    start = _first(incident, ("started_at", "created_at"), options)
    yield place.event(
        type="outage.started",
        id=key(name, "started"),
        time=start,
        data={"impact": impact, "description": prose(incident.get("name"))},
        **_learned(about, created),
    )
    over = [update for update in updates if update.status in OVER[:1]]
    last, resolved = over[-1] if over else None, incident.get("resolved_at")
    status = updates[-1].status if updates else shown(incident.get("status") or "").lower()
    goes_on = not resolved and status not in ("", *OVER)
    if over or resolved or goes_on:
        at = instant_text(resolved, options, "resolved_at") if resolved else last.at if last else start
        said = _learned(about, last.created if last else None)
        end = place.event(type="outage.ended", id=key(name, "ended"), time=at, data={}, **said)
        # What goes on has not ended, whatever an earlier page may have said.
        now = updates[-1].instant if updates else NEVER
        yield Seen(end, now, withdrawn=True) if goes_on else end
    for why in unsaid(updates, () if goes_on else (last,), ("resolved",)):
        yield place.left_out(why)


def _maintenance(
    place: Place, incident: dict[str, Any], updates: list[Update], about: dict[str, str], options: Options
) -> Iterator[Found]:
    name = texts(incident, "id")
    about = about | {"subject": f"maintenance/{identifier(options.apart(name))}"}
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
    told = next((update for update in updates if update.status == "scheduled"), None), began, over
    for why in unsaid(updates, told, ("in_progress", "completed")):
        yield place.left_out(why)


def _learned(about: dict[str, str], at: str | None) -> dict[str, str]:
    """The attributes of an event that the page learned of then, where it says when."""
    return about if at is None else about | {"recordedtime": at}


def _at(incident: dict[str, Any], field: str, options: Options) -> Update | None:
    if not incident.get(field):
        return None
    at = instant_text(incident[field], options, field)
    return Update(instant_of(at, options), "", at, None)


def _impact(incident: dict[str, Any]) -> str:
    return shown(incident.get("impact") or "none").lower()


def _first(incident: dict[str, Any], fields: tuple[str, ...], options: Options) -> str:
    field = next((field for field in fields if incident.get(field)), fields[0])
    return instant_text(incident.get(field), options, field)


def _components(incident: dict[str, Any]) -> list[str]:
    held = incident.get("components")
    return [whole(each.get("name")) if type(each) is dict else whole(each) for each in (held if is_list(held) else [])]
