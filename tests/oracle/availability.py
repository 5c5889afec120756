"""Article 6 by brute force: cut the month at every instant that could matter and ask each piece a plain question.

Slow and simple on purpose: no algebra of spans, so that it cannot share a fault with what it checks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

from tests.oracle.case import PARIS, Case, MissingCalendar, zone_of
from tests.oracle.knowledge import Entry, facts, known_instant, to_us, wall
from tests.oracle.outages import COUNTED_IMPACTS, Outage, interruptions, outages
from tests.oracle.windows import emergencies, in_window

NEVER_COUNTS = ("force_majeure", "client_equipment", "outside_perimeter")
MAINTENANCE_CAUSES = ("planned_maintenance", "emergency_maintenance")


def availability(
    entries: Iterable[Entry],
    contract: str,
    month: str,
    *,
    readings: Mapping[str, str] | None = None,
    known_at: int | str | None = None,
    known_by: str = "ledger",
    now: int,
) -> dict[str, Any]:
    """The figure of article 6 for a contract and a month ("2026-03"); instants in microseconds since 1970 UTC.

    Raises LookupError where the contract is not known. Without a calendar it needs: undetermined, and no figures.
    """
    entries = list(entries)
    known_us = known_instant(entries, known_at, now)
    case = Case(facts(entries, known_at, known_by), contract, readings or {}, known_us)
    pieces = month_pieces(case, month)
    try:
        return Month(case, pieces).answer()
    except MissingCalendar as missing:
        return {
            "reference_us": 0,
            "downtime_us": 0,
            "verdict": "undetermined",
            "provisional": is_provisional(case, pieces),
            "holidays": [],
            "cut": [],
            "missing_calendar": str(missing),
        }


def instants_in(value: Any) -> set[int]:
    """Every instant written anywhere in a piece of data."""
    if isinstance(value, Mapping):
        return set().union(*(instants_in(item) for item in value.values()))
    if isinstance(value, str) and "T" in value:
        try:
            return {to_us(value)}
        except ValueError:
            return set()
    return set()


def month_pieces(case: Case, month: str) -> list[tuple[int, int]]:
    """The instants of a local month, cut wherever anything could change."""
    first = date.fromisoformat(f"{month}-01")
    amended = [fact.data for fact in case.facts if fact.type == "contract.amended" and fact.scope == case.scope]
    states = [dict(case.signed.data)]
    for changes in amended:
        states.append({**states[-1], **changes})
    zones = {PARIS, *(zone_of(state) for state in states)}
    cuts = {case.known_us}
    for fact in case.facts:
        cuts |= {fact.time} | instants_in(fact.data)
    window = [wall(first + timedelta(days=offset), 0, PARIS) for offset in (-2, 34)]
    cuts = {cut for cut in cuts if window[0] <= cut <= window[1]}
    for offset in range(-3, 36):
        for zone in zones:
            cuts |= {wall(first + timedelta(days=offset), hour, zone) for hour in (0, 7, 20)}
    ordered = sorted(cuts)
    return [piece for piece in pairwise(ordered) if f"{case.local_date(piece[0]):%Y-%m}" == month]


def is_provisional(case: Case, pieces: list[tuple[int, int]]) -> bool:
    """Whether the figure can still change by the mere passing of time: month or outage still running."""
    month_end = pieces[-1][1]
    if case.known_us < month_end:
        return True
    known = outages(case)
    for t, _ in pieces:
        if not case.in_service(t):
            continue
        scopes, bounds = case.scopes(t), case.reading("outage_bounds", t)
        for outage in known:
            open_here = outage.ended is None and outage.scope in scopes
            if open_here and outage.begin(bounds) <= t < outage.end(bounds, min(month_end, case.known_us)):
                return True
    return False


class Month:
    """The pieces of one month, judged one by one."""

    def __init__(self, case: Case, pieces: list[tuple[int, int]]) -> None:
        self.case, self.pieces = case, pieces
        self.run_on = min(pieces[-1][1], case.known_us)
        self.outages, self.interruptions = outages(case), interruptions(case)
        self.reference = self.excluded_inside = 0
        self.downtime = self.unattributed = self.unobserved = 0
        self.holidays: set[str] = set()
        self.cut: list[tuple[str, int, int, str]] = []

    def covers(self, outage: Outage, t: int) -> bool:
        bounds = self.case.reading("outage_bounds", t)
        concerns = outage.scope in self.case.scopes(t)
        return concerns and outage.begin(bounds) <= t < outage.end(bounds, self.run_on)

    def is_excluded(self, outage: Outage, t: int, *, unobserved: bool = False) -> bool:
        """Steps 2 to 6 for an outage that is down at t; what is merely unobserved began before no emergency."""
        cause = outage.cause(t)
        if cause in NEVER_COUNTS:
            return True
        concurrent = self.case.reading("concurrent_cause", t)
        if concurrent == "cause_decides":
            cause_allows = cause != "provider"
        elif concurrent == "any_exclusion":
            cause_allows = True
        else:
            cause_allows = cause in MAINTENANCE_CAUSES
        if cause_allows and in_window(self.case, t):
            return True
        bounds = self.case.reading("outage_bounds", t)
        after_outage = self.case.reading("emergency_after_outage", t)
        begin, end = outage.begin(bounds), outage.end(bounds, self.run_on)
        for emergency in emergencies(self.case, t):
            inside = emergency.starts <= t < emergency.until
            if unobserved or begin >= emergency.starts:
                excludes = inside and cause_allows
            elif after_outage == "whole_outage":
                excludes = max(begin, emergency.starts) < min(end, emergency.until)
            else:
                excludes = inside and after_outage == "from_start"
            if excludes:
                return True
        return False

    def judge(self, t: int, until: int) -> None:
        case, width = self.case, until - t
        reference = case.in_reference_hours(t)
        if case.would_be_reference(t) and not reference:
            self.holidays.add(case.local_date(t).isoformat())
        looked_at = reference or (case.reading("downtime_scope", t) == "all_hours" and case.in_service(t))
        self.reference += width if reference else 0
        impacts = COUNTED_IMPACTS[case.reading("unavailability", t)]
        down = [outage for outage in self.outages if self.covers(outage, t) and outage.impact(t) in impacts]
        counted = []
        for outage in down:
            treatment = "outside_reference_hours"
            if looked_at:
                treatment = "excluded" if self.is_excluded(outage, t) else "counted"
            if treatment == "counted":
                counted.append(outage)
            self.cut.append((outage.subject, t, until, treatment))
        if down and reference and not counted:
            self.excluded_inside += width
        doubtful = [outage for outage in counted if outage.cause(t) is None]
        if case.reading("unattributed_outage", t) == "counts":
            doubtful = []
        if case.reading("overlapping_outages", t) == "sum":
            self.downtime += width * len(counted)
            self.unattributed += width * len(doubtful)
        else:
            self.downtime += width if counted else 0
            self.unattributed += width if doubtful and len(doubtful) == len(counted) else 0
        if looked_at and not down and case.reading("unobserved_time", t) == "undetermined":
            blind = [one for one in self.interruptions if self.covers(one, t)]
            self.unobserved += width if any(not self.is_excluded(one, t, unobserved=True) for one in blind) else 0

    def verdict(self, reference: int, downtime: int) -> str:
        if reference <= 0:
            return "no_reference_time"
        if self.case.reading("rate_precision", self.pieces[-1][0]) == "exact":
            return "met" if downtime * 10_000 <= reference * 15 else "missed"
        hundredths_of_percent = Fraction(reference - downtime, reference) * 10_000
        rounded = (hundredths_of_percent + Fraction(1, 2)).__floor__()
        return "met" if rounded >= 9_985 else "missed"

    def answer(self) -> dict[str, Any]:
        for t, until in self.pieces:
            self.judge(t, until)
        reference = self.reference
        if self.case.reading("reference_time", self.pieces[-1][0]) == "net_of_exclusions":
            reference -= self.excluded_inside
        verdict = self.verdict(reference, self.downtime)
        most = self.verdict(reference, self.downtime + self.unobserved)
        least = self.verdict(reference, self.downtime - self.unattributed)
        return {
            "reference_us": reference,
            "downtime_us": self.downtime,
            "verdict": verdict if most == least else "undetermined",
            "provisional": is_provisional(self.case, self.pieces),
            "holidays": sorted(self.holidays),
            "cut": merged(self.cut),
        }


def merged(cut: list[tuple[str, int, int, str]]) -> list[tuple[str, int, int, str]]:
    """The pieces of each outage, neighbours of one treatment joined, ordered by outage and instant."""
    result: list[tuple[str, int, int, str]] = []
    for subject, begin, until, treatment in sorted(cut):
        if result and (result[-1][0], result[-1][2], result[-1][3]) == (subject, begin, treatment):
            result[-1] = (subject, result[-1][1], until, treatment)
        else:
            result.append((subject, begin, until, treatment))
    return result
