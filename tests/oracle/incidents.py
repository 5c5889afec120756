"""Random maintenances, emergencies, outages and gaps of monitoring, each of them possible in the order written."""

from __future__ import annotations

from datetime import timedelta

from tests.oracle.knowledge import wall
from tests.oracle.scribe import DAY, ENVIRONMENT, HOUR, MINUTE, OTHER_ENVIRONMENT, SECOND, Scribe

CAUSES = (
    "provider", "provider", "provider", "planned_maintenance", "emergency_maintenance",
    "force_majeure", "client_equipment", "outside_perimeter",
)  # fmt: skip
IMPACTS = ("total", "essential", "partial", "degraded")
LEADS = (
    48 * HOUR, 48 * HOUR, 48 * HOUR - SECOND, 48 * HOUR + SECOND, 48 * HOUR - 1, 48 * HOUR + 1,
    47 * HOUR, 47 * HOUR, 47 * HOUR - 1, 49 * HOUR, 49 * HOUR, 49 * HOUR - 1, 72 * HOUR, 12 * DAY, 12 * DAY, HOUR,
    -10 * MINUTE,
)  # fmt: skip
LENGTHS = (
    1, MINUTE, 10 * MINUTE, 10 * MINUTE, 25 * MINUTE, 1_404 * SECOND, 1_474_200_000, 1_544_400_000, 1_544_400_001,
    1_425 * SECOND, 1_500 * SECOND, 1_570 * SECOND,
    HOUR, 3 * HOUR, 14 * HOUR, 2 * DAY, 9 * DAY,
)  # fmt: skip


def some_scope(scribe: Scribe, own: str) -> str:
    """Mostly the environment (or what stands for it), else the contract, else another environment."""
    return scribe.random.choice((own,) * 5 + (scribe.scope,) * 4 + (OTHER_ENVIRONMENT,))


def maintenance(scribe: Scribe, number: int, own_scope: str) -> None:
    """Announced with every sort of lead, then moved, cancelled, or carried out with an end of its own."""
    random, subject, scope = scribe.random, f"maintenance/m-{number}", some_scope(scribe, own_scope)
    starts = scribe.working_instant() if scribe.chance(70) else max(scribe.instant(), scribe.begin - 2 * DAY)
    ends = starts + random.choice((30 * MINUTE, HOUR, 2 * HOUR, 6 * HOUR, 14 * HOUR))
    time = starts - random.choice(LEADS)
    if scribe.chance(30):
        internal = {"starts": scribe.written(starts), "ends": scribe.written(ends)}
        planned = time - random.choice((HOUR, DAY, 5 * DAY))
        scribe.add("maintenance.planned", scope, subject, planned, internal)
        if scribe.chance(20):
            return
    moves = random.choice((0, 0, 1, 1, 2, 3))
    for move in range(moves + 1):
        data = {
            "starts": scribe.written(starts),
            "ends": None if scribe.chance(8) else scribe.written(ends),
            "channel": random.choice(("portal", "mail", "other", None)),
            "received_at": scribe.written(time + random.choice((0, 0, 1, HOUR, DAY))) if scribe.chance(60) else None,
        }
        kind = "maintenance.announced" if move == 0 or scribe.chance(30) else "maintenance.rescheduled"
        scribe.add(kind, scope, subject, time, data)
        scribe.edges += [starts, ends]
        scribe.told.append((starts, ends))
        if move < moves:
            starts += random.choice((0, 0, -HOUR, HOUR, 30 * MINUTE, DAY, 3 * DAY))
            ends = starts + random.choice((30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR))
            time = max(time + random.choice((1, SECOND, HOUR)), starts - random.choice(LEADS))
    if scribe.chance(20):
        cancelled = time + random.choice((1, MINUTE, DAY, max(1, starts + 20 * MINUTE - time)))
        scribe.add("maintenance.cancelled", scope, subject, cancelled, {"because": "not needed"})
    elif scribe.chance(60):
        started = max(time + 1, starts + random.choice((-5 * MINUTE, 0, 0, 5 * MINUTE)))
        scribe.add("maintenance.started", scope, subject, started, {})
        if scribe.chance(75):
            ended = max(started + 1, ends + random.choice((-20 * MINUTE, 0, 1, 40 * MINUTE, 3 * HOUR)))
            scribe.add("maintenance.ended", scope, subject, ended, {})
            scribe.edges.append(ended)


def emergency(scribe: Scribe, number: int, own_scope: str) -> None:
    """Declared before, at or after its start; with an end expected, reported, both or neither."""
    random, subject, scope = scribe.random, f"maintenance/u-{number}", some_scope(scribe, own_scope)
    starts = scribe.working_instant() if scribe.chance(70) else min(scribe.instant(), scribe.until - MINUTE)
    declared = starts - random.choice((0, 0, 1, -1, HOUR, -10 * MINUTE))
    expected = starts + random.choice((20 * MINUTE, HOUR, 5 * HOUR)) if scribe.chance(60) else None
    data = {
        "starts": scribe.written(starts),
        "expected_end": None if expected is None else scribe.written(expected),
        "reason": "urgent patch",
    }
    scribe.add("emergency_maintenance.declared", scope, subject, declared, data)
    scribe.edges += [starts, expected or starts + HOUR]
    scribe.told.append((starts, expected or starts + HOUR))
    if scribe.chance(70 if expected is None else 40):
        ended = max(starts, declared) + random.choice((1, 10 * MINUTE, HOUR, 20 * HOUR))
        scribe.add("emergency_maintenance.ended", scope, subject, ended, {})
        scribe.edges.append(ended)


def outage(scribe: Scribe, number: int, *, for_contract: bool, aim: tuple[int, int] | None = None) -> None:
    """An outage with its impact, its bounds, its end if any, and what it is attributed to, by whom and how far."""
    random, subject = scribe.random, f"outage/o-{number}"
    scope = random.choice((ENVIRONMENT,) * 6 + (scribe.scope,) * 2 + (OTHER_ENVIRONMENT,) * (aim is None))
    start, end = span_of_outage(scribe, aim)
    is_open = scribe.chance(3 if aim else 7)
    scribe.add("outage.started", scope, subject, start, {
        "component": random.choice(("service", "service", "portal")) if scribe.chance(15) else None,
        "impact": random.choice((None, None, None, "total", "essential") if aim else (None, "total", *IMPACTS)),
        "last_seen_up": scribe.written(start - random.choice((0, 1, 4 * MINUTE, HOUR))) if scribe.chance(40) else None,
    })  # fmt: skip
    scribe.edges += [start, end]
    if end - start > MINUTE and scribe.chance(20 if aim else 50):
        for time in sorted({random.randint(start + 1, end - 1) for _ in range(random.choice((1, 2)))}):
            scribe.add("outage.impact_changed", scope, subject, time, {"impact": random.choice(IMPACTS)})
    if not is_open:
        down = random.choice((end, random.randint(start, end), max(start, end - MINUTE)))
        data = {"last_seen_down": scribe.written(down) if scribe.chance(40) else None}
        scribe.add("outage.ended", scope, subject, end, data)
    for _ in range(random.choice((0, 0, 0, 1, 1, 2, 3))):
        attribution(scribe, scope, subject, (start, end), for_contract=for_contract)


def across_the_clock_change(scribe: Scribe, scope: str) -> None:
    """An outage in a maintenance of the Monday or Tuesday after, told two days before by one clock."""
    random, change = scribe.random, scribe.clock_change()
    if change is None:
        return
    starts = wall(change + timedelta(days=random.choice((1, 1, 2))), random.randrange(7, 18), scribe.zone)
    ends = starts + random.choice((20 * MINUTE, 2 * HOUR))
    lead = random.choice((47 * HOUR, 48 * HOUR, 49 * HOUR)) + random.choice((0, 0, 1, -1, 30 * MINUTE))
    data = {
        "starts": scribe.written(starts),
        "ends": scribe.written(ends),
        "received_at": scribe.written(starts - lead),
    }
    scribe.add("maintenance.announced", scope, "maintenance/clock", starts - lead, data)
    scribe.add("outage.started", scope, "outage/clock", starts, {})
    scribe.add("outage.ended", scope, "outage/clock", ends, {})


def at_the_limit(scribe: Scribe, reference_us: int) -> None:
    """One outage of 0.15 % of a month's reference time, a microsecond more or less, or a little more."""
    limit = reference_us * 15 // 10_000
    within_two_decimals = reference_us * 5 // 100_000
    more = scribe.random.choice((0, 1, -1, within_two_decimals, within_two_decimals + 1, within_two_decimals // 2))
    start = wall(scribe.local_date(scribe.working_instant()), 9, scribe.zone)
    scribe.add("outage.started", ENVIRONMENT, "outage/limit", start, {})
    scribe.add("outage.ended", ENVIRONMENT, "outage/limit", start + limit + more, {})


def span_of_outage(scribe: Scribe, aim: tuple[int, int] | None) -> tuple[int, int]:
    """A start and a later end: about the span aimed at, or anywhere; short ones are the rule."""
    random = scribe.random
    if aim is not None:
        start = min(aim[0] + random.choice((0, 0, 1, -1, -30 * MINUTE, 10 * MINUTE)), scribe.until + DAY)
        longest = max(start, aim[1]) + random.choice((1, MINUTE, 20 * MINUTE, 2 * HOUR))
        return start, random.choice((longest, longest, start + 12 * MINUTE))
    start = scribe.instant()
    end = start + random.choice(LENGTHS)
    if scribe.chance(25):
        edge = random.choice([*scribe.edges, scribe.instant()]) + random.choice((0, 0, 1, -1))
        end = edge if edge > start else end
    return start, min(end, scribe.until + 12 * DAY)


def attribution(scribe: Scribe, scope: str, subject: str, span: tuple[int, int], *, for_contract: bool) -> None:
    """A cause for the whole outage or a part, said in its own scope or for one contract of its environment."""
    random, (start, end) = scribe.random, span
    said_in = scope
    if scope == ENVIRONMENT:
        said_in = random.choice((scope, scope, scope, scribe.scope if for_contract else scope, "contract/beta"))
    begins, until = sorted((random.randint(start, end), random.randint(start, end)))
    partial = scribe.chance(40) and begins < until
    time = random.choice((start + 1, end, end + HOUR, end + random.randrange(8 * DAY)))
    scribe.add("outage.attributed", said_in, subject, max(start + 1, time), {
        "cause": random.choice(CAUSES),
        "from": scribe.written(begins) if partial and scribe.chance(70) else None,
        "until": scribe.written(until) if partial and scribe.chance(70) else None,
        "evidence": "report of the day",
    })  # fmt: skip


def monitoring(scribe: Scribe, own_scope: str) -> None:
    """One probe, blind once or twice, perhaps still blind."""
    random, scope = scribe.random, some_scope(scribe, own_scope)
    time = scribe.instant()
    for _ in range(random.choice((1, 1, 2))):
        scribe.add("monitoring.interrupted", scope, "monitoring/probe-1", time, {"because": "upgrade"})
        time += random.choice((5 * MINUTE, 30 * MINUTE, 3 * HOUR, DAY))
        if scribe.chance(15):
            return
        scribe.add("monitoring.resumed", scope, "monitoring/probe-1", time, {})
        time += random.choice((1, HOUR, DAY))
