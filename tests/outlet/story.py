"""A small history of everything that hangs together: what the exports of it must say was worked out by hand.

Two outages of an environment, one of them retracted; a maintenance told twice and moved by an amendment; a ticket
merged into another; a backup listed together with one that nobody recorded, and a restore of it.
"""

from typing import Any

from tests.outlet.held import amending, event

C1, ONE = "contract/C1", "environment/prod-1"


def _said(type: str, id: str, time: str, scope: str, subject: str, data: dict[str, Any], **more: Any) -> dict[str, Any]:
    return event(type, id, f"2026-{time}:00+02:00", scope=scope, subject=subject, data=data, **more)


def _contract() -> list[dict[str, Any]]:
    signed = {"client": "Mairie", "territory": "FR", "environment": "prod-1", "edition": "carrus-2026-03"}
    return [
        _said("contract.signed", "c", "04-01T08:00", C1, C1, signed | {"service_starts_on": "2026-04-01", "agents": 9}),
        _said("environment.declared", "e", "04-01T09:00", ONE, ONE, {"kind": "production"}),
    ]


def _operation() -> list[dict[str, Any]]:
    told = {"starts": "2026-04-20T12:00:00+02:00", "ends": "2026-04-20T13:00:00+02:00", "channel": "mail"}
    later = told | {"starts": "2026-04-21T12:00:00+02:00", "ends": "2026-04-21T13:30:00+02:00"}
    announced = _said("maintenance.announced", "m1", "04-10T10:00", ONE, "maintenance/m", told)
    wrong = _said("outage.started", "x", "04-11T10:00", ONE, "outage/x", {})
    return [
        announced,
        _said("maintenance.rescheduled", "m2", "04-12T10:00", ONE, "maintenance/m", later),
        amending("entry.restated", "m1-r", "2026-04-12T09:00:00+02:00", announced, changes={"channel": "portal"}),
        wrong,
        amending("entry.retracted", "x-r", "2026-04-11T11:00:00+02:00", wrong),
        _said("outage.started", "o1", "04-21T12:05", ONE, "outage/o", {"impact": "partial"}, actor="probe-3"),
        _said("outage.impact_changed", "o2", "04-21T12:10", ONE, "outage/o", {"impact": "total"}),
        _said("outage.ended", "o3", "04-21T13:10", ONE, "outage/o", {}),
        _said(
            "outage.attributed",
            "o4",
            "04-22T09:00",
            C1,
            "outage/o",
            {"cause": "planned_maintenance", "maintenance": "m", "evidence": '=fiche <m> & "suite"\x07'},
        ),
    ]


def _support() -> list[dict[str, Any]]:
    return [
        _said("ticket.registered", "t1", "04-21T12:20", C1, "ticket/1", {"channel": "phone"}),
        _said("ticket.registered", "t2", "04-21T12:30", C1, "ticket/2", {"channel": "portal"}),
        _said("ticket.taken_over", "t3", "04-21T12:40", C1, "ticket/1", {"technician": "T4"}),
        _said("ticket.merged", "t4", "04-21T12:50", C1, "ticket/2", {"into": "ticket/1"}),
        _said("ticket.qualified", "t5", "04-21T13:00", C1, "ticket/1", {"severity": "major"}),
    ]


def _backups() -> list[dict[str, Any]]:
    done = {"kinds": ["nightly"], "size_bytes": 7, "started": "2026-04-21T23:00:00+02:00"}
    return [
        _said("backup.completed", "b1", "04-22T01:00", ONE, "backup/b", done),
        _said("backup.listed", "b2", "04-22T08:00", ONE, "backup-listing/l", {"present": ["b", "backup/old", "b"]}),
        _said("restore.requested", "b3", "04-22T10:00", C1, "restore/r", {"backup": "backup/b"}),
    ]


def story() -> list[dict[str, Any]]:
    """The events in the order in which they are recorded, a minute apart."""
    return [*_contract(), *_operation(), *_support(), *_backups()]
