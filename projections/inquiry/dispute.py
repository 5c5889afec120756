"""Both sides of a dispute beside the ledger: each claim, the figure as known then and now, and what lies between.

From the figure that a claim could rest on (as known when the claim became known, under the readings it names) to the
figure now under the readings in force there are two steps: entries learned since, then readings. Each step is taken
apart by leaving one out; what entries or readings do only together is shown as interaction.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from projections.articles.catalogue import readings as declared
from projections.articles.finding import EntryRef, refs
from projections.calendar.period import Period, parse_period
from projections.calendar.span import Duration, Instant
from projections.edition.reading import Reading
from projections.facts.contract import UnknownContract
from projections.facts.dispute import Claim, Dispute, Value
from projections.facts.entry import Entry
from projections.facts.history import History
from projections.inquiry.comparison import Change, compare
from projections.inquiry.figure import Figure
from projections.inquiry.question import QUESTIONS
from projections.inquiry.reported import agrees

Moment = Callable[[Entry], History]
"""An entry -> what was known when it became known, itself included; a history that nothing was read from yet."""
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """What a side said: `made_at` is when it says it spoke, `known_at` when that became known."""

    number: int
    kind: str
    party: str | None
    figure: Value | None
    readings: Mapping[str, str]
    because: str | None
    outcome: str | None
    made_at: Instant
    known_at: Instant
    entry: EntryRef


@dataclass(frozen=True, slots=True)
class View:
    """The ledger's own figure at a moment (the number of a claim, `None`: now) under the readings of a side.

    `case` is whose readings: those in force, or those that the provider or the client claims.
    """

    claim: int | None
    case: str
    readings: Mapping[str, str]
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class ReadingShare:
    """An option that a claim names: what the figure now would lose without it, in favour of the option in force."""

    reading: str
    option: str
    in_force: str
    amount: Duration | int | None


@dataclass(frozen=True, slots=True)
class Gap:
    """From the figure that a claim could rest on to the figure now: by entries, then by readings.

    `agrees` says whether the figure claimed is the ledger's own as known then, under the readings claimed.
    """

    claim: int
    agrees: bool | None
    rested_on: Figure | None
    by_entries: Change
    by_readings: tuple[ReadingShare, ...]
    interaction: Duration | int | None
    now: Figure | None


@dataclass(frozen=True, slots=True)
class DisputedFigure:
    """One of the figures in dispute: at every moment, under every side's readings, and each claim's gap to now."""

    figure: Figure
    views: tuple[View, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class DisputeAccount:
    """A dispute: what each side claims, and what the ledger says."""

    contract: str
    dispute: str
    article: str
    period: str
    known_at: Instant
    known_by: str
    position: int
    claims: tuple[ClaimLine, ...]
    outcome: str | None
    settled: bool
    figures: tuple[DisputedFigure, ...]


def examine(
    dispute: Dispute, contract: str, now: Callable[[], History], moment: Moment, chosen: Mapping[str, Reading]
) -> DisputeAccount:
    """The account of a dispute. `now` gives histories that nothing was read from yet; `chosen` beats every reading."""
    there = now().known
    inspected = _Inspection(dispute, contract, now, moment, chosen)
    settled = dispute.settled
    return DisputeAccount(
        contract,
        dispute.id,
        dispute.article,
        dispute.period,
        Instant(there.at),
        there.by,
        there.position,
        tuple(_line(number, claim, moment) for number, claim in enumerate(dispute.claims, 1)),
        None if settled is None else settled.outcome,
        settled is not None,
        tuple(inspected.figures()),
    )


def _line(number: int, claim: Claim, moment: Moment) -> ClaimLine:
    entry = claim.entry
    return ClaimLine(
        number,
        claim.kind,
        claim.party,
        claim.figure,
        claim.readings,
        claim.because,
        claim.outcome,
        Instant(entry.occurred_at),
        Instant(moment(entry).known.at),
        refs([entry])[0],
    )


class _Inspection:
    """The figures of one dispute, asked for at its moments and under its cases."""

    def __init__(
        self, dispute: Dispute, contract: str, now: Callable[[], History], moment: Moment, chosen: Mapping[str, Reading]
    ) -> None:
        self._dispute, self._contract, self._chosen = dispute, contract, chosen
        self._now, self._moment = now, moment
        self._period: Period = parse_period(dispute.period)

    def figures(self) -> Iterable[DisputedFigure]:
        """Each figure of the article in dispute, as it stands now; none for an article that gives no figure."""
        if self._dispute.article not in QUESTIONS:
            return
        views = [
            (claim, case, self._options(readings), self._asked(history, readings))
            for claim, case, readings, history in self._cases()
        ]
        gaps = [self._gaps(number, claim) for number, claim in enumerate(self._dispute.claims, 1)]
        for key, figure in self._as_it_stands.items():
            yield DisputedFigure(
                figure,
                tuple(View(claim, case, options, found.get(key)) for claim, case, options, found in views),
                tuple(gap[key] for gap in gaps if key in gap),
            )

    @cached_property
    def _as_it_stands(self) -> Mapping[Key, Figure]:
        return self._asked(self._now(), {})

    def _cases(self) -> list[tuple[int | None, str, Mapping[str, Reading], History]]:
        moments = [(number, self._moment(claim.entry)) for number, claim in enumerate(self._dispute.claims, 1)]
        cases: list[tuple[str, Mapping[str, Reading]]] = [("in_force", {}), *self._sides()]
        return [
            (number, case, readings, history)
            for number, history in (*moments, (None, self._now()))
            for case, readings in cases
        ]

    def _sides(self) -> list[tuple[str, Mapping[str, Reading]]]:
        """The readings that each side named last, where it named any."""
        last: dict[str, Mapping[str, Reading]] = {}
        for claim in self._dispute.claims:
            if claim.party is not None and claim.readings and claim.kind != "settled":
                last[claim.party] = members(claim.readings)
        return list(last.items())

    def _gaps(self, number: int, claim: Claim) -> dict[Key, Gap]:
        if claim.kind == "settled" or (claim.figure is None and not claim.readings):
            return {}
        named = members(claim.readings)
        theirs = {**named, **self._chosen}
        article, before, after = self._dispute.article, self._moment(claim.entry), self._now()
        changes = compare(before, after, self._contract, self._period, theirs, article)
        now = self._as_it_stands
        without = {name: self._asked(after, {**named, name: self._in_force(name)}) for name in named}
        found: dict[Key, Gap] = {}
        for change in changes:
            figure = change.after or change.before
            if figure is None or not _meant(claim.figure, figure):
                continue
            shares = tuple(
                self._share(name, member, change.after, without[name].get(figure.key)) for name, member in named.items()
            )
            found[figure.key] = Gap(
                number,
                None if claim.figure is None or change.before is None else agrees(claim.figure, change.before),
                change.before,
                change,
                tuple(share for share in shares if share.amount != 0),
                _rest(change.after, now.get(figure.key), shares),
                now.get(figure.key),
            )
        return found

    def _share(self, name: str, member: Reading, with_: Figure | None, without: Figure | None) -> ReadingShare:
        difference = _minus(without, with_)
        return ReadingShare(name, member.option, self._in_force(name).option, difference)

    def _in_force(self, name: str) -> Reading:
        """The option that holds without the claim: chosen by who asks, else agreed, else the default."""
        if name in self._chosen:
            return self._chosen[name]
        said = (figure.readings.get(name) for figure in self._as_it_stands.values())
        option = next(filter(None, said), None)
        kind = declared()[name]
        return kind.default() if option is None else kind.named(option)

    def _asked(self, history: History, readings: Mapping[str, Reading]) -> dict[Key, Figure]:
        try:
            ask = QUESTIONS[self._dispute.article](history, self._contract, self._period)
        except UnknownContract:
            return {}
        return {figure.key: figure for figure in ask({**readings, **self._chosen})}

    @staticmethod
    def _options(readings: Mapping[str, Reading]) -> dict[str, str]:
        return {name: member.option for name, member in readings.items()}


def members(readings: Mapping[str, str]) -> dict[str, Reading]:
    """The readings that a claim names; one that does not exist cannot be taken, and is left out."""
    known = declared()
    return {
        name: member
        for name, option in readings.items()
        if name in known
        for member in known[name]
        if member.option == option
    }


def _meant(said: Value | None, figure: Figure) -> bool:
    """Whether a claim is about this figure of its article: the one it names, or any where it names none."""
    name = said.get("name") if isinstance(said, Mapping) else None
    return name in (None, figure.name)


def _rest(theirs: Figure | None, now: Figure | None, shares: Iterable[ReadingShare]) -> Duration | int | None:
    difference = _minus(now, theirs)
    amounts = [share.amount for share in shares]
    if difference is None or now is None or None in amounts:
        return None
    return now.of_its_kind(difference - sum(amount for amount in amounts if amount is not None))


def _minus(after: Figure | None, before: Figure | None) -> Duration | int | None:
    if after is None or before is None or after.amount is None or before.amount is None:
        return None
    return after.of_its_kind(after.amount - before.amount)
