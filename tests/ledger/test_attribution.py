"""Causes given in contracts for outages of their environment: found whichever way is asked, and not pair by pair."""

from collections.abc import Iterable
from typing import Any

import pytest

from ledger import attribution
from ledger.events.entry import Entry
from tests.events.examples import EXAMPLES
from tests.ledger.said import Memory, restated, retracted, said

CONTRACTS, OUTAGES = 110, 100
START = said("outage.started", "10T09:00", "start")
OWN: dict[str, Any] = {"scope": "contract/carrus-1"}
CAUSE: dict[str, Any] = {"data": {"cause": "provider", "evidence": "log"}}


class Asked(Memory):
    """A ledger that counts the histories that it is asked for."""

    asked = 0

    def histories(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[Entry]]:
        listed = list(keys)
        self.asked += len(listed)
        return super().histories(listed)


def signed(number: int) -> dict[str, Any]:
    contract = f"contract/carrus-{number}"
    place = {"scope": contract, "subject": contract}
    return said("contract.signed", "01T00:00", f"signed{number}", **place, data=EXAMPLES["contract.signed"].data)


def test_many_contracts_and_many_amended_outages_are_not_asked_for_pair_by_pair():
    memory = Asked()
    memory.hold(*map(signed, range(CONTRACTS)))
    memory.asked = 0
    starts = [START | {"id": f"s{number}", "subject": f"outage/{number}"} for number in range(OUTAGES)]
    amended = [restated(each, "11T00:00", f"r-{each['id']}", description="seen") for each in starts]
    memory.hold(*starts, *amended)
    assert CONTRACTS * OUTAGES > attribution.MOST_ASKED
    assert memory.asked < 4 * OUTAGES


def test_many_causes_of_a_contract_of_many_environments_are_not_asked_for_pair_by_pair():
    memory = Asked()
    contract = signed(1)
    renamed = [restated(contract, "02T00:00", f"e{number}", environment=f"e{number}") for number in range(CONTRACTS)]
    started = [START | {"id": f"s{number}", "subject": f"outage/{number}"} for number in range(OUTAGES)]
    starts = [each | {"scope": "environment/e7"} for each in started]
    causes = [
        said("outage.attributed", "10T09:10", f"c-{each['id']}", **OWN | {"subject": each["subject"]}, **CAUSE)
        for each in starts
    ]
    early = causes[0] | {"id": "early", "time": "2026-03-10T08:59:00Z"}
    refused = memory.take(contract, *renamed, *starts, *causes, early).refused
    assert [each.id for each, _ in refused] == ["early"]
    assert memory.asked < 5 * OUTAGES


@pytest.mark.parametrize("named", [*range(3)], ids=["first", "between", "last"])
@pytest.mark.parametrize("at_once", [True, False], ids=["in one batch", "stored before"])
def test_a_cause_is_held_to_the_start_in_each_environment_that_its_contract_named(named, at_once):
    contract = signed(1) | {"data": EXAMPLES["contract.signed"].data | {"environment": "e0"}}
    renamed = [restated(contract, f"0{number + 1}T00:00", f"e{number}", environment=f"e{number}") for number in (1, 2)]
    start = START | {"scope": f"environment/e{named}"}
    told = [contract, *renamed, start]
    causes = [said("outage.attributed", time, time, **OWN, **CAUSE) for time in ("10T08:59", "10T09:10")]
    memory = Memory()
    if not at_once:
        memory.hold(*told)
    refused = memory.take(*(told if at_once else ()), *causes).refused
    assert [each.id for each, _ in refused] == ["10T08:59"]


@pytest.mark.parametrize("most", [attribution.MOST_ASKED, 0], ids=["pair by pair", "contract by contract"])
@pytest.mark.parametrize(
    ("amendment", "may"),
    [
        (retracted(START, "11T00:00", "gone"), False),
        (restated(START, "11T00:00", "late", time="2026-03-10T09:11:00Z"), False),
        (restated(START, "11T00:00", "early", time="2026-03-10T09:10:00Z"), True),
    ],
    ids=["retracted", "after the cause", "at the cause"],
)
def test_a_start_that_a_contract_attributes_is_held_both_ways(monkeypatch, most, amendment, may):
    monkeypatch.setattr(attribution, "MOST_ASKED", most)
    memory = Memory()
    memory.hold(signed(1), signed(2), START)
    memory.hold(said("outage.attributed", "10T09:10", "cause", scope="contract/carrus-2", **CAUSE))
    refused = memory.take(amendment).refused
    assert [each for each, _ in refused] == [] if may else len(refused) == 1 and "`cause`" in str(refused[0][1])
