"""A statement: what every article finds for one contract and period, and what none of them computes.

What holds for a day (articles 3, 4) or an instant (retention, article 7) is asked for the end of the period, or for
the moment up to which things are known where that comes first.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import NamedTuple, TypeVar

from projections.articles import (
    article_03_subscription,
    article_04_movements,
    article_05_access,
    article_08_recovery_plan,
    article_09_qualification,
    article_10_updates,
    article_11_accounts,
    article_12_channels,
    article_16_hours,
)
from projections.articles.article_03_subscription import SubscriptionFinding
from projections.articles.article_04_movements import MovementsFinding
from projections.articles.article_05_access import MaintenanceFinding
from projections.articles.article_06_availability import assess
from projections.articles.article_06_finding import AvailabilityFinding
from projections.articles.article_06_rate import READINGS, reference_hours
from projections.articles.article_07_backups import BackupsFinding, assess_backups
from projections.articles.article_07_restores import RestoresFinding, assess_restores
from projections.articles.article_07_retention import RetentionFinding, assess_retention
from projections.articles.article_08_recovery_plan import RecoveryPlanFinding
from projections.articles.article_09_qualification import QualificationFinding
from projections.articles.article_10_updates import UpdatesFinding
from projections.articles.article_11_accounts import AccountsFinding
from projections.articles.article_12_channels import ChannelsFinding
from projections.articles.article_13_takeover import TakeoverFinding, assess_takeover
from projections.articles.article_14_remedy import RemedyFinding, assess_remedy
from projections.articles.article_16_hours import HoursFinding
from projections.articles.finding import Verdict
from projections.articles.not_computed import NotComputed, not_computed
from projections.articles.stretch import stretches
from projections.calendar.period import Period
from projections.calendar.span import Instant, normal
from projections.calendar.zone import midnight, tzdata_version
from projections.edition.reading import Reading
from projections.facts.account import gather_accounts
from projections.facts.backup import gather_backups
from projections.facts.channel import gather_channels
from projections.facts.contract import contract
from projections.facts.history import History
from projections.facts.movements import gather_movements
from projections.facts.operation import gather
from projections.facts.qualification import gather_qualification
from projections.facts.subscription import gather_subscription
from projections.facts.support import gather_support
from projections.facts.update import gather_updates
from projections.inquiry.evidence import evidence
from projections.inquiry.flipping import turned
from projections.inquiry.grading import WithDeadlines, graded
from projections.inquiry.question import Question, availability_of, nights_of, restores_of, retention_of, updates_of
from projections.inquiry.ticket_question import remedy_of, takeover_of

Finding = (
    SubscriptionFinding
    | MovementsFinding
    | MaintenanceFinding
    | AvailabilityFinding
    | BackupsFinding
    | RetentionFinding
    | RestoresFinding
    | RecoveryPlanFinding
    | QualificationFinding
    | UpdatesFinding
    | AccountsFinding
    | ChannelsFinding
    | TakeoverFinding
    | RemedyFinding
    | HoursFinding
)

NAMES: Mapping[type, str] = {
    SubscriptionFinding: "subscription",
    MovementsFinding: "movements",
    MaintenanceFinding: "maintenance",
    AvailabilityFinding: "availability",
    BackupsFinding: "backups",
    RetentionFinding: "retention",
    RestoresFinding: "restores",
    RecoveryPlanFinding: "recovery-plan",
    QualificationFinding: "qualification",
    UpdatesFinding: "updates",
    AccountsFinding: "accounts",
    ChannelsFinding: "channels",
    TakeoverFinding: "takeover",
    RemedyFinding: "remedy",
    HoursFinding: "hours",
}
"""Class of a finding -> the command that answers with it, as `livret schema finding` names it."""


Facts = TypeVar("Facts")
"""The facts of an article."""


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """What one finding comes to: `of` is the period, day or instant that it is about, `rate` a percentage."""

    article: str
    finding: str
    of: str | date | Instant
    rate: Fraction | None
    threshold: str | None
    verdict: Verdict | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """Every finding for one contract and period in the order of the booklet, and the sentences nothing computes."""

    contract: str
    client: str
    period: str
    known_at: Instant
    known_by: str
    position: int
    edition: str
    timezone: str
    tzdata: str
    provisional: bool
    claimed: bool
    verdicts: tuple[VerdictLine, ...]
    findings: tuple[Finding, ...]
    not_computed: tuple[NotComputed, ...]


def state(
    history: History,
    contract_id: str,
    period: Period,
    chosen: Mapping[str, Reading],
    articles: Iterable[str] | None = None,
) -> Statement:
    """The statement of one contract and period; of some articles alone it reads no more of the history than they need.

    Raises UnknownContract, and ValueError as the articles do.
    """
    asked = _Asked(history, contract_id, period, chosen)
    findings = tuple(
        finding for article, find in _FINDINGS if articles is None or article in articles for finding in find(asked)
    )
    verdicts = tuple(map(_verdict_line, findings))
    last = contract(history, contract_id).on(period.last)
    return Statement(
        contract=contract_id,
        client=last.client,
        period=period.text,
        known_at=Instant(history.known.at),
        known_by=history.known.by,
        position=history.known.position,
        edition=last.edition,
        timezone=last.timezone,
        tzdata=tzdata_version(),
        provisional=any(line.provisional for line in verdicts),
        claimed=history.known.by == "source",
        verdicts=verdicts,
        findings=findings,
        not_computed=not_computed(),
    )


class _Asked(NamedTuple):
    """What a statement is asked about."""

    history: History
    contract_id: str
    period: Period
    chosen: Mapping[str, Reading]

    @property
    def day(self) -> date:
        """The day for which is told what holds for a day."""
        bound = contract(self.history, self.contract_id)
        return max(self.period.first, min(self.period.last, bound.day_of(self.history.known.at)))

    def told(self, findings: Sequence[WithDeadlines], question: Question) -> list[WithDeadlines]:
        """Findings with what would turn their verdicts, and how good the evidence for each deadline is."""
        return [graded(each, self.history) for each in turned(findings, question, self.chosen)]


def _maintenance(asked: _Asked) -> Iterator[Finding]:
    facts = gather(asked.history, asked.contract_id)
    cut = stretches(facts.contract, asked.period.first, asked.period.until, READINGS, asked.chosen)
    reference = normal(span for stretch in cut for span in reference_hours(stretch, facts.calendars))
    yield article_05_access.assess_maintenance(facts, asked.period, asked.chosen, reference)


def _availability(asked: _Asked) -> Iterator[Finding]:
    """The rate of each month where the period is made of months."""
    history, period = asked.history, asked.period
    facts = gather(history, asked.contract_id)
    for each in period.months() if period.whole_months else [period]:
        (found,) = turned([assess(facts, each, asked.chosen)], availability_of(facts, each), asked.chosen)
        yield replace(found, evidence=evidence(found, facts, history, each, asked.chosen))


def _backups(asked: _Asked) -> Iterator[Finding]:
    history, period = asked.history, asked.period
    backups = gather_backups(history, asked.contract_id)
    bound = contract(history, asked.contract_id)
    end = min(midnight(period.until, bound.on(period.last).zone), history.known.at)
    made = assess_backups(backups, period, asked.chosen)
    yield from asked.told([made], nights_of(backups, period))
    kept = assess_retention(backups, end, asked.chosen)
    yield from asked.told([kept], retention_of(backups, end, period.text))
    restored = assess_restores(backups, period, asked.chosen)
    yield from asked.told([restored], restores_of(backups, period))


def _of_period(gather: Callable[[History, str], Facts], judge: Callable[..., Finding]) -> Callable[..., list[Finding]]:
    return lambda asked: [judge(gather(asked.history, asked.contract_id), asked.period, asked.chosen)]


def _of_day(gather: Callable[[History, str], Facts], judge: Callable[..., Finding]) -> Callable[..., list[Finding]]:
    return lambda asked: [judge(gather(asked.history, asked.contract_id), asked.day, asked.chosen)]


def _updates(asked: _Asked) -> Iterable[Finding]:
    facts = gather_updates(asked.history, asked.contract_id)
    found = article_10_updates.assess(facts, asked.period, asked.chosen)
    return turned([found], updates_of(facts, asked.period), asked.chosen)


def _takeover(asked: _Asked) -> Iterable[Finding]:
    facts = gather_support(asked.history, asked.contract_id)
    found = assess_takeover(facts, asked.period, asked.chosen)
    return asked.told(found, takeover_of(facts, asked.period))


def _remedy(asked: _Asked) -> Iterable[Finding]:
    facts = gather_support(asked.history, asked.contract_id)
    found = assess_remedy(facts, asked.period, asked.chosen)
    return asked.told([found], remedy_of(facts, asked.period))


_FINDINGS: tuple[tuple[str, Callable[[_Asked], Iterable[Finding]]], ...] = (
    ("3", _of_day(gather_subscription, article_03_subscription.assess)),
    ("4", _of_day(gather_movements, article_04_movements.assess)),
    ("5", _maintenance),
    ("6", _availability),
    ("7", _backups),
    ("8", _of_period(gather_backups, article_08_recovery_plan.assess)),
    ("9", _of_period(gather_qualification, article_09_qualification.assess)),
    ("10", _updates),
    ("11", _of_period(gather_accounts, article_11_accounts.assess)),
    ("12", _of_period(gather_channels, article_12_channels.assess)),
    ("13", _takeover),
    ("14", _remedy),
    ("16", _of_period(gather_channels, article_16_hours.assess)),
)
"""Article -> what it finds, in the order of the booklet."""

ARTICLES: tuple[str, ...] = tuple(article for article, _ in _FINDINGS)
"""The articles that a statement has findings of."""


def _verdict_line(finding: Finding) -> VerdictLine:
    return VerdictLine(
        article=finding.article,
        finding=NAMES[type(finding)],
        of=_of(finding),
        rate=None if not hasattr(finding, "figure") or finding.figure is None else finding.figure.percent,
        threshold=getattr(finding, "threshold", None),
        verdict=getattr(finding, "verdict", None),
        provisional=getattr(finding, "provisional", False),
    )


def _of(finding: Finding) -> str | date | Instant:
    match finding:
        case SubscriptionFinding() | MovementsFinding():
            return finding.on
        case RetentionFinding():
            return finding.at
        case TakeoverFinding():
            return f"{finding.measuring_period.from_}..{finding.measuring_period.to}"
        case RemedyFinding():
            return finding.period or ""
    return finding.period
