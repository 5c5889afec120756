"""What was known then, of one contract among two hundred: does the answer cost more as the ledger of the others grows?

    python -m tests.benchmarks.past_moments [--events 1000000] [--small 10000] [--rounds 15]

Two ledgers hold the same history of one contract, to the entry, recorded at the same instants; in the larger one the
199 others have as long a history, in the smaller one next to none. Each is asked for the availability of a month two
thirds through, as known when it was over, in turns. Then the larger one is asked for that month of all contracts.
Times are CPU of this process; the steps of SQLite's machine repeat from run to run.
"""

import argparse
import json
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple

from ledger import clock
from ledger.events import wire
from ledger.events.entry import amended
from ledger.events.event import Submission
from ledger.journal.application import Journal
from ledger.journal.read import Reader, open_reader
from projections.articles.article_06_availability import assess
from projections.articles.article_06_finding import AvailabilityFinding
from projections.calendar.holidays import propose
from projections.calendar.period import Period, parse_period
from projections.facts.history import History, known
from projections.facts.operation import gather
from tests.journal.submissions import admit_all

CONTRACTS = 200
ASKED = 100
FIRST = date(2023, 1, 1)
EPOCH = date(1970, 1, 1)
DAY, HOUR, MINUTE = 86_400_000_000, 3_600_000_000, 60_000_000
FAMILIES = ("outage", "monitoring", "maintenance", "emergency_maintenance")


class Said(NamedTuple):
    """Day and minute, type, scope kind, subject, data."""

    minute: int
    type: str
    scope: str
    subject: str
    data: dict[str, Any]


def life(days: int) -> Iterator[tuple[int, Said]]:
    """Day by day, what happens to a contract: about four events a day, most of them of backups and tickets."""
    for day in range(days):
        night = f"backup/{day}"
        yield day, Said(180, "backup.completed", "environment", night, {"kinds": ["nightly"], "location": "s3://one"})
        if day >= 31:
            yield day, Said(240, "backup.deleted", "environment", f"backup/{day - 31}", {"because": "term"})
        if day % 4 == 1:
            yield from ((day, said) for said in ticket(day))
        if day % 12 == 5:
            yield from ((day, said) for said in outage(day))
        if day % 30 == 9:
            yield from ((day, said) for said in maintenance(day))


def ticket(day: int) -> Iterator[Said]:
    steps = ("registered", "acknowledged", "taken_over", "qualified", "reproduced", "fix_delivered", "closed")
    for hour, step in enumerate(steps):
        data = {"severity": "major"} if step == "qualified" else {}
        yield Said((9 + hour) * 60, f"ticket.{step}", "contract", f"ticket/{day}", data)


def outage(day: int) -> Iterator[Said]:
    subject, minute = f"outage/{day}", 300 + 37 * day % 900
    yield Said(minute, "outage.started", "environment", subject, {"impact": "total", "description": "no answer"})
    yield Said(minute + 11, "outage.ended", "environment", subject, {})
    cause = {"cause": "provider", "evidence": "the probe, and the journal of the load balancer"}
    yield Said(minute + 90, "outage.attributed", "environment", subject, cause)


def maintenance(day: int) -> Iterator[Said]:
    starts = EPOCH_DAYS + day + 3
    data = {name: written(starts * DAY + hour * HOUR) for name, hour in (("starts", 11), ("ends", 13))}
    yield Said(600, "maintenance.announced", "environment", f"maintenance/{day}", data)
    yield Said(610, "monitoring.interrupted", "environment", "monitoring/p1", {})
    yield Said(640, "monitoring.resumed", "environment", "monitoring/p1", {})


EPOCH_DAYS = (FIRST - EPOCH).days


def written(at: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)).isoformat()


def plain(identifier: str, at: str, type_: str, scope: str, subject: str, data: dict[str, Any]) -> Submission:
    """An event as the intake hands it on."""
    said = {"specversion": "1.0", "id": identifier, "source": "/bench", "type": type_, "scope": scope}
    return wire.submission({**said, "subject": subject, "time": at, "data": data})


@cache
def model(type_: str, kind: str, family: str, data: str) -> Submission:
    """One event of many that differ in id, scope, subject and time alone."""
    return plain("ID-", "2001-01-01T00:00:00+00:00", type_, f"{kind}/SCOPE-", f"{family}/SUBJECT-", json.loads(data))


def like(said: Said, number: int, at: int, scope: str) -> Submission:
    """The event of a contract: checked once as a model, then copied, so that a million are made soon."""
    family, _, name = said.subject.partition("/")
    of = model(said.type, said.scope, family, json.dumps(said.data))
    identifier = f"{number:012}"
    body = of.body.replace(b'"ID-"', f'"{identifier}"'.encode()).replace(
        b"2001-01-01T00:00:00+00:00", written(at).encode()
    )
    body = body.replace(of.scope.encode(), scope.encode()).replace(b"/SUBJECT-", f"/{name}".encode())
    return of._replace(id=identifier, scope=scope, subject=said.subject, occurred_at=at, body=body)


def founding() -> list[Submission]:
    """The calendars, and every contract with its environment."""
    at, found = written(EPOCH_DAYS * DAY - 9 * DAY), []
    for year in range(2022, 2029):
        days, origin = propose("FR", year)
        adopted = {"days": days, "origin": origin}
        found.append(
            plain(f"FR-{year}", at, "public_holidays.adopted", "provider", f"public-holidays/FR/{year}", adopted)
        )
    for number in range(CONTRACTS):
        environment, contract = f"environment/e{number:03}", f"contract/c{number:03}"
        signed = {
            "client": f"client {number}", "territory": "FR", "environment": environment,
            "edition": "carrus-2026-03", "service_starts_on": "2023-01-01",
        }  # fmt: skip
        kind = {"kind": "production"}
        found.append(plain(environment, at, "environment.declared", environment, environment, kind))
        found.append(plain(contract, at, "contract.signed", contract, contract, signed))
    return found


def build(path: Path, days: int, days_of_others: int) -> int:
    """A ledger in which thirty days of all contracts are one transaction; how many entries it holds."""
    founded = founding()
    lives = {days: list(life(days)), days_of_others: list(life(days_of_others))}
    number = len(founded)
    with Journal.create(path) as journal:
        record(journal, founded, EPOCH_DAYS * DAY - 8 * DAY)
        for month in range(0, days, 30):
            batch = []
            for contract in range(CONTRACTS):
                # The asked contract's entries have the same ids in both ledgers: its answer is the same to the byte.
                for index, (day, said) in enumerate(lives[days if contract == ASKED else days_of_others]):
                    if month <= day < month + 30:
                        kind = "e" if said.scope == "environment" else "c"
                        at = (EPOCH_DAYS + day) * DAY + said.minute * MINUTE + contract
                        scope = f"{said.scope}/{kind}{contract:03}"
                        batch.append(like(said, 10**6 * (contract + 1) + index, at, scope))
            record(journal, batch, (EPOCH_DAYS + month + 30) * DAY)
            number += len(batch)
    return number


def record(journal: Journal, batch: Sequence[Submission], now: int) -> None:
    asked, clock.now = clock.now, lambda: now
    try:
        journal.append(batch, admit=admit_all)
    finally:
        clock.now = asked


class Moment(NamedTuple):
    """A month, and when it is asked about, in microseconds since 1970."""

    period: Period
    at: int


def answer(reader: Reader, contract: int, moment: Moment) -> AvailabilityFinding:
    history = History(reader, known(reader, moment.at, moment.at, None, "ledger"))
    return assess(gather(history, f"c{contract:03}"), moment.period, {})


def one(ledger: Path, moment: Moment) -> AvailabilityFinding:
    """Open the ledger and ask, as a run of the program does once it has started."""
    with open_reader(ledger) as reader:
        return answer(reader, ASKED, moment)


def cpu(work: Callable[[], object]) -> float:
    started = process_time()
    work()
    return process_time() - started


def steps(ledger: Path, moment: Moment) -> int:
    """Steps of SQLite's machine for the whole answer."""
    taken = 0

    def step() -> int:
        nonlocal taken
        taken += 1
        return 0

    with open_reader(ledger) as reader:
        reader._connection.set_progress_handler(step, 1)
        answer(reader, ASKED, moment)
        reader._connection.set_progress_handler(None, 1)
    return taken


def everyone(ledger: Path, moment: Moment) -> list[AvailabilityFinding]:
    with open_reader(ledger) as reader:
        return [answer(reader, contract, moment) for contract in range(CONTRACTS)]


def reading_alone(ledger: Path, moment: Moment) -> int:
    """What of the answers for all contracts is reading entries and folding amendments; how many entries are read."""
    with open_reader(ledger) as reader:
        until = reader.position_at(moment.at)
        scopes = [f"{kind}{number:03}" for number in range(CONTRACTS) for kind in ("contract/c", "environment/e")]
        return sum(len(amended(reader.entries(scope, [each], until=until))) for scope in scopes for each in FAMILIES)


def compare(ledgers: dict[str, Path], moment: Moment, rounds: int) -> None:
    small, large = (one(ledger, moment) for ledger in ledgers.values())
    assert (small.spans, small.figure) != ((), None)
    told = [(each.downtime_seconds, each.figure, [span.outage for span in each.spans]) for each in (small, large)]
    assert told[0] == told[1], "the same history, another answer"
    taken: dict[str, list[float]] = {name: [] for name in ledgers}
    for _ in range(rounds):
        for name, ledger in ledgers.items():
            taken[name].append(cpu(lambda ledger=ledger: one(ledger, moment)))  # type: ignore[misc]
    counted = {name: steps(ledger, moment) for name, ledger in ledgers.items()}
    print(f"{'one contract, ' + moment.period.text + ' as known then':<44}{'ms CPU':>10}{'VM steps':>12}")
    for name in ledgers:
        print(f"{name:<44}{1000 * statistics.median(taken[name]):>10.2f}{counted[name]:>12,}")
    first, second = ledgers
    ratio = statistics.median(taken[second]) / statistics.median(taken[first])
    print(f"{'ratio (wanted: at most 1.5 and 1.2)':<44}{ratio:>10.2f}{counted[second] / counted[first]:>12.2f}")


def main() -> None:
    """Build both ledgers, ask them, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=15)
    asked = parser.parse_args()
    a_day = len(list(life(1200))) / 1200
    days = round(asked.events / CONTRACTS / a_day)
    room = (asked.small - len(list(life(days))) - len(founding())) // (CONTRACTS - 1)
    others = max((each for each in range(60) if len(list(life(each))) <= room), default=0)
    last = FIRST + timedelta(days=days * 2 // 3)
    month = parse_period(f"{last:%Y-%m}")
    moment = Moment(month, ((month.until - EPOCH).days + 45) * DAY)
    with tempfile.TemporaryDirectory() as folder:
        ledgers: dict[str, Path] = {}
        for days_of_others in (others, days):
            path = Path(folder) / f"{days_of_others}.db"
            size = build(path, days, days_of_others)
            ledgers[f"of a ledger of {size:,} entries"] = path
        compare(ledgers, moment, asked.rounds)
        largest = list(ledgers.values())[-1]
        whole = min(cpu(lambda: everyone(largest, moment)) for _ in range(3))
        reading = min(cpu(lambda: reading_alone(largest, moment)) for _ in range(3))
        print(f"{f'all {CONTRACTS} contracts (wanted: under 3 s)':<44}{whole:>10.2f} s CPU")
        print(f"{f'  reading {reading_alone(largest, moment):,} entries alone':<44}{reading:>10.2f} s CPU")


if __name__ == "__main__":
    main()
