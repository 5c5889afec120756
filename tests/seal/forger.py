"""A provider that seals whatever it likes: dossiers over any history, with every hash and signature made to fit."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from cli.stated import asked_again, edition_files, statement_files
from ledger.events.entry import Entry
from ledger.journal.read import Head
from ledger.seal.checkpoint import Checkpoint, SigningKey, read_signed
from ledger.seal.dossier import read_about
from ledger.seal.epoch import record_of
from ledger.seal.exhibit import Exhibit
from ledger.seal.keys import read_key_file
from ledger.seal.merkle import inclusion_path, leaf_hash, root
from ledger.seal.note import encode
from ledger.seal.proof import Proof
from ledger.seal.scope_log import entries_of
from tests.seal.dossiers import Files, entries, recovered, with_about

Logs = Mapping[str, Sequence[bytes]]
"""Scope -> the lines of its entries, without their ends."""


class Sealed(NamedTuple):
    """What the provider sealed in an epoch; instants in microseconds since 1970."""

    logs: Logs
    closed_at: int
    position: int


def logs_of(files: Files) -> dict[str, list[bytes]]:
    """The logs of a dossier, to be altered."""
    scopes = [each["scope"] for each in json.loads(files["dossier.json"])["scopes"]]
    return {scope: [line.rstrip(b"\n") for line in entries(files, scope)] for scope in scopes}


def sealed_of(files: Files) -> list[Sealed]:
    """The epochs that a dossier shows, which must be all of them, to be altered."""
    records = [json.loads(line) for line in files["log/records"].splitlines()]
    heads = [json.loads(line) for line in files["log/heads"].splitlines()]
    logs, sealed, sizes = logs_of(files), [], dict[str, int]()
    for record in records:
        sizes |= {head["scope"]: head["size"] for head in heads if head["epoch"] == record["epoch"]}
        grown = {scope: logs[scope][:size] for scope, size in sizes.items()}
        sealed.append(Sealed(grown, record["closed_at"], record["position"]))
    return sealed


def changed(line: bytes, old: bytes, new: bytes, **envelope: int) -> bytes:
    """An entry that says something else, or whose envelope does."""
    said, end = json.JSONDecoder().raw_decode(line.decode())
    body = line.decode()[end:].encode()
    assert old in body
    return json.dumps({**said, **envelope}, sort_keys=True, separators=(",", ":")).encode() + body.replace(old, new)


def signing_key(ledger: Path, files: Files) -> SigningKey:
    """The provider's own."""
    name = read_signed(files["log/checkpoint"])[0].origin
    key = read_key_file(ledger.with_name(ledger.name + ".key"), name, None)
    assert key is not None
    return key


def checkpoint(key: SigningKey, sealed: Sequence[Sealed], slots: Mapping[str, int]) -> bytes:
    """What the provider hands out after so many epochs."""
    hashes = [leaf_hash(_record(key, number, each, slots)) for number, each in enumerate(sealed)]
    return key.sign(Checkpoint(key.verifier.name, len(hashes), root(hashes))).encode()


def slots_of(files: Files) -> dict[str, int]:
    """Scope -> its slot."""
    return {each["scope"]: each["slot"] for each in json.loads(files["dossier.json"])["scopes"]}


def forged(
    files: Files,
    key: SigningKey,
    sealed: Sequence[Sealed],
    opened: Sequence[int] | None = None,
    *,
    stated: bool = True,
) -> Files:
    """A dossier over these epochs, of which only some are opened; its figures follow from the last, if `stated`."""
    slots, last = slots_of(files), len(sealed) - 1
    logs = sealed[-1].logs
    shown = range(len(sealed)) if opened is None else opened
    records = [_record(key, number, each, slots) for number, each in enumerate(sealed)]
    hashes = [leaf_hash(each) for each in records]
    note = key.sign(Checkpoint(key.verifier.name, len(hashes), root(hashes)))
    proof = Proof(last, tuple(_path(hashes, last)), note)
    made = {name: content for name, content in files.items() if not name.startswith("log/")}
    made |= {f"entries/{slots[scope]}": b"".join(line + b"\n" for line in logs[scope]) for scope in logs}
    made |= {"log/checkpoint": note.encode(), f"log/{len(hashes)}.checkpoint": note.encode()}
    made |= {"log/keys": files["log/keys"], "log/record.tlog-proof": proof.encode()}
    made["log/epochs"] = "".join(f"{each.hex()}\n" for each in hashes).encode()
    made["log/records"] = b"".join(records[number] + b"\n" for number in shown)
    made["log/heads"] = b"".join(_heads(key, number, sealed[number], slots) for number in shown)
    return _stated(made, sealed[-1]) if stated else made


def _stated(made: Files, last: Sealed) -> Files:
    def resized(about: dict[str, object]) -> None:
        about["scopes"] = [
            {**each, "size": len(last.logs[each["scope"]])}
            for each in json.loads(made["dossier.json"])["scopes"]
            if each["scope"] in last.logs
        ]

    made = with_about(made, resized)
    question, places = read_about(made)
    known: list[Entry] = []
    for place in places:
        known += entries_of(place, last.logs[place.scope])
    found, history = asked_again(Exhibit(known, Head(last.position, last.closed_at)), question)
    return recovered({**made, **statement_files(found), **edition_files(history, question.contract)})


def _leaves(key: SigningKey, sealed: Sealed, slots: Mapping[str, int]) -> list[bytes]:
    """The tree of heads; where a scope of somebody else is, anything."""
    scopes = {slots[scope]: scope for scope in sealed.logs}
    return [
        leaf_hash(_text(key, scopes[slot], sealed) if slot in scopes else b"%d" % slot)
        for slot in range(max(scopes) + 1)
    ]


def _text(key: SigningKey, scope: str, sealed: Sealed) -> bytes:
    return (
        Checkpoint(f"{key.verifier.name}/{scope}", len(sealed.logs[scope]), _root(sealed.logs[scope])).text().encode()
    )


def _root(lines: Sequence[bytes]) -> bytes:
    return root([bytes.fromhex(line.decode()) if len(line) == 64 else leaf_hash(line) for line in lines])


def _record(key: SigningKey, number: int, sealed: Sealed, slots: Mapping[str, int]) -> bytes:
    leaves = _leaves(key, sealed, slots)
    return record_of(number, sealed.closed_at, sealed.position, len(leaves), root(leaves), bytes(32))


def _heads(key: SigningKey, number: int, sealed: Sealed, slots: Mapping[str, int]) -> bytes:
    leaves, lines = _leaves(key, sealed, slots), b""
    for scope, log in sealed.logs.items():
        said = {
            "epoch": number,
            "hashes": list(map(encode, _path(leaves, slots[scope]))),
            "root": encode(_root(log)),
            "scope": scope,
            "size": len(log),
            "slot": slots[scope],
        }
        lines += json.dumps(said, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    return lines


def _path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    return [root(leaves[start:end]) for start, end in inclusion_path(index, len(leaves))]
