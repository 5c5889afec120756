"""One line under a verdict: which contestable readings would flip it, and by how much."""

from collections.abc import Mapping, Sequence

from projections.articles.finding import Flip, Literally
from projections.edition.wording import N_, Text, say
from projections.report.block import Page, Paragraph


def flips_under(finding: object) -> Page:
    """The line under the verdict of a finding; nothing where there is no verdict, or where it was not asked for."""
    if getattr(finding, "verdict", None) is None or getattr(finding, "flips", None) is None:
        return ()
    return (Paragraph(line_of(finding), "doubtful"),)


def line_of(finding: object) -> Text:
    """The line under the verdict, with the figures by the letter of readings whose default asks more than it."""
    if not getattr(finding, "readings", None):
        return say(N_("No contestable reading bears on this verdict."))
    said = flip_line(_flips(finding), WHATS.get(_FIGURES.get(type(finding).__name__, "")))
    literally = [_by_the_letter(each) for each in getattr(finding, "literally", ()) if _is_news(each, finding)]
    return say(N_("{said} By the letter: {literally}."), said=said, literally=literally) if literally else said


def flip_line(flipping: Sequence[Flip], what: str | None = None) -> Text:
    """Which readings would flip the verdict, to what rate, and by how much of what counts against the provider."""
    opening = [_spelled(each, what) for each in flipping if each.verdict == "undetermined"]
    turning = [_spelled(each, what) for each in flipping if each.verdict != "undetermined"]
    if turning and opening:
        return say(
            N_("The verdict flips under: {alternatives}. It is left open under: {opening}."),
            alternatives=turning,
            opening=opening,
        )
    if turning:
        return say(N_("The verdict flips under: {alternatives}."), alternatives=turning)
    if opening:
        return say(N_("No contestable reading flips this verdict; it is left open under: {opening}."), opening=opening)
    return say(N_("No contestable reading flips this verdict."))


def _spelled(each: Flip, what: str | None) -> Text | str:
    options = " + ".join(f"{name}={option}" for name, option in each.options.items())
    values = {"options": options, "rate": each.percent, "more": each.difference}
    if what is None or not each.difference or each.verdict == "undetermined":
        return options if each.percent is None else say(N_("{options} ({rate})"), **values)
    sign = N_("{what} +{more}") if each.difference > 0 else N_("{what} {more}")
    by = say(sign, what=Text(what), more=each.difference)
    if each.percent is None:
        return say(N_("{options} ({by})"), by=by, **values)
    return say(N_("{options} ({rate}; {by})"), by=by, **values)


def _flips(finding: object) -> Sequence[Flip]:
    return getattr(finding, "flips", None) or ()


def _by_the_letter(each: Literally) -> Text:
    return say(N_("{options} ({rate})"), options=f"{each.reading}={each.option}", rate=each.percent)


def _is_news(each: Literally, finding: object) -> bool:
    """Whether the literal option gives another figure, which the options that flip the verdict do not tell yet."""
    told = any(flip.options == {each.reading: each.option} for flip in _flips(finding))
    return not told and each.downtime_seconds != getattr(finding, "downtime_seconds", None)


WHATS: Mapping[str, str] = {
    "availability": N_("downtime"),
    "backups": N_("missed"),
    "retention": N_("copies lost"),
    "restores": N_("restores lost"),
    "pruning": N_("dropped too early"),
    "updates": N_("not told of"),
    "takeover_rate": N_("late"),
    "remedy": N_("late"),
}
"""Name of a figure -> what counts against the provider in it."""
_FIGURES: Mapping[str, str] = {
    "AvailabilityFinding": "availability",
    "BackupsFinding": "backups",
    "RetentionFinding": "retention",
    "RestoresFinding": "restores",
    "PruningFinding": "pruning",
    "UpdatesFinding": "updates",
    "TakeoverFinding": "takeover_rate",
    "RemedyFinding": "remedy",
}
"""Finding -> the name of its figure."""
