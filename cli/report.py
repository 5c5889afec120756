"""Figures told to the client: recorded as such, so that later entries that move them are noticed."""

import uuid
from collections.abc import Iterable

from cli.session import Session
from cli.writing import recording, vet
from ledger.commands import COMMAND_LINE, record_together
from ledger.journal.outcome import Appended
from projections.edition.wording import N_
from projections.inquiry.figure import Figure
from projections.inquiry.reported import NO_VERDICT, subject, written


def report(
    session: Session, contract: str, figures: Iterable[Figure], position: int, at: str, to: str | None
) -> Appended:
    """Record that these figures were told at a time, as known at a position. Raises as recording does."""
    events = [_event(contract, figure, position, at, to) for figure in figures]
    with recording(session) as journal:
        appended = record_together(journal, events, vet)
    session.note(
        N_(
            "recorded as reported, at position {position}: {count} figures of contract {contract} (#{first} to #{last})"
        ),
        position=position,
        count=appended.recorded,
        contract=contract,
        first=appended.first,
        last=appended.last,
    )
    return appended


def _event(contract: str, figure: Figure, position: int, at: str, to: str | None) -> dict[str, object]:
    data: dict[str, object] = {
        "figure": written(figure),
        "verdict": figure.verdict or NO_VERDICT,
        "position": position,
    }
    return {
        "specversion": "1.0",
        "id": f"{figure.article}-{figure.name}-{uuid.uuid4()}",
        "source": COMMAND_LINE,
        "type": "figure.reported",
        "scope": f"contract/{contract}",
        "subject": subject(figure),
        "time": at,
        "data": data if to is None else {**data, "to": to},
    }
