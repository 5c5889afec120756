"""What a probe saw, sample by sample, as outages and as times in which nobody watched (article 6)."""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, islice
from operator import attrgetter
from typing import Literal, NamedTuple

from ledger.events.instant import format_instant
from ledger.intake.found import Found, Place, Remark, identifier, key, prose, shown
from ledger.intake.gathered import Gathered
from ledger.refusal import InputRefused

State = Literal["up", "down", "degraded", "unknown"]
AROUND = 10
"""Steps on either side by which one is measured."""
_WORST_FIRST: tuple[State, ...] = ("down", "degraded", "unknown", "up")
_IMPACT: dict[State, str] = {"down": "total", "degraded": "degraded"}


class Sample(NamedTuple):
    """What was seen at an instant, in microseconds since 1970; `recorded` is when the tool says it learned of it."""

    instant: int
    state: State
    place: Place
    recorded: str | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """One thing that is watched: its name, the tool, and whose history it is."""

    name: str
    source: str
    scope: str

    def event(
        self, sample: Sample, at: int, what: str, subject: str, data: Mapping[str, str | None], began: int | None = None
    ) -> Found:
        """An event of this series, which the sample shows; the end of what `began` is one event, wherever it moves."""
        return sample.place.event(
            source=self.source,
            id=key(self.name, format_instant(at if began is None else began), what),
            type=what,
            scope=self.scope,
            subject=subject,
            time=format_instant(at),
            recordedtime=sample.recorded,
            data=data,
        )


def watched(series: Series, samples: Iterable[Sample], half_steps: int | None) -> Iterator[Found]:
    """The outages that the samples show, given in the order of time, and the gaps between them.

    Of samples at one instant the worst counts, in whatever order they come.
    Two samples that are farther apart than so many half steps, as most are before them and after them, leave the time
    between them unobserved; None: however far apart they are, the later one says what was so until then, as where a
    tool notes changes alone. A sample of unknown state is as good as none.
    """
    last = up = down = began = None
    outage, state = "", "up"
    monitoring = f"monitoring/{identifier(series.name)}"
    for (sample, *others), around in _with_steps(_worst_first(samples)):
        at = sample.instant
        yield from (other.place.left_out(_also(series.name, sample, other)) for other in others)
        if sample.state == "unknown":
            continue
        if last is not None and half_steps is not None and around.are_passed(2 * (at - last), half_steps):
            yield series.event(sample, last, "monitoring.interrupted", monitoring, {"because": "samples are missing"})
            yield series.event(sample, at, "monitoring.resumed", monitoring, {})
        if sample.state == "up":
            if outage:
                seen = None if down is None else format_instant(down)
                yield series.event(sample, at, "outage.ended", outage, {"last_seen_down": seen}, began)
            outage, up = "", at
        elif not outage:
            if last is None:
                yield sample.place.left_out(_since_when(series.name, sample))
            outage, began = f"outage/{identifier(f'{series.name}-{_compact(at)}')}", at
            seen = None if up is None else format_instant(up)
            data = {"impact": _IMPACT[sample.state], "last_seen_up": seen, "description": prose(series.name)}
            yield series.event(sample, at, "outage.started", outage, data)
        elif sample.state != state:
            yield series.event(sample, at, "outage.impact_changed", outage, {"impact": _IMPACT[sample.state]})
        down = at if sample.state != "up" else down
        last, state = at, sample.state


class _Around(NamedTuple):
    """Up to so many steps from one sample to the next before a step; and the samples after it, each with its step."""

    before: Collection[int]
    ahead: Iterable[tuple[list[Sample], int]]

    def are_passed(self, length: int, times: int) -> bool:
        """Whether a length passes so many times half of them or more, before it and after it; there are some."""
        if self.before and length <= times * _usual(self.before):
            return False
        after = [step for _, step in self.ahead if step]
        return length > times * _usual(after) if after else bool(self.before)


def _usual(steps: Collection[int]) -> int:
    return sorted(steps)[(len(steps) - 1) // 2]


def _with_steps(instants: Iterable[list[Sample]]) -> Iterator[tuple[list[Sample], _Around]]:
    """Each instant with the steps around the one that leads to it: so a gap does not depend on what is far from it."""
    steps = _steps(instants)
    before: deque[int] = deque(maxlen=AROUND)
    ahead = deque(islice(steps, AROUND))
    around = _Around(before, ahead)
    while ahead:
        ahead.extend(islice(steps, 1))
        told, step = ahead.popleft()
        yield told, around
        if step:
            before.append(step)


def _steps(instants: Iterable[list[Sample]]) -> Iterator[tuple[list[Sample], int]]:
    """Each instant with the step to it; 0 where it is none to measure by: what is pending is tried again sooner."""
    last = None
    for told in instants:
        yield told, 0 if last is None else told[0].instant - last
        last = None if told[0].state == "unknown" else told[0].instant


def _worst_first(samples: Iterable[Sample]) -> Iterator[list[Sample]]:
    """For each instant one sample for every state told of it."""
    for _, group in groupby(samples, key=attrgetter("instant")):
        told: dict[State, Sample] = {}
        for sample in group:
            told.setdefault(sample.state, sample)
        yield [told[state] for state in _WORST_FIRST if state in told]


def _also(name: str, counts: Sample, other: Sample) -> InputRefused:
    return InputRefused(
        "`{series}` is told to be {other} at {instant}, and {state} as well: the worse of them counts",
        series=shown(name),
        other=other.state,
        state=counts.state,
        instant=format_instant(other.instant),
    )


def _since_when(name: str, first: Sample) -> Remark:
    return Remark(
        "`{series}` is {state} when this begins, at {instant}, and since when is not said: "
        "an outage recorded before goes on as another one; import from before its start",
        series=shown(name),
        state=first.state,
        instant=format_instant(first.instant),
    )


class Samples:
    """Samples of several series, put aside until all of them are read."""

    def __init__(self) -> None:
        self._gathered = Gathered()
        self._dropped: set[str] = set()

    def drop(self, series: str) -> None:
        """None of a series, neither what came nor what comes: of half an outage nobody would know the end."""
        self._dropped.add(series)

    def add(self, series: str, sample: Sample) -> None:
        """One more of a series."""
        self._gathered.put(series, sample.instant, (sample.state, sample.recorded, *sample.place))

    def series(self) -> Iterator[tuple[str, Iterator[Sample]]]:
        """Each series as it first came, with its samples in the order of time."""
        for name, group in self._gathered.groups():
            if name not in self._dropped:
                yield name, (Sample(at, state, Place(*place), recorded) for at, (state, recorded, *place) in group)


def _compact(instant: int) -> str:
    return "".join(each for each in format_instant(instant) if each not in "-:")
