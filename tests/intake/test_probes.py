"""Upptime, Prometheus and Uptime Kuma: samples as outages, and missing samples as nobody watching."""

import csv
import io
import json
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.events.instant import format_instant
from ledger.intake.catalogue import adapter
from ledger.intake.probe import AROUND
from tests.cli.conftest import Run
from tests.intake.adapters import DATA, SCOPE, Told, body, found, is_fine, lines, options, shaken, told
from tests.intake.test_backups import ledger as ledger  # a contract on an environment

UPPTIME = DATA / "outages" / "upptime_LimeCommerce.csv"
HEAD = "slug,status,last_updated,committed_at\n"


def upptime(*rows: str) -> str:
    return HEAD + "".join(
        f"shop,{status},2026-03-10T{at}:00Z,2026-03-10T{at}:03+00:00\n" for status, at in map(str.split, rows)
    )


START, END = "outage.started outage/shop-20260310T", "outage.ended outage/shop-20260310T"
BEGUN = "left out: f:2: `shop` is down when this begins, at 2026-03-10T09:"
CASES = [
    ("always up", upptime("up 09:00", "up 10:00"), []),
    ("down and up", upptime("up 09:00", "down 09:10", "down 09:15", "up 09:20"),
     [f"{START}091000Z 2026-03-10T09:10:00Z description=shop impact=total last_seen_up=2026-03-10T09:00:00Z",
      f"{END}091000Z 2026-03-10T09:20:00Z last_seen_down=2026-03-10T09:15:00Z"]),
    ("down from the first row", upptime("down 09:10", "up 09:20"),
     [f"{BEGUN}10:00Z", f"{START}091000Z 2026-03-10T09:10:00Z description=shop impact=total", f"{END}091000Z"]),
    ("down to the last row", upptime("up 09:00", "down 09:10"), [f"{START}091000Z"]),
    ("degraded, then down", upptime("degraded 09:00", "down 09:10", "up 09:20"),
     [f"{BEGUN.replace('down', 'degraded')}00:00Z",
      f"{START}090000Z 2026-03-10T09:00:00Z description=shop impact=degraded",
      "outage.impact_changed outage/shop-20260310T090000Z 2026-03-10T09:10:00Z impact=total", f"{END}090000Z"]),
    ("rows out of order", upptime("up 09:20", "down 09:10", "up 09:00"), [f"{START}091000Z", f"{END}091000Z"]),
    ("two outages", upptime("down 09:00", "up 09:01", "down 09:02", "up 09:03"),
     [f"{BEGUN}00:00Z", f"{START}090000Z", f"{END}090000Z", f"{START}090200Z", f"{END}090200Z"]),
    ("an unknown status", upptime("sick 09:00"), ["refused: f:2: field `status`: `sick` is none of"]),
    ("a time without offset", HEAD + "shop,up,2026-03-10 09:00,\n", ["refused: f:2: field `last_updated`"]),
]  # fmt: skip


@pytest.mark.parametrize(("table", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_upptime_says(table, expected):
    said = lines("upptime", table)
    assert len(said) == len(expected), said
    assert [line.startswith(part) for part, line in zip(expected, said, strict=True)] == [True] * len(said), said


def test_a_commit_is_when_upptime_learned_of_it():
    (start,) = found("upptime", upptime("up 09:00", "down 09:10"))
    assert body(start)["recordedtime"] == "2026-03-10T09:10:03+00:00"


def test_a_longer_history_adds_what_is_new():
    ledger = Told()
    assert len(ledger.take(found("upptime", upptime("up 09:00", "down 09:10")))) == 1
    (added,) = ledger.take(found("upptime", upptime("up 09:00", "down 09:10", "down 09:15", "up 09:20")))
    assert added.startswith(f"{END}091000Z")


AGAIN = [
    ("still open, then ended", "1100", "1100111", ["outage.ended 4"]),
    ("still open, and longer so", "1100", "110000", []),
    ("a second one", "11001", "110010", ["outage.started 5"]),
    ("an end that comes later", "11001.1", "11000.1", ["entry.restated outage.ended 6"]),
    ("an end that comes earlier", "110001", "110011", ["entry.restated outage.ended 4"]),
    ("an earlier beginning", ".10011", "110011", []),
]


@pytest.mark.parametrize(("title", "first", "later", "added"), AGAIN, ids=[case[0] for case in AGAIN])
def test_a_later_export_adds_what_is_new_and_restates_an_end_that_moved(title, first, later, added, run: Run, ledger):
    def taken(values: str) -> str:
        said = ("--ledger", ledger, "import", "-", "--from", "prometheus", "--scope", SCOPE)
        done = run(*said, stdin=json.dumps(prometheus(values)))
        assert done.exit_code == 0, done.output
        return done.stdout

    def recorded() -> list[dict]:
        return [json.loads(line) for line in run("--ledger", ledger, "export").stdout.splitlines()]

    taken(first)
    assert "0 recorded" in taken(first)
    before = recorded()
    taken(later)
    new = recorded()[len(before) :]
    assert [worded(each) for each in new] == added
    assert "0 recorded" in taken(later)


def worded(event: dict) -> str:
    """`type minute`; of a restatement, of what it is and which minute it is now."""
    what, when = event["type"], event["time"]
    if what == "entry.restated":
        what = f"{what} {event['data']['entry']['id'].rpartition(':')[2]}"
        when = event["data"]["changes"]["time"]
    return f"{what} {int(when[14:16])}"


@pytest.mark.parametrize(
    ("later", "verdict"),
    [
        ("down 09:20", "entry.restated outage/shop-20260310T091000Z"),
        ("up 09:15", "left out: f:4: is an older version of"),
    ],
)
def test_an_end_of_upptime_is_as_new_as_its_commit(later, verdict):
    ledger = Told()
    ledger.take(found("upptime", upptime("up 09:00", "down 09:10", "up 09:20")))
    (said,) = ledger.take(found("upptime", upptime("up 09:00", "down 09:10", later, "up 09:30")))
    assert said.startswith(verdict)


def prometheus(values: str, step: int = 60, instance: str = "https://shop.example") -> dict:
    """Samples a minute apart: 1 and 0 as they are, `.` a missing one, N not a number."""
    states = {"1": "1", "0": "0", "N": "NaN"}
    pairs = [[1773000000 + step * n, states[each]] for n, each in enumerate(values) if each != "."]
    result = [{"metric": {"__name__": "probe_success", "instance": instance}, "values": pairs}]
    return {"status": "success", "data": {"resultType": "matrix", "result": result}}


def minute(number: int) -> str:
    return f"2026-03-08T20:{number:02d}:00Z"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("1111", []),
        ("1100111", [("outage.started", 2, f"last_seen_up={minute(1)}"),
                     ("outage.ended", 4, f"last_seen_down={minute(3)}")]),
        ("111..111", [("monitoring.interrupted", 2, "because=samples are missing"), ("monitoring.resumed", 5, "")]),
        ("111N111", [("monitoring.interrupted", 2, ""), ("monitoring.resumed", 4, "")]),
        ("1110..011", [("outage.started", 3, ""), ("monitoring.interrupted", 3, ""), ("monitoring.resumed", 6, ""),
                       ("outage.ended", 7, f"last_seen_down={minute(6)}")]),
        ("10111", [("outage.started", 1, "impact=total"), ("outage.ended", 2, "")]),
        ("1110", [("outage.started", 3, "")]),
        ("NNN", []),
    ],
)  # fmt: skip
def test_prometheus_says(values, expected):
    said = lines("prometheus", prometheus(values))
    assert [(line.split()[0], line.split()[2]) for line in said] == [(what, minute(at)) for what, at, _ in expected]
    assert all(more in line for line, (_, _, more) in zip(said, expected, strict=True))


@pytest.mark.parametrize(
    ("title", "files", "expected"),
    [
        ("down in both", ["1110000000", "..........00111111"], ["outage.started 3", "outage.ended 12"]),
        ("down where the second begins", ["1111", "....0011"], ["outage.started 4", "outage.ended 6"]),
        ("the later one first", ["......0011", "111100"], ["outage.started 4", "outage.ended 8"]),
        ("nothing between them", ["1111", "......1111"], ["monitoring.interrupted 3", "monitoring.resumed 6"]),
        ("down, and nothing between them", ["1100", "......0011"], ["outage.started 2", "monitoring.interrupted 3",
                                                                   "monitoring.resumed 6", "outage.ended 8"]),
        ("the same twice", ["1001", "1001"], ["outage.started 1", "outage.ended 3"]),
    ],
)  # fmt: skip
def test_a_series_goes_on_in_the_next_file(title, files, expected):
    streams = [(f"f{n}", io.BytesIO(json.dumps(prometheus(each)).encode())) for n, each in enumerate(files)]
    said = [told(each).split() for each in adapter("prometheus")(streams, options())]
    when = [f"{what.split()[0]} {minute(int(what.split()[1]))}" for what in expected]
    assert [f"{line[0]} {line[2]}" for line in said] == when, title


def test_who_begins_in_the_middle_of_an_outage_is_told():
    """A rolling export, whose first sample is down, makes a second outage; that is said each time."""
    ledger = Told()
    assert len(ledger.take(found("prometheus", prometheus("1100")))) == 1
    begun, start, end = ledger.take(found("prometheus", prometheus("...00111")))
    assert start.startswith("outage.started")
    assert end.startswith("outage.ended")
    assert "is down when this begins, at 2026-03-08T20:03:00Z, and since when is not said" in begun
    assert "`https-shop.example-" in begun
    assert ledger.take(found("prometheus", prometheus("...00111"))) == [begun]


AT_ONCE = [
    ("up down", "down", ["up"]),
    ("down up", "down", ["up"]),
    ("down down", "down", []),
    ("up up up", "up", []),
    ("up degraded", "degraded", ["up"]),
    ("degraded down up", "down", ["degraded", "up"]),
    ("up down up down", "down", ["up"]),
]


@pytest.mark.parametrize(("told_at_once", "counts", "left"), AT_ONCE)
def test_of_samples_at_one_instant_the_worst_counts(told_at_once, counts, left):
    rows = ["up 09:00", *(f"{state} 09:10" for state in told_at_once.split()), "up 09:20"]
    said = lines("upptime", upptime(*rows))
    remarks = [line.split(": ", 2)[2] for line in said if line.startswith("left out")]
    assert remarks == [f"`shop` is told to be {state} at 2026-03-10T09:10:00Z, and {counts} as well: the worse of them "
                       "counts" for state in left]  # fmt: skip
    impacts = [line.split("impact=")[1].split()[0] for line in said if line.startswith("outage.started")]
    assert impacts == {"up": [], "down": ["total"], "degraded": ["degraded"]}[counts]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("11111", "..N..", ["left out", "monitoring.interrupted", "monitoring.resumed"]),
        ("11011", "..N..", ["left out", "outage.started", "outage.ended"]),
        ("11011", "..1..", ["left out", "outage.started", "outage.ended"]),
        ("11N11", "..N..", ["monitoring.interrupted", "monitoring.resumed"]),
    ],
)
def test_not_known_is_worse_than_up_and_better_than_down(one, other, expected):
    for order in ((one, other), (other, one)):
        said = lines("prometheus", "\n".join(json.dumps(prometheus(each)) for each in order))
        assert [line.partition(":")[0].split(" outage/")[0].split(" monitoring/")[0] for line in said] == expected


@pytest.mark.parametrize(
    ("values", "verdict"),
    [("1011", False), ("0", True), ("N0", True), (".0", True), ("1..0", False), ("01", True)],
)
def test_a_beginning_is_the_first_sample_that_knows(values, verdict):
    said = lines("prometheus", prometheus(values))
    assert any("is down when this begins" in line for line in said) == verdict


@pytest.mark.parametrize(
    ("content", "verdict"),
    [
        ({"status": "error", "error": "no such query"}, "Prometheus answers: no such query"),
        ({"status": "success", "data": {"resultType": "vector", "result": []}}, "is not a range of samples"),
        ({"data": {"resultType": "matrix", "result": [{"metric": {}, "values": [[1, "2"]]}]}}, "holds `1 2` of"),
        ({"data": {"resultType": "matrix", "result": [{"metric": {}, "values": [["x", "1"]]}]}}, "holds `x 1` of"),
        ({"data": {"resultType": "matrix", "result": [{"metric": {}}]}}, "holds `null` of"),
        ({"data": {"resultType": "matrix", "result": [{"metric": 1}]}}, "field `metric`: is not an object"),
        ([], "is not an object"),
    ],
)
def test_what_prometheus_did_not_answer_is_refused(content, verdict):
    (said,) = lines("prometheus", content)
    assert said.startswith("refused: f:1: ")
    assert verdict in said


def test_two_metrics_of_one_target_are_two_series():
    """`up` is whether the exporter answers, `probe_success` whether what it probes does."""
    answers = [prometheus("1001"), prometheus("1111")]
    answers[1]["data"]["result"][0]["metric"]["__name__"] = "up"
    for order in (answers, answers[::-1]):
        said = lines("prometheus", "\n".join(map(json.dumps, order)))
        assert [line.split()[0] for line in said] == ["outage.started", "outage.ended"]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"warnings": ["results truncated due to limit"]}, ["results truncated due to limit"]),
        ({"warnings": ["one", "two"], "infos": ["three\nlines"]}, ["one", "two", "three lines"]),
        ({"warnings": [], "infos": None}, []),
    ],
)
def test_what_prometheus_says_of_its_answer_is_told(more, expected):
    said = lines("prometheus", prometheus("101") | more)
    remarks = [f"left out: f:1: Prometheus says of its answer: {each}" for each in expected]
    assert [*remarks, "outage.started", "outage.ended"] == said[: len(remarks)] + [
        each.split()[0] for each in said[-2:]
    ]


BAD = [[1773000180, "0"], [1773000240, "up"], [1773000300, "1"]]


@pytest.mark.parametrize(
    ("title", "answers", "refused"),
    [
        ("the first of two", [[("a", BAD), ("b", None)]], 1),
        ("the last of two", [[("b", None), ("a", BAD)]], 1),
        ("after good samples of an earlier answer", [[("a", None)], [("a", BAD), ("b", None)]], 1),
        ("before good samples of a later answer", [[("a", BAD), ("b", None)], [("a", None)]], 1),
        ("no list", [[("a", 5), ("b", None)]], 1),
        ("no pair", [[("a", [[1773000180, "0"], "x"]), ("b", None)]], 1),
        ("no object of labels", [[(None, None), ("b", None)]], 1),
        ("two", [[("a", BAD), ("b", None), ("c", BAD)]], 2),
    ],
)
def test_a_series_with_a_bad_sample_is_refused_by_name_and_the_others_are_read(title, answers, refused):
    good = prometheus("1001")["data"]["result"][0]["values"]
    results = [
        [{"metric": {"instance": name} if name else "none", "values": values or good} for name, values in answer]
        for answer in answers
    ]
    said = lines("prometheus", "\n".join(json.dumps({"resultType": "matrix", "result": each}) for each in results))
    assert [line.split(" outage/")[0] for line in said[refused:]] == ["outage.started", "outage.ended"], title
    assert all("description=b-" in line for line in said[refused:] if line.startswith("outage.started"))
    assert all(line.startswith("refused: f:") for line in said[:refused])
    assert all("of `a-" in line or "of `c-" in line or "field `metric`" in line for line in said[:refused])


def test_only_the_series_that_are_named_are_taken():
    (said,) = lines("prometheus", prometheus("10"), only=("*other*",))
    assert said == "left out: f:1: is a series that --only does not name"


def kuma(values: str, **more: object) -> list[dict]:
    return [
        {"monitorID": 7, "status": int(each), "time": f"2026-10-25 00:{n:02d}:00.250"} | more
        for n, each in enumerate(values)
        if each != "."
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (kuma("1111"), []),
        (kuma("11200111"), ["outage.started 3", "outage.ended 5"]),
        (kuma("1113333111"), ["monitoring.interrupted 2", "monitoring.resumed 7"]),
        (kuma("111....111"), ["monitoring.interrupted 2", "monitoring.resumed 7"]),
        (kuma("111....110", important=True), ["outage.started 9"]),
        ({"heartbeatList": {"7": kuma("1011")}}, ["outage.started 1", "outage.ended 2"]),
        (kuma("10"), ["outage.started 1"]),
        ("monitor_id,status,time\n7,1,2026-10-25 00:00:00.250\n7,0,2026-10-25 00:01:00.250\n", ["outage.started 1"]),
    ],
)
def test_uptime_kuma_says_utc(content, expected):
    said = [line.split() for line in lines("uptime-kuma", content)]
    when = [f"{what.split()[0]} 2026-10-25T00:{int(what.split()[1]):02d}:00.25Z" for what in expected]
    assert [f"{line[0]} {line[2]}" for line in said] == when


def paced(steps: Iterable[str]) -> list[int]:
    """The steps that are told as gaps, by their numbers: `60` leads to a beat that is up, `60p` to a pending one."""
    seconds, status = [Decimal()], [1]
    for step in steps:
        seconds.append(seconds[-1] + Decimal(step.rstrip("p")))
        status.append(2 if step.endswith("p") else 1)
    times = [
        format_instant(int((1773000000 + each) * 1_000_000)).replace("T", " ").removesuffix("Z") for each in seconds
    ]
    beats = [{"monitorID": 7, "status": one, "time": time} for one, time in zip(status, times, strict=True)]
    resumed = [line.split()[2] for line in lines("uptime-kuma", beats) if line.startswith("monitoring.resumed")]
    return [times.index(each.replace("T", " ").removesuffix("Z")) - 1 for each in resumed]


MINUTES = 12 * ["60"]
PACED = [
    ("one", ["60"], []),
    ("one gap in little", ["60", "600"], [1]),
    ("a gap first", ["600", "60"], [0]),
    ("a gap", [*MINUTES, "600", *MINUTES], [12]),
    ("two and a half", [*MINUTES, "150", *MINUTES], []),
    ("a second more", [*MINUTES, "151", *MINUTES], [12]),
    ("a longer interval from now on", MINUTES + 12 * ["600"], []),
    ("a shorter interval from now on", 12 * ["600"] + MINUTES, []),
    ("a gap of the longer interval", MINUTES + 12 * ["600"] + ["6000"] + 12 * ["600"], [24]),
    ("a gap of the shorter one, no longer than the other", MINUTES + ["600"] + MINUTES + 12 * ["600"], [12]),
    ("two gaps in a row", [*MINUTES, "600", "840", *MINUTES], [12, 13]),
    ("two gaps of one length", [*MINUTES, "600", "600", *MINUTES], [12, 13]),
    ("five gaps in a row", [*MINUTES, "600", "840", "900", "600", "700", *MINUTES], [12, 13, 14, 15, 16]),
    ("two gaps with a beat between them", [*MINUTES, "600", "60", "600", *MINUTES], [12, 14]),
    ("one beat pending, and all some milliseconds off", ["60.003", "59.991", "60.012p", "60.017", "59.998"], []),
    ("two beats pending", ["60.003", "59.991", "60.012p", "60.017p", "60.001", "59.998"], [4]),
    ("a gap at the end", [*MINUTES, "600"], [12]),
    ("tried again soon, and again and again", 6 * ["60p", "20p", "20p", "20"], []),
]


@pytest.mark.parametrize(("title", "steps", "verdict"), PACED, ids=[case[0] for case in PACED])
def test_a_gap_is_longer_than_most_steps_before_it_and_after_it(title, steps, verdict):
    assert paced(steps) == verdict


@given(st.lists(st.sampled_from(["20", "60", "60", "60", "60p", "180", "600"]), max_size=60), st.integers(0, 60))
def test_what_follows_changes_no_gap_but_those_of_the_last_beats(steps, cut):
    settled = cut - AROUND
    begun, all_of_it = paced(steps[:cut]), paced(steps)
    assert [gap for gap in begun if gap < settled] == [gap for gap in all_of_it if gap < min(settled, len(steps))]


@settings(max_examples=40)
@given(shaken(["status", "data", "resultType", "result", "metric", "values", "instance"], ["matrix", "success"]))
def test_prometheus_takes_any_json(content):
    assert is_fine(found("prometheus", json.dumps(content)))
    result = {"data": {"resultType": "matrix", "result": [{"metric": {}, "values": content}]}}
    assert is_fine(found("prometheus", json.dumps(result)))


@settings(max_examples=40)
@given(shaken(["monitorID", "status", "time", "heartbeatList", "important"]))
def test_uptime_kuma_takes_any_json(content):
    assert is_fine(found("uptime-kuma", json.dumps(content)))


@settings(max_examples=40)
@given(st.lists(st.lists(st.sampled_from(["shop", "up", "down", "", "2026-03-10T09:00:00Z", '"', "é"]), max_size=5)))
def test_upptime_takes_any_table(rows):
    assert is_fine(found("upptime", HEAD + "\n".join(map(",".join, rows))))


@pytest.mark.skipif(not UPPTIME.exists(), reason="the shared data is not here")
def test_a_real_upptime_history_gives_an_availability_for_each_of_its_months(run: Run, ledger):
    said = ("--ledger", ledger, "import", UPPTIME, "--from", "upptime", "--scope", SCOPE, "--only", "71530-jade")
    assert run(*said).exit_code == 0
    assert " 0 recorded" in run(*said, "--dry-run").stdout
    months = [f"2025-{month:02d}" for month in range(6, 13)] + [f"2026-{month:02d}" for month in range(1, 9)]
    figures = [json.loads(run(*availability_of(ledger), month, "--format", "json").stdout) for month in months]
    assert [figure["verdict"] for figure in figures] == [expected(figure) for figure in figures]
    assert {"met", "missed"} == {figure["verdict"] for figure in figures}
    started = [line for line in lines("upptime", UPPTIME, only=("71530-jade",)) if line.startswith("outage.started")]
    assert len(started) == plainly_counted("71530-jade")


def availability_of(ledger) -> tuple[object, ...]:
    return ("--ledger", ledger, "availability", "C1")


def expected(figure: dict) -> str:
    return "met" if Decimal(figure["figure"]["percent"]) >= Decimal("99.85") else "missed"


def plainly_counted(site: str) -> int:
    """How often a site went from up to anything else, by the rows alone."""
    with UPPTIME.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["slug"] == site]
    states = [row["status"] == "up" for row in sorted(rows, key=lambda row: row["last_updated"])]
    return sum(before and not after for before, after in pairwise([True, *states]))


def test_no_scope_is_refused():
    with pytest.raises(Exception, match="give --scope"):
        found("upptime", HEAD, scope=None)
    assert options().whose == SCOPE
