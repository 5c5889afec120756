"""A policy of restic or Borg held against article 7 ¶2: the copies that it drops too early."""

from projections.edition.wording import N_, Text, say
from projections.inquiry.pruning import DropLine, EveryNight, PruningFinding
from projections.report.backups import ARTICLES, TONES, clock, word
from projections.report.block import Column, Heading, Page, Paragraph, Row, Table
from projections.report.flip import flips_under
from projections.report.standing import known, positions, readings_taken


def page(finding: PruningFinding) -> Page:
    """What the policy does to the copies known, and what it would do if every night succeeded."""
    title = N_("Pruning (article 7 ¶2): contract {contract}, {policy}")
    return (
        Heading(say(title, contract=finding.contract, policy=finding.policy)),
        Paragraph(_verdict(finding), TONES[finding.verdict]),
        *_first(finding),
        *flips_under(finding),
        Paragraph(_run(finding)),
        *known(finding, finding.timezone, finding.tzdata),
        clock(finding.judged_in),
        *_drops(finding),
        *(block for each in finding.every_night for block in _every_night(each)),
        *readings_taken(finding.readings, ARTICLES),
    )


def _verdict(finding: PruningFinding) -> Text:
    past = sum(not line.ahead for line in finding.drops)
    ahead = len(finding.drops) - past
    if finding.drops:
        return say(
            N_("Missed: dropped too early with the nights known: {past}; if every night to come succeeds: {ahead}."),
            past=past,
            ahead=ahead,
        )
    if finding.verdict == "missed":
        return say(N_("Missed: no known backup is dropped too early, but one is as soon as every night succeeds."))
    return say(N_("Met: no backup is dropped before the end of its term."))


def _first(finding: PruningFinding) -> Page:
    if not finding.drops:
        return ()
    line = finding.drops[0]
    if line.keep_until is None:
        restore = say(N_("The first: {backup}, dropped {at}, while a restore of it is owed."),
                      backup=line.backup, at=line.dropped_at)  # fmt: skip
        return (Paragraph(restore),)
    first = say(N_("The first: {backup}, dropped {at}, to be kept until {until}."),
                backup=line.backup, at=line.dropped_at, until=line.keep_until)  # fmt: skip
    return (Paragraph(first),)


def _run(finding: PruningFinding) -> Text:
    when = (
        say(N_("after every backup"))
        if finding.runs_at is None
        else say(N_("every day at {time}"), time=finding.runs_at)
    )
    return say(
        N_("In thought the command is run {when}, on a machine in the zone {zone}; backups it takes: {cycle}."),
        when=when,
        zone=finding.machine_zone,
        cycle=say(N_("all")) if finding.cycle == "all" else word(finding.cycle),
    )


def _drops(finding: PruningFinding) -> Page:
    heading = Heading(say(N_("The backups known")), 2)
    if not finding.copies:
        return heading, Paragraph(
            say(N_("None that the command takes is known: taken for granted is one backup a night, at 02:00.")),
            "doubtful",
        )
    counted = say(
        N_("Looked at: {copies}; dropped by the end of their terms: {dropped}, too early: {early}."),
        copies=finding.copies,
        dropped=finding.dropped,
        early=len(finding.drops),
    )
    if not finding.drops:
        return heading, Paragraph(counted)
    columns = (
        Column("backup", say(N_("Backup"))),
        Column("kind", say(N_("Cycle"))),
        Column("completed_at", say(N_("Completed"))),
        Column("dropped_at", say(N_("Dropped"))),
        Column("keep_until", say(N_("Kept until (exclusive)"))),
        Column("early_seconds", say(N_("Too early by")), right=True),
        Column("ahead", say(N_("When"))),
        Column("entries", say(N_("Entries"))),
    )
    return heading, Paragraph(counted), Table("drops", columns, tuple(map(_row, finding.drops)))


def _row(line: DropLine) -> Row:
    when = say(N_("if every night to come succeeds")) if line.ahead else say(N_("with the nights known"))
    cells = (line.backup, word(line.kind), line.completed_at, line.dropped_at, line.keep_until, line.early_seconds)
    return Row((*cells, when, positions(line.entries)), "doubtful" if line.ahead else "bad")


def _every_night(found: EveryNight) -> Page:
    title = (
        say(N_("If every night succeeds"))
        if found.location is None
        else say(N_("If every night succeeds: {location}"), location=found.location)
    )
    if not found.early:
        none = say(N_("In {nights} nights without a gap none is dropped too early."), nights=found.nights)
        return Heading(title, 2), Paragraph(none, "good"), Paragraph(_enough(found))
    first = say(
        N_("In {nights} nights without a gap {early} of {dropped} backups dropped are dropped too early."),
        nights=found.nights,
        early=found.early,
        dropped=found.dropped,
    )
    such = say(
        N_("The first one, {kind}: completed {completed}, dropped {at}, to be kept until {until}."),
        kind=None if found.kind is None else word(found.kind),
        completed=found.completed_at,
        at=found.dropped_at,
        until=found.keep_until,
    )
    return Heading(title, 2), Paragraph(first, "bad"), Paragraph(such), Paragraph(_enough(found))


def _enough(found: EveryNight) -> Text:
    if not found.enough:
        return say(
            N_(
                "No number in these options is enough: of several backups in a day, a week or a month they keep one. "
                "Take another option, or a command for each cycle (--cycle)."
            )
        )
    return say(N_("The smallest numbers that are enough, each for itself: {options}."), options=", ".join(found.enough))
