"""The whole way from entries to figure for one fact: an outage, a ticket, a backup."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from projections.articles.finding import EntryRef, Grade
from projections.calendar.period import Period
from projections.calendar.span import Duration, Instant
from projections.edition.reading import Reading
from projections.edition.wording import Text
from projections.facts.contract import contract as contract_of
from projections.facts.document import booklet, quoted
from projections.facts.entry import Entry
from projections.facts.history import History
from projections.inquiry.evidence import contested, grade
from projections.inquiry.figure import Figure
from projections.inquiry.grading import graded
from projections.inquiry.question import QUESTIONS, readings_bearing_on

ARTICLES: Mapping[str, tuple[str, ...]] = {"outage": ("6",), "ticket": ("13", "14"), "backup": ("7",)}
"""Kind of subject -> the articles that judge it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One entry on the way: both clocks, what its source claims, who says so, and what amends it."""

    position: int
    occurred_at: Instant
    recorded_at: Instant
    claimed_at: Instant | None
    type: str
    subject: str
    data: Mapping[str, object]
    source: str
    id: str
    actor: str | None
    assertedby: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What an article made of the fact: in a span or at a deadline, with the rule that decided and its evidence."""

    article: str
    outcome: str
    from_: Instant | None
    until: Instant | None
    seconds: Duration | None
    because: Text | None
    evidence: Grade | None
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True, slots=True)
class Weight:
    """A figure with the fact, and what it would be had the fact never been recorded."""

    with_: Figure
    without: Figure | None


@dataclass(frozen=True, slots=True)
class Quoted:
    """An article as the signed booklet words it, where its text was attached, with the digest of that text."""

    article: str
    text: str
    name: str
    sha256: str
    position: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """A fact explained: its entries and those it rests on, the rules, the readings, its weight, and what was signed."""

    contract: str
    period: str
    subject: str
    known_at: Instant
    known_by: str
    position: int
    steps: tuple[Step, ...]
    rules: tuple[Rule, ...]
    readings: Mapping[str, str]
    weights: tuple[Weight, ...]
    quotations: tuple[Quoted, ...]


def explain(
    history: History,
    contract: str,
    period: Period,
    subject: str,
    chosen: Mapping[str, Reading],
    shown: Callable[[Entry], Entry] = lambda entry: entry,
) -> Explanation:
    """How the fact came to count as it does. Raises LookupError where nothing is known of the subject.

    `shown` gives an entry with its personal values, or with words in their place.
    """
    kind = subject.partition("/")[0]
    rules = list(_rules(history, contract, period, subject, chosen))
    read = history.read()
    named = {ref.position for rule in rules for ref in rule.entries}
    entries = [entry for entry in read if entry.subject == subject or entry.position in named]
    if not any(entry.subject == subject for entry in entries):
        raise LookupError(subject)
    disputed = contested(read)
    by_position = {entry.position: entry for entry in read}
    return Explanation(
        contract,
        period.text,
        subject,
        Instant(history.known.at),
        history.known.by,
        history.known.position,
        tuple(_step(shown(entry)) for entry in entries),
        tuple(_graded(rule, by_position, disputed) for rule in rules),
        _readings(kind, history, contract, period, chosen),
        tuple(_weights(kind, history, contract, period, subject, chosen)),
        tuple(_quotations(history, contract, period, sorted({rule.article for rule in rules}, key=int))),
    )


def _rules(
    history: History, contract: str, period: Period, subject: str, chosen: Mapping[str, Reading]
) -> Iterable[Rule]:
    match subject.partition("/")[0]:
        case "outage":
            return _of_outage(history, contract, period, subject, chosen)
        case "ticket":
            return _of_ticket(history, contract, period, subject, chosen)
        case _:
            return _of_backup(history, contract, period, subject, chosen)


def _of_outage(
    history: History, contract: str, period: Period, subject: str, chosen: Mapping[str, Reading]
) -> Iterable[Rule]:
    from projections.articles.article_06_availability import assess_plainly
    from projections.facts.operation import gather

    for span in assess_plainly(gather(history, contract), period, chosen).spans:
        if span.outage == subject:
            yield Rule(
                span.article, span.treatment, span.from_, span.until, span.seconds, span.because,
                None, span.entries,
            )  # fmt: skip


def _of_ticket(
    history: History, contract: str, period: Period, subject: str, chosen: Mapping[str, Reading]
) -> Iterable[Rule]:
    from projections.articles.article_13_takeover import assess_takeover
    from projections.articles.article_14_remedy import assess_remedy
    from projections.facts.support import gather_support

    facts = gather_support(history, contract)
    for finding in assess_takeover(facts, period, chosen):
        for line in graded(finding, history).tickets:
            if line.ticket == subject:
                bounds = (line.clock_started_at, line.deadline, line.working_seconds)
                yield Rule("13", line.outcome, *bounds, line.because, line.evidence, line.entries)
    for owed in graded(assess_remedy(facts, period, chosen), history).tickets:
        if owed.ticket == subject:
            bounds_owed = (owed.clock_started_at, owed.deadline, None)
            yield Rule("14", owed.outcome, *bounds_owed, owed.because, owed.evidence, owed.entries)


def _of_backup(
    history: History, contract: str, period: Period, subject: str, chosen: Mapping[str, Reading]
) -> Iterable[Rule]:
    from projections.articles.article_07_backups import MonthLine, NightLine, assess_backups
    from projections.articles.article_07_retention import assess_retention
    from projections.facts.backup import gather_backups

    facts = gather_backups(history, contract)
    made = graded(assess_backups(facts, period, chosen), history)
    owed: Sequence[NightLine | MonthLine] = (*made.nights, *made.months)
    for line in owed:
        if line.backup == subject:
            yield Rule("7", line.outcome, line.from_, line.until, None, line.because, line.evidence, line.entries)
    for kept in graded(assess_retention(facts, history.known.at, chosen), history).backups:
        if kept.backup == subject:
            bounds = (kept.completed_at, kept.keep_until, None)
            yield Rule("7", kept.status, *bounds, kept.because, kept.evidence, kept.entries)


def _graded(rule: Rule, entries: Mapping[int, Entry], disputed: frozenset[tuple[str, str]]) -> Rule:
    if rule.evidence is not None:
        return rule
    rests_on = [entries[ref.position] for ref in rule.entries if ref.position in entries]
    return replace(rule, evidence=grade(rests_on, disputed))


def _step(entry: Entry) -> Step:
    return Step(
        entry.position, Instant(entry.occurred_at), Instant(entry.recorded_at),
        None if entry.claimed_at is None else Instant(entry.claimed_at), entry.type, entry.subject, entry.data,
        entry.source, entry.id, entry.actor, entry.assertedby,
    )  # fmt: skip


def _readings(
    kind: str, history: History, contract: str, period: Period, chosen: Mapping[str, Reading]
) -> dict[str, str]:
    """The options in force of the readings that bear on the articles which judge such a fact."""
    taken: dict[str, str] = {}
    for article in ARTICLES[kind]:
        names = {each.declaration.name for each in readings_bearing_on(article)}
        for figure in QUESTIONS[article](history, contract, period)(chosen):
            taken |= {name: option for name, option in figure.readings.items() if name in names}
    return taken


def _weights(
    kind: str, history: History, contract: str, period: Period, subject: str, chosen: Mapping[str, Reading]
) -> Iterable[Weight]:
    places = [entry.position for entry in history.read() if entry.subject == subject]
    without = history.but(without=places)
    for article in ARTICLES[kind]:
        there: Sequence[Figure] = QUESTIONS[article](history, contract, period)(chosen)
        else_ = {each.key: each for each in QUESTIONS[article](without, contract, period)(chosen)}
        for figure in there:
            yield Weight(figure, else_.get(figure.key))


def _quotations(history: History, contract: str, period: Period, articles: Iterable[str]) -> Iterable[Quoted]:
    in_force = contract_of(history, contract).on(period.last).edition
    signed = booklet(history, [contract], in_force)
    for article in articles if signed is not None else ():
        assert signed is not None  # as the line above says
        found = quoted(signed, article)
        if found is not None:
            yield Quoted(article, found.text, signed.name, signed.sha256, signed.entry.position)
