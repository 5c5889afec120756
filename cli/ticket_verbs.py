"""The verbs that record what becomes of a ticket."""

from collections.abc import Mapping

from cli.verb import Verb
from projections.edition.wording import N_

_REGISTERED, _SETTLED = ("ticket.registered",), ("ticket.closed", "ticket.withdrawn", "ticket.merged")

TICKET: Mapping[str, Verb] = {
    "submit": Verb(
        "ticket.submitted",
        N_("Record that the client handed in a ticket."),
        ("livret ticket submit 4711 --for C1 --channel portal --claimed-severity blocking",),
    ),
    "register": Verb(
        "ticket.registered",
        N_("Record that a ticket was entered; says then by when it is to be taken over."),
        ("livret ticket register 4711 --for C1 --at 09:12 --channel phone",),
        ("ticket.submitted",),
        _REGISTERED,
    ),
    "acknowledge": Verb(
        "ticket.acknowledged",
        N_("Record that the client was told that the ticket came in."),
        ("livret ticket acknowledge 4711 --automatic",),
        _REGISTERED,
        _SETTLED,
    ),
    "answer": Verb(
        "ticket.answered",
        N_("Record that the client got an answer."),
        ("livret ticket answer 4711 --immediate",),
        _REGISTERED,
        _SETTLED,
    ),
    "take-over": Verb(
        "ticket.taken_over",
        N_("Record that a technician took the ticket over."),
        ("livret ticket take-over 4711 --technician T-12",),
        _REGISTERED,
        _SETTLED,
    ),
    "wait": Verb(
        "ticket.waiting_for_client",
        N_("Record that the provider waits for something from the client."),
        ("livret ticket wait 4711",),
        _REGISTERED,
        _SETTLED,
    ),
    "reply": Verb(
        "ticket.client_replied",
        N_("Record that the client gave what the provider waited for."),
        ("livret ticket reply 4711 --at 'yesterday 17:40'",),
        ("ticket.waiting_for_client",),
        ("ticket.client_replied", *_SETTLED),
    ),
    "qualify": Verb(
        "ticket.qualified",
        N_("Record how severe the anomaly is; says then what is owed, and by when."),
        ("livret ticket qualify 4711 --severity major",),
        _REGISTERED,
        _SETTLED,
    ),
    "contest": Verb(
        "ticket.severity_contested",
        N_("Record that the client holds the anomaly to be of another severity."),
        ("livret ticket contest 4711 --severity blocking --because 'payroll cannot be run'",),
        _REGISTERED,
        _SETTLED,
    ),
    "reproduce": Verb(
        "ticket.reproduced",
        N_("Record that the provider reproduced the anomaly; says then what is owed, and by when."),
        ("livret ticket reproduce 4711",),
        _REGISTERED,
        _SETTLED,
    ),
    "not-reproduce": Verb(
        "ticket.not_reproduced",
        N_("Record that the provider tried to reproduce the anomaly and could not."),
        ("livret ticket not-reproduce 4711",),
        _REGISTERED,
        _SETTLED,
    ),
    "requalify": Verb(
        "ticket.requalified",
        N_("Record that the anomaly is of another severity from now on; says then what is owed, and by when."),
        ("livret ticket requalify 4711 --severity minor --because 'a way round was found'",),
        _REGISTERED,
        _SETTLED,
    ),
    "plan": Verb(
        "ticket.action_plan_delivered",
        N_("Record that the client got a plan of corrective action."),
        ("livret ticket plan 4711 --reference 'mail of 2026-03-12'",),
        _REGISTERED,
        _SETTLED,
    ),
    "workaround": Verb(
        "ticket.workaround_delivered",
        N_("Record that the client got a workaround."),
        ("livret ticket workaround 4711",),
        _REGISTERED,
        _SETTLED,
    ),
    "fix": Verb(
        "ticket.fix_delivered",
        N_("Record that the client got a fix."),
        ("livret ticket fix 4711 --reference 8.4.2",),
        _REGISTERED,
        _SETTLED,
    ),
    "reject": Verb(
        "ticket.remedy_rejected",
        N_("Record that the client does not accept the remedy."),
        ("livret ticket reject 4711 --because 'the export still fails'",),
        _REGISTERED,
        _SETTLED,
    ),
    "prerequisite": Verb(
        "ticket.prerequisite_missing",
        N_("Record that the client lacks something that support needs."),
        ("livret ticket prerequisite 4711 --which remote_access --evidence 'mail of 2026-03-12'",),
        _REGISTERED,
        _SETTLED,
    ),
    "close": Verb(
        "ticket.closed",
        N_("Record that work on the ticket is over."),
        ("livret ticket close 4711",),
        _REGISTERED,
        _SETTLED,
    ),
    "reopen": Verb(
        "ticket.reopened",
        N_("Record that work on a closed ticket goes on."),
        ("livret ticket reopen 4711",),
        ("ticket.closed",),
        ("ticket.reopened",),
    ),
    "withdraw": Verb(
        "ticket.withdrawn",
        N_("Record that the client withdrew the ticket."),
        ("livret ticket withdraw 4711",),
        _REGISTERED,
        _SETTLED,
    ),
    "merge": Verb(
        "ticket.merged",
        N_("Record that the ticket goes on in another about the same thing."),
        ("livret ticket merge 4711 --into 4702",),
        _REGISTERED,
        _SETTLED,
    ),
}
