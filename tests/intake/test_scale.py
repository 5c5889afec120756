"""Long histories: a page seen on many occasions, every change of a ticket system. Whole, once, in linear time."""

import json
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from time import process_time

import pytest

from ledger.events.entry import RESTATED
from ledger.intake.found import LeftOut, Seen
from tests.intake.adapters import Told, found, lines
from tests.ledger.in_files import room  # noqa: F401 - runs every test twice

OCCASIONS, CHANGES = 1_889, 119_998
SHORT = 4
"""The tests take a quarter of such histories."""
START = datetime(2024, 1, 1, tzinfo=UTC)
STATES = ("Open", "In Progress", "Waiting for customer", "Resolved", "Closed")
CODES = dict(zip(STATES, "12456", strict=True))


@cache
def seen(occasions: int) -> list[str]:
    """A page as it was seen, one occasion a line: the last incidents, some of them edited, one away for a while."""
    chance = random.Random(occasions)
    shown: list[dict] = []
    told: list[str] = []
    for number in range(occasions):
        at = START + timedelta(hours=7 * number)
        if number % 3 == 0:
            shown.insert(0, {"id": f"i{number}", "name": f"Incident {number}", "impact": "minor", "resolved_at": None,
                             "created_at": stamp(at), "started_at": stamp(at - timedelta(minutes=9))})  # fmt: skip
        for incident in shown[:4]:
            change = chance.random()
            if change < 0.2:
                incident["resolved_at"] = incident["resolved_at"] or stamp(at)
            elif change < 0.3:
                incident["name"] += "!"
            elif change < 0.4:
                incident["impact"] = chance.choice(["none", "minor", "major", "critical"])
            elif change < 0.45:
                incident["started_at"] = stamp(at - timedelta(hours=8))
        page = [incident for place, incident in enumerate(shown[:20]) if (place, number % 5) != (2, 0)]
        told.append(json.dumps({"observed_at": stamp(at), "incidents": page}))
    return told


def stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


@cache
def history(changes: int) -> list[tuple[int, datetime, str, str]]:
    """Changes of the status of tickets: ticket, time, from, to; the first of a ticket is its creation."""
    chance, ticket = random.Random(changes), 0
    told: list[tuple[int, datetime, str, str]] = []
    while len(told) < changes:
        ticket += 1
        at, state = START + timedelta(minutes=7 * ticket), "Open"
        told.append((ticket, at, "", state))
        for _ in range(chance.randint(1, 12)):
            at, before = at + timedelta(minutes=chance.randint(1, 600)), state
            state = chance.choice([each for each in STATES[1:] if each != before])
            told.append((ticket, at, before, state))
    return told[:changes]


def jira(told) -> str:
    issues: dict[int, dict] = {}
    for number, (ticket, at, before, after) in enumerate(told):
        created = at.strftime("%Y-%m-%dT%H:%M:%S.000+0000")
        issue = issues.setdefault(
            ticket, {"key": f"SUP-{ticket}", "fields": {"created": created}, "changelog": {"histories": []}}
        )
        if before:
            items = [{"field": "status", "fromString": before, "toString": after}]
            issue["changelog"]["histories"].append({"id": f"{number}", "created": created, "items": items})
    return json.dumps({"issues": list(issues.values())})


def glpi(told) -> str:
    rows = ["id,itemtype,items_id,linked_action,user_name,date_mod,id_search_option,old_value,new_value"]
    for number, (ticket, at, before, after) in enumerate(told):
        what = (
            f"0,t4,{at:%Y-%m-%d %H:%M:%S},12,{CODES[before]},{CODES[after]}"
            if before
            else f"20,,{at:%Y-%m-%d %H:%M:%S},0,,"
        )
        rows.append(f"{number},Ticket,{ticket},{what}")
    return "\n".join(rows)


def zammad(told) -> str:
    state = dict(zip(STATES, ("new", "open", "pending reminder", "pending close", "closed"), strict=True))
    return "\n".join(
        json.dumps({"id": number, "o_id": ticket, "object": "Ticket", "created_at": stamp(at), "created_by_id": 4,
                    **({"type": "updated", "attribute": "state", "value_from": state[before], "value_to": state[after]}
                       if before else {"type": "created"})})
        for number, (ticket, at, before, after) in enumerate(told)
    )  # fmt: skip


FORMS = {"jira": jira, "glpi": glpi, "zammad": zammad}


def spent(tool: str, text: str, **said: object) -> float:
    started = process_time()
    found(tool, text, **said)
    return process_time() - started


@pytest.mark.parametrize("tool", FORMS)
def test_every_change_of_a_ticket_is_an_event_or_left_out_with_a_reason(tool):
    told = history(CHANGES // SHORT)
    what = found(tool, FORMS[tool](told), scope="contract/C1", zone="UTC")
    left = [each for each in what if isinstance(each, LeftOut)]
    events = [each for each in what if not isinstance(each, LeftOut | Seen)]
    assert all(each.submission is not None for each in events)
    changes = {each.submission.id.rpartition(":")[0] for each in events if each.submission}
    assert len(changes) + len(left) == len(told)
    types = Counter(each.submission.type for each in events if each.submission)
    assert types["ticket.registered"] == len({ticket for ticket, *_ in told})
    assert types["ticket.taken_over"] == len({ticket for ticket, _, _, after in told if after == "In Progress"})
    assert types["ticket.closed"] == sum(after == "Closed" for *_, after in told)
    assert types["ticket.reopened"] == sum(before == "Closed" for *_, before, _ in told)


@pytest.mark.parametrize("tool", FORMS)
def test_a_longer_history_of_tickets_adds_what_is_new(tool):
    told, ledger = history(1_200), Told()
    first = ledger.take(found(tool, FORMS[tool](told[:800]), scope="contract/C1", zone="UTC"))
    again = ledger.take(found(tool, FORMS[tool](told[:800]), scope="contract/C1", zone="UTC"))
    longer = ledger.take(found(tool, FORMS[tool](told), scope="contract/C1", zone="UTC"))
    whole = Told().take(found(tool, FORMS[tool](told), scope="contract/C1", zone="UTC"))
    assert [line for line in again if not line.startswith("left out")] == []
    assert [line for line in longer if "entry." in line] == []
    new = [line for line in (*first, *longer) if not line.startswith("left out")]
    assert sorted(new) == sorted(line for line in whole if not line.startswith("left out"))


def test_a_page_seen_on_many_occasions_is_told_once_and_its_edits_as_restatements():
    pages, ledger = seen(OCCASIONS // SHORT), Told()
    half = len(pages) // 2
    ledger.take(found("statuspage", "\n".join(pages[:half])))
    longer = ledger.take(found("statuspage", "\n".join(pages)))
    assert not [line for line in longer if line.startswith("refused")]
    assert [
        line for line in ledger.take(found("statuspage", "\n".join(pages))) if not line.startswith("left out")
    ] == []
    whole = Told()
    whole.take(found("statuspage", "\n".join(pages)))
    assert {entry.key for entry in ledger.entries} == {entry.key for entry in whole.entries}
    for name, field in (("name", "description"), ("impact", "impact")):
        edits = sum(before != after for before, after in versions(pages, name))
        told = [each for each in whole.entries if each.type == RESTATED and field in each.data["changes"]]
        assert len(told) == edits > 30


def versions(pages: list[str], name: str) -> list[tuple[str, str]]:
    """What a field of each incident said on one occasion and on the next on which it was seen."""
    last: dict[str, str] = {}
    pairs = []
    for page in pages:
        for incident in json.loads(page)["incidents"]:
            pairs.append((last.get(incident["id"], incident[name]), incident[name]))
            last[incident["id"]] = incident[name]
    return pairs


@pytest.mark.parametrize("tool", ["statuspage", *FORMS])
def test_twice_the_history_takes_twice_the_time(tool):
    def text(part: int) -> str:
        if tool == "statuspage":
            return "\n".join(seen(OCCASIONS // part))
        return FORMS[tool](history(CHANGES // part))

    said = {} if tool == "statuspage" else {"scope": "contract/C1", "zone": "UTC"}
    short, long = (min(spent(tool, text(part), **said) for _ in range(3)) for part in (16, 4))
    assert long < 4 * 2.5 * short


def test_a_page_in_a_table_says_the_same():
    pages = seen(60)
    columns = ["id", "name", "impact", "created_at", "started_at", "resolved_at"]
    rows = [
        ",".join([page["observed_at"], *(incident[each] or "" for each in columns)])
        for page in map(json.loads, pages)
        for incident in page["incidents"]
    ]
    rows.insert(0, "observed_at," + ",".join(columns))
    assert sorted(lines("statuspage", "\n".join(rows))) == sorted(lines("statuspage", "\n".join(pages)))
