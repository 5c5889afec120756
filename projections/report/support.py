"""Articles 13 and 14: the rate of takeovers and what is owed for anomalies, ticket by ticket."""

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction

from projections.articles.article_13_takeover import NeverRegistered, TakeoverFinding, TicketLine
from projections.articles.article_14_remedy import RemedyFinding, RemedyLine
from projections.edition.wording import N_, Text, say
from projections.report.block import Cell, Column, Heading, Page, Pairs, Paragraph, Row, Table, Tone
from projections.report.evidence import COLUMN, by_grade, in_words
from projections.report.flip import flips_under
from projections.report.standing import known, late, lost, positions, readings_taken

WORDS: Mapping[str, str] = {
    "met": N_("met"),
    "missed": N_("missed"),
    "pending": N_("pending"),
    "left_out": N_("left out"),
    "superseded": N_("superseded"),
    "nothing_owed": N_("nothing owed"),
    "undetermined": N_("undetermined"),
    "blocking": N_("blocking"),
    "major": N_("major"),
    "minor": N_("minor"),
    "not_an_anomaly": N_("no anomaly"),
    "action_plan": N_("plan of corrective action"),
    "fix_or_workaround": N_("fix or workaround"),
    "nothing": N_("nothing"),
    "fix": N_("fix"),
    "workaround": N_("workaround"),
}
"""The words for the codes of articles 13 and 14."""

TONES: Mapping[str, Tone] = {
    "met": "good",
    "missed": "bad",
    "pending": "doubtful",
    "left_out": "quiet",
    "superseded": "quiet",
    "nothing_owed": "quiet",
    "undetermined": "doubtful",
    "no_ticket": "plain",
}


def word(code: str | None) -> Text | None:
    """The word for a code of article 13 or 14."""
    return None if code is None else Text(WORDS[code])


# Article 13


def takeover_page(finding: TakeoverFinding) -> Page:
    """The rate of one measuring period and every ticket registered in it."""
    measured = finding.measuring_period
    title = say(
        N_("Takeover of tickets (article 13): contract {contract}, from {first} to {last}"),
        contract=finding.contract,
        first=measured.from_,
        last=measured.to,
    )
    return (
        Heading(title),
        Paragraph(_rate(finding), TONES[finding.verdict]),
        *flips_under(finding),
        *_provisional(finding.provisional),
        *known(finding, finding.timezone, finding.tzdata),
        _clock(finding.judged_in),
        *_tickets(finding),
        *_never_registered(finding.never_registered),
        *by_grade(finding.evidence),
        *_agreed(finding.tickets),
        *readings_taken(finding.readings, ("1", "13")),
        *late(finding.late_entries),
        *lost(finding.orphans),
    )


def _rate(finding: TakeoverFinding) -> Text:
    figure = finding.figure
    values = {
        "met": figure.numerator,
        "counted": figure.denominator,
        "rate": figure.percent,
        "promised": Fraction(finding.threshold),
    }
    match finding.verdict:
        case "met":
            return say(
                N_("Met: {met} of {counted} tickets were taken over in time, {rate}; at least {promised} is promised."),
                **values,
            )
        case "missed":
            return say(
                N_(
                    "Missed: {met} of {counted} tickets were taken over in time, {rate}; "
                    "at least {promised} is promised."
                ),
                **values,
            )
        case "no_ticket":
            return say(N_("No ticket counts, hence there is no rate."))
    return say(N_("Undetermined: {because}."), because=finding.because)


def _tickets(finding: TakeoverFinding) -> Page:
    heading = Heading(say(N_("Each ticket, article 13 ¶4")), 2)
    if not finding.tickets:
        return heading, Paragraph(say(N_("No ticket was registered in the period.")))
    columns = (
        Column("ticket", say(N_("Ticket"))),
        Column("registered_at", say(N_("Registered"))),
        Column("acknowledged_at", say(N_("Acknowledged"))),
        Column("deadline", say(N_("Deadline (inclusive)"))),
        Column("taken_over_at", say(N_("Taken over or answered at once"))),
        Column("working_seconds", say(N_("Working time")), right=True),
        Column("outcome", say(N_("Outcome"))),
        Column("because", say(N_("Because"))),
        Column("entries", say(N_("Entries"))),
        COLUMN,
    )
    silent = sum(line.acknowledged_at is None for line in finding.tickets)
    return (
        heading,
        _tally(line.outcome for line in finding.tickets),
        Paragraph(say(N_("Tickets that nobody acknowledged, for which no time is set, ¶3: {count}."), count=silent)),
        Table("tickets", columns, tuple(map(_ticket_row, finding.tickets))),
    )


def _ticket_row(line: TicketLine) -> Row:
    stops = [instant for instant in (line.taken_over_at, line.answered_at) if instant is not None]
    cells: tuple[Cell, ...] = (
        line.ticket,
        line.registered_at,
        line.acknowledged_at,
        line.deadline,
        min(stops, default=None),
        line.working_seconds,
        word(line.outcome),
        line.because,
        positions(line.entries),
        in_words(line.evidence),
    )
    return Row(cells, TONES[line.outcome])


def _never_registered(lines: Iterable[NeverRegistered]) -> Page:
    rows = tuple(Row((line.ticket, line.submitted_at, positions(line.entries)), "doubtful") for line in lines)
    if not rows:
        return ()
    columns = (
        Column("ticket", say(N_("Ticket"))),
        Column("submitted_at", say(N_("Submitted"))),
        Column("entries", say(N_("Entries"))),
    )
    why = say(N_("Submitted by the client and never registered, so that no clock runs, article 13 ¶1:"))
    return (Paragraph(why, "doubtful"), Table("never_registered", columns, rows))


# Article 14


def remedy_page(finding: RemedyFinding) -> Page:
    """What was owed for each severity of each ticket, and what became of it."""
    period = finding.period
    title = (
        say(N_("Plans and remedies (article 14): contract {contract}"), contract=finding.contract)
        if period is None
        else say(
            N_("Plans and remedies (article 14): contract {contract}, {period}"),
            contract=finding.contract,
            period=period,
        )
    )
    return (
        Heading(title),
        Paragraph(_kept(finding), TONES[finding.verdict]),
        *flips_under(finding),
        *_provisional(finding.provisional),
        *known(finding, finding.timezone, finding.tzdata),
        _clock(finding.judged_in),
        *_remedies(finding.tickets),
        *by_grade(finding.evidence),
        *_agreed(finding.tickets),
        *readings_taken(finding.readings, ("1", "13", "14")),
        *late(finding.late_entries),
        *lost(finding.orphans),
    )


def _kept(finding: RemedyFinding) -> Text:
    counted = Counter(line.outcome for line in finding.tickets)
    match finding.verdict:
        case "missed":
            return say(N_("Missed: plans and remedies that did not come in time: {count}."), count=counted["missed"])
        case "undetermined":
            unknown = next(line for line in finding.tickets if line.outcome == "undetermined")
            return say(N_("Undetermined: {because}."), because=unknown.because)
        case "pending":
            return say(N_("Nothing missed; still owed: {count}."), count=counted["pending"])
        case "met":
            return say(N_("Met: every plan and every remedy owed came in time."))
    return say(N_("Nothing was owed."))


def _remedies(lines: tuple[RemedyLine, ...]) -> Page:
    heading = Heading(say(N_("Each severity of each ticket, article 14 ¶2-3")), 2)
    if not lines:
        return heading, Paragraph(say(N_("No ticket registered in the period was given a severity.")))
    columns = (
        Column("ticket", say(N_("Ticket"))),
        Column("severity", say(N_("Severity"))),
        Column("owed", say(N_("Owed"))),
        Column("clock_started_at", say(N_("Clock started"))),
        Column("deadline", say(N_("Deadline"))),
        Column("delivered_at", say(N_("Delivered"))),
        Column("outcome", say(N_("Outcome"))),
        Column("because", say(N_("Because"))),
        Column("qualified_after_seconds", say(N_("Takeover to qualification")), right=True),
        Column("entries", say(N_("Entries"))),
        COLUMN,
    )
    return (
        heading,
        _tally(line.outcome for line in lines),
        Paragraph(
            say(N_("At the very deadline, what is due in working hours is in time; what is due at midnight is late."))
        ),
        Table("remedies", columns, tuple(map(_remedy_row, lines))),
    )


def _remedy_row(line: RemedyLine) -> Row:
    cells: tuple[Cell, ...] = (
        line.ticket,
        word(line.severity),
        word(line.owed),
        line.clock_started_at,
        line.deadline,
        line.delivered_at,
        word(line.outcome),
        line.because,
        line.qualified_after_seconds,
        positions(line.entries),
        in_words(line.evidence),
    )
    return Row(cells, TONES[line.outcome])


# Both


def _provisional(yes: bool) -> Page:
    if not yes:
        return ()
    why = say(N_("Provisional: the period is not over, or tickets in it are not due yet."))
    return (Paragraph(why, "doubtful"),)


def _clock(zone: str) -> Paragraph:
    return Paragraph(say(N_("Support, its hours and its days run on the clock of {zone}."), zone=zone))


def _agreed(lines: Iterable[TicketLine | RemedyLine]) -> Page:
    """The tickets to which other readings apply, agreed on for their day."""
    rows = tuple(
        Row((line.ticket, name, option), "doubtful") for line in lines for name, option in line.readings.items()
    )
    if not rows:
        return ()
    columns = (
        Column("ticket", say(N_("Ticket"))),
        Column("reading", say(N_("Reading"))),
        Column("option", say(N_("Option taken"))),
    )
    why = say(N_("What the sides had agreed on for these tickets is not what holds at the end of the period:"))
    return (Paragraph(why, "doubtful"), Table("ticket_readings", columns, rows))


def _tally(codes: Iterable[str]) -> Pairs:
    """How many there are of each."""
    counted = Counter(codes)
    return Pairs(tuple((Text(template), counted[code]) for code, template in WORDS.items() if code in counted))
