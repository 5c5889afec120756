"""Two instances of one tool: what the second one tells is neither the first one's nor contradicts it."""

import json
from typing import Any

import pytest

from tests.intake.adapters import Told, body, found
from tests.intake.test_alertmanager import posted
from tests.intake.test_backups import BORG, PGBACKREST, SNAPSHOT

GLPI = """id,itemtype,items_id,linked_action,user_name,date_mod,id_search_option,old_value,new_value
1,Ticket,17,20,,2026-03-10 09:00:00,0,,x
"""
BEATS = [{"monitorID": 7, "status": status, "time": f"2026-03-10 09:0{n}:00"} for n, status in enumerate([1, 1, 0, 1])]
INCIDENT = {"id": "1", "name": "Down", "impact": "major", "created_at": "2026-03-10T09:00:00Z"}
SAMPLES = [[1772359200 + 60 * n, value] for n, value in enumerate("1101")]
RANGE = {"resultType": "matrix", "result": [{"metric": {"instance": "shop"}, "values": SAMPLES}]}
CHANGED = [{"id": "1", "created": "2026-03-10T09:00:00.000+0000", "items": []}]
ISSUE = {"id": "1", "key": "A-1", "fields": {"created": "2026-03-10T09:00:00.000+0000", "summary": "x"},
         "changelog": {"histories": CHANGED}}  # fmt: skip
ZAMMAD = {"id": 1, "object": "Ticket", "o_id": 17, "type": "created", "created_at": "2026-03-10T09:00:00Z"}
UPPTIME = "slug,status,last_updated\nshop,up,2026-03-10T09:00:00Z\nshop,down,2026-03-10T09:05:00Z\n"
CONTRACT = {"scope": "contract/C1"}
AT = {"at": "2026-04-05T02:30:00Z"}
TOOLS: list[tuple[str, Any, dict[str, Any]]] = [
    ("glpi", GLPI, CONTRACT | {"zone": "UTC"}),
    ("zammad", [ZAMMAD], CONTRACT),
    ("jira", ISSUE, CONTRACT),
    ("uptime-kuma", "\n".join(map(json.dumps, BEATS)), {}),
    ("upptime", UPPTIME, {}),
    ("prometheus", RANGE, {}),
    ("alertmanager", posted("firing"), {}),
    ("statuspage", {"incidents": [INCIDENT]}, {}),
    ("restic", [SNAPSHOT], AT),
    ("borg", BORG, AT | {"zone": "UTC"}),
    ("pgbackrest", PGBACKREST, AT),
]


@pytest.mark.parametrize(("tool", "content", "said"), TOOLS, ids=[each[0] for each in TOOLS])
def test_the_same_from_another_instance_is_something_else(tool, content, said):
    ledger = Told()
    first = ledger.take(found(tool, content, **said))
    assert first
    assert [line for line in ledger.take(found(tool, content, **said)) if not line.startswith("left out")] == []
    other = ledger.take(found(tool, content, instance="two", **said))
    assert len(other) == len(first)
    assert not any(line.startswith("entry.") for line in other)


@pytest.mark.parametrize("tool", ["glpi", "uptime-kuma", "statuspage"])
def test_of_another_instance_subjects_and_sources_are_named_by_it(tool):
    content, said = next((content, said) for name, content, said in TOOLS if name == tool)
    (one, *_), (two, *_) = (
        [body(each) for each in found(tool, content, instance=instance, **said)] for instance in (None, "two")
    )
    assert two["source"] == f"{one['source']}/two"
    assert two["subject"] == one["subject"].replace("/", "/two-", 1)
