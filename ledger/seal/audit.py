"""Everything in a ledger verified: the file, every entry, every tree, every signature, and what was seen before."""

import contextlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ledger.journal.mark import below, mark_file, read_mark
from ledger.journal.read import Reader
from ledger.journal.scan import Oddity, Scan
from ledger.journal.sealed import Epoch, Seals
from ledger.refusal import N_, IntegrityFailure
from ledger.seal.audit_entries import EntryAudit, Progress
from ledger.seal.audit_epochs import EpochAudit, Trust, held_root, signed_last
from ledger.seal.audit_scope import audit_scope
from ledger.seal.checkpoint import Checkpoint
from ledger.seal.epoch import origin
from ledger.seal.finding import Finding, found, remark
from ledger.seal.keys import lost_epochs
from ledger.seal.note import VerifierKey
from ledger.seal.signing import lives_of

Stamped = Callable[[Seals, Epoch], Iterator[Finding]]
"""What is wrong with the time-stamps and cosignatures of an epoch."""


class Asked(NamedTuple):
    """What is verified besides hashes and trees: `file`, its pages and indexes by SQLite; `replay`, what is derived.

    `key` must have signed the last epoch; the log must contain the `held` checkpoint.
    """

    file: bool = True
    replay: bool = True
    key: VerifierKey | None = None
    held: Checkpoint | None = None


class Audited(NamedTuple):
    """What was verified: entries, epochs, the last one sealed, and what was found."""

    entries: int
    epochs: int
    sealed: int
    findings: list[Finding]

    @property
    def faults(self) -> list[Finding]:
        """The findings that are no remarks."""
        return [each for each in self.findings if not each.remark]


def audit(
    reader: Reader, asked: Asked | None = None, progress: Progress | None = None, stamped: Stamped | None = None
) -> Audited:
    """Read all of a ledger, and say what is not as it was recorded and sealed.

    `progress` is told how many more entries are read; `stamped` judges time-stamps and cosignatures.
    """
    return _Audit(reader, asked or Asked(), progress, stamped).run()


class _Audit:
    def __init__(self, reader: Reader, asked: Asked, progress: Progress | None, stamped: Stamped | None) -> None:
        self._scan, self._ledger = Scan(reader), reader.ledger
        self._seals = self._scan.seals
        self._asked, self._progress, self._stamped = asked, progress, stamped
        self._findings: list[Finding] = []

    def run(self) -> Audited:
        """Verify part by part; what cannot be read at all is a finding, and the other parts are verified still."""
        epochs: list[Epoch] = []
        with self._telling():
            epochs = list(self._seals.epochs())
        parts = [self._entries, self._epochs, self._outside]
        for part in [*parts, self._file] if self._asked.file else parts:
            with self._telling():
                self._findings += part(epochs)
        position = 0
        with self._telling():
            position = self._seals.position()
        return Audited(position, len(epochs), epochs[-1].position if epochs else 0, _once(self._findings))

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except IntegrityFailure as failure:
            self._findings.append(Finding("file", failure.template, failure.values))
        except _UNREADABLE as error:
            # A column that holds another kind of value than it may: which one, the check of the file says.
            said = N_("what is stored cannot be read any further: {error}")
            self._findings.append(found("file", said, error=" ".join(str(error).split())[:200]))

    def _entries(self, epochs: list[Epoch]) -> Iterator[Finding]:
        by_number = {epoch.number: epoch for epoch in epochs}
        entries = EntryAudit(self._scan, replay=self._asked.replay, progress=self._progress)
        with self._telling():
            for read in entries.scopes():
                yield from audit_scope(read, self._seals, by_number)
        yield from entries.findings
        for odd in self._scan.oddities():
            yield _odd(odd)

    def _epochs(self, epochs: list[Epoch]) -> Iterator[Finding]:
        slots = {number - 1: name for number, name in self._scan.names("scopes").items()}
        trust = Trust(lives_of(self._seals), lost_epochs(self._seals.entries("provider", "ledger")))
        yield from EpochAudit(self._scan, slots, trust).findings(epochs)
        if self._stamped is not None:
            for epoch in epochs:
                yield from self._stamped(self._seals, epoch)
        if not epochs:
            yield remark("epoch", N_("nothing is sealed: who can write to the file can change all of it unnoticed"))

    def _outside(self, epochs: list[Epoch]) -> Iterator[Finding]:
        """What was seen or given before, and is kept elsewhere."""
        identity = self._seals.identity()
        mark = read_mark(identity, self._ledger)
        if mark is None:
            template = N_("no mark is kept here ({path}): whether the end of the ledger was cut off cannot be told")
            yield remark("mark", template, path=mark_file(identity, self._ledger))
        elif below(self._seals, mark) is not None:
            # Somebody may have recorded more since this snapshot was taken: what counts is the ledger of now.
            with Reader(self._ledger) as later:
                lacks = below(later.seals(), mark)
            if lacks is not None:
                yield found("mark", _BELOW[lacks], position=mark.position, epoch=mark.epochs - 1)
        key, held = self._asked.key, self._asked.held
        if key is not None and not signed_last(epochs, key):
            yield found("key", N_("the last epoch is not signed by the key {key}"), key=key.id.hex())
        if held is None:
            return
        if held.origin != origin(identity):
            yield found("epoch", N_("the checkpoint held is of another log: {origin}"), origin=held.origin)
        elif held_root(self._seals, held.size) != held.root:
            yield found("epoch", N_("the log is not the one that the checkpoint held is of, at {size} epochs"),
                        size=held.size)  # fmt: skip

    def _file(self, epochs: list[Epoch]) -> Iterator[Finding]:
        for damage in self._scan.damage():
            yield found("file", N_("SQLite finds the file damaged: {damage}"), damage=damage)


_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)
_BELOW = {
    "position": N_("the ledger was seen to reach #{position}: what came last is missing, or an old copy was put back"),
    "entry": N_("#{position} was seen to be another entry: the history is another"),
    "epoch": N_("epoch {epoch} was seen, and is missing: what came last was cut off, or an old copy was put back"),
    "root": N_("epoch {epoch} was seen to have another root: the history is another"),
}
"""What was seen and is not there, as `below` names it."""


def _odd(odd: Oddity) -> Finding:
    return found(
        "table", N_("{table} {where}: its `{column}` cannot be"), table=odd.table, where=odd.where, column=odd.column
    )


def _once(findings: list[Finding]) -> list[Finding]:
    """The findings, faults first, none said twice."""
    said: dict[str, Finding] = {}
    for each in sorted(findings, key=lambda each: each.remark):
        said.setdefault(str(each), each)
    return list(said.values())
