"""What is stored names a type of the catalogue; nothing else, and no environment variable, decides what code runs."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import ClassVar
from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent

from ledger.events.event import Event
from ledger.events.outage import OutageStarted
from ledger.journal import mapper as mapping
from ledger.journal.leaf import originator
from ledger.journal.mapper import CatalogueMapper, StreamEvent
from ledger.refusal import IntegrityFailure
from tests.journal.submissions import SCOPE, admit_all, submission, submissions

IDENTITY = UUID(int=1)


def test_what_is_stored_is_the_body_itself():
    said = submission("1", data={"impact": "partial"})
    stored = CatalogueMapper().to_stored_event(StreamEvent(IDENTITY, 3, said))
    assert (stored.originator_id, stored.originator_version, stored.topic) == (IDENTITY, 3, "outage.started")
    assert stored.state is said.body


def test_what_is_read_back_is_what_was_said():
    said = submission("1", data={"impact": "partial"})
    mapper = CatalogueMapper()
    read = mapper.to_domain_event(mapper.to_stored_event(StreamEvent(IDENTITY, 3, said)))
    assert read == StreamEvent(IDENTITY, 3, said)
    assert isinstance(read.submission.event, OutageStarted)


@pytest.mark.parametrize(
    "topic", ["os:system", "outage.exploded", "ledger.events.outage:OutageStarted", "outage.started@2"]
)
def test_a_topic_outside_the_catalogue_is_an_integrity_failure(topic):
    stored = StoredEvent(IDENTITY, 1, topic, submission("1").body)
    with pytest.raises(IntegrityFailure, match="which this program does not know") as raised:
        CatalogueMapper().to_domain_event(stored)
    assert topic in str(raised.value)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b'{"time":"yesterday"}'])
def test_a_body_that_is_no_event_is_an_integrity_failure(body):
    with pytest.raises(IntegrityFailure, match="cannot be read"):
        CatalogueMapper().to_domain_event(StoredEvent(IDENTITY, 1, "outage.started", body))


def test_only_data_of_an_old_version_is_brought_up(monkeypatch):
    class Third(Event):
        VERSION = 3
        seen: ClassVar[list[str]] = []
        what: str

        @classmethod
        def upcast_v1_v2(cls, data):
            cls.seen.append("1 to 2")
            return {"what": data["was"]}

        @classmethod
        def upcast_v2_v3(cls, data):
            cls.seen.append("2 to 3")
            return {"what": data["what"].upper()}

    monkeypatch.setattr(mapping, "event_class", lambda *_: Third)
    public = json.loads(submission("1").body)
    for topic, data, steps in (
        ("outage.started", {"was": "x"}, ["1 to 2", "2 to 3"]),
        ("outage.started@2", {"what": "x"}, ["2 to 3"]),
        ("outage.started@3", {"what": "X"}, []),
    ):
        Third.seen.clear()
        body = json.dumps(public | {"data": data}).encode()
        read = CatalogueMapper().to_domain_event(StoredEvent(IDENTITY, 1, topic, body))
        assert (read.submission.event, Third.seen) == (Third(what="X"), steps)


def test_the_librarys_event_store_and_repository_read_a_stream(journal):
    journal.append([submission("1", subject="outage/1"), submission("2", subject="outage/2")], admit=admit_all)
    journal.append([submission("3", subject="outage/1", type="outage.ended")], admit=admit_all)
    stream = UUID(bytes=originator(SCOPE, "outage/1"))
    assert [event.submission.id for event in journal.events.get(stream)] == ["1", "3"]
    counted = journal.repository.get(
        stream, projector_func=lambda _, events: [each.originator_version for each in events]
    )
    assert counted == [1, 2]
    assert [each.id for each in journal.notification_log.select(1, 10)] == [1, 2, 3]


FOREIGN = """
import pathlib, zlib
from eventsourcing.persistence import JSONTranscoder
class Transcoder(JSONTranscoder):
    def __init__(self):
        pathlib.Path("obeyed").touch()
        super().__init__()
def compress(data): pathlib.Path("obeyed").touch(); return zlib.compress(data)
decompress = zlib.decompress
"""


def test_environment_variables_obey_nothing(tmp_path):
    (tmp_path / "foreign.py").write_text(FOREIGN)
    root = Path(__file__).parents[2]
    topics = {
        "TRANSCODER_TOPIC": "foreign:Transcoder",
        "COMPRESSOR_TOPIC": "foreign",
        "MAPPER_TOPIC": "foreign:Transcoder",
        "CIPHER_TOPIC": "foreign:Transcoder",
        "PERSISTENCE_MODULE": "eventsourcing.popo",
        "IS_SNAPSHOTTING_ENABLED": "y",
        "AGGREGATE_CACHE_MAXSIZE": "10",
    }
    everywhere = {f"{prefix}{name}": value for name, value in topics.items() for prefix in ("", "LIVRET_", "JOURNAL_")}
    script = """
from ledger.journal.application import Journal
from tests.journal.submissions import admit_all, submissions
with Journal.create("livret.db") as journal:
    journal.append(submissions(1), admit=admit_all)
    assert journal.snapshots is None and journal.repository.cache is None and not journal.env
    print(journal.recorder.select_notifications(1, 1)[0].state.decode())
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**os.environ, **everywhere, "PYTHONPATH": f"{root}{os.pathsep}{tmp_path}"},
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    assert done.stdout.encode().strip() == submissions(1)[0].body
    assert not (tmp_path / "obeyed").exists()
