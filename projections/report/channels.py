"""Articles 12, 15 and 16: how support could be reached, and the hours published for it."""

from collections.abc import Iterator, Mapping

from projections.articles.article_12_channels import ChannelsFinding
from projections.articles.article_16_hours import DayHours, HoursFinding, PublicationLine
from projections.calendar.opening_hours import WEEKDAYS
from projections.edition.wording import N_, Text, say
from projections.report.block import Cell, Column, Page, Paragraph, Tone
from projections.report.codes import coded
from projections.report.framed import framed, names, section, table
from projections.report.standing import positions, readings_taken

WORDS: Mapping[str, str] = {
    "portal": N_("portal"),
    "phone": N_("phone"),
    "faq": N_("frequent questions"),
    "total": N_("total"),
    "essential": N_("essential functions"),
    "partial": N_("partial"),
    "degraded": N_("degraded"),
}
"""The words for the codes of articles 12, 15 and 16."""


def page(finding: ChannelsFinding) -> Page:
    """How long each way to support was down in a period."""
    title = say(
        N_("Ways to reach support (articles 12, 15 and 16): contract {contract}, {period}"),
        contract=finding.contract,
        period=finding.period,
    )
    account = (
        Paragraph(say(N_("Days and hours of support are those of {zone}."), zone=finding.judged_in)),
        *_channels(finding),
        *_outages(finding),
        *readings_taken(finding.readings, ("1",)),
    )
    return framed(finding, title, _said(finding), account, finding.orphans)


def _said(finding: ChannelsFinding) -> Paragraph:
    if finding.because is not None:
        return Paragraph(say(N_("The hours of support are not known: {because}."), because=finding.because), "doubtful")
    return Paragraph(say(N_("No verdict: the booklet promises no rate for the ways to reach support.")))


def _channels(finding: ChannelsFinding) -> Page:
    columns = (
        Column("channel", say(N_("Way to support"))),
        Column("article", say(N_("Article"))),
        Column("down_seconds", say(N_("Down, at any hour")), right=True),
        Column("support_hours_seconds", say(N_("Hours of support")), right=True),
        Column("down_in_support_hours_seconds", say(N_("Down in these hours")), right=True),
    )
    rows: Iterator[tuple[Tone, tuple[Cell, ...]]] = (
        (
            "doubtful" if line.down_seconds else "plain",
            (
                Text(WORDS[line.channel]),
                line.article,
                line.down_seconds,
                line.support_hours_seconds,
                line.down_in_support_hours_seconds,
            ),
        )
        for line in finding.channels
    )
    return (table("channels", columns, rows),)


def _outages(finding: ChannelsFinding) -> Page:
    columns = (
        Column("channel", say(N_("Way to support"))),
        Column("outage", say(N_("Outage"))),
        Column("from", say(N_("From"))),
        Column("until", say(N_("Until (exclusive)"))),
        Column("impact", say(N_("Impact at its end"))),
        Column("down_seconds", say(N_("Down, at any hour")), right=True),
        Column("down_in_support_hours_seconds", say(N_("Down in these hours")), right=True),
        Column("entries", say(N_("Entries"))),
    )
    return section(
        say(N_("Outages of the ways to reach support")),
        table("outages", columns, _outage_rows(finding)),
        say(N_("No outage of them is known in the period.")),
    )


def _outage_rows(finding: ChannelsFinding) -> Iterator[tuple[Tone, tuple[Cell, ...]]]:
    for line in finding.channels:
        for each in line.outages:
            lengths = (each.down_seconds, each.down_in_support_hours_seconds, positions(each.entries))
            what = (Text(WORDS[line.channel]), each.outage, each.from_, each.until, Text(WORDS[each.impact]))
            yield "plain", (*what, *lengths)


# Article 16 ¶2


def hours_page(finding: HoursFinding) -> Page:
    """Which hours of support were published for a period."""
    title = say(
        N_("Hours of support (article 16 ¶2): contract {contract}, {period}"),
        contract=finding.contract,
        period=finding.period,
    )
    said = (
        Paragraph(say(N_("No verdict: the hours are the provider's to publish.")))
        if finding.because is None
        else Paragraph(say(N_("No verdict: {because}."), because=finding.because), "doubtful")
    )
    gaps = tuple(
        Paragraph(say(N_("No hours were in force from {from_} to {until}."), from_=from_, until=until), "doubtful")
        for from_, until in finding.unpublished
    )
    return framed(finding, title, said, (*gaps, *_publications(finding)))


def _publications(finding: HoursFinding) -> Page:
    columns = (
        Column("entries", say(N_("Entries"))),
        Column("published_at", say(N_("Published"))),
        Column("effective_on", say(N_("To hold from"))),
        Column("from", say(N_("In force from"))),
        Column("until", say(N_("Until (exclusive)"))),
        Column("timezone", say(N_("Time zone"))),
        Column("closed_on", say(N_("Closed on"))),
    )
    hours = (
        Column("entries", say(N_("Entries"))),
        Column("weekday", say(N_("Weekday"))),
        Column("hours", say(N_("Hours"))),
        Column("phone", say(N_("Answered by phone"))),
    )
    return (
        *section(
            say(N_("Publications")),
            table("publications", columns, map(_publication_row, finding.publications)),
            say(N_("No hours were published for the period.")),
        ),
        *((table("hours", hours, _hours_rows(finding)),) if finding.publications else ()),
    )


def _publication_row(line: PublicationLine) -> tuple[Tone, tuple[Cell, ...]]:
    closed = Text("{days}", {"days": line.closed_on}) if line.closed_on else None
    when = (line.published_at, line.effective_on, line.from_, line.until, line.timezone)
    return "plain", (positions(line.entries), *when, closed)


def _hours_rows(finding: HoursFinding) -> Iterator[tuple[Tone, tuple[Cell, ...]]]:
    for line in finding.publications:
        for day in line.week:
            weekday = coded("weekday", str(WEEKDAYS.index(day.weekday)))
            yield "plain", (positions(line.entries), weekday, _hours(day), day.phone)


def _hours(day: DayHours) -> Cell:
    return names(f"{opens}-{closes}" for opens, closes in day.hours)
