"""Working hours: ours against workclock and businesstimedelta, on aware datetimes.

    python -m tests.benchmarks.working_hours [--pairs 100000] [--rounds 15]

A desk in Paris, 09:00-12:30 and 14:00-18:00, Monday to Friday without French public holidays, 2023 to 2026.
First every answer is compared with workclock's; then all three are asked the same and the fastest of several rounds
is printed, in microseconds of processor time a call.
Exit status 1 where an answer differs. Times are printed and gate nothing.
"""

import argparse
import random
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from time import process_time_ns
from typing import Any, NamedTuple

import businesstimedelta
import pytz
import workclock

from projections.calendar.holidays import propose
from projections.calendar.opening_hours import WEEKDAYS, OpeningHours, Publication
from projections.calendar.zone import zone

SEED = 13
ASKED = 60  # pairs on which every engine is timed
PARIS = zone("Europe/Paris")
FIRST = datetime(2023, 1, 1, tzinfo=UTC)
YEARS = range(2022, 2030)
EIGHT_HOURS = timedelta(hours=8)
MICROSECOND = timedelta(microseconds=1)

Pairs = list[tuple[datetime, datetime]]


class Engine(NamedTuple):
    name: str
    add: Callable[[datetime], object]
    between: Callable[[datetime, datetime], object]
    repeats: int  # of the same questions in one round, so that a round of each takes long enough to time


@cache
def public_holidays(year: int) -> frozenset[date]:
    return frozenset(map(date.fromisoformat, propose("FR", year)[0]))


def ours() -> OpeningHours:
    week = {day: [["09:00", "12:30"], ["14:00", "18:00"]] for day in WEEKDAYS[:5]}
    return OpeningHours([Publication(0, date(2020, 1, 1), week, (), PARIS)], public_holidays)


def theirs() -> workclock.Schedule:
    days = [day for year in YEARS for day in public_holidays(year)]
    hours = (workclock.WorkDay(time(9), time(18)), workclock.Break(time(12, 30), time(14)))
    rules: list[Any] = [*hours, workclock.Holidays(days)]
    return workclock.Schedule(rules, time_zone=PARIS)


def the_former() -> businesstimedelta.Rules:
    paris = pytz.timezone("Europe/Paris")
    monday_to_friday = {"working_days": [0, 1, 2, 3, 4], "tz": paris}
    days = {day for year in YEARS for day in public_holidays(year)}
    return businesstimedelta.Rules(
        [
            businesstimedelta.WorkDayRule(start_time=time(9), end_time=time(18), **monday_to_friday),
            businesstimedelta.LunchTimeRule(start_time=time(12, 30), end_time=time(14), **monday_to_friday),
            businesstimedelta.HolidayRule(days, tz=paris),
        ]
    )


def engines() -> list[Engine]:
    desk, schedule, rules = ours(), theirs(), the_former()
    eight = businesstimedelta.BusinessTimeDelta(rules, hours=8)
    return [
        Engine("ours", lambda start: desk.due(start, EIGHT_HOURS), desk.elapsed, 100),
        Engine("workclock", lambda start: schedule.add(start, EIGHT_HOURS), schedule.between, 30),
        Engine("businesstimedelta", lambda start: start + eight, rules.difference, 1),
    ]


def draw_pairs(number: int) -> Pairs:
    """A start in four years, to the microsecond, and an end up to thirty days later."""
    draw = random.Random(SEED)
    starts = (FIRST + draw.randrange(4 * 365 * 86_400_000_000) * MICROSECOND for _ in range(number))
    pairs = ((start, start + draw.randrange(30 * 86_400_000_000) * MICROSECOND) for start in starts)
    return [(start.astimezone(PARIS), end.astimezone(PARIS)) for start, end in pairs]


def disagreements(pairs: Pairs) -> int:
    desk, schedule = ours(), theirs()
    return sum(
        desk.elapsed(start, end) != schedule.between(start, end)
        or desk.due(start, end - start) != schedule.add(start, end - start)
        for start, end in pairs
    )


def fastest(pairs: Pairs, rounds: int) -> dict[tuple[str, str], float]:
    """The least processor time of one call over all rounds, in microseconds."""
    least: dict[tuple[str, str], float] = {}
    competitors = engines()
    for _ in range(rounds):
        for name, add, between, repeats in competitors:
            asked = pairs * repeats
            began = process_time_ns()
            for start, _end in asked:
                add(start)
            added = process_time_ns()
            for start, end in asked:
                between(start, end)
            ended = process_time_ns()
            for question, took in (("add 8 working hours", added - began), ("between two instants", ended - added)):
                least[question, name] = min(least.get((question, name), float("inf")), took / 1000 / len(asked))
    return least


def main() -> int:
    parser = argparse.ArgumentParser(description="Working hours: ours, workclock, businesstimedelta")
    parser.add_argument("--pairs", type=int, default=100_000, help="pairs compared with workclock (default: 100000)")
    parser.add_argument("--rounds", type=int, default=15, help="rounds of which the fastest counts (default: 15)")
    options = parser.parse_args()
    pairs = draw_pairs(options.pairs)
    differing = disagreements(pairs)
    print(f"{options.pairs:,} pairs compared with workclock, seed {SEED}: {differing} differ")
    least = fastest(pairs[:ASKED], options.rounds)
    print(f"\n{'µs a call':<22}{'ours':>8}{'workclock':>12}{'':>8}{'businesstimedelta':>20}")
    for question in dict.fromkeys(question for question, _ in least):
        mine, rust, former = (least[question, name] for name in ("ours", "workclock", "businesstimedelta"))
        print(f"{question:<22}{mine:>8.2f}{rust:>12.2f}{rust / mine:>7.1f}x{former:>12.0f}{former / mine:>7.0f}x")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
