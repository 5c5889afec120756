"""A quarter of two contracts, one in metropolitan France and one on La Réunion: something of every article.

What comes of it was worked out by hand; the tests say so where they use it.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

PARIS = "+01:00"
"""The quarter ends before the clocks change."""
HOURS = {day: [["09:00", "12:00"], ["14:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
C1, C2, ONE, TWO = "contract/C1", "contract/C2", "environment/prod-1", "environment/prod-2"


def _signed(client: str, territory: str, environment: str, **more: Any) -> dict[str, Any]:
    dated = {"edition": "carrus-2026-03", "service_starts_on": "2026-01-05"}
    return {"client": client, "territory": territory, "environment": environment, **dated, **more}


def _events() -> Iterator[tuple[str, str, str, str, dict[str, Any]]]:
    """Type, scope, subject, time in Paris, data."""
    yield "contract.signed", C1, C1, "2025-11-03T10:00", _signed("Mairie", "FR", "prod-1", agents=900, modules=["paie"])
    yield "contract.signed", C2, C2, "2025-11-04T10:00", _signed("Région", "RE", "prod-2", options=["pra_pca"])
    yield "contract.amended", C1, C1, "2026-01-20T10:00", {"effective_on": "2026-02-01", "agents": 1200}
    for scope in (ONE, TWO):
        yield "environment.declared", scope, scope, "2025-11-05T10:00", {"kind": "production"}
    granted = {"valid_until": "2026-04-15"}
    yield "qualification.granted", ONE, "qualification/SecNumCloud", "2025-11-06T10:00", granted
    hours = {"effective_on": "2026-01-05", "week": HOURS}
    yield "support_hours.published", "provider", "support-hours", "2026-01-02T10:00", hours
    yield from _tickets()
    yield from _backups()
    yield from _operation()


def _tickets() -> Iterator[tuple[str, str, str, str, dict[str, Any]]]:
    for ticket, what, time, data in (
        ("T1", "registered", "2026-02-02T09:00", {"channel": "portal"}),
        ("T1", "taken_over", "2026-02-03T10:00", {}),
        ("T1", "qualified", "2026-02-03T10:30", {"severity": "blocking"}),
        ("T1", "reproduced", "2026-02-03T11:00", {}),
        ("T1", "action_plan_delivered", "2026-02-04T18:00", {}),
        ("T1", "closed", "2026-02-05T09:00", {}),
        ("T2", "registered", "2026-02-03T09:00", {"channel": "phone"}),
        ("T2", "taken_over", "2026-02-04T10:00:01", {}),
        ("T2", "qualified", "2026-02-04T10:30", {"severity": "major"}),
        ("T2", "reproduced", "2026-02-04T10:40", {}),
        ("T3", "registered", "2026-03-07T11:00", {"channel": "portal"}),
        ("T4", "submitted", "2026-03-06T11:00", {"channel": "portal"}),
    ):
        yield f"ticket.{what}", C1, f"ticket/{ticket}", time, data


def _backups() -> Iterator[tuple[str, str, str, str, dict[str, Any]]]:
    day = date(2026, 2, 1)
    while day < date(2026, 3, 1):
        if day != date(2026, 2, 10):
            kinds = ["nightly", "monthly"] if day.day == 1 else ["nightly"]
            data = {"kinds": kinds, "started": f"{day}T01:00:00{PARIS}"}
            yield "backup.completed", ONE, f"backup/{day}", f"{day}T02:00", data
        day += timedelta(days=1)
    yield "backup.deleted", ONE, "backup/2026-02-02", "2026-03-04T23:59", {}
    yield "backup.deleted", ONE, "backup/2026-02-03", "2026-03-06T00:00", {}
    yield "restore.requested", C1, "restore/r1", "2026-02-20T10:00", {"backup": "2026-02-15"}
    yield "restore.completed", C1, "restore/r1", "2026-02-20T13:30", {}
    yield "disaster.declared", TWO, "disaster/d1", "2026-02-21T03:00", {}
    yield "disaster.recovered", TWO, "disaster/d1", "2026-02-21T09:00", {}


def _operation() -> Iterator[tuple[str, str, str, str, dict[str, Any]]]:
    yield "outage.started", ONE, "outage/o1", "2026-02-12T10:00", {"impact": "total"}
    yield "outage.ended", ONE, "outage/o1", "2026-02-12T10:10", {}
    yield "outage.started", ONE, "outage/p1", "2026-02-09T11:00", {"component": "portal"}
    yield "outage.ended", ONE, "outage/p1", "2026-02-09T14:30", {}
    planned = {"starts": f"2026-03-12T12:00:00{PARIS}", "ends": f"2026-03-12T13:00:00{PARIS}", "channel": "mail"}
    yield "maintenance.announced", ONE, "maintenance/m1", "2026-03-06T10:00", planned
    yield "update.installed", ONE, "update/v1", "2026-02-17T21:00", {"kind": "version", "version": "1"}
    yield "account.created", C1, "account/u1", "2026-02-05T09:00", {"by": "provider"}
    yield "movements.purged", C1, "movements/2026", "2026-03-02T09:00", {"by": "provider"}


def lines() -> str:
    """The quarter as JSONL; every source claims to have known within the minute."""
    return "".join(json.dumps(event) + "\n" for event in map(_wire, range(10_000), _events()))


def _wire(number: int, event: tuple[str, str, str, str, dict[str, Any]]) -> dict[str, Any]:
    kind, scope, subject, time, data = event
    happened = datetime.fromisoformat(time + PARIS)
    known = happened + timedelta(minutes=1)
    named = {"specversion": "1.0", "id": f"q{number:03d}", "source": "/quarter", "type": kind, "scope": scope}
    when = {"time": happened.isoformat(), "recordedtime": known.isoformat()}
    return {**named, **when, "subject": subject, "data": data}
