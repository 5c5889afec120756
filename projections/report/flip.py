"""One line under a verdict: which contestable readings would flip it, and to what."""

from collections.abc import Sequence

from projections.edition.wording import N_, Text, say
from projections.inquiry.search import Alternative


def flip_line(flipping: Sequence[Alternative]) -> Text:
    """One line: which contestable readings would flip the verdict, and to what."""
    opening = [_spelled(each) for each in flipping if each.figure.verdict == "undetermined"]
    turning = [_spelled(each) for each in flipping if each.figure.verdict != "undetermined"]
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


def _spelled(each: Alternative) -> Text | str:
    options = " + ".join(f"{name}={option}" for name, option in each.options)
    rate = each.figure.rate
    return options if rate is None else say(N_("{options} ({rate})"), options=options, rate=rate)
