"""Prometheus: a range of `probe_success`, as `/api/v1/query_range` or `promtool query range -o json` answer with it.

0 is down and 1 is up. A sample that is missing is not up: nobody watched then. Several answers in one file, one a
line, are read as one range.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from ledger.intake.document import documents, is_list, mapping, several, words
from ledger.intake.found import Files, Found, Place, prose, refusing, shown, told_apart, whole
from ledger.intake.options import Options
from ledger.intake.probe import Sample, Samples, Series, State, watched
from ledger.intake.wall import epoch
from ledger.refusal import InputRefused

SOURCE = "/prometheus"
_STATES: dict[str, State] = {"0": "down", "1": "up", "NaN": "unknown"}


def read(files: Files, options: Options) -> Iterator[Found]:
    """The outages of every series. Raises UsageRefused without a scope."""
    scope = options.whose
    ranges = Samples()
    for found in documents(files):
        if not isinstance(found[0], Place):
            yield found
            continue
        place, document = found
        yield from _document(place, (document, ranges), options)
    for name, samples in ranges.series():
        yield from watched(Series(options.apart(name), options.source_of(SOURCE), scope), samples, half_steps=3)


@refusing
def _document(place: Place, value: tuple[Any, Samples], options: Options) -> Iterator[Found]:
    document, ranges = value
    if type(document) is dict:
        for said in [*words(document, "warnings"), *words(document, "infos")]:
            yield place.left_out(InputRefused("Prometheus says of its answer: {said}", said=prose(said)))
    for series in _series(document):
        yield from _put(place, (series, ranges), options)


@refusing
def _put(place: Place, value: tuple[dict[str, Any], Samples], options: Options) -> Iterator[Found]:
    """Put the samples of a series aside, all of them or none, and say why there are none."""
    series, ranges = value
    labels = mapping(series.get("metric") or {}, "metric")
    if not options.wants(*map(whole, labels.values())):
        yield place.left_out(InputRefused("is a series that --only does not name"))
        return
    name, values = _name(labels), series.get("values")
    for pair in values if is_list(values) else [values]:
        sample = _sample(place, pair)
        if sample is None:
            ranges.drop(name)
            raise InputRefused(
                'holds `{text}` of `{series}`, which is not [seconds, "0" or "1"]: nothing of this series is taken',
                field="values",
                text=" ".join(map(shown, pair[:3])) if type(pair) is list else shown(pair),
                series=name,
            )
        ranges.add(name, sample)


def _series(value: Any) -> Iterable[dict[str, Any]]:
    if is_list(value) and len(value):
        return several({"result": value}, "result")
    answer = mapping(value)
    if answer.get("status") == "error":
        raise InputRefused("Prometheus answers: {error}", error=prose(answer.get("error")))
    data = mapping(answer.get("data", answer), "data")
    if data.get("resultType") != "matrix":
        raise InputRefused("is not a range of samples: ask /api/v1/query_range", field="resultType")
    return several(data, "result")


def _name(labels: dict[str, Any]) -> str:
    said = sorted(f"{label}={whole(value)}" for label, value in labels.items())
    name = next((labels[label] for label in ("instance", "job") if type(labels.get(label)) is str), "probe")
    return told_apart(name, *said, letters=27)  # with an instant behind it, an identifier still


def _sample(place: Place, pair: Any) -> Sample | None:
    if type(pair) is not list or len(pair) != 2 or type(pair[1]) is not str or pair[1] not in _STATES:
        return None
    with suppress(InputRefused):
        return Sample(epoch(pair[0]), _STATES[pair[1]], place)
    return None
