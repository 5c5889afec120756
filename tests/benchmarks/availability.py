"""Article 6 for one month and 200 outages, beside the same arithmetic with the `portion` library.

    python -m tests.benchmarks.availability [--outages 200] [--rounds 5]

Both start from the facts in memory and give the same downtime and the same cut spans with their treatment; `portion`
does the interval algebra alone, without causes, readings, reasons or evidence.
"""

import argparse
import random
import statistics
from datetime import UTC, date, datetime, timedelta
from time import process_time

import portion

from projections.articles.article_06_availability import assess
from projections.calendar.period import parse_period
from projections.calendar.span import HOUR, MINUTE
from projections.calendar.zone import at, zone
from projections.facts.calendars import AdoptedCalendar
from projections.facts.contract import Contract, Subscription
from projections.facts.entry import Entry
from projections.facts.history import Known
from projections.facts.operation import Facts, Operation
from projections.facts.outage import Outage

PARIS = zone("Europe/Paris")
MARCH = date(2026, 3, 1)
MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def entry(position: int, type_: str, occurred_at: int) -> Entry:
    """An entry that says nothing but its type and time."""
    return Entry(
        position,
        occurred_at,
        occurred_at,
        None,
        "environment/p",
        "x/y",
        type_,
        "/s",
        str(position),
        {},
        None,
        "provider",
    )


def facts(count: int) -> Facts:
    """A month with as many outages, of up to three hours, at any hour."""
    chance = random.Random(count)
    month = at(MARCH, 0, 0, PARIS)
    outages = []
    for number in range(count):
        started = month + chance.randrange(30 * 24) * HOUR + chance.randrange(60) * MINUTE
        ended = started + chance.randrange(1, 180) * MINUTE
        entries = (entry(2 * number + 1, "outage.started", started), entry(2 * number + 2, "outage.ended", ended))
        impacts = ((started, "total"),)
        outages.append(
            Outage(f"outage/{number}", "environment/p", "service", started, ended, None, None, impacts, (), entries)
        )
    outages.sort(key=lambda outage: outage.started)
    signed = Subscription(
        date.min, -(2**62), "C", "client", "FR", "Europe/Paris", "environment/p", "carrus-2026-03",
        date(2026, 1, 1), date(2026, 1, 1), None, {}, (),
    )  # fmt: skip
    calendar = AdoptedCalendar("FR", 2026, {}, {}, "", entry(0, "public_holidays.adopted", 0))
    known = Known(at(date(2026, 6, 1), 0, 0, PARIS), 10_000)
    operation = Operation(tuple(outages), (), (), (), ())
    return Facts(known, Contract("C", (signed,), ()), {("FR", 2026): calendar}, {"environment/p": operation})


Cut = tuple[str, int, int, str]


def with_portion(happened: Facts) -> tuple[int, list[Cut]]:
    """Downtime in microseconds and every outage cut by treatment, by interval algebra on aware datetimes."""
    reference, windows, down = portion.empty(), portion.empty(), portion.empty()
    for ordinal in range(31):
        midnight = datetime(2026, 3, 1, tzinfo=PARIS) + timedelta(days=ordinal)
        seven, eight = (midnight.replace(hour=hour).astimezone(UTC) for hour in (7, 20))
        start, end = midnight.astimezone(UTC), (midnight + timedelta(days=1)).astimezone(UTC)
        if midnight.weekday() < 5:
            reference |= portion.closedopen(seven, eight)
        windows |= portion.closedopen(start, seven)
        if midnight.weekday() == 6:
            windows |= portion.closedopen(start, end)
    cut: list[Cut] = []
    for outage in happened.operations["environment/p"].outages:
        assert outage.ended is not None
        lasted = portion.closedopen(EPOCH + outage.started * MICROSECOND, EPOCH + outage.ended * MICROSECOND)
        lasted &= portion.closedopen(
            datetime(2026, 3, 1, tzinfo=PARIS).astimezone(UTC), datetime(2026, 4, 1, tzinfo=PARIS).astimezone(UTC)
        )
        inside = lasted & reference
        for treatment, part in (
            ("outside_reference_hours", lasted - reference),
            ("excluded", inside & windows),
            ("counted", inside - windows),
        ):
            cut += (
                (outage.subject, micros(span.lower), micros(span.upper), treatment) for span in part if not part.empty
            )
        down |= inside - windows
    return sum(micros(span.upper) - micros(span.lower) for span in down), sorted(cut)


def micros(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - EPOCH) // MICROSECOND


def ours(happened: Facts) -> tuple[int, list[Cut]]:
    """The same out of a finding of article 6."""
    found = assess(happened, parse_period("2026-03"), {})
    assert found.downtime_seconds is not None
    return int(found.downtime_seconds), sorted((s.outage, s.from_, s.until, s.treatment) for s in found.spans)


def main() -> None:
    """Run both in turns and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--outages", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    happened, march = facts(asked.outages), parse_period("2026-03")
    assert ours(happened) == with_portion(happened)
    taken: dict[str, list[float]] = {"ours": [], "theirs": []}
    for _ in range(asked.rounds):
        started = process_time()
        assess(happened, march, {})
        taken["ours"].append(process_time() - started)
        started = process_time()
        with_portion(happened)
        taken["theirs"].append(process_time() - started)
    print(f"{'article 6, one month, ' + str(asked.outages) + ' outages':<44}{'median ms CPU':>14}")
    for name, who in (("portion, the same spans", "theirs"), ("livret, with readings, reasons, evidence", "ours")):
        print(f"{name:<44}{1000 * statistics.median(taken[who]):>14.2f}")
    ratio = statistics.median(o / t for o, t in zip(taken["ours"], taken["theirs"], strict=True))
    print(f"livret / portion: {ratio:.3f} (wanted: 0.1 or less)")


if __name__ == "__main__":
    main()
