"""Rows of which one is taken for each subject, the first or the last in time; which one shows when all are read."""

from array import array
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from ledger.commands import Offered, taken_by
from ledger.intake.found import LeftOut, Place
from ledger.pile import Pile
from ledger.refusal import InputRefused


class _Candidate(NamedTuple):
    """The event of a row, which the rule takes for a subject where no other one ranks before it."""

    rule: int
    subject: str
    rank: int
    row: int
    event: Offered


class Kept:
    """The candidates of all rules that take one row for a subject, while the rows of all files are read."""

    def __init__(self) -> None:
        self._files: list[tuple[str, int]] = []
        """The files with what number the first row of each has."""
        self._candidates = Pile(attrgetter("rule", "subject", "rank"), _Candidate._make, _takes)
        self._lines = array("Q")
        self._taken = bytearray()

    def offer(self, rule: int, which: str, event: Offered) -> None:
        """Take the event of a row for a candidate; `which` row is taken of a subject, the `first` or the `last`."""
        submission = event.submission
        assert submission is not None
        rank = submission.occurred_at if which == "first" else -submission.occurred_at
        another = not self._files or self._files[-1][0] != event.file
        if another:
            self._files.append((event.file, len(self._lines)))
        if another or self._lines[-1] != event.line:
            self._lines.append(event.line)
            self._taken.append(False)
        self._candidates.add(_Candidate(rule, submission.subject, rank, len(self._lines) - 1, event))

    def is_taken(self) -> None:
        """The row last offered is taken by another rule as well."""
        self._taken[-1] = True

    def found(self) -> Iterator[Offered | LeftOut]:
        """The events that are taken, then the rows of which no event is."""
        for _, group in groupby(self._candidates, key=attrgetter("rule", "subject")):
            first = next(iter(group))
            self._taken[first.row] = True
            yield first.event
        self._candidates.close()
        why = InputRefused("another row of the same subject is taken in place of this one")
        ends = [*(begins for _, begins in self._files[1:]), len(self._lines)] if self._files else []
        for (name, begins), end in zip(self._files, ends, strict=True):
            for number in range(begins, end):
                if not self._taken[number]:
                    yield Place(name, self._lines[number]).left_out(why)


def _takes(candidate: _Candidate) -> int:
    return taken_by(candidate.event)
