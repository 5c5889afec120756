"""Naive oracle of article 7: nights, months and retention.

Where the contract leaves room, and what is chosen here:

- `calendar_day`: night J is the day J from 00:00 to 24:00, and 07:00 in "done", "late" and "pending" is 07:00 of J
  under every option. So a backup begun in the afternoon of J is late for J under `calendar_day`.
- "The next night" is that of J+1 as it is read on J+1: it begins at 20:00 of J, or 00:00 of J+1 (`after_midnight`,
  `calendar_day`), also where a reading agreed from J+1 on changes the night or its zone.
- Done beats late, late beats pending, pending beats missed.
- Nights before the first one owed are not listed. A month is listed when its 1st lies in the period, and owed when
  its 1st is not before the start of service.
- Agreed `night` and `backup_zone` are taken on the date that labels the night (the 1st, for a month), for a missed
  night has no completion. For retention all readings are taken on the date of completion in Paris.
- A success without `started` counts for a month by its completion, as for a night.
- The verdict of the nights is missed if a night or a month is missed; late alone does not miss it. Nothing done,
  late or missed: undetermined.
- `days_90` is read like `calendar_days`: through D+90, until D+91 00:00.
- `backup` of a restore and `present` hold ids; `backup/<id>` is understood too.
- A restore asked for before the term freezes the copy until `restore.completed`; a failure ends nothing. Not done by
  T: `keep_until` is None. A request at or after the term freezes nothing. Two requests are taken in their order.
- A listing covers a location if it names that very location, or none; it speaks for the backups of its own scope
  completed by then.
- Vanished asks that T be before `keep_until`; from `keep_until` on a copy that is not deleted is kept beyond.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from .amended import HOUR_US, PARIS, Entry, Fact, contract_terms, facts, instant, local, reading, wall

DAY = timedelta(days=1)


def _backups(history: Sequence[Fact], contract: str, terms: Mapping[str, Any], kind: str) -> list[Fact]:
    environment = "environment/" + str(terms["environment"]).removeprefix("environment/")
    return [fact for fact in history if fact.type == kind and fact.scope in (f"contract/{contract}", environment)]


def _started(backup: Fact) -> int:
    return instant(backup.data["started"]) if "started" in backup.data else backup.at


def _night(day: date, option: str, zone: ZoneInfo) -> tuple[int, int, int]:
    """From, until and 07:00."""
    seven = wall(day, zone, 7)
    if option == "evening_to_morning":
        return wall(day - DAY, zone, 20), seven, seven
    if option == "after_midnight":
        return wall(day, zone), seven, seven
    return wall(day, zone), wall(day + DAY, zone), seven


def _night_outcome(successes: Sequence[Fact], night: tuple[int, int, int], next_night: int, known_at: int) -> str:
    begins, ends, seven = night
    outcome = "pending" if known_at < seven or known_at < begins else "missed"
    for backup in successes:
        if begins <= _started(backup) < ends:
            if backup.at < seven:
                return "done"
            if backup.at < next_night:
                outcome = "late"
    return outcome


def _month_outcome(successes: Sequence[Fact], first: date, zone: ZoneInfo, known_at: int) -> str:
    begins, ends = wall(first, zone), wall(first + DAY, zone)
    for backup in successes:
        if "monthly" in backup.data["kinds"] and begins <= _started(backup) < ends:
            return "done"
    return "pending" if known_at < ends else "missed"


def nights(
    entries: Sequence[Entry],
    contract: str,
    period_from: date,
    period_to: date,
    *,
    readings: Mapping[str, str] | None = None,
    known_at: int | None = None,
    known_by: str = "ledger",
    now: int,
) -> dict[str, Any]:
    """Outcome of each night and month owed from `period_from` to `period_to`, both included."""
    history = facts(entries, known_at, known_by)
    terms = contract_terms(history, contract)
    successes = _backups(history, contract, terms, "backup.completed")
    starts_on = date.fromisoformat(terms["service_starts_on"])
    judged_at = now if known_at is None else known_at
    by_night: dict[str, str] = {}
    by_month: dict[str, str] = {}

    def zone_on(day: date) -> ZoneInfo:
        client = reading(history, contract, "backup_zone", day, readings) == "client"
        return ZoneInfo(terms["timezone"]) if client else PARIS

    def night_of(day: date) -> tuple[int, int, int]:
        return _night(day, reading(history, contract, "night", day, readings), zone_on(day))

    day = period_from
    while day <= period_to:
        if day > starts_on:
            next_night = night_of(day + DAY)[0]
            by_night[day.isoformat()] = _night_outcome(successes, night_of(day), next_night, judged_at)
        if day.day == 1 and day >= starts_on:
            by_month[day.isoformat()[:7]] = _month_outcome(successes, day, zone_on(day), judged_at)
        day += DAY
    outcomes = {*by_night.values(), *by_month.values()}
    verdict = "missed" if "missed" in outcomes else "met" if outcomes & {"done", "late"} else "undetermined"
    return {"nights": by_night, "months": by_month, "verdict": verdict}


def _three_months_later(day: date) -> date:
    year, month = day.year + (day.month + 2) // 12, (day.month + 2) % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def term(completed: int, kinds: Sequence[str], nightly: str, monthly: str, zone: ZoneInfo) -> int:
    """The later of the terms of the kinds, exclusive, before any restore freezes the copy."""
    day = local(completed, zone).date()
    terms = []
    if "nightly" in kinds:
        terms.append(wall(day + 31 * DAY, zone) if nightly == "calendar_days" else completed + 720 * HOUR_US)
    if "monthly" in kinds:
        last = _three_months_later(day) if monthly == "same_date" else day + 90 * DAY
        terms.append(wall(last + DAY, zone))
    return max(terms)


def _bare(reference: str) -> str:
    return reference.removeprefix("backup/")


def _frozen(keep_until: int, backup: Fact, history: Sequence[Fact], contract: str, at_us: int) -> int | None:
    for request in history:
        if request.type != "restore.requested" or request.scope != f"contract/{contract}" or request.at > at_us:
            continue
        if _bare(request.data["backup"]) != _bare(backup.subject) or request.at >= keep_until:
            continue
        done = [
            fact.at
            for fact in history
            if fact.type == "restore.completed"
            and (fact.scope, fact.subject) == (request.scope, request.subject)
            and fact.at <= at_us
        ]
        if not done:
            return None
        keep_until = max(keep_until, done[0])
    return keep_until


def _seen(backup: Fact, listings: Sequence[Fact], at_us: int) -> bool:
    """Whether the last listing that covers the copy shows it; no listing says nothing against it."""
    seen = True
    for listing in listings:
        if listing.scope != backup.scope or not backup.at <= listing.at <= at_us:
            continue
        if "location" in listing.data and listing.data["location"] != backup.data.get("location"):
            continue
        seen = _bare(backup.subject) in [_bare(each) for each in listing.data["present"]]
    return seen


def retention(
    entries: Sequence[Entry],
    contract: str,
    at_us: int,
    *,
    readings: Mapping[str, str] | None = None,
    known_at: int | None = None,
    known_by: str = "ledger",
) -> dict[str, dict[str, Any]]:
    """Term and status at `at_us` of every success completed by then; `keep_until` in microseconds, exclusive."""
    history = facts(entries, known_at, known_by)
    terms = contract_terms(history, contract)
    listings = _backups(history, contract, terms, "backup.listed")
    deletions = _backups(history, contract, terms, "backup.deleted")
    found: dict[str, dict[str, Any]] = {}
    for backup in _backups(history, contract, terms, "backup.completed"):
        if backup.at > at_us:
            continue
        day = local(backup.at, PARIS).date()
        chosen = {
            name: reading(history, contract, name, day, readings)
            for name in ("backup_zone", "nightly_retention", "monthly_retention", "restore_deadline")
        }
        zone = ZoneInfo(terms["timezone"]) if chosen["backup_zone"] == "client" else PARIS
        keep_until: int | None = term(
            backup.at, backup.data["kinds"], chosen["nightly_retention"], chosen["monthly_retention"], zone
        )
        if chosen["restore_deadline"] == "request_date" and keep_until is not None:
            keep_until = _frozen(keep_until, backup, history, contract, at_us)
        gone = [
            fact.at
            for fact in deletions
            if (fact.scope, fact.subject) == (backup.scope, backup.subject) and fact.at <= at_us
        ]
        if gone:
            status = "deleted_early" if keep_until is None or gone[0] < keep_until else "deleted_after_term"
        elif keep_until is not None and at_us >= keep_until:
            status = "kept_beyond"
        else:
            status = "kept" if _seen(backup, listings, at_us) else "vanished"
        found[backup.subject] = {"keep_until": keep_until, "status": status}
    return found
