"""Every type of event by its stored name: an allow-list, as plain data, so that a family is imported on demand."""

import importlib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from ledger.events.unfit import Unfit

if TYPE_CHECKING:
    import builtins

    from ledger.events.event import Event

AMENDMENT_FAMILY = "entry"

_CATALOGUE: dict[str, tuple[str, str]] = {
    "environment.declared": ("environment", "EnvironmentDeclared"),
    "qualification.granted": ("environment", "QualificationGranted"),
    "qualification.suspended": ("environment", "QualificationSuspended"),
    "qualification.withdrawn": ("environment", "QualificationWithdrawn"),
    "contract.signed": ("contract", "ContractSigned"),
    "contract.amended": ("contract", "ContractAmended"),
    "contract.ended": ("contract", "ContractEnded"),
    "reading.agreed": ("contract", "ReadingAgreed"),
    "movements.purged": ("contract", "MovementsPurged"),
    "support_hours.published": ("provider", "SupportHoursPublished"),
    "public_holidays.adopted": ("provider", "PublicHolidaysAdopted"),
    "key.issued": ("keeping", "KeyIssued"),
    "key.revoked": ("keeping", "KeyRevoked"),
    "ledger.restored": ("keeping", "LedgerRestored"),
    "support.suspended": ("support", "SupportSuspended"),
    "support.resumed": ("support", "SupportResumed"),
    "outage.started": ("outage", "OutageStarted"),
    "outage.impact_changed": ("outage", "OutageImpactChanged"),
    "outage.ended": ("outage", "OutageEnded"),
    "outage.attributed": ("outage", "OutageAttributed"),
    "monitoring.interrupted": ("outage", "MonitoringInterrupted"),
    "monitoring.resumed": ("outage", "MonitoringResumed"),
    "maintenance.planned": ("maintenance", "MaintenancePlanned"),
    "maintenance.announced": ("maintenance", "MaintenanceAnnounced"),
    "maintenance.rescheduled": ("maintenance", "MaintenanceRescheduled"),
    "maintenance.cancelled": ("maintenance", "MaintenanceCancelled"),
    "maintenance.started": ("maintenance", "MaintenanceStarted"),
    "maintenance.ended": ("maintenance", "MaintenanceEnded"),
    "emergency_maintenance.declared": ("maintenance", "EmergencyMaintenanceDeclared"),
    "emergency_maintenance.ended": ("maintenance", "EmergencyMaintenanceEnded"),
    "ticket.submitted": ("ticket", "TicketSubmitted"),
    "ticket.registered": ("ticket", "TicketRegistered"),
    "ticket.acknowledged": ("ticket", "TicketAcknowledged"),
    "ticket.answered": ("ticket", "TicketAnswered"),
    "ticket.taken_over": ("ticket", "TicketTakenOver"),
    "ticket.waiting_for_client": ("ticket", "TicketWaitingForClient"),
    "ticket.client_replied": ("ticket", "TicketClientReplied"),
    "ticket.qualified": ("ticket", "TicketQualified"),
    "ticket.severity_contested": ("ticket", "TicketSeverityContested"),
    "ticket.reproduced": ("ticket", "TicketReproduced"),
    "ticket.not_reproduced": ("ticket", "TicketNotReproduced"),
    "ticket.requalified": ("ticket", "TicketRequalified"),
    "ticket.action_plan_delivered": ("ticket", "TicketActionPlanDelivered"),
    "ticket.workaround_delivered": ("ticket", "TicketWorkaroundDelivered"),
    "ticket.fix_delivered": ("ticket", "TicketFixDelivered"),
    "ticket.remedy_rejected": ("ticket", "TicketRemedyRejected"),
    "ticket.prerequisite_missing": ("ticket", "TicketPrerequisiteMissing"),
    "ticket.closed": ("ticket", "TicketClosed"),
    "ticket.reopened": ("ticket", "TicketReopened"),
    "ticket.withdrawn": ("ticket", "TicketWithdrawn"),
    "ticket.merged": ("ticket", "TicketMerged"),
    "backup.completed": ("backup", "BackupCompleted"),
    "backup.failed": ("backup", "BackupFailed"),
    "backup.verified": ("backup", "BackupVerified"),
    "backup.deleted": ("backup", "BackupDeleted"),
    "backup.listed": ("backup", "BackupListed"),
    "restore.requested": ("backup", "RestoreRequested"),
    "restore.completed": ("backup", "RestoreCompleted"),
    "restore.failed": ("backup", "RestoreFailed"),
    "disaster.declared": ("backup", "DisasterDeclared"),
    "disaster.recovered": ("backup", "DisasterRecovered"),
    "update.announced": ("update", "UpdateAnnounced"),
    "update.installed": ("update", "UpdateInstalled"),
    "custom_report.declared": ("update", "CustomReportDeclared"),
    "custom_report.approved": ("update", "CustomReportApproved"),
    "account.instructed": ("account", "AccountInstructed"),
    "account.created": ("account", "AccountCreated"),
    "account.deleted": ("account", "AccountDeleted"),
    "account.disabled": ("account", "AccountDisabled"),
    "account.first_signed_in": ("account", "AccountFirstSignedIn"),
    "account.initial_password_changed": ("account", "AccountInitialPasswordChanged"),
    "document.attached": ("dispute", "DocumentAttached"),
    "figure.reported": ("dispute", "FigureReported"),
    "dispute.opened": ("dispute", "DisputeOpened"),
    "dispute.claimed": ("dispute", "DisputeClaimed"),
    "dispute.settled": ("dispute", "DisputeSettled"),
    "personal_data.erased": ("personal_data", "PersonalDataErased"),
    "personal_data.lost": ("personal_data", "PersonalDataLost"),
    "entry.restated": ("amendment", "EntryRestated"),
    "entry.retracted": ("amendment", "EntryRetracted"),
    "entry.contested": ("amendment", "EntryContested"),
    "entry.admitted": ("amendment", "EntryAdmitted"),
}


class UnknownType(Unfit):
    """No event has that stored name, or that version of it."""


@cache
def event_class(type: str, version: int = 1) -> "builtins.type[Event]":
    """The model of that type and version of data. Raises UnknownType, in one line that names the nearest type."""
    try:
        module, name = _CATALOGUE[type]
    except KeyError:
        raise _unknown(type) from None
    found: builtins.type[Event] = getattr(importlib.import_module(f"ledger.events.{module}"), name)
    if version != found.VERSION:
        raise UnknownType(
            "`{type}` has no version {asked}: this program knows version {known}",
            type=type,
            asked=version,
            known=found.VERSION,
        )
    return found


def types() -> tuple[str, ...]:
    """Every type, family by family."""
    return tuple(_CATALOGUE)


def topics() -> Mapping[str, tuple[str, str]]:
    """Every stored name with the module and the class it stands for: the only names that may be resolved."""
    return MappingProxyType(_CATALOGUE)


def families() -> tuple[str, ...]:
    """Every family, in the order of `types`."""
    return tuple(dict.fromkeys(map(family, _CATALOGUE)))


@cache
def family(type: str, amended: str | None = None) -> str:
    """The first word of the type; an `entry.*` belongs to the family of `amended`, the type it amends in the end."""
    first = type.partition(".")[0]
    return family(amended) if first == AMENDMENT_FAMILY and amended is not None else first


def _unknown(type: str) -> UnknownType:
    from difflib import get_close_matches

    near = get_close_matches(type, _CATALOGUE, n=1)
    if near:
        return UnknownType("no event has the type `{type}`: did you mean `{near}`?", type=type, near=near[0])
    return UnknownType("no event has the type `{type}`: `livret schema` lists them", type=type)
