"""The journal: the one way by which anything enters a ledger."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn, Self
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    Mapper,
    ProcessRecorder,
    TrackingRecorder,
)
from eventsourcing.utils import Environment, EnvType

from ledger.events.event import Refuse, Submission
from ledger.journal.batch import Batch
from ledger.journal.erasure import Found
from ledger.journal.filing import CHUNK, Filed
from ledger.journal.leaf import originator, source_key
from ledger.journal.location import ledger_path
from ledger.journal.mapper import CatalogueMapper, filed
from ledger.journal.mark import Mark, check_mark, keep_mark, mark_of, read_mark
from ledger.journal.names import Names
from ledger.journal.outcome import Admit, Appended, Refusals
from ledger.journal.past import Past
from ledger.journal.recorder import Recorder
from ledger.journal.sealed import Sealing, Seals
from ledger.journal.sifting import Sifting, length_of
from ledger.journal.store import Store, create_ledger
from ledger.journal.taking import TakeOut, Taking
from ledger.journal.transaction import Transaction
from ledger.journal.vault_check import VaultCheck, check_vault
from ledger.journal.vault_check import collect as collect_orphans
from ledger.journal.withholding import Withholding
from ledger.pile import ROOM, blocks

__all__ = ["Admit", "Appended", "Batch", "Journal", "LedgerFactory", "Past"]


class LedgerFactory(InfrastructureFactory[TrackingRecorder]):
    """Gives the library our recorder and our mapper, whatever an environment asks for."""

    def __init__(self, env: Environment | EnvType | None, store: Store) -> None:
        super().__init__(env)
        self.store = store

    def mapper(self, *_: object, **__: object) -> Mapper[Any]:
        """The catalogue's mapper: neither ciphers nor compressors, so that stored bytes are what they say."""
        return CatalogueMapper()

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """The same recorder: a ledger has one history, and no snapshots."""
        return Recorder(self.store)

    def application_recorder(self) -> ApplicationRecorder:
        """The recorder of the ledger."""
        return Recorder(self.store)

    def tracking_recorder(self, tracking_recorder_class: object = None) -> NoReturn:
        """Not offered: what is derived from a ledger is rebuilt, not tracked."""
        raise NotImplementedError("a ledger tracks nothing")

    def process_recorder(self) -> ProcessRecorder:
        """Not offered, as above."""
        raise NotImplementedError("a ledger tracks nothing")

    def close(self) -> None:
        """Close the ledger's connections."""
        self.store.close()


class Journal(Application[UUID]):
    """An open ledger, to be added to. A context manager; `close` it otherwise."""

    name = "livret"
    recorder: Recorder

    def __init__(self, store: Store) -> None:
        self._store = store
        self._wrote = False
        self._withholding = Withholding(store.ledger)
        super().__init__()

    @classmethod
    def create(cls, path_or_url: str | Path) -> Self:
        """Make a new ledger and open it.

        Raises LedgerUnavailable where there is a file already, no such folder, or no leave to write there.
        """
        ledger = ledger_path(path_or_url)
        create_ledger(ledger)
        return cls(Store(ledger))

    @classmethod
    def open(cls, path_or_url: str | Path, *, below_mark: bool = False) -> Self:
        """Open a ledger that exists.

        Raises LedgerUnavailable where it is missing, no ledger, or of another version, and IntegrityFailure
        where its tables or triggers are not those that it was created with, or where it does not hold what it was
        seen to hold, unless `below_mark`.
        """
        store = Store(ledger_path(path_or_url))
        if not below_mark:
            try:
                check_mark(Seals(store.glance), store.ledger)
            except BaseException:
                store.close()
                raise
        return cls(store)

    def append(
        self,
        batch: Batch | Iterable[Submission],
        *,
        admit: Admit,
        refuse: Refuse | None = None,
        dry_run: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> Appended:
        """Record what is new and admitted, in one transaction; on return it survives a power cut.

        A refusal is raised and nothing recorded, unless `refuse` is there to take each of them: then the others are
        recorded. With `dry_run` the outcome is returned and nothing recorded. `progress` is told, while the
        transaction runs, how many more events are stored. Raises InputRefused, InputsRefused, LedgerUnavailable.
        """
        refusals = Refusals()
        with (
            self._store.writing() as transaction,
            self._withholding.within(transaction, dry_run=dry_run) as taking,
        ):
            names = self.recorder.names(transaction)
            whole = batch if isinstance(batch, Batch) else Batch(batch)
            appended = self._append(transaction, taking, names, whole, admit, refuse or refusals.add, progress)
            refusals.tell()
            if dry_run:
                transaction.rollback()
        if not dry_run:
            self._keep(names)
        return appended

    def _append(
        self,
        transaction: Transaction,
        taking: Taking,
        names: Names,
        batch: Batch,
        admit: Admit,
        refuse: Refuse,
        progress: Callable[[int], None] | None = None,
    ) -> Appended:
        if batch.spooled:
            transaction.spare_memory(batch.read)
        past = Past(transaction, self._store.ledger)
        sifting = Sifting(transaction, past, taking.held, refuse)
        batch.sift(sifting)
        admit.heed(batch.candidates())
        for part in batch.parts():
            admit.judge(part, past, batch.accept, refuse)
        accepted = chain(batch.accepted(), admit.follow(batch.accepted(), past))
        stamp = self.recorder.record(_placed(names, accepted, taking.out), transaction, names, progress)
        if stamp is None:
            return Appended(0, sifting.skipped, None, None, None)
        return Appended(stamp.last - stamp.first + 1, sifting.skipped, *stamp)

    def erase(self, code: str, tell: Callable[[Found], Sequence[Submission]], admit: Admit) -> Found | None:
        """Erase a person from the vault for good, and record the events that `tell` makes of it.

        What was erased is returned; None where there is no vault. Raises as `append`, and IntegrityFailure.
        """
        with self._withholding.erasing() as erasing, self._store.writing() as transaction:
            found = erasing.find(transaction, code)
            events = tell(found) if found is not None else []
            names = self._tell(transaction, events, admit)
            erasing.tell(source_key(*each.key) for each in events)
        self._keep(names)
        return found

    def begin_vault(self, told: Sequence[Submission], admit: Admit) -> None:
        """Make an empty vault in the place of one that is lost, and record the events that tell of it.

        Raises LedgerUnavailable where there is a vault.
        """
        with self._store.writing() as transaction:
            self._withholding.begin(transaction)
            names = self._tell(transaction, told, admit)
        self._keep(names)

    def _tell(self, transaction: Transaction, events: Sequence[Submission], admit: Admit) -> Names:
        names, refusals = self.recorder.names(transaction), Refusals()
        with self._withholding.within(transaction) as taking:
            self._append(transaction, taking, names, Batch(events), admit, refusals.add)
        refusals.tell()
        return names

    def _keep(self, names: Names) -> None:
        self.recorder.keep(names)
        self._wrote = True

    def check_vault(self, *, collect: bool) -> VaultCheck | None:
        """Compare the vault with the ledger; with `collect`, values of entries that never were are deleted.

        None where there is no vault. Raises LedgerUnavailable, IntegrityFailure.
        """
        with self._store.writing() as transaction:  # whoever is about to record has values in the vault already
            vault = self._withholding.existing(transaction)
            if vault is None:
                return None
            checked = check_vault(vault, self._withholding.path, transaction.rows)
            if collect:
                collect_orphans(vault, self._withholding.path, transaction.rows)
            return checked

    @contextmanager
    def sealing(self) -> Iterator[Sealing]:
        """The tables of the seal in one transaction, which on return survives a power cut, as the mark does.

        Raises IntegrityFailure where the ledger does not hold what it was seen to hold.
        """
        with self._store.writing() as transaction:
            sealing = Sealing(transaction.rows, transaction.insert)
            check_mark(sealing, self._store.ledger)
            yield sealing
            identity, reached = sealing.identity(), mark_of(sealing)
        keep_mark(identity, self._store.ledger, reached, durable=True)

    def seals(self) -> Seals:
        """What is sealed, beside any transaction."""
        return Seals(self._store.glance)

    def mark(self) -> Mark | None:
        """How far the ledger was seen to reach in its place; None where nothing is remembered."""
        return read_mark(self.seals().identity(), self._store.ledger)

    def forget_mark(self) -> None:
        """Take the ledger as it is for as far as it reaches, whatever was seen before."""
        seals = self.seals()
        keep_mark(seals.identity(), self._store.ledger, mark_of(seals), durable=True, lower=True)

    def close(self) -> None:
        """Close the ledger; how far it reaches is remembered outside."""
        if self._wrote:
            self._wrote = False
            seals = self.seals()
            keep_mark(seals.identity(), self._store.ledger, mark_of(seals), durable=False)
        super().close()
        self._withholding.close()

    def save(self, *_: object, **__: object) -> NoReturn:
        """Not offered: what enters a ledger is admitted first. See `append`."""
        raise NotImplementedError("a ledger is added to by `append` alone")

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """An empty one: the library would let environment variables name code to run."""
        return Environment(name, {})

    def construct_factory(self, env: Environment) -> LedgerFactory:
        """Called by the library."""
        return LedgerFactory(env, self._store)


def _placed(names: Names, accepted: Iterable[Submission], out: TakeOut) -> Iterator[list[Filed]]:
    """The submissions as they are stored, each as the next version in the stream of its subject, chunk by chunk."""
    versions = names.versions
    for chunk in blocks(accepted, length_of, ROOM, CHUNK):
        streams = [originator(each.scope, each.subject) for each in chunk]
        names.recall(streams)
        placed: list[Filed] = []
        for stream, submission in zip(streams, chunk, strict=True):
            versions[stream] = version = versions[stream] + 1
            placed.append(filed(stream, version, submission, out))
        yield placed
