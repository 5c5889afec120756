"""Article 10: updates installed and announced, and what the client was told of them beforehand."""

from collections.abc import Iterator, Mapping

from projections.articles.article_10_updates import AnnouncedLine, InstalledLine, UpdatesFinding
from projections.edition.wording import N_, Text, say
from projections.report.block import Cell, Column, Page, Paragraph, Tone
from projections.report.framed import TONES, framed, section, table
from projections.report.standing import positions, readings_taken

WORDS: Mapping[str, str] = {
    "version": N_("new version"),
    "patch": N_("corrective patch"),
    "told": N_("told beforehand"),
    "not_told": N_("not told beforehand"),
    "exempt": N_("need not be told"),
    "not_required": N_("none needed"),
    "not_stated": N_("nothing said"),
}
"""The words for the codes of article 10."""


def page(finding: UpdatesFinding) -> Page:
    """The updates of a period."""
    title = say(
        N_("Updates (article 10): contract {contract}, {period}"), contract=finding.contract, period=finding.period
    )
    verdict = Paragraph(_verdict(finding), TONES.get(finding.verdict, "plain"))
    account = (
        *_installed(finding),
        *_reports(finding),
        *_announced(finding),
        *readings_taken(finding.readings, ("10",)),
    )
    return framed(finding, title, verdict, account, finding.orphans)


def _verdict(finding: UpdatesFinding) -> Text:
    untold = sum("not_told" in (line.notice, line.services) for line in finding.installed)
    match finding.verdict:
        case "met":
            return say(N_("Met: the client was told beforehand of all it had to be told of."))
        case "missed":
            return say(N_("Missed: updates of which the client was not told in time: {untold}."), untold=untold)
    return say(N_("No verdict: {because}."), because=finding.because)


def _installed(finding: UpdatesFinding) -> Page:
    columns = (
        Column("update", say(N_("Update"))),
        Column("kind", say(N_("Kind"))),
        Column("version", say(N_("Version"))),
        Column("announced_at", say(N_("Announced"))),
        Column("planned_on", say(N_("Day told"))),
        Column("installed_at", say(N_("Installed"))),
        Column("lead_seconds", say(N_("Lead")), right=True),
        Column("notice", say(N_("Notice"))),
        Column("services", say(N_("Services it calls for"))),
        Column("because", say(N_("Because"))),
        Column("entries", say(N_("Entries"))),
    )
    return section(
        say(N_("Installed, article 10.2")),
        table("installed", columns, map(_installed_row, finding.installed)),
        say(N_("No update was installed in the period.")),
    )


def _installed_row(line: InstalledLine) -> tuple[Tone, tuple[Cell, ...]]:
    tone: Tone = "bad" if "not_told" in (line.notice, line.services) else "plain"
    times = (line.announced_at, line.planned_on, line.installed_at, line.lead_seconds)
    told = (Text(WORDS[line.notice]), Text(WORDS[line.services]), line.because, positions(line.entries))
    return tone, (line.update, Text(WORDS[line.kind]), line.version, *times, *told)


def _reports(finding: UpdatesFinding) -> Page:
    columns = (
        Column("update", say(N_("Update"))),
        Column("report", say(N_("Report of the client's own"))),
        Column("approved_at", say(N_("Approved for it"))),
        Column("entries", say(N_("Entries"))),
    )
    rows = tuple(_report_rows(finding))
    if not rows:
        return ()
    return section(
        say(N_("Reports to be approved anew, article 10.2 ¶5")), table("reports", columns, rows), say(N_("None."))
    )


def _report_rows(finding: UpdatesFinding) -> Iterator[tuple[Tone, tuple[Cell, ...]]]:
    for line in finding.installed:
        for report in line.reports:
            tone: Tone = "doubtful" if report.approved_at is None else "plain"
            yield tone, (line.update, report.report, report.approved_at, positions(report.entries))


def _announced(finding: UpdatesFinding) -> Page:
    columns = (
        Column("update", say(N_("Update"))),
        Column("kind", say(N_("Kind"))),
        Column("version", say(N_("Version"))),
        Column("announced_at", say(N_("Announced"))),
        Column("planned_on", say(N_("Day told"))),
        Column("services_required", say(N_("Calls for services"))),
        Column("entries", say(N_("Entries"))),
    )
    return section(
        say(N_("Announced and not installed")),
        table("announced", columns, map(_announced_row, finding.announced)),
        say(N_("No update is waiting.")),
    )


def _announced_row(line: AnnouncedLine) -> tuple[Tone, tuple[Cell, ...]]:
    told = (line.announced_at, line.planned_on, line.services_required, positions(line.entries))
    return "plain", (line.update, Text(WORDS[line.kind]), line.version, *told)
