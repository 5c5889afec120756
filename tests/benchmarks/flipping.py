"""What the line under a verdict costs, on a year of thousands of tickets.

    python -m tests.benchmarks.flipping [--tickets 4500] [--rounds 5]

Processor time in this process: a finding of article 13 and of article 14, and what would flip its verdict, in turns.
The tickets are random, but for the seed; half were submitted before they were registered, some out of hours, answered
at once, waiting, lacking something, qualified anew. Whole commands take longer: they read the ledger, lay a page out.
"""

import argparse
import random
import statistics
from collections.abc import Callable
from time import process_time
from typing import Any

from projections.articles.article_13_takeover import assess_takeover
from projections.articles.article_14_remedy import assess_remedy
from projections.calendar.holidays import propose
from projections.calendar.period import parse_period
from projections.calendar.span import HOUR, MINUTE
from projections.calendar.zone import iso, zone
from projections.facts.history import History
from projections.facts.support import SupportFacts, gather_support
from projections.inquiry.search import flips
from projections.inquiry.ticket_question import remedy_of, takeover_of
from tests.articles.ledger_of import CONTRACT, Told

YEAR = parse_period("2025")
PARIS = zone("Europe/Paris")
HOURS = {day: [["09:00", "12:30"], ["14:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
SEVERITIES = ("blocking", "major", "minor")


def told(tickets: int, late: int) -> History:
    """A year of tickets, of which so many in a hundred are taken over late."""
    chance, ledger = random.Random(7), Told("2025-01-01")
    for territory in ("FR", "FR-57"):
        for year in (2024, 2025, 2026):
            ledger.adopt(territory, {day: each["kind"] for day, each in propose(territory, year)[0].items()}, year)
    published: dict[str, Any] = {"effective_on": "2024-12-01", "week": HOURS}
    ledger.tell("support_hours.published", "support-hours", "2024-12-01", scope="provider", **published)
    said: list[tuple[int, str, str, dict[str, Any]]] = []
    for number in range(tickets):
        registered = ledger.at("2025-01-01 09:00") + chance.randrange(360 * 24 * 60) * MINUTE
        said += [(at, kind, f"ticket/{number}", data) for at, kind, data in life(chance, registered, late)]
    for at, kind, subject, data in sorted(said, key=lambda each: each[0]):
        ledger.tell(f"ticket.{kind}", subject, iso(at, PARIS), scope=f"contract/{CONTRACT}", **data)
    return ledger.history("2026-06-30 00:00")


def life(chance: random.Random, registered: int, late: int) -> list[tuple[int, str, dict[str, Any]]]:
    """What happens to one ticket."""
    slow = chance.randrange(100) < late
    taken = registered + (144 * HOUR if slow else chance.randrange(300) * MINUTE)
    qualified, fixed = taken + 20 * MINUTE, taken + (480 * HOUR if slow else chance.randrange(1, 60) * HOUR)
    steps: list[tuple[int, str, dict[str, Any]]] = [(registered, "registered", {}), (fixed, "fix_delivered", {})]
    if chance.random() < 0.5:
        claimed = {"channel": "portal", "claimed_severity": chance.choice(SEVERITIES)}
        steps.append((registered - chance.randrange(1, 120) * MINUTE, "submitted", claimed))
    at_once = chance.random() < 0.1
    steps.append((taken, "answered", {"immediate": True}) if at_once else (taken, "taken_over", {}))
    steps.append((qualified, "qualified", {"severity": chance.choice(SEVERITIES)}))
    steps.append((qualified + 10 * MINUTE, "reproduced" if chance.random() < 0.9 else "not_reproduced", {}))
    if chance.random() < 0.3:
        steps += [(qualified + HOUR, "waiting_for_client", {}), (qualified + 20 * HOUR, "client_replied", {})]
    if chance.random() < 0.05:
        lacking = {"which": "description", "evidence": "one line"}
        steps.append((registered + MINUTE, "prerequisite_missing", lacking))
    return steps


def seconds(ask: Callable[[], object]) -> float:
    """Processor time of one answer."""
    before = process_time()
    ask()
    return process_time() - before


def questions(facts: SupportFacts) -> list[tuple[str, Callable[[], object], Callable[[], object]]]:
    """Article, its finding, and what would flip its verdict."""
    return [
        ("13", lambda: assess_takeover(facts, YEAR, {}), lambda: flips(takeover_of(facts, YEAR), {})),
        ("14", lambda: assess_remedy(facts, YEAR, {}), lambda: flips(remedy_of(facts, YEAR), {})),
    ]


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tickets", type=int, default=4500)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    print(f"{asked.tickets} tickets in a year{'':<8}{'finding':>10}{'flips':>10}{'together / finding':>22}")
    for late in (20, 40):
        facts = gather_support(told(asked.tickets, late), CONTRACT)
        for article, finding, turned in questions(facts):
            taken = [(seconds(finding), seconds(turned)) for _ in range(asked.rounds)]
            plain, more = (statistics.median(each) for each in zip(*taken, strict=True))
            name = f"article {article}, {late} % late"
            print(f"{name:<30}{plain:>8.2f} s{more:>8.2f} s{1 + more / plain:>22.2f}")
    print("wanted of whole commands: 2 or less")


if __name__ == "__main__":
    main()
