"""What would turn the verdict of a finding, told with the finding."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from projections.articles.finding import Flip
from projections.edition.reading import Reading
from projections.inquiry.figure import Figure
from projections.inquiry.question import Question
from projections.inquiry.search import Alternative, flips

if TYPE_CHECKING:
    from projections.articles.article_06_finding import AvailabilityFinding
    from projections.articles.article_07_backups import BackupsFinding
    from projections.articles.article_07_restores import RestoresFinding
    from projections.articles.article_07_retention import RetentionFinding
    from projections.articles.article_10_updates import UpdatesFinding
    from projections.articles.article_13_takeover import TakeoverFinding
    from projections.articles.article_14_remedy import RemedyFinding
    from projections.inquiry.pruning import PruningFinding

    Read = AvailabilityFinding | BackupsFinding | RestoresFinding | RetentionFinding | PruningFinding | UpdatesFinding

ByReadings = TypeVar("ByReadings", bound="Read | TakeoverFinding | RemedyFinding")
"""A finding whose verdict depends on readings."""


def turned(findings: Sequence[ByReadings], question: Question, chosen: Mapping[str, Reading]) -> list[ByReadings]:
    """Findings with what would turn the verdict of each; the figures of the question are theirs, in their order."""
    found = flips(question, chosen)
    return [
        replace(finding, flips=as_flips(figure, others)) if figure.verdict is not None else finding
        for finding, (figure, others) in zip(findings, found, strict=True)
    ]


def as_flips(figure: Figure, others: Sequence[Alternative]) -> tuple[Flip, ...]:
    """Alternatives of a figure as a finding tells them."""
    return tuple(
        Flip(dict(each.options), each.figure.verdict, each.figure.rate, each.figure.amount, each.figure.minus(figure))
        for each in others
    )
