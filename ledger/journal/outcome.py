"""What the journal is asked beside a batch, and what became of the batch."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from ledger.events.event import Accept, Refuse, Submission
from ledger.journal.past import Past
from ledger.refusal import InputsRefused, Refusal

MOST_TOLD = 1_000
"""Refusals of one batch that are told; of more, those that come first in the files."""


class Admit(Protocol):
    """Judges which candidates may follow the history; asked inside the transaction that records them."""

    def heed(self, candidates: Iterable[Submission]) -> None:
        """Look at all of a batch, before any of it is judged."""

    def judge(self, part: Iterable[Submission], past: Past, accept: Accept, refuse: Refuse) -> None:
        """Hand each on, as it is to be recorded or with the reason why it may not enter.

        A part may be gone through several times. All that is said of its subjects is in it, in order of time.
        """

    def follow(self, accepted: Iterable[Submission], past: Past) -> Sequence[Submission]:
        """What is recorded after those accepted, because they need it."""


class Appended(NamedTuple):
    """What one transaction did: `skipped` were in the ledger already.

    Positions and `recorded_at`, in microseconds since 1970, are None where nothing was new.
    """

    recorded: int
    skipped: int
    first: int | None
    last: int | None
    recorded_at: int | None


class Refusals:
    """The refusals of one batch, which end it: as many as there are, of which those first in the files are told."""

    def __init__(self) -> None:
        self._first: list[tuple[str, int, int, Refusal]] = []
        self._count = 0

    def add(self, submission: Submission, refusal: Refusal) -> None:
        """Take one more, with the place that it concerns."""
        self._count += 1
        placed = refusal.at(submission.file, submission.line).forget()
        self._first.append((submission.file or "", submission.line or 0, self._count, placed))
        if len(self._first) > 2 * MOST_TOLD:
            self._first.sort()
            del self._first[MOST_TOLD:]

    def tell(self) -> None:
        """Raise the one refusal, or all of them as one; nothing where there is none."""
        refusals = [refusal for *_, refusal in sorted(self._first)]
        if len(refusals) == 1:
            raise refusals[0]
        if refusals:
            raise InputsRefused(refusals[:MOST_TOLD], count=self._count)
