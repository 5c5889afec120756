"""The persistence suites that `eventsourcing` ships for recorders and factories, on ours."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, NoReturn
from unittest.mock import patch
from uuid import UUID

import pytest
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    Mapper,
    StoredEvent,
)
from eventsourcing.utils import Environment

from ledger.journal.application import LedgerFactory
from ledger.journal.filing import StoredEntry
from ledger.journal.leaf import source_key
from ledger.journal.mapper import CatalogueMapper
from ledger.journal.recorder import Recorder
from ledger.journal.store import Store, create_ledger

# The suites import a cipher, and with it a package that is of no use here: none of ours ever encrypts.
with patch.dict(sys.modules, {"eventsourcing.cipher": SimpleNamespace(AESCipher=object)}):
    from eventsourcing.tests import persistence as suites


class SuiteRecorder(Recorder):
    """Ours, except that the suites' events name no scope and no source, and get derived ones."""

    def filed(self, stored_event: StoredEvent) -> StoredEntry:
        identity = stored_event.originator_id
        assert isinstance(identity, UUID)
        return StoredEntry(
            identity,
            stored_event.originator_version,
            stored_event.topic,
            stored_event.state,
            scope=f"contract/{identity.hex[0]}",
            family=stored_event.topic.partition("-")[0],
            source_key=source_key(str(identity), str(stored_event.originator_version)),
        )


class WithoutPositions(SuiteRecorder):
    """Ours as an aggregate recorder: the interface of those knows no positions."""

    def insert_events(self, stored_events: Any, **kwargs: Any) -> None:
        super().insert_events(stored_events, **kwargs)


class InAFreshLedger:
    """Gives each test of a suite a ledger of its own."""

    recorder_class: type[Recorder] = SuiteRecorder

    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)  # type: ignore[attr-defined]
        path = Path(folder.name) / "livret.db"
        create_ledger(path)
        self.store = Store(path)
        self.addCleanup(self.store.close)  # type: ignore[attr-defined]
        super().setUp()  # type: ignore[misc]

    def create_recorder(self) -> Any:
        return self.recorder_class(self.store)


class TestApplicationRecorder(InAFreshLedger, suites.ApplicationRecorderTestCase[Recorder]):
    pass


class TestAggregateRecorder(InAFreshLedger, suites.AggregateRecorderTestCase):
    recorder_class = WithoutPositions


class TestNonInterleaving(InAFreshLedger, suites.NonInterleavingNotificationIDsBaseCase):
    pass


class TestFactory(InAFreshLedger, suites.InfrastructureFactoryTestCase[LedgerFactory]):
    """The suite asks for ciphers, compressors and trackers by environment variables, which ours does not obey."""

    def setUp(self) -> None:
        self.env = Environment("livret")
        with patch.object(InfrastructureFactory, "construct", lambda env: LedgerFactory(env, self.store)):
            super().setUp()

    def expected_factory_class(self) -> type[LedgerFactory]:
        return LedgerFactory

    def expected_aggregate_recorder_class(self) -> type[AggregateRecorder]:
        return Recorder

    def expected_application_recorder_class(self) -> type[ApplicationRecorder]:
        return Recorder

    def expected_tracking_recorder_class(self) -> NoReturn:
        raise AssertionError

    def expected_process_recorder_class(self) -> NoReturn:
        raise AssertionError

    def tracking_recorder_subclass(self) -> NoReturn:
        raise AssertionError

    def test_mapper_with_compressor(self) -> None:
        self.env["COMPRESSOR_TOPIC"] = "zlib"
        self.assert_plain_mapper()

    def test_mapper_with_cipher(self) -> None:
        self.env["CIPHER_TOPIC"] = "eventsourcing.cipher:AESCipher"
        self.env["CIPHER_KEY"] = "0123456789abcdef"
        self.assert_plain_mapper()

    test_mapper_with_cipher_and_compressor = test_mapper_with_cipher
    test_mapper_with_wrong_cipher_key = test_mapper_with_cipher

    def assert_plain_mapper(self) -> None:
        mapper: Mapper[Any] = self.factory.mapper()
        assert type(mapper) is CatalogueMapper
        assert (mapper.cipher, mapper.compressor) == (None, None)

    def test_create_tracking_recorder(self) -> None:
        with pytest.raises(NotImplementedError):
            self.factory.tracking_recorder()

    def test_create_process_recorder(self) -> None:
        with pytest.raises(NotImplementedError):
            self.factory.process_recorder()
