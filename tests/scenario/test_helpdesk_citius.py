"""A real help desk's four years, taken through a ledger and articles 13 and 14, against figures worked out plainly."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli.main import livret
from ledger.journal.read import open_reader
from projections.articles.article_13_takeover import TakeoverFinding, assess_takeover
from projections.articles.article_14_remedy import assess_remedy
from projections.calendar.period import parse_period
from projections.facts.history import History, known
from projections.facts.support import SupportFacts, gather_support
from tests.articles.tickets_of import DAY, taken
from tests.house.sources import ROOT
from tests.oracle.calendar import holiday_days
from tests.scenario.helpdesk_plainly import ASSIGN, RESOLVE, TAKE, Plainly, Row, cases, remedies, takeovers, waits

LOG = ROOT.parent / "shared" / "data" / "tickets" / "helpdesk_citius.csv"
YEARS = range(2010, 2016)
PERIOD = parse_period("2010-01-01..2014-12-31")
NOW = 1_767_225_600_000_000  # 2026-01-01T00:00Z, long after the last case

pytestmark = pytest.mark.skipif(not LOG.exists(), reason="the help desk's log is not beside the clone")


@pytest.fixture(scope="module")
def log() -> dict[str, list[Row]]:
    return cases(LOG)


@pytest.fixture(scope="module")
def clock() -> Plainly:
    return Plainly(YEARS, {day for year in YEARS for day in holiday_days("FR", year)})


@pytest.fixture(scope="module")
def facts(log: dict[str, list[Row]], tmp_path_factory: pytest.TempPathFactory) -> SupportFacts:
    """What a ledger knows that was made by the command line and into which the log was imported."""
    folder: Path = tmp_path_factory.mktemp("helpdesk")
    ledger, events = folder / "helpdesk.db", folder / "helpdesk.jsonl"
    lines = (json.dumps(event, default=str) for event in [*agreed(), *told(log)])
    events.write_text("\n".join(lines) + "\n", "utf-8")
    for arguments in (["init"], ["import", str(events)]):
        done = CliRunner().invoke(livret, ["--ledger", str(ledger), *arguments])
        assert done.exit_code == 0, done.output
    with open_reader(ledger) as reader:
        return gather_support(History(reader, known(reader, NOW, None, None, "ledger")), "desk")


def agreed() -> Iterator[dict[str, Any]]:
    """The contract and the hours of support."""
    signed = {"client": "Citius", "territory": "FR", "environment": "prod", "edition": "carrus-2026-03",
              "service_starts_on": "2010-01-01"}  # fmt: skip
    yield event("signed", "contract.signed", "contract/desk", "2009-12-01T12:00:00+01:00", signed)
    hours = {"effective_on": "2009-12-01", "week": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), DAY)}
    yield event("hours", "support_hours.published", "support-hours", "2009-12-01T12:00:00+01:00", hours, "provider")


def told(log: Mapping[str, list[Row]]) -> Iterator[dict[str, Any]]:
    """Each case as a ticket: what is said once is its first; every resolution is a fix."""
    for name, rows in log.items():
        steps: list[tuple[Any, str, dict[str, Any]]] = [(rows[0][0], "registered", {})]
        seen: set[str] = set()
        for when, done in rows:
            if done == ASSIGN and done not in seen:
                steps.append((when, "qualified", {"severity": "major"}))
            if done == TAKE and done not in seen:
                steps += [(when, "taken_over", {}), (when, "reproduced", {})]
            if done == RESOLVE:
                steps.append((when, "fix_delivered", {}))
            seen.add(done)
        for since, until in waits(rows):
            steps.append((since, "waiting_for_client", {}))
            steps += [] if until is None else [(until, "client_replied", {})]
        if rows[-1][1] == "Closed":
            steps.append((rows[-1][0], "closed", {}))
        for number, (when, kind, data) in enumerate(sorted(steps, key=lambda step: step[0])):
            yield event(f"{name}-{number:03d}", f"ticket.{kind}", f"ticket/{name}", when.isoformat(), data)


def event(
    id: str, type: str, subject: str, time: str, data: dict[str, Any], scope: str = "contract/desk"
) -> dict[str, Any]:
    return {"specversion": "1.0", "id": id, "source": "/helpdesk", "type": type, "scope": scope, "subject": subject,
            "time": time, "data": data}  # fmt: skip


def by_year(findings: list[TakeoverFinding]) -> dict[int, Counter[str]]:
    return {
        finding.measuring_period.from_.year: Counter(line.outcome for line in finding.tickets)
        for finding in findings
        if finding.tickets
    }


@pytest.mark.parametrize(("option", "pausing"), [("no_pause", False), ("pauses", True)])
def test_the_rate_of_every_year_is_the_one_worked_out_plainly(
    facts: SupportFacts, log: dict[str, list[Row]], clock: Plainly, option: str, pausing: bool
):
    findings = assess_takeover(facts, PERIOD, taken(waiting_for_client=option))
    plainly = takeovers(log, clock, pausing)
    assert by_year(findings) == plainly
    assert sum(outcomes.total() for outcomes in plainly.values()) == 4580
    for finding in findings:
        outcomes = plainly.get(finding.measuring_period.from_.year, Counter())
        counted = outcomes["met"] + outcomes["missed"]
        assert (finding.figure.numerator, finding.figure.denominator) == (outcomes["met"], counted)
        if counted:
            assert (finding.verdict == "met") == (outcomes["met"] / counted >= 0.75)


def test_the_cases_that_nobody_took_in_charge_are_late(facts: SupportFacts):
    lines = [line for finding in assess_takeover(facts, PERIOD, {}) for line in finding.tickets]
    never = [line for line in lines if line.taken_over_at is None]
    assert Counter(line.outcome for line in never) == {"missed": 295}


def test_the_fixes_in_time_are_those_counted_plainly(facts: SupportFacts, log: dict[str, list[Row]], clock: Plainly):
    rows = assess_remedy(facts, PERIOD, {}).tickets
    assert Counter(row.outcome for row in rows) == remedies(log, clock)
    assert {row.severity for row in rows} == {"major"}


def test_a_deadline_is_the_one_worked_out_plainly(facts: SupportFacts, log: dict[str, list[Row]], clock: Plainly):
    lines = [line for finding in assess_takeover(facts, PERIOD, {}) for line in finding.tickets]
    for line in lines[::20]:
        start = log[line.ticket.removeprefix("ticket/")][0][0]
        due = clock.due(start, timedelta(hours=8))
        assert due is not None
        assert line.deadline == int(due.timestamp()) * 1_000_000
