"""The stored format's identities, checked against independent implementations."""

import hashlib
import json
import uuid

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from ledger.journal.leaf import NAMESPACE, envelope, leaf, originator, read_topic, source_key, spell_topic
from ledger.journal.read import open_reader
from tests.journal.submissions import admit_all, submission

SCOPES = st.one_of(
    st.just("provider"), st.from_regex(r"(contract|environment)/[A-Za-z0-9][A-Za-z0-9._-]{0,63}", fullmatch=True)
)
COUNTS = st.integers(0, 2**53 - 1)


@given(scope=SCOPES, subject=st.text(max_size=80).filter(lambda text: text.isprintable()))
def test_a_stream_is_a_uuid_of_version_5(scope, subject):
    assert uuid.UUID(bytes=originator(scope, subject)) == uuid.uuid5(NAMESPACE, f"{scope} {subject}")


@given(SCOPES, COUNTS, COUNTS, COUNTS, st.sampled_from([("outage.started", 1), ("ticket.closed", 2), ("a%sb", 3)]))
def test_the_envelope_is_canonical_json(scope, index, position, recorded_at, topic):
    said = {
        "scope": scope,
        "index": index,
        "position": position,
        "recorded_at": recorded_at,
        "topic": topic[0],
        "version": topic[1],
    }
    assert envelope(scope, index, position, recorded_at, spell_topic(*topic)) == rfc8785.dumps(said)


def test_a_leaf_hashes_its_prefix_the_envelope_and_the_body():
    head, body = b'{"index":0}', b'{"id":"1"}'
    assert leaf(head, body) == hashlib.sha256(b"\x00" + head + body).digest()


def test_a_stored_leaf_covers_the_stored_bytes(journal, ledger):
    batch = [submission(str(n), scope=f"contract/c{n % 3}") for n in range(9)]
    journal.append(batch, admit=admit_all)
    journal.append([submission("9", scope="contract/c0", type="ticket.closed", subject="ticket/1")], admit=admit_all)
    indexes: dict[str, list[int]] = {}
    with open_reader(ledger) as reader:
        for position in range(1, 11):
            raw = reader.raw(position)
            assert raw.leaf == leaf(raw.envelope, raw.body)
            said = json.loads(raw.envelope)
            assert (said["position"], said["recorded_at"]) == (position, reader.recorded_at_of(position))
            indexes.setdefault(said["scope"], []).append(said["index"])
    # The index counts a scope's entries across families and transactions.
    assert indexes == {"contract/c0": [0, 1, 2, 3], "contract/c1": [0, 1, 2], "contract/c2": [0, 1, 2]}


@pytest.mark.parametrize(
    ("one", "other"), [(("/a", "b"), ("/ab", "")), (("/a", "1b"), ("/a1", "b")), (("1:/a", "b"), ("/a", "b"))]
)
def test_source_and_id_are_kept_apart(one, other):
    assert source_key(*one) != source_key(*other)


@given(st.from_regex(r"[a-z_]{1,20}\.[a-z_]{1,20}", fullmatch=True), st.integers(1, 99))
def test_a_topic_is_read_as_it_was_spelled(event_type, version):
    assert read_topic(spell_topic(event_type, version)) == (event_type, version)
