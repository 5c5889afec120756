"""Rows of which one is taken for each subject, the first or the last in time; which one shows when all are read."""

from array import array
from collections.abc import Iterator
from copy import copy
from itertools import groupby
from operator import attrgetter
from typing import Literal, NamedTuple

from ledger.commands import Offered, taken_by
from ledger.intake.found import ANOTHER_ROW, NEVER, LeftOut, Place, Remark, Seen
from ledger.pile import Pile
from ledger.refusal import InputRefused, Refusal

_MOST_WHYS = 1_000
_KEPT = 2


class _Candidate(NamedTuple):
    """The event of a row, which the rule takes for a subject where no other one ranks before it."""

    rule: int
    subject: str
    rank: tuple[int, int]
    row: int
    seen: Seen


class Kept:
    """The candidates of all rules that take one row for a subject, while the rows of all files are read."""

    def __init__(self) -> None:
        self._files: list[tuple[str, int]] = []
        """The files with what number the first row of each has."""
        self._candidates = Pile(attrgetter("rule", "subject", "rank"), _Candidate._make, _takes)
        self._lines = array("Q")
        self._told = bytearray()
        self._why = array("H")
        self._whys: list[tuple[Refusal, Remark | None]] = [(InputRefused(ANOTHER_ROW), None)]
        """Why rows are left out that are not kept, and why those that are may be wrong; rows know theirs by number."""
        self._numbers: dict[str, int] = {}

    def offer(self, rule: int, keep: Literal["first", "last"], event: Offered) -> None:
        """Take the event of a row for a candidate; `keep` says which of a subject is taken."""
        submission = event.submission
        assert submission is not None
        another = not self._files or self._files[-1][0] != event.file
        if another:
            self._files.append((event.file, len(self._lines)))
        if another or self._lines[-1] != event.line:
            self._lines.append(event.line)
            self._told.append(False)
            self._why.append(0)
        row = len(self._lines) - 1
        rank = (submission.occurred_at, row) if keep == "first" else (-submission.occurred_at, -row)
        self._candidates.add(_Candidate(rule, submission.subject, rank, row, Seen(event, NEVER, keep=keep)))

    def is_told(self) -> None:
        """The row last offered is taken by another rule as well."""
        self._told[-1] = True

    def unless_kept(self, why: Refusal, doubt: Remark) -> None:
        """Why the row last offered is left out if it is not the one that is kept, and may be wrong if it is."""
        said = str(why)
        if said not in self._numbers and len(self._whys) < _MOST_WHYS:
            self._numbers[said] = len(self._whys)
            self._whys.append((why, doubt))
        self._why[-1] = self._numbers.get(said, 0)

    def found(self) -> Iterator[Seen | LeftOut]:
        """The events that are taken, then the rows of which no event is."""
        for _, group in groupby(self._candidates, key=attrgetter("rule", "subject")):
            first = next(iter(group))
            self._told[first.row] = self._told[first.row] or _KEPT
            yield first.seen
        self._candidates.close()
        ends = [*(begins for _, begins in self._files[1:]), len(self._lines)] if self._files else []
        for (name, begins), end in zip(self._files, ends, strict=True):
            for number in range(begins, end):
                why, doubt = self._whys[self._why[number]]
                if not self._told[number]:
                    yield Place(name, self._lines[number]).left_out(copy(why))
                elif self._told[number] == _KEPT and doubt is not None:
                    yield Place(name, self._lines[number]).left_out(copy(doubt))


def _takes(candidate: _Candidate) -> int:
    return taken_by(candidate.seen.offered)
