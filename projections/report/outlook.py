"""The page of ops: what is about to be missed, for one contract in full or for several in a row each."""

from collections.abc import Sequence

from projections.articles.article_05_access import MaintenanceLine
from projections.articles.article_07_backups import MonthLine, NightLine
from projections.calendar.span import Duration
from projections.edition.wording import N_, Text, say
from projections.inquiry.outlook import Budget, Lapse, OpenTicket, Outlook
from projections.report.access import OUTCOME_TONES
from projections.report.backups import TONES as BACKUP_TONES
from projections.report.backups import word as backup_word
from projections.report.block import Cell, Column, Heading, Page, Pairs, Paragraph, Row, Table, Tone
from projections.report.codes import coded
from projections.report.qualification import STATUS_TONES
from projections.report.qualification import WORDS as QUALIFIED
from projections.report.subscription import WORDS as SERVICE
from projections.report.support import word as support_word

OWED = {
    "takeover": N_("takeover"),
    "action_plan": N_("plan of corrective action"),
    "fix_or_workaround": N_("fix or workaround"),
}
"""What may still be owed for a ticket."""


def page(outlook: Outlook, timezone: str | None = None) -> Page:
    """One contract in full, its times in the zone given: the contract's own, unless it stands among others."""
    title = say(N_("Outlook: contract {contract} ({client})"), contract=outlook.contract, client=outlook.client)
    when = say(
        N_("At {now}; times are those of {timezone}. Service: {service}."),
        now=outlook.now,
        timezone=timezone or outlook.timezone,
        service=Text(SERVICE[outlook.service]),
    )
    return (
        Heading(title),
        Paragraph(when, "plain" if outlook.service == "in_service" else "doubtful"),
        *_budget(outlook.budget),
        *_running(outlook),
        *_tickets(outlook.tickets),
        *_backups(outlook),
        *_to_delete(outlook),
        *_windows(outlook),
        *_qualification(outlook.qualification),
    )


def _budget(budget: Budget | None) -> Page:
    if budget is None:
        return ()
    heading = Heading(say(N_("Downtime this month, article 6")), 2)
    if budget.left_seconds is None:
        unknown = say(N_("Undetermined: `livret availability` says why."))
        return heading, Paragraph(unknown, "doubtful")
    rows: tuple[tuple[Text, Cell], ...] = (
        (say(N_("Month")), budget.period),
        (say(N_("Downtime allowed")), budget.allowed_seconds),
        (say(N_("Used")), budget.used_seconds),
        (say(N_("Left")), budget.left_seconds),
    )
    if budget.left_seconds < 0:
        return heading, Paragraph(say(N_("Overdrawn: the month is missed as things stand.")), "bad"), Pairs(rows)
    return heading, Pairs(rows)


def _running(outlook: Outlook) -> Page:
    return tuple(
        Paragraph(
            say(
                N_("Going on: {outage} ({component}), since {since}."),
                outage=each.outage,
                component=each.component,
                since=each.since,
            ),
            "bad",
        )
        for each in outlook.outages
    )


# Tickets


def _tickets(tickets: Sequence[OpenTicket]) -> Page:
    heading = Heading(say(N_("Open tickets, by deadline, articles 13 and 14")), 2)
    if not tickets:
        return heading, Paragraph(say(N_("Nothing is owed for any ticket.")))
    columns = (
        Column("ticket", say(N_("Ticket"))),
        Column("owed", say(N_("Owed"))),
        Column("severity", say(N_("Severity"))),
        Column("left_working_seconds", say(N_("Working time left")), right=True),
        Column("deadline", say(N_("Deadline"))),
        Column("late", say(N_("Late"))),
    )
    return heading, Table("tickets", columns, tuple(map(_ticket_row, tickets)))


def _ticket_row(ticket: OpenTicket) -> Row:
    cells: tuple[Cell, ...] = (
        ticket.ticket,
        Text(OWED[ticket.owed]),
        support_word(ticket.severity),
        ticket.left_working_seconds,
        say(N_("no clock runs yet")) if ticket.deadline is None else ticket.deadline,
        say(N_("late")) if ticket.late else None,
    )
    tone: Tone = "bad" if ticket.late else "plain" if ticket.deadline is not None else "quiet"
    return Row(cells, tone)


# Backups


def _backups(outlook: Outlook) -> Page:
    columns = (
        Column("night", say(N_("Night or month"))),
        Column("outcome", say(N_("Outcome"))),
        Column("backup", say(N_("Backup"))),
        Column("completed_at", say(N_("Completed"))),
        Column("because", say(N_("Because"))),
    )
    served: list[tuple[Text, NightLine | MonthLine]] = [
        *((say(N_("night to the morning of {day}"), day=line.night), line) for line in outlook.nights),
        *((say(N_("month {month}"), month=line.month), line) for line in outlook.months),
    ]
    if not served:
        return ()
    rows = tuple(
        Row(
            (label, backup_word(line.outcome), line.backup, line.completed_at, line.because), BACKUP_TONES[line.outcome]
        )
        for label, line in served
    )
    return Heading(say(N_("Last night's backups, article 7")), 2), Table("nights", columns, rows)


def _to_delete(outlook: Outlook) -> Page:
    heading = Heading(say(N_("Backups due for deletion, article 7")), 2)
    if not outlook.to_delete:
        return heading, Paragraph(say(N_("No backup is kept beyond its term.")))
    columns = (
        Column("backup", say(N_("Backup"))),
        Column("kind", say(N_("Cycle"))),
        Column("keep_until", say(N_("Kept until (exclusive)"))),
        Column("location", say(N_("Location"))),
    )
    rows = tuple(
        Row((line.backup, backup_word(line.kind), line.keep_until, line.location)) for line in outlook.to_delete
    )
    return heading, Table("to_delete", columns, rows)


# Windows and maintenances


def _windows(outlook: Outlook) -> Page:
    if outlook.service != "in_service" and not outlook.windows:
        return ()
    columns = (
        Column("window", say(N_("Window"))),
        Column("from", say(N_("From"))),
        Column("until", say(N_("Until (exclusive)"))),
        Column("because", say(N_("Because"))),
    )
    rows = tuple(Row((coded("window", each.kind), each.from_, each.until, each.because)) for each in outlook.windows)
    earliest = say(
        N_("A maintenance announced now may start at {earliest} at the earliest."),
        earliest=outlook.earliest_maintenance,
    )
    return (
        Heading(say(N_("Next windows, article 5")), 2),
        *((Paragraph(earliest),) if outlook.earliest_maintenance is not None else ()),
        *_missing(outlook.missing_calendars),
        Table("windows", columns, rows),
        *_maintenances(outlook.maintenances),
    )


def _missing(calendars: tuple[str, ...]) -> Page:
    template = N_("No public holidays adopted for {calendar}: run `livret holidays adopt {calendar}`.")
    return tuple(Paragraph(say(template, calendar=calendar), "doubtful") for calendar in calendars)


def _maintenances(lines: Sequence[MaintenanceLine]) -> Page:
    if not lines:
        return ()
    columns = (
        Column("maintenance", say(N_("Maintenance"))),
        Column("starts", say(N_("Starts"))),
        Column("ends", say(N_("Ends"))),
        Column("lead_seconds", say(N_("Notice")), right=True),
        Column("outcome", say(N_("Outcome"))),
    )
    rows = tuple(
        Row(
            (
                line.maintenance,
                line.versions[-1].starts,
                line.versions[-1].ends,
                line.versions[-1].lead_seconds,
                coded("maintenance_outcome", line.outcome),
            ),
            OUTCOME_TONES[line.outcome],
        )
        for line in lines
    )
    return (Table("maintenances", columns, rows, say(N_("Planned maintenance ahead, or under way:"))),)


# Qualification


def _qualification(lapse: Lapse | None) -> Page:
    if lapse is None:
        return ()
    status = Text(QUALIFIED[lapse.status])
    where = {"environment": lapse.environment, "status": status}
    tone: Tone = STATUS_TONES[lapse.status]
    said = say(N_("{environment}: {status}."), **where)
    if lapse.lapses_at is not None:
        said = say(N_("{environment}: {status}; it lapses at {at}."), at=lapse.lapses_at, **where)
        tone = "doubtful"
    return Heading(say(N_("Qualification, article 9")), 2), Paragraph(said, tone)


# Several contracts


def overview(outlooks: Sequence[Outlook]) -> Page:
    """A row for each contract, and the calendars that they lack."""
    columns = (
        Column("contract", say(N_("Contract"))),
        Column("client", say(N_("Client"))),
        Column("left_seconds", say(N_("Downtime left")), right=True),
        Column("outages", say(N_("Going on")), right=True),
        Column("tickets", say(N_("Tickets owed")), right=True),
        Column("late", say(N_("Of them late")), right=True),
        Column("deadline", say(N_("Next deadline"))),
        Column("night", say(N_("Last night"))),
        Column("to_delete", say(N_("To delete")), right=True),
        Column("qualification", say(N_("Qualification"))),
        Column("lapses_at", say(N_("Lapses"))),
    )
    lacking = sorted({calendar for each in outlooks for calendar in each.missing_calendars})
    return (*_missing(tuple(lacking)), Table("contracts", columns, tuple(map(_overview_row, outlooks))))


def _overview_row(outlook: Outlook) -> Row:
    left: Duration | None = None if outlook.budget is None else outlook.budget.left_seconds
    late = sum(each.late for each in outlook.tickets)
    ahead = [each.deadline for each in outlook.tickets if each.deadline is not None and not each.late]
    night = outlook.nights[0].outcome if outlook.nights else None
    stands = outlook.qualification
    cells: tuple[Cell, ...] = (
        outlook.contract,
        outlook.client,
        left,
        len(outlook.outages),
        len(outlook.tickets),
        late,
        min(ahead, default=None),
        None if night is None else backup_word(night),
        len(outlook.to_delete),
        None if stands is None else Text(QUALIFIED[stands.status]),
        None if stands is None else stands.lapses_at,
    )
    bad = (left is not None and left < 0) or outlook.outages or night == "missed"
    return Row(cells, "bad" if bad else "doubtful" if late or (stands and stands.lapses_at) else "plain")
