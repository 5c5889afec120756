"""Which copies restic and Borg keep. The last column is the copies kept, by their walls in Paris, newest first."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.calendar.span import DAY, HOUR
from projections.calendar.unfit import Unfit
from projections.calendar.zone import iso, parse_local, zone
from projections.inquiry.pruning_policy import parse_policy
from projections.inquiry.pruning_rules import go_back

PARIS = zone("Europe/Paris")


def kept(command: str, times: str, now: str) -> str:
    there = sorted((parse_local(f"2026-{time}", PARIS) for time in times.split(", ")), reverse=True)
    places = parse_policy(command).keeps(there, parse_local(f"2026-{now}", PARIS), PARIS)
    return ", ".join(iso(there[place], PARIS)[5:16].replace("T", " ") for place in sorted(places))


THREE_DAYS = "03-08 01:30, 03-09 01:30, 03-09 02:15, 03-10 01:30"
NOW = "03-10 02:00"
RULES = [
    ("the last of each day", "restic forget --keep-daily 2", THREE_DAYS, NOW, "03-10 01:30, 03-09 02:15"),
    ("a day without a copy does not count", "restic forget --keep-daily 3", "03-05 01:30, 03-09 01:30, 03-10 01:30",
     NOW, "03-10 01:30, 03-09 01:30, 03-05 01:30"),
    ("the last copies", "restic forget --keep-last 3", THREE_DAYS, NOW, "03-10 01:30, 03-09 02:15, 03-09 01:30"),
    ("a span from the latest copy, not from now", "restic forget --keep-within 1d", "03-08 01:31, 03-09 01:30", NOW,
     "03-09 01:30, 03-08 01:31"),
    ("exactly as old as the span is out", "restic forget --keep-within 1d", "03-08 01:30, 03-09 01:30", NOW,
     "03-09 01:30"),
    ("a day is one of the calendar, 23 hours long", "restic forget --keep-within 1d", "03-28 03:30, 03-29 03:30",
     "03-29 04:00", "03-29 03:30"),
    ("the first day of spring time, just inside", "restic forget --keep-within 1d", "03-28 03:31, 03-29 03:30",
     "03-29 04:00", "03-29 03:30, 03-28 03:31"),
    ("hours are hours", "restic forget --keep-within 24h", "03-28 03:30, 03-29 03:30", "03-29 04:00",
     "03-29 03:30, 03-28 03:30"),
    ("one a day in a span", "restic forget --keep-within-daily 1d", THREE_DAYS, NOW, "03-10 01:30, 03-09 02:15"),
    ("each rule counts for itself", "restic forget --keep-daily 2 --keep-last 1", THREE_DAYS, NOW,
     "03-10 01:30, 03-09 02:15"),
    ("the oldest is not kept for its age", "restic forget --keep-monthly 2", THREE_DAYS, NOW, "03-10 01:30"),
    ("as many as there are", "restic forget --keep-daily unlimited", THREE_DAYS, NOW,
     "03-10 01:30, 03-09 02:15, 03-08 01:30"),
    ("the last of each day", "borg prune --keep-daily 2", THREE_DAYS, NOW, "03-10 01:30, 03-09 02:15"),
    ("a span from now", "borg prune --keep-within 1d", "03-08 01:31, 03-09 02:01", NOW, "03-09 02:01"),
    ("exactly as old as the span is out", "borg prune --keep-within 1d", "03-09 02:00, 03-10 01:30", NOW,
     "03-10 01:30"),
    ("a day is 24 hours whatever the clock does", "borg prune --keep-within 1d", "03-28 03:30, 03-29 03:30",
     "03-29 04:00", "03-29 03:30, 03-28 03:30"),
    ("a month is 31 days", "borg prune --keep-within 1m", "02-07 02:00, 02-07 02:01, 03-10 01:30", NOW,
     "03-10 01:30, 02-07 02:01"),
    ("a copy kept already uses up no count", "borg prune --keep-last 1 --keep-daily 2", THREE_DAYS, NOW,
     "03-10 01:30, 03-09 02:15, 03-08 01:30"),
    ("whatever the order of the options", "borg prune --keep-daily 2 --keep-last 1", THREE_DAYS, NOW,
     "03-10 01:30, 03-09 02:15, 03-08 01:30"),
    ("the oldest is kept while a rule is not used up", "borg prune --keep-monthly 2", THREE_DAYS, NOW,
     "03-10 01:30, 03-08 01:30"),
    ("and not once it is", "borg prune --keep-monthly 1", THREE_DAYS, NOW, "03-10 01:30"),
    ("nor where there is no limit", "borg prune --keep-monthly -1", THREE_DAYS, NOW, "03-10 01:30"),
    ("a rule of none", "borg prune --keep-monthly 0 --keep-daily 1", THREE_DAYS, NOW, "03-10 01:30"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("command", "times", "now", "verdict"), [case[1:] for case in RULES], ids=[f"{c[1][:4]}: {c[0]}" for c in RULES]
)
def test_what_is_kept(command: str, times: str, now: str, verdict: str):
    assert kept(command, times, now) == verdict


@pytest.mark.parametrize(
    ("start", "span", "verdict"),
    [
        ("2026-03-31T12:00", "1m", "2026-03-03T12:00:00+01:00"),
        ("2026-03-30T12:00", "1m", "2026-03-02T12:00:00+01:00"),
        ("2024-03-30T12:00", "1m", "2024-03-01T12:00:00+01:00"),
        ("2024-02-29T12:00", "1y", "2023-03-01T12:00:00+01:00"),
        ("2026-04-05T12:00", "30d", "2026-03-06T12:00:00+01:00"),
        ("2026-03-30T02:30", "1d", "2026-03-29T03:30:00+02:00"),
        ("2026-10-26T02:30", "1d", "2026-10-25T02:30:00+01:00"),
        ("2026-03-10T12:00", "1y1m1d1h", "2025-02-09T11:00:00+01:00"),
    ],
)
def test_restic_counts_back_by_the_calendar(start: str, span: str, verdict: str):
    (rule,) = parse_policy(f"restic forget --keep-within {span}").rules
    assert iso(go_back(parse_local(start, PARIS), rule.amounts, PARIS), PARIS) == verdict


def test_a_span_longer_than_all_time_keeps_everything():
    there = [5 * DAY, 0]
    for span in ("9999y", "999999m", "999999d", "999999y999999d"):
        assert parse_policy(f"restic forget --keep-within {span}").keeps(there, 6 * DAY, PARIS) == {0, 1}


TIMES = st.lists(st.integers(0, 400 * 24), min_size=1, max_size=40, unique=True).map(
    lambda hours: sorted((hour * HOUR for hour in hours), reverse=True)
)
OPTIONS = ["--keep-last", "--keep-hourly", "--keep-daily", "--keep-weekly", "--keep-monthly", "--keep-yearly"]


@pytest.mark.parametrize("verb", ["restic forget", "borg prune"])
@given(times=TIMES, option=st.sampled_from(OPTIONS), number=st.integers(1, 40))
def test_one_more_never_keeps_less(verb: str, times: list[int], option: str, number: int):
    policy = parse_policy(f"{verb} {option} {number}")
    fewer, more = (each.keeps(times, times[0] + HOUR, PARIS) for each in (policy, policy.others(number + 1, 0)))
    assert fewer <= more
    assert 0 in fewer  # the newest is always kept
    assert len(fewer) <= number


@given(times=TIMES, option=st.sampled_from(OPTIONS), number=st.integers(1, 40))
def test_with_one_rule_borg_keeps_what_restic_does_and_perhaps_the_oldest(times: list[int], option: str, number: int):
    by_restic, by_borg = (
        parse_policy(f"{verb} {option} {number}").keeps(times, times[0] + HOUR, PARIS)
        for verb in ("restic forget", "borg prune")
    )
    assert by_borg - by_restic <= {len(times) - 1}
    assert by_restic <= by_borg


READ = [
    ("restic forget --keep-daily 30", "restic forget --keep-daily 30"),
    ("/usr/bin/restic -r /srv/r forget -d 30 --prune", "restic forget --keep-daily 30"),
    ("restic forget --keep-within=1y5m7d2h -l 3 --json", "restic forget --keep-within 1y5m7d2h --keep-last 3"),
    ("borg prune -v --list --keep-daily=7 -w 4 ssh://u@h/./r", "borg prune --keep-daily 7 --keep-weekly 4"),
    ("borg prune --keep-last 3", "borg prune --keep-last 3"),
    ("", "is no command of restic or borg"),
    ("restic 'forget", "is no command of restic or borg"),
    ("rsync forget --keep-daily 30", "is no command of restic or borg"),
    ("restic prune --keep-daily 30", "removes nothing"),
    ("restic forget --prune", "has no option that says what is kept"),
    ("restic forget --keep-daily 0", "has no option that says what is kept"),
    ("restic forget --tag q --keep-daily 30", "--tag: what the ledger keeps"),
    ("borg prune --keep-13weekly 4", "--keep-13weekly is no option of borg prune"),
    ("restic forget --keep-minutely 4", "--keep-minutely is no option of restic forget"),
    ("restic forget --keep-daily thirty", "`thirty` is no number of copies"),
    ("restic forget --keep-daily", "`` is no number of copies"),
    ("restic forget --keep-daily -2", "`-2` is no number of copies"),
    ("restic forget --keep-within 30", "`30` is no span of time"),
    ("restic forget --keep-within 4w", "`4w` is no span of time"),
    ("restic forget --keep-within 0d", "`0d` is no span of time"),
    ("borg prune --keep-within 1m5d", "`1m5d` is no span of time"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "verdict"), READ)
def test_a_command_is_read_or_refused(command: str, verdict: str):
    try:
        read = str(parse_policy(command))
    except Unfit as error:
        read = str(error)
    assert verdict in read


@given(st.text(max_size=60) | st.text("-=keprsticbogunwthdaly 0123456789ymdh\"'", max_size=80))
def test_any_text_is_read_or_refused(text: str):
    for verb in ("", "restic forget ", "borg prune "):
        with contextlib.suppress(Unfit):
            assert parse_policy(verb + text).rules
