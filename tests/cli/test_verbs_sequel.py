"""What a verb says beside what it records: the notice of article 5 before it, the deadlines of 13 and 14 after it."""

import json
from pathlib import Path
from typing import Any

import pytest

from ledger import clock
from ledger.events.instant import parse_instant
from tests.cli.conftest import Run
from tests.cli.quarter import HOURS, ONE, _signed

NOW = "2026-03-10T09:30:00+01:00"


class Desk:
    """A ledger of a contract with support hours, on the morning of Tuesday 10 March 2026."""

    def __init__(self, run: Run, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.run, self.path = run, path
        monkeypatch.setattr(clock, "now", lambda: parse_instant(NOW))
        assert run("--ledger", path, "init").exit_code == 0
        scope = "contract/C1"
        said: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
            ("contract.signed", scope, scope, _signed("Mairie", "FR", "prod-1")),
            ("environment.declared", ONE, ONE, {"kind": "production"}),
            ("support_hours.published", "provider", "support-hours", {"effective_on": "2026-01-05", "week": HOURS}),
        )
        events = path.with_name("events.jsonl")
        envelope = {"specversion": "1.0", "source": "/test", "time": "2026-01-02T10:00:00+01:00"}
        events.write_text(
            "\n".join(
                json.dumps({**envelope, "id": type_, "type": type_, "scope": scope, "subject": subject, "data": data})
                for type_, scope, subject, data in said
            ),
            "utf-8",
        )
        assert run("--ledger", path, "import", events).exit_code == 0

    def says(self, *words: str) -> list[str]:
        """The lines beside the answer, after the event that is shown: those that begin at the margin."""
        done = self.run("--ledger", self.path, *words, "--yes")
        assert done.exit_code == 0, done.stderr
        return [line for line in done.stderr.splitlines()[1:] if not line.startswith(" ")]

    def asks(self, question: str) -> Any:
        """The tickets of an answer."""
        done = self.run("--ledger", self.path, question, "C1", "--format", "json")
        found = json.loads(done.stdout)
        return (found[0] if isinstance(found, list) else found)["tickets"]


@pytest.fixture
def desk(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The ledger."""
    return Desk(run, tmp_path / "desk.db", monkeypatch)


def test_a_ticket_says_at_each_step_what_is_owed_and_by_when(desk: Desk):
    """Support is open 9 to 12 and 14 to 18: eight hours from 9:12 on Tuesday end at 10:12 on Wednesday.

    The ledger's clock is past half past nine by then, and what is left is rounded down to the second.
    """
    assert desk.says("ticket", "register", "T1", "--for", "C1", "--at", "09:12") == [
        "Article 13: a takeover is owed by 2026-03-11 10:12 +01:00; working time left until then: 7 h 41 min 59 s."
    ]
    assert desk.asks("takeover")[0]["deadline"] == "2026-03-11T10:12:00+01:00"
    assert desk.says("ticket", "take-over", "T1", "--at", "09:20") == []
    assert desk.says("ticket", "qualify", "T1", "--severity", "blocking", "--at", "09:24") == [
        "Article 14: a plan of corrective action is owed; there is no deadline yet, and `livret remedy` says why."
    ]
    (reproduced,) = desk.says("ticket", "reproduce", "T1", "--at", "09:28")
    deadline = desk.asks("remedy")[0]["deadline"]
    assert reproduced.startswith(
        f"Article 14: a plan of corrective action is owed by {deadline[:10]} {deadline[11:16]} {deadline[-6:]}; working"
    )
    assert desk.says("ticket", "plan", "T1") == []


def test_a_ticket_that_was_not_taken_over_is_late(desk: Desk):
    assert desk.says("ticket", "register", "T1", "--for", "C1", "--at", "2026-03-09T09:00") == [
        "Article 13: a takeover is owed by 2026-03-10 10:00 +01:00; working time left until then: 29 min 59 s."
    ]
    assert desk.says("ticket", "register", "T2", "--for", "C1", "--at", "2026-03-06T09:00") == [
        "Article 13: a takeover was owed by 2026-03-09 10:00 +01:00."
    ]


def test_a_ticket_of_a_contract_that_nobody_signed_is_recorded_without_a_word(desk: Desk):
    assert desk.says("ticket", "register", "T1", "--for", "C9", "--at", "09:12") == [
        "Nothing is known of contract/C9 yet: is its name right?"
    ]


READINGS = (
    "Readings in force: notice_from=announced, notice_proof=stated, notice_hours=elapsed, "
    "rescheduled_notice=uncovered_needs_notice, short_notice=counts."
)


def test_an_announcement_says_what_article_5_will_make_of_it(desk: Desk):
    announce = ("maintenance", "announce", "M1", "--on", "prod-1")
    assert desk.says(*announce, "--starts", "14:00 tomorrow", "--ends", "15:00 tomorrow", "--dry-run") == [
        (
            "Article 5, contract C1: 28 h 30 min of notice, and 48 h are needed: too short. "
            "With this notice the earliest start that would do is 2026-03-12 09:30 +01:00."
        ),
        (
            "Outside all maintenance windows: 2026-03-11 14:00 +01:00 to 2026-03-11 15:00 +01:00; "
            "1 h together, 1 h of it in reference hours."
        ),
        READINGS,
    ]
    assert desk.says(*announce, "--starts", "2026-03-12T09:30", "--ends", "2026-03-12T10:30") == [
        "Article 5, contract C1: 48 h of notice, and 48 h are needed: in time.",
        "All of it lies in maintenance windows.",
        READINGS,
    ]
    moved = (
        "maintenance",
        "reschedule",
        "M1",
        "--at",
        "09:31",
        "--starts",
        "2026-03-12T09:00",
        "--ends",
        "2026-03-12T10:00",
    )
    assert desk.says(*moved)[1] == (
        "Outside all maintenance windows: 2026-03-12 09:00 +01:00 to 2026-03-12 09:30 +01:00; "
        "30 min together, 30 min of it in reference hours."
    )
    assert desk.says("maintenance", "cancel", "M1", "--at", "09:32") == []


def test_an_announcement_without_an_end_or_for_nobody_says_so(desk: Desk):
    starts = ("--starts", "2026-03-12T09:30")
    assert desk.says("maintenance", "announce", "M1", "--on", "prod-1", *starts)[1] == (
        "Without an end nothing of it is covered: say when it is to end (--ends)."
    )
    assert desk.says("maintenance", "announce", "M2", "--on", "prod-9", *starts) == [
        "Nothing is known of environment/prod-9 yet: is its name right?",
        "Article 5: no contract in service then runs on environment/prod-9; nothing to judge.",
    ]


@pytest.mark.parametrize(
    ("starts", "says"),
    [
        ("09:30", "declared in time (emergency_declaration=by_start)."),
        (
            "09:29:59",
            (
                "declared too late, after its start at 2026-03-10 09:29:59 +01:00 (emergency_declaration=by_start): "
                "it excludes nothing."
            ),
        ),
    ],
)
def test_a_declaration_says_whether_it_comes_in_time(desk: Desk, starts: str, says: str):
    declare = ("emergency", "declare", "E1", "--on", "prod-1", "--starts", starts, "--reason", "urgent")
    assert desk.says(*declare) == [f"Article 5, contract C1: {says}"]
