"""What is to be recorded in one transaction: in memory as long as it has room there, then in temporary files."""

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Self

from ledger.events.event import Accept, Submission
from ledger.journal.sifting import Sifting, key_of
from ledger.pile import ROOM, Order, Pile

TIMES = 6
"""How often the bytes that were read may be held, beyond `ROOM`, before a batch goes to files."""
MOST = 256 * 1024 * 1024
"""Bytes that are held at most, whatever was read."""
_BESIDE = 1_024
"""Bytes that a submission takes beside its body: its texts, its stream, its place in the order."""
STEPS = 3
"""How often a submission is counted for whoever watches: when it is added, sifted and judged."""
_AT_ONCE = 500
"""Steps that are told at once: telling of each alone would take longer than the step."""

_SUBJECT = attrgetter("subject")
_IN_TIME = attrgetter("occurred_at", "source", "id")
_IN_TURN = attrgetter("occurred_at", "turn", "source", "id")
_BY_SUBJECT = attrgetter("subject", "occurred_at", "source", "id")


def _takes(submission: Submission) -> int:
    return len(submission.body) + len(submission.text or "") + _BESIDE


Progress = Callable[[int], None]


class Batch:
    """Submissions on their way into the ledger: added, sifted by their keys, judged by subject, taken in order.

    At every step the same comes out whether they went through files or not. A context manager, which lets go of
    the files. Raises LedgerUnavailable where the disk of temporary files is full or fails. `progress` is told how
    many more steps are done, of `STEPS` for each submission.
    """

    def __init__(self, submissions: Iterable[Submission] = (), progress: Progress | None = None) -> None:
        self._held: list[Submission] = []
        self._taken = self._steps = self.read = 0
        """`read`: bytes that were read to find them."""
        self._progress = progress
        self._spooled: Pile[Submission] | None = None
        self._accepted: Pile[Submission] | list[Submission] = []
        for each in submissions:
            self.add(each)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for pile in (self._spooled, self._accepted):
            if isinstance(pile, Pile):
                pile.close()

    @property
    def spooled(self) -> bool:
        """Whether it went to files."""
        return self._spooled is not None

    def add(self, submission: Submission, read: int = 0) -> None:
        """Take one more; so many bytes were read to find it."""
        if self._progress is not None:
            self._step()
        self.read += read
        if self._spooled is not None:
            self._spooled.add(submission._replace(happened=None))
            return
        self._held.append(submission)
        # As `_takes`, but for a line that is kept: it was read, and counts there.
        self._taken += len(submission.body) + _BESIDE
        if self._taken > ROOM + TIMES * self.read or self._taken > MOST:
            self._spooled = self._pile(key_of, self._held)
            self._held = []

    def sift(self, sifting: Sifting) -> None:
        """Keep what is new."""
        if self._spooled is not None:
            offered, count = self._spooled, len(self._spooled)
            self._spooled = self._pile(_BY_SUBJECT, sifting.new_of(self._watched(offered)))
            offered.close()
            self._step(count - len(self._spooled))  # what is dropped is not judged
            return
        count = len(self._held)
        if not sifting.all_new(self._held):
            self._held = list(sifting.new_of(sorted(self._held, key=key_of)))
        self._step(2 * count - len(self._held))

    def candidates(self) -> Iterable[Submission]:
        """All that was kept."""
        return self._held if self._spooled is None else self._spooled

    def parts(self) -> Iterator[Iterable[Submission]]:
        """All that was kept; those of one subject, in any scope, are in one part, and there in order of time."""
        if self._spooled is None:
            yield sorted(self._held, key=_IN_TIME)
            return
        self._accepted = self._pile(_IN_TURN)
        yield from self._spooled.parts(_SUBJECT, _IN_TIME)

    @property
    def accept(self) -> Accept:
        """Takes one that was judged; to be asked for once the parts are."""
        take: Accept = self._accepted.append if isinstance(self._accepted, list) else self._accepted.add
        if self._progress is None:
            return take

        def accept(submission: Submission) -> None:
            take(submission)
            self._step()

        return accept

    def accepted(self) -> Iterable[Submission]:
        """All that were accepted, in the order to be numbered."""
        return self._accepted

    def _watched(self, submissions: Iterable[Submission]) -> Iterator[Submission]:
        for each in submissions:
            self._step()
            yield each

    def _step(self, more: int = 1) -> None:
        self._steps += more
        if self._progress is not None and self._steps >= _AT_ONCE:
            self._progress(self._steps)
            self._steps = 0

    def _pile(self, order: Order[Submission], submissions: Iterable[Submission] = ()) -> Pile[Submission]:
        # The more was read, the more may be held, and the fewer runs there are to merge.
        pile = Pile(order, Submission._make, _takes, min(max(ROOM, self.read), 8 * ROOM))
        for each in submissions:
            pile.add(each._replace(happened=None))
        return pile
