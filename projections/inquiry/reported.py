"""Figures as they were told, beside what the ledger says of them now: which have moved, and what moved them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from projections.articles.finding import EntryRef, refs
from projections.calendar.period import Period, parse_period
from projections.calendar.span import SECOND, Instant
from projections.edition.reading import Reading
from projections.facts.contract import UnknownContract
from projections.facts.dispute import AsKnown, Report, Value, reports
from projections.facts.history import History
from projections.inquiry.comparison import Change, compare
from projections.inquiry.figure import Figure
from projections.inquiry.question import QUESTIONS


@dataclass(frozen=True, slots=True)
class ReportedFigure:
    """A figure as it was told: `figure` and `verdict` in the words of the report, resting on `rests_on`."""

    article: str
    name: str
    about: str
    figure: Value
    verdict: str
    rests_on: int
    to: str | None
    reported_at: Instant
    entry: EntryRef

    @property
    def key(self) -> tuple[str, str, str]:
        """The key of the figure that it tells."""
        return (self.article, self.name, self.about)


@dataclass(frozen=True, slots=True)
class ReportedChange:
    """A figure as told, whether what was told is what the ledger gave at that position, and what changed since.

    `faithful` is `None` where the ledger has no such figure to compare with.
    """

    reported: ReportedFigure
    faithful: bool | None
    change: Change


@dataclass(frozen=True, slots=True)
class MovedFigure:
    """A reported figure of a contract that has moved since: as known at the position it rested on, and now."""

    contract: str
    reported: ReportedFigure
    before: Figure | None
    after: Figure | None


def written(figure: Figure) -> dict[str, str | int]:
    """A figure as a report holds it: its name, its rate floored to four decimals, its amount exactly."""
    said: dict[str, str | int] = {"name": figure.name}
    if figure.rate is not None:
        said["percent"] = _decimal(figure.rate * 10_000 // 1, 4)
    if figure.amount is not None and figure.measure == "duration":
        exact = _decimal(int(figure.amount), 6)
        said["amount_seconds"] = exact.rstrip("0").rstrip(".")
    elif figure.amount is not None:
        said["amount"] = int(figure.amount)
    return said


def _decimal(scaled: int, digits: int) -> str:
    whole, rest = divmod(abs(scaled), 10**digits)
    return f"{'-' if scaled < 0 else ''}{whole}.{rest:0{digits}d}"


def subject(figure: Figure) -> str:
    """The subject under which a figure is reported; a single day is written as a range."""
    about = figure.about
    return f"figure/{figure.article}/{f'{about}..{about}' if parse_period(about).kind == 'day' else about}"


def last_reported(history: History, contract: str) -> list[ReportedFigure]:
    """The last report of each figure of a contract, in the order in which they were told."""
    found: dict[tuple[str, str, str], ReportedFigure] = {}
    for report in reports(history, contract):
        told = _told(report)
        found.pop(told.key, None)
        found[told.key] = told
    return list(found.values())


def moved(now: History, contract: str, as_known: AsKnown) -> list[MovedFigure]:
    """The figures reported last that differ from what the ledger says now, under the readings in force."""
    found = []
    for told, before, after in _pairs(last_reported(now, contract), now, contract, as_known):
        if before is None or after is None or changed(before, after):
            found.append(MovedFigure(contract, told, before, after))
    return found


def changed(before: Figure, after: Figure) -> bool:
    """Whether a figure says something else; that it is no longer provisional alone is no change."""
    return (before.rate, before.amount, before.verdict) != (after.rate, after.amount, after.verdict)


def compare_reported(
    now: Callable[[], History],
    contract: str,
    period: Period,
    chosen: Mapping[str, Reading],
    articles: Iterable[str],
    as_known: AsKnown,
) -> list[ReportedChange]:
    """What changed since the figures of a period were last reported, entry by entry.

    `now` gives a history that nothing was read from yet. Raises ValueError for a report that names a position which
    the ledger does not have.
    """
    known = last_reported(now(), contract)
    found = []
    for article in articles:
        keys = _asked(article, now(), contract, period, chosen).keys()
        for told in (each for each in known if each.key in keys):
            before = as_known(told.rests_on, told.reported_at)
            changes = compare(before, now(), contract, period, chosen, article)
            change = next(each for each in changes if _key(each) == told.key)
            found.append(ReportedChange(told, faithful(told, change.before), change))
    return found


def faithful(told: ReportedFigure, then: Figure | None) -> bool | None:
    """Whether a report says what the ledger gave at the position that it names, as far as it says anything."""
    if then is None:
        return None
    return told.verdict == (then.verdict or NO_VERDICT) and agrees(told.figure, then)


NO_VERDICT = "none"
"""What is reported as verdict of a figure that has none, such as a rate of some days."""


def agrees(said: Value, figure: Figure) -> bool:
    """Whether a figure as someone wrote it down is this one, to the digits that were written."""
    if isinstance(said, int):
        return figure.amount is not None and said * (SECOND if figure.measure == "duration" else 1) == figure.amount
    if isinstance(said, str):
        return figure.rate is not None and _rounds_to(said, figure)
    computed = written(figure)
    if "amount_seconds" in computed:
        computed["downtime_seconds"] = computed["amount_seconds"]  # as article 6 calls it
    if not said.keys() & (computed.keys() - {"name"}):
        return False
    in_percent = said.get("percent")
    rated = in_percent is None or (figure.rate is not None and _rounds_to(str(in_percent), figure))
    return rated and all(
        _same(value, computed[name]) for name, value in said.items() if name in computed and name != "percent"
    )


def _same(a: str | int, b: str | int) -> bool:
    try:
        return Fraction(a) == Fraction(b)
    except ValueError:
        return a == b


def _rounds_to(said: str, figure: Figure) -> bool:
    """Whether the rate, floored or rounded to the digits written, is what was written."""
    assert figure.rate is not None
    digits = len(said.partition(".")[2])
    scaled = figure.rate * 10**digits
    told = int(said.replace(".", ""))
    return told in (scaled // 1, (2 * scaled + 1) // 2)


def _told(report: Report) -> ReportedFigure:
    about = report.period
    first, dots, last = about.partition("..")
    name = report.figure.get("name") if isinstance(report.figure, Mapping) else None
    return ReportedFigure(
        report.article,
        str(name or _FIRST.get(report.article, "figure")),
        first if dots and first == last else about,
        report.figure,
        report.verdict,
        report.position,
        report.to,
        Instant(report.entry.occurred_at),
        refs([report.entry])[0],
    )


_FIRST: Mapping[str, str] = {"6": "availability", "7": "backups", "13": "takeover_rate", "14": "remedy"}
"""Article -> the figure that is meant where a report does not name one."""


def _pairs(
    known: Iterable[ReportedFigure], now: History, contract: str, as_known: AsKnown
) -> Iterator[tuple[ReportedFigure, Figure | None, Figure | None]]:
    for told in known:
        if told.article not in QUESTIONS:
            continue
        try:
            before, period = as_known(told.rests_on, told.reported_at), parse_period(told.about)
        except ValueError:
            continue  # a report from elsewhere may name a position of another ledger
        then, later = (_asked(told.article, each, contract, period, {}).get(told.key) for each in (before, now))
        yield told, then, later


def _asked(
    article: str, history: History, contract: str, period: Period, chosen: Mapping[str, Reading]
) -> dict[tuple[str, str, str], Figure]:
    try:
        return {figure.key: figure for figure in QUESTIONS[article](history, contract, period)(chosen)}
    except UnknownContract:
        return {}


def _key(change: Change) -> tuple[str, str, str] | None:
    figure = change.after or change.before
    return None if figure is None else figure.key
