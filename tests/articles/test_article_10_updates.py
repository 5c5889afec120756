"""Article 10: updates are told of before they are installed. The last column is the verdict."""

from typing import Any

import pytest

from projections.articles.article_10_updates import UpdateNotice, UpdatesFinding, assess
from projections.calendar.period import parse_period
from projections.edition.reading import Reading
from projections.facts.update import gather_updates
from tests.articles.ledger_of import CONTRACT, ENVIRONMENT, Told, taken

SCOPE = f"environment/{ENVIRONMENT}"
UPDATE = "update/24.1"


def asked(told: Told, *members: Reading, period: str = "2026-03", known_at: str | None = None) -> UpdatesFinding:
    return assess(gather_updates(told.history(known_at), CONTRACT), parse_period(period), taken(*members))


def announced(told: Told, when: str, kind: str = "version", scope: str = SCOPE, **data: Any) -> None:
    told.tell("update.announced", UPDATE, when, scope=scope, kind=kind, **data)


def installed(told: Told, when: str, kind: str = "version", scope: str = SCOPE, **data: Any) -> None:
    told.tell("update.installed", UPDATE, when, scope=scope, kind=kind, **data)


@pytest.mark.parametrize(
    ("kind", "told_at", "notice", "verdict"),
    [
        pytest.param("version", "2026-03-09 12:00", "told", "met", id="a version announced the day before"),
        pytest.param("version", "2026-03-10 05:59:59.999999", "told", "met", id="a version announced a hair before"),
        pytest.param("version", "2026-03-10 06:00", "not_told", "missed", id="a version announced as it is installed"),
        pytest.param("version", "2026-03-10 07:00", "not_told", "missed", id="a version announced afterwards"),
        pytest.param("version", None, "not_told", "missed", id="a version never announced"),
        pytest.param("patch", None, "exempt", "met", id="a patch never announced"),
        pytest.param("patch", "2026-03-10 07:00", "exempt", "met", id="a patch announced afterwards"),
    ],
)
def test_a_version_is_told_before_it_is_installed_and_a_patch_need_not_be(
    kind: str, told_at: str | None, notice: str, verdict: str
):
    told = Told()
    if told_at is not None:
        announced(told, told_at, kind)
    installed(told, "2026-03-10 06:00", kind)
    finding = asked(told)
    assert [line.notice for line in finding.installed] == [notice]
    assert finding.verdict == verdict


@pytest.mark.parametrize(
    ("kind", "stated", "given", "services", "verdict"),
    [
        pytest.param("version", True, True, "told", "met", id="told and needed"),
        pytest.param("version", None, True, "not_told", "missed", id="needed and not told"),
        pytest.param("version", False, True, "not_told", "missed", id="told that none were needed, which was wrong"),
        pytest.param("version", True, None, "told", "met", id="told, and not denied"),
        pytest.param("version", True, False, "not_required", "met", id="told, and then not needed"),
        pytest.param("version", None, None, "not_stated", "met", id="nothing said of services"),
        pytest.param("patch", None, True, "not_told", "missed", id="a patch is exempt from dates, not from this"),
        pytest.param("patch", True, True, "told", "met", id="a patch whose services were told of"),
    ],
)
def test_services(kind: str, stated: bool | None, given: bool | None, services: str, verdict: str):
    told = Told()
    announced(told, "2026-03-01 12:00", kind, services_required=stated)
    installed(told, "2026-03-10 06:00", kind, services_required=given)
    finding = asked(told)
    assert [line.services for line in finding.installed] == [services]
    assert finding.verdict == verdict


@pytest.mark.parametrize(
    ("when", "services"),
    [
        pytest.param("2026-03-10 05:59:59.999999", "told", id="told of services a hair before"),
        pytest.param("2026-03-10 06:00", "not_told", id="told of services as it is installed"),
    ],
)
def test_services_are_told_of_before(when: str, services: str):
    told = Told()
    announced(told, "2026-03-01 12:00")
    announced(told, when, services_required=True)
    installed(told, "2026-03-10 06:00")
    assert [line.services for line in asked(told).installed] == [services]


@pytest.mark.parametrize(
    ("planned", "members", "verdict"),
    [
        pytest.param(["2026-03-10"], [], "met", id="by default the day need not be told: it was"),
        pytest.param(["2026-03-12"], [], "met", id="by default the day need not be told: another was"),
        pytest.param([None], [], "met", id="by default the day need not be told: none was"),
        pytest.param(["2026-03-10"], [UpdateNotice.DATED], "met", id="dated: the day was told"),
        pytest.param(["2026-03-11"], [UpdateNotice.DATED], "missed", id="dated: it came a day early"),
        pytest.param([None], [UpdateNotice.DATED], "missed", id="dated: no day was told"),
        pytest.param(["2026-03-10", "2026-03-11"], [UpdateNotice.DATED], "missed", id="dated: the last day counts"),
        pytest.param(["2026-03-11", "2026-03-10"], [UpdateNotice.DATED], "met", id="dated: the day was moved in time"),
        pytest.param(["2026-03-10", None], [UpdateNotice.DATED], "met", id="dated: what names no day moves none"),
    ],
)
def test_the_day_of_an_update(planned: list[str | None], members: list[Reading], verdict: str):
    told = Told()
    for day, planned_on in enumerate(planned, 1):
        announced(told, f"2026-03-0{day}", planned_on=planned_on)
    installed(told, "2026-03-10 06:00")
    assert asked(told, *members).verdict == verdict


def test_the_day_is_the_clients():
    told = Told("2025-01-01", "GP")  # 04:00 in Paris is 23:00 the day before there
    announced(told, "2026-03-01", planned_on="2026-03-09")
    installed(told, "2026-03-10 04:00")
    assert asked(told, UpdateNotice.DATED).verdict == "met"


@pytest.mark.parametrize(
    ("told_in", "installed_in", "verdict"),
    [
        pytest.param("provider", SCOPE, "met", id="told to all clients, installed on the environment"),
        pytest.param(f"contract/{CONTRACT}", SCOPE, "met", id="told to the client alone"),
        pytest.param("provider", "provider", "met", id="both for all clients"),
        pytest.param("environment/other", SCOPE, "missed", id="told to the clients of another environment"),
        pytest.param(SCOPE, "environment/other", None, id="installed on another environment"),
    ],
)
def test_an_update_is_told_to_those_for_whom_it_is_installed(told_in: str, installed_in: str, verdict: str | None):
    told = Told()
    announced(told, "2026-03-01", scope=told_in)
    installed(told, "2026-03-10", scope=installed_in)
    assert asked(told).verdict == verdict


def test_what_was_told_to_an_environment_before_the_contract_moved_there_was_not_told_to_its_client():
    told = Told()
    told.tell("contract.amended", f"contract/{CONTRACT}", "2026-02-01", effective_on="2026-03-05", environment="prod-2")
    announced(told, "2026-03-04 23:59:59.999999", scope="environment/prod-2")
    installed(told, "2026-03-10", scope="environment/prod-2")
    assert asked(told).verdict == "missed"
    announced(told, "2026-03-11", scope="environment/prod-2")
    installed(told, "2026-03-12", scope="environment/prod-2")
    assert [line.notice for line in asked(told).installed] == ["not_told", "told"]


@pytest.mark.parametrize(
    ("when", "count"),
    [
        pytest.param("2026-02-28 23:59:59.999999", 0, id="a hair before the period"),
        pytest.param("2026-03-01 00:00", 1, id="as the period begins"),
        pytest.param("2026-03-31 23:59:59.999999", 1, id="a hair before it ends"),
        pytest.param("2026-04-01 00:00", 0, id="as it ends"),
    ],
)
def test_the_period_is_that_of_the_installation(when: str, count: int):
    told = Told()
    announced(told, "2026-02-01")
    installed(told, when)
    assert len(asked(told).installed) == count


def test_each_report_is_approved_anew_for_each_update():
    told = Told()
    for report in ("a", "b"):
        told.tell("custom_report.declared", f"custom-report/{report}", "2026-01-01")
    told.tell("custom_report.approved", "custom-report/a", "2026-03-11", update="24.1")
    told.tell("custom_report.approved", "custom-report/b", "2026-03-11", update="update/23.9")
    announced(told, "2026-03-12")
    installed(told, "2026-03-13")
    told.tell("custom_report.declared", "custom-report/c", "2026-03-14")
    finding = asked(told)
    reports = {line.report: line.approved_at is not None for line in finding.installed[0].reports}
    assert reports == {"custom-report/a": True, "custom-report/b": False}
    assert finding.verdict == "met"


def test_an_update_announced_and_not_installed_is_shown():
    told = Told()
    announced(told, "2026-02-01", planned_on="2026-03-20", services_required=True)
    finding = asked(told)
    assert [(line.update, line.services_required) for line in finding.announced] == [(UPDATE, True)]
    assert finding.verdict is None
    assert asked(told, period="2026-04").announced == ()


def test_an_approval_of_an_undeclared_report_is_left_out_and_named():
    told = Told()
    told.tell("custom_report.approved", "custom-report/z", "2026-03-11", update="24.1")
    assert [orphan.subject for orphan in asked(told).orphans] == ["custom-report/z"]


def test_an_announcement_recorded_afterwards_counts_and_is_named_as_late():
    told = Told()
    installed(told, "2026-03-10")
    told.tell("update.announced", UPDATE, "2026-03-01", scope=SCOPE, kind="version", recorded="2026-04-15")
    assert asked(told, known_at="2026-04-14").verdict == "missed"
    finding = asked(told)
    assert finding.verdict == "met"
    assert len(finding.late_entries) == 1


@pytest.mark.parametrize(
    ("stated", "given", "services"),
    [
        pytest.param([True, False], None, "not_required", id="what was last announced counts: none are needed"),
        pytest.param([False, True], None, "told", id="what was last announced counts: some are"),
        pytest.param([True, False], True, "not_told", id="told of, taken back, and needed after all"),
        pytest.param([False, True], True, "told", id="first denied, then told of in time"),
    ],
)
def test_of_several_announcements_the_last_one_counts(stated: list[bool], given: bool | None, services: str):
    told = Told()
    for day, required in enumerate(stated, 1):
        announced(told, f"2026-03-0{day}", services_required=required)
    installed(told, "2026-03-10", services_required=given)
    assert [line.services for line in asked(told).installed] == [services]


@pytest.mark.parametrize(
    ("when", "count"),
    [
        pytest.param("2026-03-15 23:59:59.999999", 1, id="on the last day of service"),
        pytest.param("2026-03-16 00:00", 0, id="the day after it"),
    ],
)
def test_after_the_service_nobody_is_told(when: str, count: int):
    told = Told()
    told.tell("contract.ended", f"contract/{CONTRACT}", "2026-01-01", effective_on="2026-03-15")
    installed(told, when)
    assert len(asked(told).installed) == count
