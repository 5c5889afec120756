"""Random, admissible histories of tickets for articles 13 and 14: `random_tickets(seed)`.

With `doubtful=False` the histories keep out of what the public contract leaves open (each place is listed in the
docstrings of the oracles); with `doubtful=True` they go there too, to find out where two programs choose differently.
Dates gather round changes of the clock, public holidays, 29 February, ends of months and of measuring periods.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from .amended import HOUR_US, MINUTE_US, PARIS, Event, facts, instant, wall
from .support import twelve_months
from .support_clock import WEEKDAYS, Support
from .ticket_tales import TicketTeller
from .told import CONTRACT, DAY_US, LATEST_US, Ask, entries_of

ANCHORS = (
    "2023-10-27", "2024-02-27", "2024-03-28", "2024-04-30", "2024-10-25", "2024-12-23", "2025-01-30", "2025-02-27",
    "2025-03-28", "2025-04-17", "2025-05-07", "2025-05-28", "2025-10-24", "2025-12-23", "2026-03-27", "2026-04-02",
    "2026-04-30", "2026-05-13", "2026-06-29", "2026-08-13",
)  # fmt: skip
EIGHT = [["09:00", "13:00"], ["14:00", "18:00"]]
SHORT = [["09:00", "12:30"], ["14:00", "18:00"]]
LONG = [["07:00", "20:00"]]
WEEKS: tuple[dict[str, list[list[str]]], ...] = (
    dict.fromkeys(WEEKDAYS[:5], EIGHT),
    dict.fromkeys(WEEKDAYS[:5], SHORT),
    dict.fromkeys(WEEKDAYS[:5], SHORT) | {"sat": [["09:00", "12:00"]]},
    dict.fromkeys(WEEKDAYS[:5], EIGHT) | {"wed": [["08:30", "12:15"]], "sat": []},
    dict.fromkeys(WEEKDAYS[:5], LONG),
)
OPTIONS = {
    "working_day_holidays": ("metropolitan", "with_alsace_moselle"),
    "counted_tickets": ("all_registered", "reproducible_only"),
    "clock_start": ("registered", "submitted"),
    "out_of_hours_ticket": ("next_opening", "outside_commitment"),
    "immediate_answer": ("met", "left_out"),
    "pending_ticket": ("late_once_due", "left_out"),
    "missing_prerequisite": ("left_out", "no_effect"),
    "suspended_support": ("left_out", "no_effect"),
    "waiting_for_client": ("no_pause", "pauses"),
    "blocking_met_by": ("plan_or_remedy", "plan_only"),
    "working_day_count": ("next_day_to_midnight", "next_day_to_closing", "same_day"),
    "measuring_period": ("fixed", "rolling"),
    "severity_source": ("provider", "client_claimed"),
    "remedy_start": ("qualified_and_reproduced", "takeover"),
    "requalification": ("from_requalification", "original_start", "strictest"),
}
BY_REGISTRATION = ("severity_source", "remedy_start", "requalification")


@dataclass(frozen=True)
class TicketHistory:
    """A history with what is asked of it; `readings` are the ones asked for, beside those agreed in the events."""

    seed: int
    events: list[Event]
    contract: str
    period: tuple[date, date]
    readings: dict[str, str]
    asks: list[Ask]


def random_tickets(seed: int, doubtful: bool = False) -> TicketHistory:
    """The history of a seed; the same each time."""
    rng = Random(seed)
    anchor = date.fromisoformat(rng.choice(ANCHORS))
    telling = TicketTeller(rng, doubtful=doubtful)
    readings = _overrides(rng, doubtful)
    support_starts = _support_start(rng, anchor)
    signed: dict[str, Any] = {"support_starts_on": support_starts.isoformat()} if rng.random() < 0.7 else {}
    territory = rng.choice(["FR", "FR", "FR", "FR-57", "RE"])
    service_starts = support_starts if not signed else support_starts - timedelta(days=rng.randrange(3))
    telling.sign(service_starts.isoformat(), territory, **signed)
    telling.adopt(range(min(2023, anchor.year - 1), anchor.year + 2))
    agreed = {} if territory == "RE" else _agreements(telling, anchor, support_starts, readings)
    to_closing = "next_day_to_closing" in (*readings.values(), *agreed.values()) and not doubtful
    weeks = _publish(telling, anchor, support_starts, closed_days=not to_closing)
    history = facts(entries_of(telling.events, 0))
    telling.support = Support(history, readings.get("working_day_holidays", "metropolitan"))
    telling.contest = doubtful or "client_claimed" not in (*readings.values(), *agreed.values())
    telling.days_published = bool(weeks)
    for number in range(rng.randint(3, 7)):
        telling.ticket(f"{number}", _moment(rng, anchor, support_starts, weeks or [WEEKS[0]]))
    _suspend(telling)
    return TicketHistory(seed, telling.events, CONTRACT, _period(rng, anchor), readings, _asks(telling))


def _overrides(rng: Random, doubtful: bool) -> dict[str, str]:
    names = rng.sample(sorted(OPTIONS), rng.choice([0, 0, 1, 1, 2, 3]))
    chosen = {name: rng.choice(OPTIONS[name]) for name in names}
    if not doubtful:
        if chosen.get("requalification") == "strictest":
            del chosen["requalification"]
        if chosen.get("clock_start") == "submitted":
            chosen.pop("out_of_hours_ticket", None)
    return chosen


def _support_start(rng: Random, anchor: date) -> date:
    """Sometimes such that a measuring period ends near the anchor."""
    near = twelve_months(anchor, -1) + timedelta(days=rng.randint(-2, 6))
    choices = [date(2023, 6, 15), date(2024, 2, 29), near, near, anchor - timedelta(days=rng.randint(3, 40))]
    return rng.choice([day for day in choices if date(2023, 6, 15) <= day <= anchor - timedelta(days=3)])


def _agreements(telling: TicketTeller, anchor: date, starts: date, readings: dict[str, str]) -> dict[str, str]:
    """At most one reading is agreed, once or twice; what decides when a clock starts, from before any ticket."""
    rng = telling.rng
    if rng.random() < 0.6:
        return {}
    name = rng.choice([each for each in sorted(OPTIONS) if each != "measuring_period"])
    options = [option for option in OPTIONS[name][1:] if option != "strictest" or telling.doubtful]
    pair = {"clock_start", "out_of_hours_ticket"}
    if not telling.doubtful and name in pair and pair & set(readings):
        return {}
    option = rng.choice(options)
    early = name in BY_REGISTRATION and not telling.doubtful
    effective = starts - timedelta(days=5) if early else anchor + timedelta(days=rng.randint(-3, 6))
    told_at = wall(starts - timedelta(days=6), PARIS, 10) if early else wall(anchor, PARIS, 10) - 9 * DAY_US
    telling.agree(name, option, effective.isoformat(), told_at)
    if not early and rng.random() < 0.4:
        later = (effective + timedelta(days=rng.randint(1, 4))).isoformat()
        telling.agree(name, OPTIONS[name][0], later, told_at + HOUR_US)
    return {name: option}


def _publish(telling: TicketTeller, anchor: date, starts: date, closed_days: bool) -> list[dict[str, Any]]:
    """The hours from before the start of support, and changes of them near the anchor, also in the middle of a day."""
    rng = telling.rng
    weeks: list[dict[str, Any]] = []
    if rng.random() < 0.03:
        return []
    moments = [(wall(starts - timedelta(days=7), PARIS, 11), starts - timedelta(days=rng.choice([0, 3, 30])))]
    for _ in range(rng.choice([0, 1, 1, 2, 3])):
        day = anchor + timedelta(days=rng.randint(-3, 7))
        at = wall(day, PARIS, rng.randint(7, 19)) + rng.randrange(60) * MINUTE_US
        at += rng.choice([0, 0, 0, 1, 12_345_678])
        moments.append((at, day + timedelta(days=rng.choice([-5, 0, 0, 1, 3, 7]))))
    for at, effective_on in moments:
        week = rng.choice(WEEKS)
        data: dict[str, Any] = {"effective_on": effective_on.isoformat(), "week": week}
        if closed_days and rng.random() < 0.5:
            closed = [anchor + timedelta(days=rng.randint(-1, 12)) for _ in range(2)]
            data["closed_on"] = sorted({day.isoformat() for day in closed})
        first = not weeks
        event = telling.tell("support_hours.published", "support-hours", at, data, "provider", prompt=first)
        weeks.append(week)
        if rng.random() < 0.1 and closed_days:
            telling.amend(event, at + 2 * DAY_US, {"closed_on": [(anchor + timedelta(days=2)).isoformat()]})
    return weeks


def _moment(rng: Random, anchor: date, starts: date, weeks: Sequence[dict[str, Any]]) -> int:
    """A registration: at an opening or a closing, a hair beside it, any minute, or where a measuring period turns."""
    day = max(anchor + timedelta(days=rng.randint(-2, 8)), starts)
    turn = next(each for each in (twelve_months(starts, years) for years in range(5)) if each > anchor - timedelta(30))
    if rng.random() < 0.15 and abs(turn - anchor) < timedelta(days=20) and turn > starts:
        return wall(turn, PARIS) + rng.choice([-1, 0, 0, 1])
    edges = [edge for span in rng.choice(weeks).get(WEEKDAYS[day.weekday()], []) for edge in span]
    if not edges or rng.random() < 0.35:
        return wall(day, PARIS, rng.randrange(24), rng.randrange(60))
    hour, minute = map(int, rng.choice(edges).split(":"))
    return wall(day, PARIS, hour, minute) + rng.choice([0, 0, -1, 1, -MINUTE_US, 30 * MINUTE_US, -30 * MINUTE_US])


def _suspend(telling: TicketTeller) -> None:
    """A suspension that begins while no ticket taken over before it could be thought to be touched."""
    rng = telling.rng
    if rng.random() < 0.75 or not telling.registered:
        return
    at = rng.choice(list(telling.registered.values())) + rng.choice([1, 40 * MINUTE_US, 7 * HOUR_US, DAY_US])
    for name, registered in telling.registered.items():
        earlier = [stop for stop in telling.stops.get(name, []) if stop <= at]
        if registered <= at and earlier and not telling.doubtful:
            return
    telling.tell("support.suspended", "support", at, {"because": "users not trained"}, prompt=True)
    if rng.random() < 0.7:
        until = at + rng.choice([20 * MINUTE_US, 5 * HOUR_US, DAY_US, 4 * DAY_US])
        telling.tell("support.resumed", "support", until, {"because": "users trained"})


def _period(rng: Random, anchor: date) -> tuple[date, date]:
    first = anchor.replace(day=1)
    months = [(first + timedelta(days=31 * ahead)).replace(day=1) for ahead in (1, 2, 3)]
    return rng.choice([
        (first, months[1] - timedelta(days=1)),
        (first, months[0] - timedelta(days=1)),
        (first, months[2] - timedelta(days=1)),
    ])  # fmt: skip


def _asks(telling: TicketTeller) -> list[Ask]:
    """Now, and at instants near what happened, was learned of, or was due."""
    rng, asks = telling.rng, [Ask(None, "ledger")]
    begun = min(telling.registered.values(), default=LATEST_US)
    moments = [instant(event["recordedtime"]) for event in telling.events]
    moments = [at for at in [*moments, *telling.due] if begun <= at <= LATEST_US]
    asked = rng.sample(moments, min(3, len(moments)))
    return [*asks, *(Ask(at + rng.choice([-1, 0, 0, 1]), "source") for at in asked)]
