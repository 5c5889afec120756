"""Article 7 ¶3 and ¶4: restores during the retention, and after a disaster. The last column is the verdict."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.articles.article_07_readings import RestoreDeadline
from projections.articles.article_07_restores import Completed, RestoreLine, RestoresFinding, assess_restores
from projections.articles.article_07_retention import completed_by
from projections.calendar.period import parse_period
from projections.calendar.span import HOUR
from projections.edition.reading import Reading
from projections.facts.backup import Backup, Copies, Disaster, gather_backups
from tests.articles.ledger_of import CONTRACT, ENVIRONMENT, Told, taken

SCOPE = f"environment/{ENVIRONMENT}"
BY_REQUEST, BY_EXECUTION = RestoreDeadline.REQUEST_DATE, RestoreDeadline.EXECUTION_DATE


def assess(told: Told, period: str, *members: Reading, known_at: str | None = None) -> RestoresFinding:
    return assess_restores(gather_backups(told.history(known_at), CONTRACT), parse_period(period), taken(*members))


def only(finding: RestoresFinding) -> RestoreLine:
    (line,) = finding.restores
    return line


def with_backup() -> Told:
    """A nightly backup of 10 March, owed until 10 April 00:00."""
    told = Told()
    told.tell("backup.completed", "backup/b", "2026-03-10 01:00", scope=SCOPE, kinds=["nightly"])
    return told


@pytest.mark.parametrize(
    ("asked", "told_later", "reading", "known_at", "within", "outcome", "verdict"),
    [
        pytest.param(
            "04-09 23:59:59.999999", [("restore.completed", "04-12")], BY_REQUEST, None, True, "done", "met",
            id="asked for a hair before the term, and done",
        ),
        pytest.param(
            "04-10 00:00", [], BY_REQUEST, None, False, "not_owed", "met", id="asked for at the term to the instant",
        ),
        pytest.param(
            "04-10 00:00", [("restore.completed", "04-12")], BY_REQUEST, None, False, "done", "met",
            id="asked for too late, and done all the same",
        ),
        pytest.param(
            "04-09 23:59:59.999999", [], BY_REQUEST, None, True, "pending", "pending",
            id="asked for in time, it stays owed for years",
        ),
        pytest.param(
            "04-09 23:59:59.999999", [], BY_EXECUTION, None, True, "lapsed", "met",
            id="by the date of execution it lapses with the term",
        ),
        pytest.param(
            "04-09 23:00", [], BY_EXECUTION, "04-09 23:59:59.999999", True, "pending", "pending",
            id="it is pending a hair before the term",
        ),
        pytest.param(
            "04-09 23:00", [], BY_EXECUTION, "04-10 00:00", True, "lapsed", "met", id="and lapsed at the term",
        ),
        pytest.param(
            "04-01", [("restore.failed", "04-02")], BY_REQUEST, None, True, "failed", "pending",
            id="tried in vain, it is still owed",
        ),
        pytest.param(
            "04-01", [("restore.failed", "04-02"), ("restore.completed", "04-03")], BY_REQUEST, None, True, "done",
            "met", id="tried in vain, then done",
        ),
        pytest.param(
            "04-09", [("backup.deleted", "04-20")], BY_REQUEST, None, True, "lost", "missed",
            id="the copy was deleted while the restore was owed",
        ),
        pytest.param(
            "04-09", [("backup.deleted", "04-20")], BY_EXECUTION, None, True, "lapsed", "met",
            id="by the date of execution the copy might go",
        ),
        pytest.param(
            "04-09", [("backup.deleted", "04-09 23:59:59.999999")], BY_EXECUTION, None, True, "lost", "missed",
            id="but not before its term",
        ),
        pytest.param(
            "04-09", [("backup.deleted", "04-10 00:00")], BY_EXECUTION, None, True, "lapsed", "met", id="only at it",
        ),
    ],
)  # fmt: skip
def test_a_restore_may_be_asked_for_during_the_retention(
    asked: str,
    told_later: list[tuple[str, str]],
    reading: RestoreDeadline,
    known_at: str | None,
    within: bool,
    outcome: str,
    verdict: str,
):
    told = with_backup()
    told.tell("restore.requested", "restore/r", f"2026-{asked}", backup="backup/b")
    for kind, when in told_later:
        subject, scope = ("backup/b", SCOPE) if kind == "backup.deleted" else ("restore/r", f"contract/{CONTRACT}")
        told.tell(kind, subject, f"2026-{when}", scope=scope)
    finding = assess(told, "2026-04", reading, known_at=None if known_at is None else f"2026-{known_at}")
    line = only(finding)
    assert (line.within_retention, line.outcome, finding.verdict) == (within, outcome, verdict)


def test_a_backup_deleted_before_anyone_asked_for_it_is_lost_to_who_asks_in_time():
    told = with_backup()
    told.tell("backup.deleted", "backup/b", "2026-03-20", scope=SCOPE)
    told.tell("restore.requested", "restore/r", "2026-03-21", backup="b")
    assert only(assess(told, "2026-03")).outcome == "lost"


def test_a_vanished_backup_is_lost_to_who_asks_for_it():
    told = with_backup()
    told.tell("backup.listed", "backup-listing/1", "2026-03-20", scope=SCOPE, present=[])
    told.tell("restore.requested", "restore/r", "2026-03-21", backup="b")
    assert only(assess(told, "2026-03")).outcome == "lost"


def test_a_restore_asked_for_while_another_freezes_the_copy_is_asked_for_in_time():
    told = with_backup()
    told.tell("restore.requested", "restore/r", "2026-04-09", backup="b")
    told.tell("restore.requested", "restore/s", "2026-04-11", backup="b")
    told.tell("restore.completed", "restore/r", "2026-04-12")
    lines = assess(told, "2026-04").restores
    assert [(line.within_retention, line.outcome) for line in lines] == [(True, "done"), (True, "pending")]


def test_a_restore_of_a_backup_that_nobody_knows_is_left_open():
    told = Told()
    told.tell("restore.requested", "restore/r", "2026-03-21", backup="nowhere")
    line = only(assess(told, "2026-03"))
    assert (line.within_retention, line.keep_until, line.outcome) == (None, None, "pending")


def test_how_long_a_restore_took_runs_from_the_request():
    told = with_backup()
    told.tell("restore.requested", "restore/r", "2026-03-28 22:00", backup="b")
    told.tell("restore.completed", "restore/r", "2026-03-29 06:00")
    assert only(assess(told, "2026-03")).duration_seconds == 7 * HOUR  # the clock went forward in that night


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        pytest.param("2026-02-28T23:59:59.999999+01:00", 0, id="a hair before March begins in Paris"),
        pytest.param("2026-03-01T00:00:00+01:00", 1, id="as it begins"),
        pytest.param("2026-03-31T23:59:59.999999+02:00", 1, id="a hair before it ends in Paris"),
        pytest.param("2026-04-01T00:00:00+02:00", 0, id="as it ends"),
    ],
)
def test_a_restore_belongs_to_the_period_in_which_it_was_asked_for(asked: str, count: int):
    told = Told(territory="RE")
    told.tell("restore.requested", "restore/r", asked, backup="b")
    assert len(assess(told, "2026-03").restores) == count


def test_after_a_disaster_the_backup_that_served_stands_beside_the_last_one_there_was():
    told = with_backup()
    for name, completed in (("c", "2026-03-11 01:00"), ("gone", "2026-03-12 01:00"), ("after", "2026-03-13 20:00")):
        told.tell("backup.completed", f"backup/{name}", completed, scope=SCOPE, kinds=["nightly"])
        if name == "gone":
            told.tell("backup.deleted", "backup/gone", "2026-03-12 13:00", scope=SCOPE)
            told.tell("disaster.declared", "disaster/1", "2026-03-12 13:00", scope=SCOPE)
    told.tell("disaster.recovered", "disaster/1", "2026-03-13 01:00", scope=SCOPE, backup="b", recorded="2026-03-14")
    finding = assess(told, "2026-03")
    (line,) = finding.disasters
    assert (line.duration_seconds, line.backup, line.latest_backup) == (12 * HOUR, "backup/b", "backup/c")
    assert (line.backup_age_seconds, line.latest_backup_age_seconds) == (60 * HOUR, 36 * HOUR)
    assert (finding.verdict, finding.provisional) == (None, False)


@pytest.mark.parametrize(
    ("scope", "count"),
    [
        pytest.param(SCOPE, 1, id="the contract's environment"),
        pytest.param("environment/other", 0, id="another one"),
    ],
)
def test_a_disaster_concerns_the_environment_it_struck(scope: str, count: int):
    told = Told()
    told.tell("disaster.declared", "disaster/1", "2026-03-12 13:00", scope=scope)
    finding = assess(told, "2026-03")
    assert (len(finding.disasters), finding.provisional) == (count, count == 1)


@pytest.mark.parametrize(
    ("lost", "orphan"),
    [
        pytest.param("restore.completed", "restore.completed", id="a restore that nobody asked for"),
        pytest.param("disaster.recovered", "disaster.recovered", id="a recovery without a disaster"),
    ],
)
def test_what_has_lost_its_beginning_is_left_out_and_named(lost: str, orphan: str):
    told = with_backup()
    if lost == "restore.completed":
        begun = told.tell("restore.requested", "restore/r", "2026-03-20", backup="b")
        told.tell(lost, "restore/r", "2026-03-21")
    else:
        begun = told.tell("disaster.declared", "disaster/1", "2026-03-20", scope=SCOPE)
        told.tell(lost, "disaster/1", "2026-03-21", scope=SCOPE)
    told.retract(begun, "2026-03-22")
    finding = assess(told, "2026-03")
    assert (finding.restores, finding.disasters) == ((), ())
    assert [each.type for each in finding.orphans] == [orphan]


@pytest.mark.parametrize(
    ("known_at", "provisional"),
    [
        pytest.param("2026-03-31 23:59:59.999999", True, id="the period is not over"),
        pytest.param("2026-04-01 00:00", False, id="it is"),
    ],
)
def test_a_period_without_restores_is_provisional_while_it_lasts(known_at: str, provisional: bool):
    assert assess(Told(), "2026-03", known_at=known_at).provisional is provisional


def test_a_disaster_of_an_environment_that_was_no_longer_the_contracts_is_not_its_own():
    told = Told()
    subject = f"contract/{CONTRACT}"
    told.tell("contract.amended", subject, "2026-03-01", effective_on="2026-03-10", environment="prod-2")
    for day in ("09", "10"):
        told.tell("disaster.declared", f"disaster/{day}", f"2026-03-{day} 12:00", scope=SCOPE)
    assert [line.disaster for line in assess(told, "2026-03").disasters] == ["disaster/09"]


BACKUPS = st.builds(
    Backup,
    st.sampled_from(["backup/a", "backup/b", "backup/c"]),
    st.sampled_from([SCOPE, f"contract/{CONTRACT}"]),
    st.just(("nightly",)),
    st.none(),
    st.integers(0, 9),
    st.one_of(st.none(), st.integers(0, 12)),
    st.none(),
    st.just(()),
)


@given(st.lists(BACKUPS, max_size=8, unique_by=lambda each: (each.subject, each.scope)))
def test_at_every_instant_the_copy_found_is_the_one_found_among_all(backups: list[Backup]):
    facts, own = gather_backups(Told().history(), CONTRACT), f"contract/{CONTRACT}"
    copies = {scope: tuple(each for each in backups if each.scope == scope) for scope in (own, SCOPE)}
    facts = replace(facts, copies={scope: Copies(found, (), ()) for scope, found in copies.items()})
    there = Completed(facts)
    latest = dict(there.latest(range(12, -2, -1)))
    for instant in range(-1, 13):
        by_then = completed_by(facts, instant)
        kept = [each for each in by_then if each.deleted is None or each.deleted > instant]
        assert latest[instant] is (kept[-1] if kept else None)
        for name in ("backup/a", "backup/b", "backup/c", None):
            named = [each for each in by_then if each.subject == name]
            first = next(iter([*(each for each in named if each.scope == own), *named]), None)
            assert there.named(str(name), instant) is first
            known = (each for scope in (SCOPE, own) for each in copies[scope] if each.subject == name)
            assert there.served(Disaster("d", SCOPE, instant, None, name, ())) is next(known, None)
