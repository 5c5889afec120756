"""A copy of a ledger as it is at one moment: same identity, same positions, same times of recording."""

import contextlib
from collections.abc import Callable
from pathlib import Path

from ledger.journal.read import Head, Reader
from ledger.journal.sqlite import connect_new, open_for_reading, translated
from ledger.journal.store import newly_made
from ledger.journal.vault import create_vault, open_vault, vault_path

_PAGES = 1_000
"""How many pages are copied before progress is told."""


def copy(ledger: Path, to: Path, progress: Callable[[int, int], None] | None = None) -> Head:
    """Copy the ledger into a new file, whole or not at all, while others record; returns what the copy holds last.

    Its vault, where it has one, is copied beside it.
    `progress` is told the pages copied and the pages in all. Raises LedgerUnavailable where either file cannot be
    used or `to` is there already, IntegrityFailure where the ledger is not as it was created.
    """

    def told(_: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(total - remaining, total)

    with newly_made(to) as unfinished:
        with translated(ledger), contextlib.closing(open_for_reading(ledger)) as source:
            source.execute("BEGIN")  # one moment, however long it takes
            source.execute("SELECT 1 FROM ledger").fetchone()
            with translated(to), contextlib.closing(connect_new(unfinished)) as target:
                source.backup(target, pages=_PAGES, progress=told)
        with Reader(unfinished) as made:
            head, identity = made.head(), made.uuid()
    if vault_path(ledger).exists():
        # After the ledger, so that it holds all that the copy commits to.
        _copy_vault(vault_path(ledger), vault_path(to), identity)
    return head


def _copy_vault(vault: Path, to: Path, identity: bytes) -> None:
    with newly_made(to) as unfinished:
        create_vault(unfinished, to, identity)
        with (
            translated(vault),
            contextlib.closing(open_vault(vault, identity)) as source,
            translated(to),
            contextlib.closing(connect_new(unfinished)) as target,
        ):
            source.backup(target)
