"""Article 6 as an account that can be followed: reference time, outages, downtime, rate, verdict."""

from datetime import timedelta
from fractions import Fraction

from projections.articles.article_06_finding import AvailabilityFinding, CutSpan
from projections.articles.article_06_rate import Terms, terms
from projections.calendar.period import parse_period
from projections.calendar.span import HOUR, MINUTE, Duration
from projections.calendar.zone import local_date, zone
from projections.edition.terms import edition
from projections.edition.wording import N_, Text, say
from projections.report.block import (
    Block,
    Cell,
    Column,
    Heading,
    Page,
    Pairs,
    Paragraph,
    Row,
    Table,
    Timeline,
)
from projections.report.codes import coded
from projections.report.evidence import by_grade
from projections.report.flip import flips_under
from projections.report.months import TONES, months_page, summary
from projections.report.standing import known, late, literal_options, lost, positions, readings_taken

__all__ = ["months_page", "page"]

COUNTED, EXCLUDED, WORKING, OTHER = "#", "x", ".", "-"


def page(finding: AvailabilityFinding) -> Page:
    """The account of one period."""
    return (
        Heading(
            say(
                N_("Availability of the service (article 6): contract {contract}, {period}"),
                contract=finding.contract,
                period=finding.period,
            )
        ),
        Paragraph(_verdict(finding), TONES.get(finding.verdict, "plain")),
        *flips_under(finding),
        *_marks(finding),
        *known(finding, finding.timezone, finding.tzdata),
        *_editions(finding),
        summary([finding]),
        *_reference(finding),
        *_outages(finding),
        *_rate(finding),
        *by_grade(finding.evidence),
        *readings_taken(finding.readings, ("5", "6")),
        *literal_options(finding.literally, finding.verdict, ("5", "6")),
        *late(finding.late_entries),
        *lost(finding.orphans),
    )


def _verdict(finding: AvailabilityFinding) -> Text:
    rate = None if finding.figure is None else finding.figure.percent
    promised = Fraction(finding.threshold)
    if _mixed(finding) and finding.verdict in ("met", "missed"):
        return say(
            N_(
                "Under several editions, {verdict}: the rate (TD) is {rate}; "
                "the downtime (TI) is {downtime}, and {allowed} is allowed."
            ),
            verdict=coded("verdict", finding.verdict),
            rate=rate,
            downtime=finding.downtime_seconds,
            allowed=finding.allowed_downtime_seconds,
        )
    match finding.verdict:
        case "met":
            return say(
                N_("Met: the rate (TD) is {rate}; at least {promised} is promised."), rate=rate, promised=promised
            )
        case "missed":
            return say(
                N_("Missed: the rate (TD) is {rate}; at least {promised} is promised."), rate=rate, promised=promised
            )
        case "no_reference_time":
            return say(N_("No reference time, hence no rate: {because}."), because=finding.because)
        case "undetermined" if finding.because is not None:
            return say(N_("Undetermined: {because}."), because=finding.because)
        case "undetermined":
            return say(N_("Undetermined: the verdict depends on what the readings in force leave open."))
    return say(N_("No verdict: the rate is promised for a calendar month."))


def _marks(finding: AvailabilityFinding) -> Page:
    if not finding.provisional:
        return ()
    why = say(N_("Provisional: the period is not over, or an outage or an emergency in it has no known end."))
    return (Paragraph(why, "doubtful"),)


def _mixed(finding: AvailabilityFinding) -> bool:
    return len(finding.editions) > 1


def _editions(finding: AvailabilityFinding) -> Page:
    """Which edition rules which days, where there is more than one."""
    if not _mixed(finding):
        return ()
    columns = (
        Column("edition", say(N_("Edition"))),
        Column("first", say(N_("From"))),
        Column("last", say(N_("To"))),
        Column("promised", say(N_("Promised at least")), right=True),
        Column("band", say(N_("Reference hours"))),
    )
    rules = [(each, terms(edition(each.edition).article("6"))) for each in finding.editions]
    rows = tuple(
        Row((each.edition, each.first, each.last, Fraction(rule.threshold_percent), _band(rule)))
        for each, rule in rules
    )
    judged = say(
        N_("Several editions were in force: each day is judged under its own, and the downtime allowed adds up.")
    )
    return Paragraph(judged, "doubtful"), Table("editions", columns, rows)


# ¶2: the reference time


def _reference(finding: AvailabilityFinding) -> Page:
    if finding.reference_seconds is None:
        return ()
    rule = terms(edition(finding.edition).article("6"))
    holidays: Text = (
        say(N_("Public holidays, which are left out: {days}."), days=finding.public_holidays)
        if finding.public_holidays
        else say(N_("There is no public holiday in the period."))
    )
    return (
        Heading(say(N_("Reference time (PRT), article 6 ¶2")), 2),
        *(() if _mixed(finding) else (Paragraph(_band(rule)),)),
        Paragraph(holidays),
        *(() if _mixed(finding) else (Paragraph(_reference_sum(finding, rule)),)),
        _timeline(finding),
    )


def _band(rule: Terms) -> Text:
    days = sorted(rule.weekdays)
    names = tuple(coded("weekday", str(day)) for day in days)
    from_, until = (f"{hour:02d}:{minute:02d}" for hour, minute in (rule.reference_from, rule.reference_until))
    if days == list(range(days[0], days[-1] + 1)):
        return say(
            N_("The reference hours run from {from_} to {until}, {first} to {last}, without public holidays."),
            from_=from_,
            until=until,
            first=names[0],
            last=names[-1],
        )
    return say(
        N_("The reference hours run from {from_} to {until} on {weekdays}, without public holidays."),
        from_=from_,
        until=until,
        weekdays=names,
    )


def _reference_sum(finding: AvailabilityFinding, rule: Terms) -> Text:
    (hour, minute), (end_hour, end_minute) = rule.reference_from, rule.reference_until
    band = (end_hour - hour) * HOUR + (end_minute - minute) * MINUTE
    days, reference = len(finding.reference_days), finding.reference_seconds or 0
    values = {"days": days, "hours": Duration(band), "reference": finding.reference_seconds}
    less = days * band - reference
    if not less:
        return say(N_("Reference days × hours: {days} × {hours} = {reference}."), **values)
    if finding.readings.get("reference_time") == "net_of_exclusions":
        return say(
            N_("Reference days × hours, less the excluded downtime: {days} × {hours} - {less} = {reference}."),
            less=Duration(less),
            **values,
        )
    return say(
        N_("Reference days × hours, less the parts of days without service: {days} × {hours} - {less} = {reference}."),
        less=Duration(less),
        **values,
    )


def _timeline(finding: AvailabilityFinding) -> Timeline:
    where = zone(finding.timezone)
    marks = dict.fromkeys(finding.reference_days, WORKING)
    for treatment, mark in (("excluded", EXCLUDED), ("counted", COUNTED)):
        for span in finding.spans:
            if span.treatment == treatment and span.until > span.from_:
                day, last = local_date(span.from_, where), local_date(span.until - 1, where)
                while day <= last:
                    marks[day] = mark
                    day += timedelta(days=1)
    days = tuple((day, marks.get(day, OTHER)) for day in parse_period(finding.period).days())
    return Timeline(
        days,
        (
            (WORKING, say(N_("day with reference hours"))),
            (OTHER, say(N_("day without them"))),
            (COUNTED, say(N_("downtime counted"))),
            (EXCLUDED, say(N_("outage, wholly excluded"))),
        ),
    )


# ¶3: the outages


def _outages(finding: AvailabilityFinding) -> Page:
    heading = Heading(say(N_("Outages, cut where another rule decides, article 6 ¶3")), 2)
    if not finding.spans:
        return heading, Paragraph(say(N_("No outage of the service is known in the period.")))
    columns = (
        Column("outage", say(N_("Outage"))),
        Column("from", say(N_("From"))),
        Column("until", say(N_("Until (exclusive)"))),
        Column("seconds", say(N_("Length")), right=True),
        Column("treatment", say(N_("Treatment"))),
        Column("because", say(N_("Because"))),
        Column("entries", say(N_("Entries"))),
    )
    return heading, Table("spans", columns, tuple(map(_span_row, finding.spans)))


def _span_row(span: CutSpan) -> Row:
    return Row(
        (
            span.outage,
            span.from_,
            span.until,
            span.seconds,
            coded("treatment", span.treatment),
            span.because,
            positions(span.entries),
        ),
        "bad" if span.treatment == "counted" else "quiet",
    )


# ¶4: the rate


def _rate(finding: AvailabilityFinding) -> Page:
    figure, downtime = finding.figure, finding.downtime_seconds
    if figure is None or downtime is None:
        return ()
    rows: list[tuple[Text, Cell]] = [(say(N_("Reference time (PRT)")), finding.reference_seconds)]
    counted = sum(span.seconds for span in finding.spans if span.treatment == "counted")
    if counted > downtime:
        rows.append((say(N_("Counted spans together")), Duration(counted)))
        rows.append((say(N_("Shared by several outages, counted once")), Duration(downtime - counted)))
    rows.append((say(N_("Downtime (TI), the sum")), downtime))
    if figure.percent is not None:
        rows.append((say(N_("Rate (TD) = (PRT - TI) / PRT")), _division(finding)))
    if not _mixed(finding):
        rows.append((say(N_("Promised at least, article 6 ¶1")), Fraction(finding.threshold)))
    allowed = finding.allowed_downtime_seconds
    if allowed is not None:
        rows.append((say(N_("Downtime allowed")), allowed))
        over = downtime > allowed
        rows.append((say(N_("Exceeded by") if over else N_("Left")), Duration(abs(allowed - downtime))))
    blocks: tuple[Block, ...] = (Heading(say(N_("Downtime (TI) and rate (TD), article 6 ¶4")), 2), Pairs(tuple(rows)))
    return blocks


def _division(finding: AvailabilityFinding) -> Text | None:
    figure = finding.figure
    if figure is None:
        return None
    return say(
        N_("({reference} - {downtime}) / {reference} = {rate}"),
        reference=figure.denominator_seconds,
        downtime=finding.downtime_seconds,
        rate=figure.percent,
    )
