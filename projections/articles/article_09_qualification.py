"""Article 9, and article 4 ¶4: the environment of production carries the SecNumCloud qualification.

Computed: for every instant of a period whether the qualification was granted, suspended, withdrawn or lapsed.
Not computed: what the qualification is worth, and whether the contract does without it, as article 4 ¶4 allows.
A qualification that nobody recorded is unknown, not missing: the verdict is then undetermined.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from projections.articles.finding import EntryRef, Flips, LateEntry, Orphan, Verdict, head, late_entries, orphans, refs
from projections.articles.stretch import Stretch, stretches
from projections.calendar.period import Period
from projections.calendar.span import FOREVER, Instant
from projections.calendar.zone import midnight
from projections.edition.reading import Reading
from projections.edition.terms import edition
from projections.edition.wording import N_, Text, say
from projections.facts.qualification import QualificationFacts, Step

Status = Literal["granted", "suspended", "withdrawn", "lapsed", "not_recorded"]
BROKEN: frozenset[Status] = frozenset({"suspended", "withdrawn", "lapsed"})


@dataclass(frozen=True, slots=True)
class StatusSpan:
    """`[from, until)` of the period in which the qualification of an environment stood so.

    `valid_until` is what the grant says: a last day, or the instant at which it ends.
    """

    environment: str
    from_: Instant
    until: Instant
    status: Status
    valid_until: date | Instant | None
    because: Text
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True, slots=True)
class QualificationFinding:
    """Article 9 for one contract and period; `status` is that of the period's last instant in service."""

    article: str
    contract: str
    period: str
    known_at: Instant
    known_by: str
    position: int
    edition: str
    timezone: str
    tzdata: str
    scheme: str
    environment: str
    environment_kind: str
    status: Status | None
    spans: tuple[StatusSpan, ...]
    other_schemes: tuple[str, ...]
    verdict: Verdict | None
    provisional: bool
    claimed: bool
    because: Text | None
    late_entries: tuple[LateEntry, ...]
    orphans: tuple[Orphan, ...]
    flips: Flips = ()  # no reading bears on this article


def assess(facts: QualificationFacts, period: Period, chosen: Mapping[str, Reading]) -> QualificationFinding:
    """The qualification in a period of the client's calendar. `chosen` bears on nothing here."""
    last = facts.contract.on(period.last)
    scheme = str(edition(last.edition).article("9")["scheme"])
    kind = str(edition(last.edition).article("4")["environment"])
    parts = stretches(facts.contract, period.first, period.until, (), {})
    spans = tuple(span for part in parts for span in _spans(facts, part, scheme))
    in_production = all(facts.environment_kinds[part.subscription.environment] == kind for part in parts)
    end = midnight(period.until, last.zone)
    steps = [step for part in parts for step in facts.steps[part.subscription.environment] if step.at < end]
    return QualificationFinding(
        article="9",
        **head(facts, last),
        period=period.text,
        scheme=scheme,
        environment=last.environment,
        environment_kind=facts.environment_kinds[last.environment],
        status=spans[-1].status if spans else None,
        spans=spans,
        other_schemes=tuple(sorted({step.scheme for step in steps if not _is(step, scheme)})),
        verdict=_verdict(spans, in_production),
        provisional=facts.known.at < end,
        because=_because(spans, in_production),
        late_entries=late_entries(step.entry for step in steps if _is(step, scheme)),
        orphans=orphans(facts.orphans),
    )


def _is(step: Step, scheme: str) -> bool:
    return step.scheme.casefold() == scheme.casefold()


# What the qualification was, and when


@dataclass(frozen=True, slots=True)
class _Standing:
    """A status from an instant on, and the steps that it rests on."""

    from_: int
    status: Status
    valid_until: date | int | None
    steps: tuple[Step, ...]


def _spans(facts: QualificationFacts, stretch: Stretch, scheme: str) -> Iterator[StatusSpan]:
    environment = stretch.subscription.environment
    steps = [step for step in facts.steps[environment] if _is(step, scheme)]
    found = [_Standing(-FOREVER, "not_recorded", None, ()), *_standings(steps, stretch.zone)]
    for standing, following in zip(found, [*found[1:], None], strict=True):
        from_ = max(standing.from_, stretch.from_)
        until = stretch.until if following is None else min(following.from_, stretch.until)
        if from_ < until:
            ends = standing.valid_until
            yield StatusSpan(
                environment,
                Instant(from_),
                Instant(until),
                standing.status,
                ends if ends is None or isinstance(ends, date) else Instant(ends),
                _said(standing, scheme),
                refs(step.entry for step in standing.steps),
            )


def _standings(steps: Sequence[Step], zone: ZoneInfo) -> Iterator[_Standing]:
    """The status from each step on, and from the end of a grant's validity, in order."""
    grant: Step | None = None
    for step, until in zip(steps, [*(step.at for step in steps[1:]), FOREVER], strict=False):
        if step.kind == "granted":
            grant = step
        if grant is None:
            continue  # the grant that it rests on is of the same instant, and comes next
        ends = validity(grant, zone)
        because = (grant,) if grant is step else (grant, step)
        if step.kind == "withdrawn":
            yield _Standing(step.at, "withdrawn", grant.valid_until, because)
            continue
        if step.at < ends:
            status: Status = "granted" if step is grant else "suspended"
            yield _Standing(step.at, status, grant.valid_until, because)
        if ends < until:
            yield _Standing(max(ends, step.at), "lapsed", grant.valid_until, because)


def validity(grant: Step, zone: ZoneInfo) -> int:
    """When a grant ends, exclusive, in microseconds: after its last day in the zone, at its instant, or never."""
    match grant.valid_until:
        case None:
            return FOREVER
        case date() as day:
            return midnight(day + timedelta(days=1), zone)
        case int() as instant:
            return instant


# What the finding says


def _said(standing: _Standing, scheme: str) -> Text:
    at = Instant(standing.steps[-1].at) if standing.steps else None
    match standing.status:
        case "granted":
            return say(N_("{scheme} granted at {at}, article 9"), scheme=scheme, at=at)
        case "suspended":
            return say(N_("{scheme} suspended at {at}, article 9"), scheme=scheme, at=at)
        case "withdrawn":
            return say(N_("{scheme} withdrawn at {at}, article 9"), scheme=scheme, at=at)
        case "lapsed":
            return say(N_("{scheme} was valid until {until}, article 9"), scheme=scheme, until=_shown(standing))
    return say(N_("no grant of {scheme} had been recorded for then"), scheme=scheme)


def _shown(standing: _Standing) -> date | Instant | None:
    ends = standing.valid_until
    return ends if ends is None or isinstance(ends, date) else Instant(ends)


def _verdict(spans: Iterable[StatusSpan], in_production: bool) -> Verdict | None:
    found = {span.status for span in spans}
    if not found:
        return None
    if found & BROKEN:
        return "missed"
    return "met" if found == {"granted"} and in_production else "undetermined"


def _because(spans: Sequence[StatusSpan], in_production: bool) -> Text | None:
    if not spans:
        return say(N_("no service was owed in the period"))
    if not in_production:
        return say(N_("the contract's environment is not declared as the one of production, article 4 ¶4"))
    decisive = [span for span in spans if span.status in BROKEN] or [
        span for span in spans if span.status == "not_recorded"
    ]
    return decisive[0].because if decisive else None
