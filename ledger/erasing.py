"""What one may ask of a vault: to erase a person, or to begin anew where it is lost. The ledger tells of both."""

import uuid
from collections.abc import Mapping
from typing import Any

from ledger import clock
from ledger.commands import COMMAND_LINE, Admitting
from ledger.events.event import Submission
from ledger.events.instant import format_instant
from ledger.events.wire import submission
from ledger.journal.application import Journal
from ledger.journal.erasure import Found


def erase(journal: Journal, code: str, because: str | None = None) -> Found | None:
    """Erase a person's values from the vault for good, and tell of it in every scope that they stood in.

    None where there is no vault. Raises InputRefused, LedgerUnavailable, IntegrityFailure.
    """
    subject = f"erasure/{uuid.uuid4().hex}"

    def told(found: Found) -> list[Submission]:
        said = {} if because is None else {"because": because}
        return [
            _told_of_vault(scope, subject, "erased", {"counts": counts, "marks": found.marks_in(scope), **said})
            for scope, counts in sorted(found.counts().items())
        ]

    return journal.erase(code, told, Admitting())


def begin_vault(journal: Journal, because: str) -> None:
    """Begin a new vault in the place of one that is lost. Raises LedgerUnavailable where there is one."""
    told = _told_of_vault("provider", "vault", "lost", {"because": because})
    journal.begin_vault([told], Admitting())


def _told_of_vault(scope: str, subject: str, what: str, data: Mapping[str, Any]) -> Submission:
    return submission(
        {
            "specversion": "1.0",
            "id": str(uuid.uuid4()),
            "source": COMMAND_LINE,
            "type": f"personal_data.{what}",
            "scope": scope,
            "subject": subject,
            "time": format_instant(clock.now()),
            "data": data,
        }
    )
