"""The oracle against figures worked out on paper, so that it may judge the program."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.oracle.availability import availability
from tests.oracle.calendar import easter, holiday_days
from tests.oracle.knowledge import Entry, to_us

NOW = to_us("2026-12-31T00:00:00Z")
SECOND = 1_000_000
HOUR = 3600 * SECOND


class Ledger:
    """Events recorded one by one; each is recorded at its own `time` unless told otherwise."""

    def __init__(self, territory: str = "FR", starts: str = "2026-01-01") -> None:
        self.entries: list[Entry] = []
        self.add(
            "contract.signed", "contract/c1", "contract/c1", "2025-12-01T09:00:00Z",
            client="Ville", territory=territory, environment="prod-1", edition="carrus-2026-03",
            service_starts_on=starts,
        )  # fmt: skip
        for place in {"FR", territory}:
            for year in (2025, 2026, 2027):
                days = {f"{day}": {"name": kind, "kind": kind} for day, kind in holiday_days(place, year).items()}
                self.add(
                    "public_holidays.adopted", "provider", f"public-holidays/{place}/{year}", "2025-12-01T09:00:00Z",
                    days=days, origin="by hand",
                )  # fmt: skip

    def add(self, type_: str, scope: str, subject: str, time: str, *, recorded: str | None = None, **data: Any) -> None:
        number = len(self.entries) + 1
        fields = {name.rstrip("_"): value for name, value in data.items()}
        event = {
            "specversion": "1.0", "id": f"e{number}", "source": "/t", "type": type_, "scope": scope,
            "subject": subject, "time": time, "data": fields,
        }  # fmt: skip
        self.entries.append((number, to_us(recorded or time), event))

    def env(self, type_: str, subject: str, time: str, **data: Any) -> None:
        self.add(type_, "environment/prod-1", subject, time, **data)

    def last_entry(self) -> dict[str, str]:
        return {"source": "/t", "id": f"e{len(self.entries)}"}

    def outage(self, start: str, end: str, **data: Any) -> None:
        subject = f"outage/{len(self.entries)}"
        self.env("outage.started", subject, start, **data)
        self.env("outage.ended", subject, end)

    def ask(self, month: str, **readings: str) -> dict[str, Any]:
        return availability(self.entries, "c1", month, readings=readings, now=NOW)

    def seconds(self, month: str, **readings: str) -> int:
        downtime: int = self.ask(month, **readings)["downtime_us"]
        assert downtime % SECOND == 0
        return downtime // SECOND


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(1981, date(1981, 4, 19)), (2000, date(2000, 4, 23)), (2024, date(2024, 3, 31)), (2025, date(2025, 4, 20)),
     (2026, date(2026, 4, 5)), (2038, date(2038, 4, 25)), (2049, date(2049, 4, 18))],
)  # fmt: skip
def test_easter_falls_where_the_almanac_says(year: int, sunday: date) -> None:
    assert easter(year) == sunday


def test_statutory_days_differ_by_territory() -> None:
    assert len(holiday_days("FR", 2026)) == 11
    assert holiday_days("FR-57", 2026)[date(2026, 4, 3)] == "territorial"
    assert holiday_days("GP", 2026)[date(2026, 4, 3)] == "customary"
    assert holiday_days("NC", 2026)[date(2026, 9, 24)] == "territorial"
    assert holiday_days("PM", 2026) == holiday_days("FR", 2026)


@pytest.mark.parametrize(
    ("territory", "month", "hours"),
    [("FR", "2026-03", 286), ("FR", "2026-04", 273), ("FR", "2026-05", 221), ("FR", "2026-10", 286),
     ("FR", "2026-11", 260), ("FR-57", "2026-04", 260), ("NC", "2026-09", 273), ("GP", "2026-05", 208)],
)  # fmt: skip
def test_reference_hours_of_a_month(territory: str, month: str, hours: int) -> None:
    assert Ledger(territory).ask(month)["reference_us"] == hours * HOUR


def test_a_ten_minute_outage_is_met_and_the_limit_is_inclusive() -> None:
    ledger = Ledger()
    ledger.outage("2026-03-10T09:00:00+01:00", "2026-03-10T09:10:00+01:00")
    answer = ledger.ask("2026-03")
    assert (answer["downtime_us"], answer["verdict"], answer["provisional"]) == (600 * SECOND, "met", False)
    ledger.outage("2026-03-11T09:00:00+01:00", "2026-03-11T09:15:44.400000+01:00")  # 286 h x 0.15 % = 1,544.4 s
    assert ledger.ask("2026-03")["verdict"] == "met"
    ledger.outage("2026-03-12T09:00:00+01:00", "2026-03-12T09:00:00.000001+01:00")
    assert ledger.ask("2026-03")["verdict"] == "missed"
    assert ledger.ask("2026-03", rate_precision="two_decimals")["verdict"] == "met"


def test_nights_evenings_and_sundays_cost_nothing_unless_all_hours_are_looked_at() -> None:
    ledger = Ledger()
    ledger.outage("2026-03-10T19:00:00+01:00", "2026-03-11T08:00:00+01:00")
    ledger.outage("2026-03-15T10:00:00+01:00", "2026-03-15T12:00:00+01:00")
    assert ledger.seconds("2026-03") == 2 * 3600
    assert ledger.seconds("2026-03", downtime_scope="all_hours") == 6 * 3600
    kinds = [treatment for *_, treatment in ledger.ask("2026-03")["cut"]]
    assert kinds == ["counted", "outside_reference_hours", "counted", "outside_reference_hours"]


@pytest.mark.parametrize(
    ("announced", "wall_clock", "elapsed"),
    # The clock goes forward on 29 March 2026: two days on the wall are 47 h.
    [("2026-03-28T10:00:00+01:00", 0, 3600), ("2026-03-28T09:00:00+01:00", 0, 0),
     ("2026-03-28T10:00:00.000001+01:00", 3600, 3600)],
)  # fmt: skip
def test_forty_eight_hours_across_the_clock_change(announced: str, wall_clock: int, elapsed: int) -> None:
    ledger = Ledger()
    span = {"starts": "2026-03-30T10:00:00+02:00", "ends": "2026-03-30T11:00:00+02:00"}
    ledger.env("maintenance.announced", "maintenance/m", announced, **span)
    ledger.outage("2026-03-30T10:00:00+02:00", "2026-03-30T11:00:00+02:00")
    assert ledger.seconds("2026-03") == elapsed
    assert ledger.seconds("2026-03", notice_hours="wall_clock") == wall_clock


def test_a_short_rescheduling_keeps_what_was_covered_before() -> None:
    ledger = Ledger()
    ledger.env("maintenance.announced", "maintenance/m", "2026-03-02T10:00:00+01:00",
               starts="2026-03-10T10:00:00+01:00", ends="2026-03-10T12:00:00+01:00")  # fmt: skip
    ledger.env("maintenance.rescheduled", "maintenance/m", "2026-03-09T10:00:00+01:00",
               starts="2026-03-10T11:00:00+01:00", ends="2026-03-10T13:00:00+01:00")  # fmt: skip
    ledger.env("maintenance.started", "maintenance/m", "2026-03-10T11:00:00+01:00")
    ledger.env("maintenance.ended", "maintenance/m", "2026-03-10T13:30:00+01:00")
    ledger.outage("2026-03-10T10:00:00+01:00", "2026-03-10T14:00:00+01:00")
    assert ledger.seconds("2026-03") == 3 * 3600
    assert ledger.seconds("2026-03", rescheduled_notice="restarts") == 4 * 3600
    assert ledger.seconds("2026-03", rescheduled_notice="first_notice") == 2 * 3600
    assert ledger.seconds("2026-03", rescheduled_notice="first_notice", overrun="actual_end") == 5400
    # The last version covers something, so it is no emergency; under `restarts` it is, from 11:00 to 13:00,
    # but the outage was there before it.
    both = {"rescheduled_notice": "restarts", "short_notice": "as_emergency"}
    assert ledger.seconds("2026-03", **both) == 4 * 3600
    assert ledger.seconds("2026-03", **both, emergency_after_outage="from_start") == 2 * 3600
    assert ledger.seconds("2026-03", **both, emergency_after_outage="whole_outage") == 0


def test_an_emergency_declared_late_excludes_only_at_any_time() -> None:
    ledger = Ledger()
    ledger.env("emergency_maintenance.declared", "maintenance/u", "2026-03-10T10:00:00.000001+01:00",
               starts="2026-03-10T10:00:00+01:00", expected_end="2026-03-10T10:30:00+01:00", reason="x")  # fmt: skip
    ledger.outage("2026-03-10T10:00:00+01:00", "2026-03-10T11:00:00+01:00")
    assert ledger.seconds("2026-03") == 3600
    assert ledger.seconds("2026-03", emergency_declaration="any_time") == 1800


def test_the_cause_decides_in_a_window() -> None:
    ledger = Ledger()
    ledger.env("maintenance.announced", "maintenance/m", "2026-03-02T10:00:00+01:00",
               starts="2026-03-10T10:00:00+01:00", ends="2026-03-10T12:00:00+01:00")  # fmt: skip
    ledger.env("outage.started", "outage/o", "2026-03-10T10:00:00+01:00")
    ledger.env("outage.ended", "outage/o", "2026-03-10T13:00:00+01:00")
    ledger.env("outage.attributed", "outage/o", "2026-03-10T14:00:00+01:00", cause="provider", evidence="log",
               until="2026-03-10T11:00:00+01:00")  # fmt: skip
    assert ledger.seconds("2026-03") == 2 * 3600
    assert ledger.seconds("2026-03", concurrent_cause="any_exclusion") == 3600
    assert ledger.seconds("2026-03", concurrent_cause="any_fault") == 3 * 3600
    assert ledger.ask("2026-03", unattributed_outage="undetermined")["verdict"] == "missed"
    ledger.add("outage.attributed", "contract/c1", "outage/o", "2026-03-10T15:00:00+01:00",
               cause="client_equipment", evidence="mail", from_="2026-03-10T10:00:00+01:00")  # fmt: skip
    assert ledger.seconds("2026-03") == 0
    assert ledger.ask("2026-03", reference_time="net_of_exclusions")["reference_us"] == 283 * HOUR


def test_overlapping_outages_and_impacts() -> None:
    ledger = Ledger()
    ledger.outage("2026-03-10T10:00:00+01:00", "2026-03-10T11:00:00+01:00")
    ledger.outage("2026-03-10T10:30:00+01:00", "2026-03-10T11:30:00+01:00", impact="essential")
    ledger.outage("2026-03-10T11:00:00+01:00", "2026-03-10T12:00:00+01:00", impact="partial")
    ledger.outage("2026-03-10T07:00:00+01:00", "2026-03-10T20:00:00+01:00", component="portal")
    assert ledger.seconds("2026-03") == 5400
    assert ledger.seconds("2026-03", overlapping_outages="sum") == 7200
    assert ledger.seconds("2026-03", unavailability="total_only") == 3600
    assert ledger.seconds("2026-03", unavailability="any_function") == 7200


def test_doubt_alone_turns_the_verdict() -> None:
    ledger = Ledger()
    ledger.outage("2026-03-10T10:00:00+01:00", "2026-03-10T11:00:00+01:00")
    answer = ledger.ask("2026-03", unattributed_outage="undetermined")
    assert (answer["downtime_us"], answer["verdict"]) == (HOUR, "undetermined")
    quiet = Ledger()
    quiet.env("monitoring.interrupted", "monitoring/p", "2026-03-10T10:00:00+01:00")
    quiet.env("monitoring.resumed", "monitoring/p", "2026-03-10T11:00:00+01:00")
    assert quiet.ask("2026-03")["verdict"] == "met"
    answer = quiet.ask("2026-03", unobserved_time="undetermined")
    assert (answer["downtime_us"], answer["verdict"]) == (0, "undetermined")


def test_what_is_known_when() -> None:
    ledger = Ledger()
    ledger.env("outage.started", "outage/o", "2026-03-10T10:00:00+01:00")
    ledger.env("outage.ended", "outage/o", "2026-03-10T11:00:00+01:00", recorded="2026-03-20T10:00:00Z")
    ledger.entries[-1][2]["recordedtime"] = "2026-03-10T11:30:00+01:00"
    noon = to_us("2026-03-10T12:00:00+01:00")
    by_ledger = availability(ledger.entries, "c1", "2026-03", known_at=noon, now=NOW)
    by_source = availability(ledger.entries, "c1", "2026-03", known_at=noon, known_by="source", now=NOW)
    assert (by_ledger["downtime_us"], by_ledger["provisional"]) == (2 * HOUR, True)
    assert by_source["downtime_us"] == HOUR
    ledger.env("entry.restated", "outage/o", "2026-03-21T10:00:00Z", entry=ledger.last_entry(),
               changes={"time": "2026-03-10T10:30:00+01:00"}, because="log")  # fmt: skip
    assert ledger.seconds("2026-03") == 1800
    ledger.env("entry.retracted", "outage/o", "2026-03-22T10:00:00Z", entry=ledger.last_entry(),
               because="wrong log")  # fmt: skip
    assert ledger.seconds("2026-03") == 3600


def test_service_that_starts_and_ends_within_the_month() -> None:
    ledger = Ledger("RE", starts="2026-03-16")
    ledger.add("contract.ended", "contract/c1", "contract/c1", "2026-03-01T00:00:00Z", effective_on="2026-03-17")
    ledger.outage("2026-03-15T20:00:00Z", "2026-03-18T20:00:00Z")
    answer = ledger.ask("2026-03")
    assert (answer["reference_us"], answer["downtime_us"]) == (26 * HOUR, 26 * HOUR)
    assert ledger.ask("2026-04")["verdict"] == "no_reference_time"


def test_a_reading_agreed_holds_from_local_midnight_and_an_override_beats_it() -> None:
    ledger = Ledger()
    ledger.add("reading.agreed", "contract/c1", "reading/unavailability", "2026-03-20T10:00:00Z",
               option="total_only", effective_on="2026-03-11", because="minutes")  # fmt: skip
    ledger.outage("2026-03-10T19:00:00+01:00", "2026-03-11T08:00:00+01:00", impact="essential")
    assert ledger.seconds("2026-03") == 3600
    assert ledger.seconds("2026-03", unavailability="total_or_essential") == 7200
    assert ledger.seconds("2026-03", unavailability="total_only") == 0


def test_the_night_of_the_provider_reaches_into_the_clients_morning() -> None:
    ledger = Ledger("RE")  # 10:00 on the island is 07:00 in Paris
    ledger.outage("2026-03-10T09:00:00+04:00", "2026-03-10T11:00:00+04:00")
    assert ledger.seconds("2026-03") == 7200
    assert ledger.seconds("2026-03", window_zone="provider") == 3600


def test_a_cancellation_covers_nothing_from_its_own_instant_on() -> None:
    ledger = Ledger()
    ledger.env("maintenance.announced", "maintenance/m", "2026-03-02T10:00:00+01:00",
               starts="2026-03-10T10:00:00+01:00", ends="2026-03-10T12:00:00+01:00")  # fmt: skip
    ledger.env("maintenance.cancelled", "maintenance/m", "2026-03-10T10:30:00+01:00")
    ledger.outage("2026-03-10T10:00:00+01:00", "2026-03-10T12:00:00+01:00")
    assert ledger.seconds("2026-03") == 5400
    assert ledger.seconds("2026-03", short_notice="as_emergency") == 5400


def test_notice_as_planned_as_received_and_as_recorded() -> None:
    ledger = Ledger()
    span = {"starts": "2026-03-10T10:00:00+01:00", "ends": "2026-03-10T11:00:00+01:00"}
    ledger.env("maintenance.planned", "maintenance/p", "2026-03-08T10:00:00+01:00", **span)
    ledger.outage("2026-03-10T10:00:00+01:00", "2026-03-10T11:00:00+01:00")
    assert ledger.seconds("2026-03") == 3600
    assert ledger.seconds("2026-03", notice_from="planned") == 0
    ledger.env("maintenance.announced", "maintenance/a", "2026-03-08T10:00:00+01:00", **span,
               recorded="2026-03-08T09:00:01Z", received_at="2026-03-08T10:00:00.000001+01:00")  # fmt: skip
    assert ledger.seconds("2026-03") == 0
    assert ledger.seconds("2026-03", notice_from="received") == 3600
    assert ledger.seconds("2026-03", notice_proof="recorded") == 3600


def test_an_overrun_still_running_and_a_contract_that_moves_house() -> None:
    ledger = Ledger()
    ledger.env("maintenance.announced", "maintenance/m", "2026-03-02T10:00:00+01:00",
               starts="2026-03-10T10:00:00+01:00", ends="2026-03-10T11:00:00+01:00")  # fmt: skip
    ledger.env("maintenance.started", "maintenance/m", "2026-03-10T10:00:00+01:00")
    ledger.env("outage.started", "outage/o", "2026-03-10T10:00:00+01:00")
    noon = to_us("2026-03-10T12:00:00+01:00")
    answers = [
        availability(ledger.entries, "c1", "2026-03", readings={"overrun": overrun}, known_at=noon, now=NOW)
        for overrun in ("announced_end", "actual_end")
    ]
    assert [answer["downtime_us"] for answer in answers] == [HOUR, 0]
    ledger.add("contract.amended", "contract/c1", "contract/c1", "2026-03-01T10:00:00Z", environment="prod-2",
               effective_on="2026-03-11")  # fmt: skip
    assert ledger.seconds("2026-03") == 9 * 3600
    assert ledger.ask("2026-03")["provisional"]
