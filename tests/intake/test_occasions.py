"""A status page on several occasions, one a line or one a file: what was open, and is missing later."""

import io
import json

import pytest

from ledger.intake.statuspage import read
from tests.intake.adapters import lines, options, told
from tests.intake.test_statuspage import ENDED, at, incident, page, planned, update

OPEN, OTHER = incident(), incident(id="k2")
PLANNED, DONE = planned(), planned(update("completed", "20T21:00"))


def seen(minute: int, *incidents: dict, **more: object) -> dict:
    return {"seen_at": at(f"10T10:{minute:02d}"), "summary": page(*incidents, **more)}


def updated(minute: int, *incidents: dict) -> dict:
    return page(*incidents, page={"updated_at": at(f"10T10:{minute:02d}")})


def works(*maintenances: dict, **more: object) -> dict:
    return {"scheduled_maintenances": list(maintenances)} | more


def missing(number: int, name: str = "k1", how: str = "open") -> str:
    return f"{number}: `{name}` is {how} here, and missing on later pages: nobody tells its end"


UNDONE = "not completed"
CASES = [
    ("missing on the last", [page(OPEN), page(OPEN), page()], [missing(2)]),
    ("there to the last", [page(OPEN), page(OPEN)], []),
    ("over in between", [page(OPEN), page(ENDED), page()], []),
    ("open again and missing", [page(ENDED), page(OPEN), page()], [missing(2)]),
    ("one of two", [page(OPEN, OTHER), page(OTHER)], [missing(1)]),
    ("as it was seen", [seen(0, OPEN), seen(1, OPEN), seen(2)], [missing(2)]),
    ("as it was seen, the last first", [seen(2), seen(1, OPEN), seen(0, OPEN)], [missing(2)]),
    ("over on the last, read first", [seen(2, ENDED), seen(0, OPEN)], []),
    ("as the page was updated", [updated(1), updated(0, OPEN)], [missing(2)]),
    ("two lists of one time", [updated(0, OPEN), updated(0)], []),
    ("some without a time", [seen(0, OPEN), page(ENDED), seen(2)], []),
    ("a maintenance", [works(PLANNED), works()], [missing(1, how=UNDONE)]),
    ("a maintenance that is over", [works(PLANNED), works(DONE), works()], []),
    ("a maintenance on a page of incidents", [works(PLANNED), page()], []),
    ("two lists of one occasion", [{"summary": page(**works(PLANNED)), "upcoming": works()}], []),
    ("all lists on the next", [{"summary": page(OPEN, **works(PLANNED))}, {"history": page(), "upcoming": works()}],
     [missing(1), missing(1, how=UNDONE)]),
]  # fmt: skip


@pytest.mark.parametrize(("pages", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_was_open_and_is_missing_later_is_named(pages, expected):
    texts = [json.dumps(each) for each in pages]
    said = lines("statuspage", "\n".join(texts))
    assert [line for line in said if "missing" in line] == [f"left out: f:{each}" for each in expected]
    files = ((f"f{number}", io.BytesIO(text.encode())) for number, text in enumerate(texts, 1))
    said = [told(each) for each in read(files, options())]
    in_files = [f"left out: f{each.replace(':', ':1:', 1)}" for each in expected]
    assert [line for line in said if "missing" in line] == in_files


def test_every_page_of_one_document_is_read():
    wrong = incident(id="k2", impact="awful")
    pages = {"summary": page(OPEN), "history": page(wrong, OTHER), "upcoming": works(PLANNED | {"id": "k3"}), "x": {}}
    assert [line.split()[:2] for line in lines("statuspage", pages)] == [
        ["outage.started", "outage/k1"],
        ["refused:", "f:1:"],
        ["outage.started", "outage/k2"],
        ["maintenance.announced", "maintenance/k3"],
    ]
