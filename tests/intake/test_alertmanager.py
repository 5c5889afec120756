"""Alertmanager's notifications: an open alert, its end, its repetitions."""

import json

import pytest
from hypothesis import given, settings

from ledger.events.entry import amended
from ledger.events.instant import format_instant
from tests.intake.adapters import Told, found, is_fine, lines, shaken

OPEN = "0001-01-01T00:00:00Z"
LABELS = {"alertname": "ShopDown", "instance": "shop", "severity": "critical"}


def posted(status: str, ends: str = OPEN, labels: dict | None = None, **more: object) -> dict:
    """A notification as Alertmanager 0.25 posts it."""
    alert = {
        "status": status, "labels": LABELS if labels is None else labels, "annotations": {"summary": "it is down"},
        "startsAt": "2026-03-10T09:12:00.123456789Z", "endsAt": ends, "generatorURL": "http://p",
        "fingerprint": "c0ffee",
    }  # fmt: skip
    return {
        "version": "4", "groupKey": "{}:{}", "truncatedAlerts": 0, "status": status, "receiver": "livret",
        "groupLabels": {}, "commonLabels": {}, "commonAnnotations": {}, "externalURL": "http://a", "alerts": [alert],
    } | more  # fmt: skip


SUBJECT = "outage/c0ffee-20260310T091200.123456Z"
START = f"outage.started {SUBJECT} 2026-03-10T09:12:00.123456Z description=ShopDown shop impact="
END = f"outage.ended {SUBJECT} 2026-03-10T09:30:00Z"
CASES = [
    ("an open alert", posted("firing"), [START + "total"]),
    ("a firing alert with an end to come", posted("firing", "2026-03-10T09:17:00Z"), [START + "total"]),
    ("a resolved alert", posted("resolved", "2026-03-10T09:30:00Z"), [START, END]),
    ("a resolved alert without an end", posted("resolved"), [START, "refused: f:1: field `endsAt`"]),
    ("a warning", posted("firing", labels=LABELS | {"severity": "warning"}), [START + "partial"]),
    ("an impact in our words", posted("firing", labels=LABELS | {"impact": "essential"}), [START + "essential"]),
    ("another version", posted("firing", version="3"), ["refused: f:1: field `version`: is not 4"]),
    ("alerts left out", posted("firing", truncatedAlerts=2), ["left out: f:1: Alertmanager left alerts out", START]),
    ("no alerts", {"version": "4"}, ["refused: f:1: field `alerts`"]),
    ("neither firing nor resolved", posted("silenced"), ["refused: f:1: field `status`"]),
]  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_alertmanager_says(content, expected):
    said = lines("alertmanager", content)
    assert len(said) == len(expected), said
    assert [line.startswith(part) for part, line in zip(expected, said, strict=True)] == [True] * len(said), said


def test_a_repetition_adds_nothing_and_the_resolution_the_end():
    ledger = Told()
    assert len(ledger.take(found("alertmanager", posted("firing")))) == 1
    assert ledger.take(found("alertmanager", posted("firing"))) == []
    log = "\n".join(json.dumps(each) for each in (posted("firing"), posted("resolved", "2026-03-10T09:30:00Z")))
    (added,) = ledger.take(found("alertmanager", log))
    assert added.startswith("outage.ended")


def notified(*ends: str | None) -> str:
    """A log of notifications: firing, or resolved with an end."""
    said = [posted("firing") if end is None else posted("resolved", end) for end in ends]
    return "\n".join(map(json.dumps, said))


TWICE = [
    ("resolved, and resolved later", ("2026-03-10T09:20:00Z", "2026-03-10T09:40:00Z")),
    ("in the other order", ("2026-03-10T09:40:00Z", "2026-03-10T09:20:00Z")),
    ("firing again in between", ("2026-03-10T09:20:00Z", None, "2026-03-10T09:40:00Z")),
]


@pytest.mark.parametrize("together", [True, False], ids=["in one file", "one by one"])
@pytest.mark.parametrize("ends", [case[1] for case in TWICE], ids=[case[0] for case in TWICE])
def test_an_alert_that_is_sent_again_ends_when_it_ended_last(ends, together):
    ledger = Told()
    for log in [notified(None, *ends)] if together else map(notified, ends):
        ledger.take(found("alertmanager", log))
    (outage,) = (each for each in amended(ledger.entries) if each.type == "outage.ended")
    assert format_instant(outage.occurred_at) == "2026-03-10T09:40:00Z"
    held = len(ledger.entries)
    for _ in range(2):
        ledger.take(found("alertmanager", notified(None, *ends)))
    assert len(ledger.entries) == held


@settings(max_examples=40)
@given(
    shaken(["version", "alerts", "labels", "status", "startsAt", "endsAt", "fingerprint"], ["4", "firing", "resolved"])
)
def test_alertmanager_takes_any_json(content):
    assert is_fine(found("alertmanager", json.dumps(content)))
    assert is_fine(found("alertmanager", json.dumps({"alerts": [content if isinstance(content, dict) else {}]})))
