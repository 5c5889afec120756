"""A policy held against article 7 ¶2. The last columns are how many known copies it drops too early, with the nights
known and with nights to come, how many without a gap, and the numbers that are enough."""

from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.articles.article_07_readings import MonthlyRetention, NightlyRetention
from projections.calendar.zone import iso, zone
from projections.edition.reading import Reading
from projections.facts.backup import gather_backups
from projections.inquiry.pruning import PruningFinding, assess_pruning, early
from projections.inquiry.pruning_policy import parse_policy
from projections.inquiry.pruning_run import Cycle, Plan, foresee
from tests.articles.ledger_of import CONTRACT, ENVIRONMENT, Told, taken

PARIS = zone("Europe/Paris")
SCOPE = f"environment/{ENVIRONMENT}"
FIRST = date(2026, 1, 5)


def backup(told: Told, day: date, clock: str = "01:30", kind: str = "nightly", **more: Any) -> None:
    name = f"backup/{kind[0]}{day}-{clock.replace(':', '')}{more.get('location', '')}"
    told.tell("backup.completed", name, f"{day} {clock}", scope=SCOPE, kinds=[kind], **more)


def nights(
    count: int,
    *gaps: int,
    clock: str = "01:30",
    more: tuple[str, ...] = (),
    started_before: str | None = None,
    first: date = FIRST,
    **data: str,
) -> Told:
    """So many nights from the first on, but for the gaps; `more` are further backups of each day."""
    told = Told()
    for n in range(count):
        for each in (clock, *more) if n not in gaps else ():
            day = first + timedelta(days=n)
            begun = {} if started_before is None else {"started": f"{day - timedelta(days=1)} {started_before}"}
            backup(told, day, each, **data, **begun)
    return told


def months(count: int, kind: str = "monthly", clock: str = "02:15") -> Told:
    told = Told()
    for month in range(count):
        backup(told, date(2025, month + 1, 1), clock, kind)
    return told


def february(told: Told | None = None) -> Told:
    """A monthly backup of 1 February, three months after which are one day less than ninety days."""
    told = told or Told()
    backup(told, date(2026, 2, 1), "02:15", "monthly")
    return told


def both() -> Told:
    """Sixty nights, and a monthly backup later in the night of each first."""
    told = nights(60)
    for month in (2, 3):
        backup(told, date(2026, month, 1), "02:15", "monthly")
    return told


def evening_to_come() -> Told:
    """Five nights with two backups, and one with the first of them."""
    told = nights(5, more=("13:00",))
    backup(told, FIRST + timedelta(days=5))
    return told


def in_one() -> Told:
    """Sixty nights, the backup of each first being the monthly one as well."""
    told = Told()
    for day in (FIRST + timedelta(days=n) for n in range(60)):
        kinds = ["nightly", "monthly"] if day.day == 1 else ["nightly"]
        told.tell("backup.completed", f"backup/{day}", f"{day} 01:30", scope=SCOPE, kinds=kinds)
    return told


def asked(
    told: Told, command: str, *members: Reading, cycle: Cycle = "all", runs_at: tuple[int, int] | None = None
) -> PruningFinding:
    facts = gather_backups(told.history(), CONTRACT)
    plan = Plan(parse_policy(command), cycle, PARIS, runs_at)
    found = foresee(facts, plan)
    made = assess_pruning(facts, plan, found, taken(*members))
    counted = len(made.drops) + sum(each.early for each in made.every_night)
    assert (early(facts, plan, found, taken(*members)), made.verdict) == (counted, "missed" if counted else "met")
    return made


class Seen(NamedTuple):
    past: int
    ahead: int
    gapless: int
    enough: str


def seen(found: PruningFinding) -> Seen:
    past = sum(not line.ahead for line in found.drops)
    gapless = sum(each.early for each in found.every_night)
    enough = "; ".join(", ".join(each.enough) for each in found.every_night)
    return Seen(past, len(found.drops) - past, gapless, enough)


DAILY_30, DAILY_31 = "restic forget --keep-daily 30", "restic forget --keep-daily 31"
WITHIN_30, WITHIN_31 = "restic forget --keep-within 30d", "restic forget --keep-within 31d"
BORG_30 = "borg prune --keep-within 30d"
NINETY = (MonthlyRetention.DAYS_90,)
HOURS = (NightlyRetention.HOURS_720,)
ENOUGH = "--keep-daily 31"

CASES = [
    ("thirty nights in a row hide it yet", nights(30), DAILY_30, (0, 30, 370, ENOUGH)),
    ("the thirty-first shows it", nights(31), DAILY_30, (1, 30, 370, ENOUGH)),
    ("a gap hides it", nights(31, 15), DAILY_30, (0, 15, 370, ENOUGH)),
    ("from the gap on nights in a row will show it", nights(45, 15), DAILY_30, (0, 29, 370, ENOUGH)),
    ("and have shown it", nights(47, 15), DAILY_30, (1, 30, 370, ENOUGH)),
    ("one more is enough", nights(45), DAILY_31, (0, 0, 0, ENOUGH)),
    ("a span is hidden by no gap", nights(31, 15), WITHIN_30, (1, 29, 370, "--keep-within 31d")),
    ("a day more of it is enough", nights(45, 15), WITHIN_31, (0, 0, 0, "--keep-within 31d")),
    ("Borg counts days alike", nights(31), "borg prune --keep-daily 30", (1, 30, 370, ENOUGH)),
    ("two backups a day, and one kept", nights(5, more=("13:00",)), DAILY_31, (5, 0, 400, "")),
    ("also where the last night has had one yet", evening_to_come(), DAILY_31, (5, 0, 400, "")),
    ("a monthly backup in the same night", both(), DAILY_31, (3, 1, 25, "")),
    ("nothing known", Told(), DAILY_30, (0, 0, 370, ENOUGH)),
    ("nothing known, and enough", Told(), WITHIN_31, (0, 0, 0, "--keep-within 31d")),
    ("of two rules one suffices", nights(3), "restic forget --keep-daily 7 --keep-within 31d",
     (0, 0, 0, "--keep-daily 1, --keep-within 31d")),
    ("or either", nights(3), "restic forget --keep-daily 7 --keep-within 7d",
     (0, 3, 393, "--keep-daily 31, --keep-within 31d")),
]  # fmt: skip


@pytest.mark.parametrize(("told", "command", "verdict"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_what_is_dropped_too_early(told: Told, command: str, verdict: tuple[int, int, int, str]):
    assert seen(asked(told, command)) == verdict


MORE = [
    ("the nightly ones alone", both(), DAILY_31, {"cycle": "nightly"}, (0, 0, 0, ENOUGH)),
    ("a backup of both cycles is kept as a monthly one", in_one(), DAILY_31, {}, (1, 1, 12, "--keep-daily 93")),
    ("also among the nightly ones", in_one(), DAILY_31, {"cycle": "nightly"}, (1, 1, 12, "--keep-daily 93")),
    ("and with the monthly ones alone", in_one(), "borg prune --keep-monthly 4", {"cycle": "monthly"},
     (0, 0, 0, "--keep-monthly 4")),
    ("three months are four firsts", months(6), "restic forget --keep-monthly 3", {"cycle": "monthly"},
     (3, 3, 10, "--keep-monthly 4")),
    ("with which none is lost", months(6), "restic forget --keep-monthly 4", {"cycle": "monthly"},
     (0, 0, 0, "--keep-monthly 4")),
    ("run daily, months after the last backup", months(1), "borg prune --keep-within 122d",
     {"cycle": "monthly", "runs_at": (3, 0)}, (0, 0, 0, "--keep-within 93d")),
    ("three months read as ninety days, which end later in spring", february(), "borg prune --keep-within 89d",
     {"cycle": "monthly", "runs_at": (3, 0), "readings": NINETY}, (0, 1, 10, "--keep-within 91d")),
    ("than three months do", february(), "borg prune --keep-within 89d", {"cycle": "monthly", "runs_at": (3, 0)},
     (0, 0, 10, "--keep-within 93d")),
    ("the same beside nightly ones", february(nights(45)), "restic forget --keep-within 89d12h", {"readings": NINETY},
     (0, 1, 10, "--keep-within 89d25h")),
    ("over midnight no night is left out", nights(31, clock="00:10", started_before="23:50"), DAILY_30, {},
     (1, 30, 370, ENOUGH)),
    ("run before the backup", nights(45), DAILY_30, {"runs_at": (1, 0)}, (0, 0, 0, "--keep-daily 30")),
    ("run after it", nights(45), DAILY_30, {"runs_at": (3, 0)}, (15, 30, 370, ENOUGH)),
    ("an evening backup, dropped at once", nights(45, clock="22:00"), DAILY_30, {}, (15, 30, 370, ENOUGH)),
    ("an evening backup, dropped after midnight", nights(45, clock="22:00"), DAILY_30, {"runs_at": (3, 0)},
     (0, 0, 0, "--keep-daily 30")),
    ("Borg counts from the run; thirty days with 25 October are an hour longer", nights(45), BORG_30,
     {"runs_at": (1, 29)}, (0, 0, 30, "--keep-within 31d")),
    ("and a minute later all are dropped, but with 29 March", nights(45), BORG_30, {"runs_at": (1, 30)},
     (15, 30, 340, "--keep-within 31d")),
    ("720 hours are what Borg counts", nights(45), BORG_30, {"readings": HOURS}, (0, 0, 0, "--keep-within 30d")),
    ("restic counts days, one of 23 hours", nights(45), WITHIN_30, {"readings": HOURS},
     (0, 0, 30, "--keep-within 31d")),
]  # fmt: skip


@pytest.mark.parametrize(("told", "command", "how", "verdict"), [case[1:] for case in MORE], ids=[c[0] for c in MORE])
def test_the_hour_the_cycle_and_the_reading_decide(
    told: Told, command: str, how: dict[str, Any], verdict: tuple[int, int, int, str]
):
    assert seen(asked(told, command, *how.get("readings", ()), cycle=how.get("cycle", "all"),
                      runs_at=how.get("runs_at"))) == verdict  # fmt: skip


def test_the_first_is_told_with_its_times():
    line, *_ = asked(nights(31), DAILY_30).drops
    assert line.keep_until is not None
    times = [iso(each, PARIS) for each in (line.completed_at, line.dropped_at, line.keep_until)]
    assert times == ["2026-01-05T01:30:00+01:00", "2026-02-04T01:30:00+01:00", "2026-02-05T00:00:00+01:00"]
    assert (line.kind, line.ahead, line.backup, len(line.entries)) == ("nightly", False, "backup/n2026-01-05-0130", 1)
    assert line.early_seconds == line.keep_until - line.dropped_at


def test_a_copy_that_a_restore_is_owed_of_may_not_be_dropped():
    told = nights(40)
    told.tell("restore.requested", "restore/r", "2026-01-20 10:00", backup=f"n{FIRST}-0130")
    (line,) = asked(told, DAILY_31).drops
    assert (line.backup, line.keep_until) == (f"backup/n{FIRST}-0130", None)


@pytest.mark.parametrize(("when", "dropped"), [("01:29:59", 0), ("01:30", 0), ("01:30:01", 1)])
def test_a_deletion_at_the_run_was_there_first(when: str, dropped: int):
    told = nights(31)
    told.tell("backup.deleted", f"backup/n{FIRST}-0130", f"2026-02-04 {when}", scope=SCOPE)
    assert seen(asked(told, DAILY_30)).past == dropped


@pytest.mark.parametrize(("digest", "copies"), [("restic:ab", 1), ("borg:ab", 0), ("sha256:ab", 1), (None, 1)], ids=str)
def test_copies_of_another_tool_are_left_out(digest: str | None, copies: int):
    told = Told()
    backup(told, FIRST, **({} if digest is None else {"digest": digest}))
    assert asked(told, DAILY_30).copies == copies


def test_each_location_is_looked_at_by_itself():
    told = nights(20, location="a")
    for n in range(20, 40):
        backup(told, FIRST + timedelta(days=n), location="b")
    made = asked(told, DAILY_30)
    assert (seen(made).past, made.copies, [each.location for each in made.every_night]) == (0, 40, ["a", "b"])


@settings(max_examples=15)
@given(
    there=st.sets(st.integers(0, 60), min_size=1),
    command=st.sampled_from([DAILY_30, WITHIN_30, "borg prune --keep-daily 30"]),
    number=st.integers(28, 33),
)
def test_with_a_backup_a_night_an_early_drop_is_one_within_thirty_days(there: set[int], command: str, number: int):
    """Independently: a nightly copy at 01:30 is dropped too early if, and only if, a run within 30 days drops it."""
    told = nights(61, *(set(range(61)) - there))
    policy = command.replace("30", f"{number}")
    found = {line.completed_at for line in asked(told, policy).drops if not line.ahead}
    days = sorted(there)
    expected = set()
    for day in days:
        for run in (each for each in days if day < each <= day + 30):
            out = run - day >= number if "within" in command else sum(day < each <= run for each in days) >= number
            expected |= {told.at(f"{FIRST + timedelta(days=day)} 01:30")} if out else set()
    assert found == expected
