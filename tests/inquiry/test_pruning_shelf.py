"""What runs of a policy drop, brought forward from run to run, is what they drop where each looks at every copy."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.calendar.span import DAY, HOUR, MINUTE
from projections.calendar.unfit import Unfit
from projections.calendar.zone import at, local_date, parse_local, zone
from projections.facts.backup import Backup
from projections.inquiry import pruning_shelf
from projections.inquiry.pruning_policy import parse_policy
from projections.inquiry.pruning_run import Plan, dropped
from projections.inquiry.pruning_shelf import Effort

PARIS = zone("Europe/Paris")
STARTS = [parse_local(f"{day}T01:00:00", PARIS) for day in ("2026-03-29", "2026-03-01", "2026-10-25", "2025-12-30")]
OPTIONS = [
    "--keep-last 0", "--keep-last 3", "--keep-hourly 2", "--keep-daily 1", "--keep-daily 3", "--keep-weekly 2",
    "--keep-monthly 2", "--keep-yearly unlimited", "--keep-within 2d", "--keep-within 1m", "--keep-within 1H",
]  # fmt: skip
RESTIC = [*(each for each in OPTIONS if not each.endswith("H")), "--keep-within 1h", "--keep-within-daily 1m3d"]


@st.composite
def copies(draw: st.DrawFn) -> list[Backup]:
    """Copies from one instant on, most of them in order, some over one another, some deleted."""
    began, found = draw(st.sampled_from(STARTS)), []
    for number in range(draw(st.integers(0, 25))):
        began += draw(st.sampled_from([0, MINUTE, 20 * MINUTE, HOUR, 5 * HOUR, DAY, DAY, DAY, 9 * DAY, -HOUR]))
        completed = began + draw(st.sampled_from([0, 0, 0, MINUTE, 2 * HOUR]))
        deleted = draw(st.one_of(st.none(), st.none(), st.just(completed + DAY), st.just(completed)))
        found.append(Backup(f"backup/{number}", "environment/p", ("nightly",), began, completed, deleted, None, ()))
    return found


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    tool, options = draw(st.sampled_from([("restic forget", RESTIC), ("borg prune", OPTIONS)]))
    rules = draw(st.lists(st.sampled_from(options), min_size=1, max_size=3))
    runs_at = draw(st.sampled_from([None, None, (1, 30)]))
    return Plan(parse_policy(f"{tool} {' '.join(rules)} --keep-last 1"), "all", PARIS, runs_at)


def plainly(found: Sequence[Backup], plan: Plan) -> list[tuple[str, int]]:
    """Every run looks at every copy that is there."""
    coming = sorted(found, key=lambda each: (each.completed, each.began), reverse=True)[::-1]
    there: list[Backup] = []
    out: list[tuple[str, int]] = []
    for run in runs(coming, plan):
        there += [each for each in coming if each.completed <= run]
        coming = [each for each in coming if each.completed > run]
        there = [each for each in there if each.deleted is None or each.deleted > run]
        there.sort(key=lambda each: each.began, reverse=True)
        kept = plan.policy.keeps([each.began for each in there], run, plan.zone)
        out += [(each.subject, run) for place, each in enumerate(there) if place not in kept]
        there = [each for place, each in enumerate(there) if place in kept]
    return out


def runs(coming: Sequence[Backup], plan: Plan) -> list[int]:
    """After each copy, or every day from the first to the last."""
    if plan.runs_at is None or not coming:
        return sorted({each.completed for each in coming})
    first, last = (local_date(coming[place].completed, PARIS) for place in (0, -1))
    return [at(first + timedelta(days=n), *plan.runs_at, PARIS) for n in range((last - first).days + 1)]


@settings(max_examples=300)
@given(copies(), plans())
def test_what_is_dropped_is_what_every_run_would_drop_by_itself(found: list[Backup], plan: Plan):
    out = [(each.subject, run) for each, run in dropped(found, plan, plan.policy, Effort())]
    assert out == plainly(found, plan)


@pytest.mark.parametrize(("most", "answers"), [(41, False), (42, True)])
def test_what_would_take_too_long_is_not_followed(monkeypatch: pytest.MonkeyPatch, most: int, answers: bool):
    monkeypatch.setattr(pruning_shelf, "MOST_LOOKS", most)
    plan = Plan(parse_policy("borg prune --keep-last 4096 --keep-daily 7"), "all", PARIS, None)
    found = [Backup(f"backup/{n}", "environment/p", ("nightly",), None, n * DAY, None, None, ()) for n in range(6)]
    if answers:
        assert list(dropped(found, plan, plan.policy, Effort())) == []
    else:
        with pytest.raises(Unfit, match=r"following `borg prune .*` over so many copies takes too long: .*--run-at"):
            list(dropped(found, plan, plan.policy, Effort()))
