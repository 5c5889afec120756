"""OCEL and XES as pm4py reads them: what comes in is what went out."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from projections.facts.selection import Selection
from projections.outlet.catalogue import writer
from tests.outlet.held import every_type, selected
from tests.outlet.story import story
from tests.outlet.test_ocel import log

SLOWER = "ignore:Install the optional requirement `r4pm`:UserWarning"
"""pm4py says so of every file that it reads in Python alone."""


@pytest.fixture(scope="module")
def pm4py() -> ModuleType:
    """Imported once, and only where a test of this module runs: it takes seconds."""
    import pm4py

    return pm4py


@pytest.fixture(params=["story", "every_type"])
def events(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    return {"story": story, "every_type": every_type}[request.param]()


def put(form: str, selection: Selection, path: Path) -> str:
    path.write_bytes(b"".join(writer(form)(selection)))
    return str(path)


def pairs(items: list[dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
    return ((item["id"], each["objectId"], each["qualifier"]) for item in items for each in item["relationships"])


def columns(frame: Any, *names: str) -> list[tuple[Any, ...]]:
    return sorted(frame[list(names)].itertuples(index=False, name=None))


@pytest.mark.filterwarnings(SLOWER)
def test_pm4py_reads_every_event_thing_and_link(pm4py: ModuleType, events: list[dict[str, Any]], tmp_path: Path):
    made = log(events)
    read = pm4py.read_ocel2_json(put("ocel", selected(events), tmp_path / "log.json"))
    assert columns(read.events, "ocel:eid", "ocel:activity") == sorted((e["id"], e["type"]) for e in made["events"])
    assert columns(read.objects, "ocel:oid", "ocel:type") == sorted((e["id"], e["type"]) for e in made["objects"])
    assert columns(read.relations, "ocel:eid", "ocel:oid", "ocel:qualifier") == sorted(pairs(made["events"]))
    assert columns(read.o2o, "ocel:oid", "ocel:oid_2", "ocel:qualifier") == sorted(pairs(made["objects"]))
    told = Counter((each["id"], one["name"]) for each in made["objects"] for one in each["attributes"])
    assert len(read.object_changes) == sum(count - 1 for count in told.values())


@pytest.mark.filterwarnings(SLOWER)
def test_pm4py_takes_the_declared_kinds(pm4py: ModuleType, tmp_path: Path):
    read = pm4py.read_ocel2_json(put("ocel", selected(story()), tmp_path / "log.json"))
    kinds = {name: str(read.events[name].dtype) for name in ("position", "recorded_at", "data.starts")}
    assert kinds == {"position": "int64", "recorded_at": kinds["data.starts"], "data.starts": kinds["data.starts"]}
    assert kinds["recorded_at"].startswith("datetime64")


@pytest.mark.filterwarnings(SLOWER)
def test_pm4py_reads_every_trace(pm4py: ModuleType, events: list[dict[str, Any]], tmp_path: Path):
    entries = [entry for part in selected(events).amended() for entry in part.entries]
    read = pm4py.read_xes(put("xes", selected(events), tmp_path / "log.xes"))
    assert len(read) == len(entries)
    assert sorted(read["concept:name"]) == sorted(entry.type for entry in entries)
    assert set(read["case:concept:name"]) == {
        entry.subject if entry.subject == entry.scope else f"{entry.scope}/{entry.subject}" for entry in entries
    }
    assert sorted(read["position"]) == sorted(entry.position for entry in entries)
    stamps = {int(row["position"]): row["time:timestamp"] for _, row in read.iterrows()}
    assert {position: stamp.value // 1000 for position, stamp in stamps.items()} == {
        entry.position: entry.occurred_at for entry in entries
    }
