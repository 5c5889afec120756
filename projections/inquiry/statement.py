"""A statement: what every article finds for one contract and period, and what none of them computes.

What holds for a day (articles 3, 4) or an instant (retention, article 7) is asked for the end of the period, or for
the moment up to which things are known where that comes first.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

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
from projections.articles.article_06_availability import READINGS, assess, reference_hours
from projections.articles.article_06_finding import AvailabilityFinding
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


def state(history: History, contract_id: str, period: Period, chosen: Mapping[str, Reading]) -> Statement:
    """The statement of one contract and period. Raises UnknownContract, and ValueError as the articles do."""
    findings = tuple(_findings(history, contract_id, period, chosen))
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


def _findings(history: History, contract_id: str, period: Period, chosen: Mapping[str, Reading]) -> Iterator[Finding]:
    bound = contract(history, contract_id)
    day = max(period.first, min(period.last, bound.day_of(history.known.at)))
    end = min(midnight(period.until, bound.on(period.last).zone), history.known.at)
    backups, support = gather_backups(history, contract_id), gather_support(history, contract_id)
    channels = gather_channels(history, contract_id)
    yield article_03_subscription.assess(gather_subscription(history, contract_id), day, chosen)
    yield article_04_movements.assess(gather_movements(history, contract_id), day, chosen)
    yield from _service(history, contract_id, period, chosen)
    yield assess_backups(backups, period, chosen)
    yield assess_retention(backups, end, chosen)
    yield assess_restores(backups, period, chosen)
    yield article_08_recovery_plan.assess(backups, period, chosen)
    yield article_09_qualification.assess(gather_qualification(history, contract_id), period, chosen)
    yield article_10_updates.assess(gather_updates(history, contract_id), period, chosen)
    yield article_11_accounts.assess(gather_accounts(history, contract_id), period, chosen)
    yield article_12_channels.assess(channels, period, chosen)
    yield from assess_takeover(support, period, chosen)
    yield assess_remedy(support, period, chosen)
    yield article_16_hours.assess(channels, period, chosen)


def _service(
    history: History, contract_id: str, period: Period, chosen: Mapping[str, Reading]
) -> Iterator[MaintenanceFinding | AvailabilityFinding]:
    """Articles 5 and 6; the rate of each month where the period is made of months."""
    facts = gather(history, contract_id)
    cut = stretches(facts.contract, period.first, period.until, READINGS, chosen)
    reference = normal(span for stretch in cut for span in reference_hours(stretch, facts.calendars))
    yield article_05_access.assess_maintenance(facts, period, chosen, reference)
    for each in period.months() if period.whole_months else [period]:
        found = assess(facts, each, chosen)
        yield replace(found, evidence=evidence(found, facts, history, each, chosen))


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
