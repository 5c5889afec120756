"""Article 5 at an instant: is it in a maintenance window, and which emergencies stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta

from tests.oracle.case import PARIS, Case
from tests.oracle.knowledge import EPOCH, Fact, local, to_us

FOREVER = 10**18
NOTICE_US = 172_800 * 1_000_000
Span = tuple[int, int] | None


@dataclass(frozen=True)
class Emergency:
    """An emergency maintenance [starts, until), declared at an instant; open ones run for ever."""

    starts: int
    until: int
    declared: int


def subjects(case: Case, t: int, family: str) -> list[list[Fact]]:
    """The facts of a family grouped by scope and subject, of the scopes that concern the contract at t."""
    groups: dict[tuple[str, str], list[Fact]] = {}
    for fact in case.facts:
        if fact.type.startswith(f"{family}.") and fact.scope in case.scopes(t):
            groups.setdefault((fact.scope, fact.subject), []).append(fact)
    return list(groups.values())


def _optional(fact: Fact, field: str) -> int | None:
    value = fact.data.get(field)
    return None if value is None else to_us(value)


def has_notice(case: Case, version: Fact, t: int) -> bool:
    """Whether a version was told 48 hours before it starts, under the readings at t."""
    notice: int | None = version.time
    if case.reading("notice_from", t) == "received":
        notice = _optional(version, "received_at")
    if notice is None:
        return False
    if case.reading("notice_proof", t) == "recorded":
        notice = max(notice, version.recorded)
    starts = to_us(version.data["starts"])
    if case.reading("notice_hours", t) == "elapsed":
        return starts - notice >= NOTICE_US
    zone = case.zone(t)
    two_days_later = (local(notice, zone).replace(tzinfo=None) + timedelta(days=2)).replace(tzinfo=zone, fold=0)
    return (two_days_later.astimezone(UTC) - EPOCH) // timedelta(microseconds=1) <= starts


def versions_and_covers(case: Case, maintenance: list[Fact], t: int) -> list[tuple[Fact, Span]]:
    """Each version of a maintenance with what it covers (None: nothing), under the readings at t."""
    types = {"maintenance.announced", "maintenance.rescheduled", "maintenance.cancelled"}
    beginnings = {"maintenance.announced", "maintenance.planned"}
    if not any(fact.type in beginnings for fact in maintenance):
        return []
    if case.reading("notice_from", t) == "planned":
        types.add("maintenance.planned")
    result: list[tuple[Fact, Span]] = []
    for version in (fact for fact in maintenance if fact.type in types):
        cover: Span = None
        if version.type != "maintenance.cancelled" and version.data.get("ends") is not None:
            whole = (to_us(version.data["starts"]), to_us(version.data["ends"]))
            if has_notice(case, version, t):
                cover = whole
            elif result and case.reading("rescheduled_notice", t) == "uncovered_needs_notice":
                before = result[-1][1]
                if before is not None:
                    cover = (max(whole[0], before[0]), min(whole[1], before[1]))
            elif result and case.reading("rescheduled_notice", t) == "first_notice":
                first = result[0][0]
                if first.type != "maintenance.cancelled" and has_notice(case, first, t):
                    cover = whole
        if cover is not None and cover[0] >= cover[1]:
            cover = None
        result.append((version, cover))
    return result


def covered_by(case: Case, maintenance: list[Fact], t: int) -> bool:
    """Whether one maintenance covers t."""
    versions = versions_and_covers(case, maintenance, t)
    in_force = [number for number, (version, _) in enumerate(versions) if version.time <= t]
    if not in_force:
        return False
    version, cover = versions[in_force[-1]]
    if cover is None:
        return False
    if cover[0] <= t < cover[1]:
        return True
    if in_force[-1] != len(versions) - 1 or case.reading("overrun", t) != "actual_end":
        return False
    ends = to_us(version.data["ends"])
    ended = [fact.time for fact in maintenance if fact.type == "maintenance.ended"]
    started = any(fact.type == "maintenance.started" for fact in maintenance)
    goes_on_until = ended[-1] if ended else case.known_us if started else ends
    return ends <= t < goes_on_until


def in_window(case: Case, t: int) -> bool:
    """Article 5, paragraph 2: nights, Sundays and public holidays, and what was planned in time."""
    night_zone = PARIS if case.reading("window_zone", t) == "provider" else case.zone(t)
    if local(t, night_zone).hour < 7:
        return True
    day_zone = PARIS if case.reading("sunday_holiday_zone", t) == "provider" else case.zone(t)
    day = local(t, day_zone).date()
    if day.weekday() == 6 or case.is_holiday(day, t):
        return True
    return any(covered_by(case, maintenance, t) for maintenance in subjects(case, t, "maintenance"))


def emergencies(case: Case, t: int) -> list[Emergency]:
    """Article 5, paragraph 3: the emergencies that the reading at t lets stand, whether or not they hold at t."""
    found = [emergency for emergency, _ in declared_emergencies(case, t)]
    if case.reading("short_notice", t) == "as_emergency":
        for maintenance in subjects(case, t, "maintenance"):
            versions = versions_and_covers(case, maintenance, t)
            if versions and versions[-1][1] is None and versions[-1][0].data.get("ends") is not None:
                last = versions[-1][0]
                if last.type != "maintenance.cancelled":
                    found.append(Emergency(to_us(last.data["starts"]), to_us(last.data["ends"]), last.time))
    if case.reading("emergency_declaration", t) == "by_start":
        found = [emergency for emergency in found if emergency.declared <= emergency.starts]
    return found


def declared_emergencies(case: Case, t: int) -> list[tuple[Emergency, bool]]:
    """Every declared emergency, with whether it is still open; an end without a declaration is left out."""
    found = []
    for group in subjects(case, t, "emergency_maintenance"):
        declared = [fact for fact in group if fact.type == "emergency_maintenance.declared"]
        ended = [fact.time for fact in group if fact.type == "emergency_maintenance.ended"]
        if declared:
            expected = _optional(declared[-1], "expected_end")
            until = ended[-1] if ended else expected if expected is not None else FOREVER
            emergency = Emergency(to_us(declared[-1].data["starts"]), until, declared[-1].time)
            found.append((emergency, until == FOREVER))
    return found
