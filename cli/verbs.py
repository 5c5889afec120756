"""The verbs that record what happened, subject by subject: a table of words, types and sentences."""

from collections.abc import Mapping

from cli.ticket_verbs import TICKET
from cli.verb import Verb, Verbs, VerbsBesideQuestion
from projections.edition.wording import N_

_STARTED, _ENDED = ("outage.started",), ("outage.ended",)
_TOLD = ("maintenance.planned", "maintenance.announced")
_DONE = ("maintenance.cancelled", "maintenance.ended")
_KEPT, _GONE = ("backup.completed",), ("backup.deleted",)
_DECLARED = ("emergency_maintenance.declared",)

OUTAGE: Mapping[str, Verb] = {
    "start": Verb(
        "outage.started",
        N_("Record that something stopped working."),
        (
            "livret outage start --on prod-1",
            "livret outage start 2026-0042 --on prod-1 --at 09:12 --impact essential --last-seen-up 09:11",
        ),
    ),
    "impact": Verb(
        "outage.impact_changed",
        N_("Record that an outage stops more or less than before."),
        ("livret outage impact 2026-0042 --impact partial --at 09:30",),
        _STARTED,
        _ENDED,
        implied=True,
    ),
    "end": Verb(
        "outage.ended",
        N_("Record that what had stopped works again."),
        ("livret outage end", "livret outage end 2026-0042 --at 'yesterday 18:00'"),
        _STARTED,
        _ENDED,
        implied=True,
    ),
    "cause": Verb(
        "outage.attributed",
        N_("Record what caused an outage, or a part of it."),
        (
            "livret outage cause 2026-0042 --cause provider --evidence 'incident report 17'",
            "livret outage cause 2026-0042 --for C1 --cause client_equipment --evidence 'log of the firewall'",
        ),
        _STARTED,
        _ENDED,
        implied=True,
    ),
}

MAINTENANCE: Mapping[str, Verb] = {
    "plan": Verb(
        "maintenance.planned",
        N_("Record that a maintenance was planned, and nobody told yet."),
        ("livret maintenance plan --on prod-1 --starts 2026-12-10T12:00 --ends 2026-12-10T13:00",),
    ),
    "announce": Verb(
        "maintenance.announced",
        N_("Record that clients were told of a maintenance; says before whether the notice is long enough."),
        (
            "livret maintenance announce --on prod-1 --starts 2026-12-10T12:00 --ends 2026-12-10T13:00",
            "livret maintenance announce M-7 --on prod-1 --starts '14:00 tomorrow' --ends '15:00 tomorrow' --dry-run",
        ),
    ),
    "reschedule": Verb(
        "maintenance.rescheduled",
        N_("Record that clients were told of another time; says before whether the notice is long enough."),
        ("livret maintenance reschedule M-7 --starts 2026-12-11T12:00 --ends 2026-12-11T13:00",),
        _TOLD,
        _DONE,
        implied=True,
    ),
    "cancel": Verb(
        "maintenance.cancelled",
        N_("Record that a maintenance will not take place."),
        ("livret maintenance cancel M-7 --because 'no longer needed'",),
        _TOLD,
        _DONE,
        implied=True,
    ),
    "start": Verb(
        "maintenance.started",
        N_("Record that work on a maintenance began."),
        ("livret maintenance start M-7",),
        _TOLD,
        (*_DONE, "maintenance.started"),
        implied=True,
    ),
    "end": Verb(
        "maintenance.ended",
        N_("Record that work on a maintenance is over."),
        ("livret maintenance end", "livret maintenance end M-7 --at 12:55"),
        ("maintenance.started",),
        _DONE,
        implied=True,
    ),
}

EMERGENCY: Mapping[str, Verb] = {
    "declare": Verb(
        "emergency_maintenance.declared",
        N_("Record that the service is stopped for urgent work; says before whether it is declared in time."),
        ("livret emergency declare --on prod-1 --starts 09:30 --expected-end 11:00 --reason 'CVE-2026-1234'",),
    ),
    "end": Verb(
        "emergency_maintenance.ended",
        N_("Record that urgent work is over."),
        ("livret emergency end", "livret emergency end E-3 --at 10:40"),
        _DECLARED,
        ("emergency_maintenance.ended",),
        implied=True,
    ),
}

BACKUP: Mapping[str, Verb] = {
    "complete": Verb(
        "backup.completed",
        N_("Record that a backup was completed."),
        ("livret backup complete B-2026-03-10 --on prod-1 --kinds nightly --at 02:14 --started 01:00",),
    ),
    "fail": Verb(
        "backup.failed",
        N_("Record that a backup was tried and failed."),
        ("livret backup fail B-2026-03-11 --on prod-1 --kinds nightly --at 02:14 --error 'disk full'",),
    ),
    "verify": Verb(
        "backup.verified",
        N_("Record that a backup was checked and can be read back."),
        ("livret backup verify B-2026-03-10",),
        _KEPT,
        _GONE,
    ),
    "delete": Verb(
        "backup.deleted",
        N_("Record that a backup was deleted."),
        ("livret backup delete B-2026-03-10 --because 'its term is over'",),
        _KEPT,
        _GONE,
    ),
    "list": Verb(
        "backup.listed",
        N_("Record which backups were there when someone looked."),
        ("livret backup list --on prod-1 --present B-2026-03-10,B-2026-03-11 --location vault-2",),
    ),
}

outage = Verbs(
    "outage",
    OUTAGE,
    help=N_(
        """
        Record an outage by hand: its start, its end, its impact, its cause.

        Shows what it understood, and asks before it records; --yes skips the question, and a pipe needs it.
        """
    ),
    examples=("livret outage start --on prod-1 --at 09:12", "livret outage end"),
)
maintenance = VerbsBesideQuestion(
    "maintenance",
    MAINTENANCE,
    "cli.access:maintenance",
    help=N_("Article 5: what was announced, with what notice, what it covers."),
)
emergency = Verbs(
    "emergency",
    EMERGENCY,
    help=N_(
        """
        Record an emergency maintenance by hand: its declaration, its end.

        Shows what it understood, and asks before it records; --yes skips the question, and a pipe needs it.
        """
    ),
    examples=("livret emergency declare --on prod-1 --starts now --reason 'CVE-2026-1234'", "livret emergency end"),
)
ticket = Verbs(
    "ticket",
    TICKET,
    help=N_(
        """
        Record by hand what becomes of a ticket.

        Shows what it understood, and asks before it records; --yes skips the question, and a pipe needs it. Says then
        what is still owed for the ticket, and by when.
        """
    ),
    examples=("livret ticket register 4711 --for C1", "livret ticket take-over 4711 --at 11:05"),
)
backup = Verbs(
    "backup",
    BACKUP,
    help=N_(
        """
        Record by hand what becomes of a backup.

        Shows what it understood, and asks before it records; --yes skips the question, and a pipe needs it.
        """
    ),
    examples=("livret backup complete B-17 --on prod-1 --kinds nightly --at 02:14", "livret backup delete B-17"),
)
