"""One valid event of every type: its scope, its subject and its data. The one home of such examples."""

from typing import Any, NamedTuple


class Example(NamedTuple):
    scope: str
    subject: str
    data: dict[str, Any]


CONTRACT, ENVIRONMENT, PROVIDER = "contract/carrus-1", "environment/prod-1", "provider"
ENTRY = {"source": "/monitoring/probe", "id": "2026-0042-start"}
DIGEST = "0123456789abcdef" * 4


def in_contract(subject: str, **data: Any) -> Example:
    return Example(CONTRACT, subject, data)


def in_environment(subject: str, **data: Any) -> Example:
    return Example(ENVIRONMENT, subject, data)


def in_provider(subject: str, **data: Any) -> Example:
    return Example(PROVIDER, subject, data)


SIGNED = {
    "client": "Ville de Saint-Denis",
    "territory": "RE",
    "environment": "prod-1",
    "edition": "carrus-2026-03",
    "service_starts_on": "2026-01-01",
}
DISPUTED = {"article": "6", "period": "2026-03"}
STARTS, ENDS = "2026-03-10T09:00:00+01:00", "2026-03-10T11:00:00+01:00"
WEEK = {"mon": [["09:00", "12:30"], ["14:00", "18:00"]], "sat": [["09:00", "12:00"]]}
DAYS = {"2026-05-01": {"name": "Fête du Travail", "kind": "national"}}

EXAMPLES: dict[str, Example] = {
    "environment.declared": in_environment(ENVIRONMENT, kind="production"),
    "contract.signed": in_contract(CONTRACT, **SIGNED, options=["pra_pca"], modules=["RH"], named_users=12, agents=400),
    "contract.amended": in_contract(CONTRACT, effective_on="2026-07-01", named_users=15),
    "contract.ended": in_contract(CONTRACT, effective_on="2028-12-31"),
    "reading.agreed": in_contract(
        "reading/nightly_retention", option="hours_720", effective_on="2026-04-01", because="amendment 2"
    ),
    "support_hours.published": in_provider(
        "support-hours", effective_on="2026-01-01", week=WEEK, closed_on=["2026-12-24"]
    ),
    "public_holidays.adopted": in_provider("public-holidays/FR-57/2026", days=DAYS, origin="holidays 0.109"),
    "key.issued": in_provider(
        "key/c74f20a3",
        key="PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        replaces="01234567",
    ),
    "key.revoked": in_provider("key/c74f20a3", because="the laptop was stolen"),
    "ledger.restored": in_provider("ledger", position=12, seen=15, epochs=3, because="the disk failed"),
    "support.suspended": in_contract("support", because="users were not trained"),
    "support.resumed": in_contract("support", because="users were trained"),
    "outage.started": in_environment(
        "outage/2026-0042", component="portal", impact="essential", last_seen_up=STARTS, description="HTTP 503"
    ),
    "outage.impact_changed": in_environment("outage/2026-0042", impact="degraded"),
    "outage.ended": in_environment("outage/2026-0042", last_seen_down=ENDS),
    "outage.attributed": in_environment(
        "outage/2026-0042",
        **{"cause": "planned_maintenance", "from": STARTS, "until": ENDS},
        maintenance="maintenance/M1",
        evidence="change record 77",
    ),
    "monitoring.interrupted": in_environment("monitoring/probe-3", because="network"),
    "monitoring.resumed": in_environment("monitoring/probe-3"),
    "maintenance.planned": in_environment("maintenance/M1", starts=STARTS, ends=ENDS),
    "maintenance.announced": in_environment(
        "maintenance/M1", starts=STARTS, ends=ENDS, channel="portal", received_at=STARTS
    ),
    "maintenance.rescheduled": in_environment("maintenance/M1", starts=STARTS, channel="mail"),
    "maintenance.cancelled": in_environment("maintenance/M1", because="no longer needed"),
    "maintenance.started": in_environment("maintenance/M1"),
    "maintenance.ended": in_environment("maintenance/M1"),
    "emergency_maintenance.declared": in_environment(
        "maintenance/M2", starts=STARTS, expected_end=ENDS, reason="a vulnerability under attack"
    ),
    "emergency_maintenance.ended": in_environment("maintenance/M2"),
    "ticket.submitted": in_contract(
        "ticket/17", channel="portal", summary="payroll fails", claimed_severity="blocking", reporter="agent-12"
    ),
    "ticket.registered": in_contract("ticket/17", channel="phone", summary="payroll fails"),
    "ticket.acknowledged": in_contract("ticket/17", automatic=True),
    "ticket.answered": in_contract("ticket/17", immediate=False, technician="T4"),
    "ticket.taken_over": in_contract("ticket/17", technician="T4"),
    "ticket.waiting_for_client": in_contract("ticket/17"),
    "ticket.client_replied": in_contract("ticket/17"),
    "ticket.qualified": in_contract("ticket/17", severity="major"),
    "ticket.severity_contested": in_contract("ticket/17", severity="blocking", because="nothing can be paid"),
    "ticket.reproduced": in_contract("ticket/17"),
    "ticket.not_reproduced": in_contract("ticket/17"),
    "ticket.requalified": in_contract("ticket/17", severity="not_an_anomaly", because="it is a setting"),
    "ticket.action_plan_delivered": in_contract("ticket/17", reference="plan 17"),
    "ticket.workaround_delivered": in_contract("ticket/17", reference="note 8"),
    "ticket.fix_delivered": in_contract("ticket/17"),
    "ticket.remedy_rejected": in_contract("ticket/17", because="payroll still fails"),
    "ticket.prerequisite_missing": in_contract("ticket/17", which="remote_access", evidence="mail of 10 March"),
    "ticket.closed": in_contract("ticket/17"),
    "ticket.reopened": in_contract("ticket/17"),
    "ticket.withdrawn": in_contract("ticket/17"),
    "ticket.merged": in_contract("ticket/17", into="ticket/16"),
    "backup.completed": in_environment(
        "backup/b1", kinds=["nightly", "monthly"], started=STARTS, size_bytes=0, digest="sha256:00", location="site-2"
    ),
    "backup.failed": in_environment("backup/b2", kinds=["nightly"], started=STARTS, error="disk full"),
    "backup.verified": in_environment("backup/b1"),
    "backup.deleted": in_environment("backup/b1", because="end of its term"),
    "backup.listed": in_environment("backup-listing/L1", present=["b1", "backup/b3"], location="site-2", tool="restic"),
    "restore.requested": in_contract("restore/r1", backup="b1"),
    "restore.completed": in_contract("restore/r1"),
    "restore.failed": in_contract("restore/r1"),
    "disaster.declared": in_environment("disaster/d1"),
    "disaster.recovered": in_environment("disaster/d1", backup="backup/b1"),
    "update.announced": in_provider(
        "update/7.2", kind="version", version="7.2", planned_on="2026-06-01", channel="other", services_required=True
    ),
    "update.installed": in_provider("update/7.2", kind="version", version="7.2"),
    "custom_report.declared": in_contract("custom-report/balance"),
    "custom_report.approved": in_contract("custom-report/balance", update="update/7.2"),
    "account.instructed": in_contract("account/a1", action="create", kind="administrator"),
    "account.created": in_contract("account/a1", by="provider"),
    "account.deleted": in_contract("account/a1", by="client"),
    "account.disabled": in_contract("account/a1", by="client"),
    "account.first_signed_in": in_contract("account/a1"),
    "account.initial_password_changed": in_contract("account/a1"),
    "qualification.granted": in_environment("qualification/secnumcloud", valid_until="2028-12-31"),
    "qualification.suspended": in_environment("qualification/secnumcloud"),
    "qualification.withdrawn": in_environment("qualification/secnumcloud"),
    "movements.purged": in_contract("movements/2021", by="client"),
    "document.attached": in_environment("outage/2026-0042", name="log.txt", sha256=DIGEST, about="the cause"),
    "figure.reported": in_contract(
        "figure/6/2026-04",
        figure={"percent": "99.9389", "numerator_seconds": 982200},
        verdict="met",
        position=214,
        to="DSI",
    ),
    "dispute.opened": in_contract("dispute/D1", **DISPUTED, because="we count more"),
    "dispute.claimed": in_contract(
        "dispute/D1", **DISPUTED, party="client", figure="99.8401", readings={"notice_from": "received"}
    ),
    "dispute.settled": in_contract("dispute/D1", **DISPUTED, outcome="the provider's figure stands"),
    "personal_data.erased": in_contract("erasure/1", counts={"actor": 12, "data.summary": 1}, marks=["5e" * 32]),
    "personal_data.lost": in_provider("vault", because="the disk failed"),
    "entry.restated": in_environment(
        "outage/2026-0042", entry=ENTRY, changes={"time": STARTS, "impact": "partial"}, because="typing error"
    ),
    "entry.retracted": in_environment("outage/2026-0042", entry=ENTRY, because="it was a test"),
    "entry.contested": in_environment("outage/2026-0042", entry=ENTRY),
    "entry.admitted": in_environment("outage/2026-0042", entry=ENTRY, because="the log shows it"),
}
"""In the order of the table of the interface."""
