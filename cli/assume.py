"""Events that nobody recorded, folded into an answer and never written."""

from collections.abc import Iterable
from pathlib import Path

from ledger.events.entry import Entry, read_entry
from ledger.events.event import Submission
from ledger.intake.cloudevents import read_file
from ledger.journal.read import Reader
from ledger.refusal import InputRefused
from projections.edition.wording import N_
from projections.facts.history import Assumed


def assumptions(files: Iterable[str], reader: Reader, now: int) -> list[Assumed]:
    """The events of these files as entries that were never recorded; their positions are negative.

    Raises InputRefused for what is no event, or amends an entry that is neither recorded nor assumed.
    """
    found: list[Assumed] = []
    for file in files:
        for offered in read_file(Path(file)):
            if offered.refusal is not None:
                raise offered.refusal
            assert offered.submission is not None  # a line holds a submission or a refusal
            entry = read_entry(-len(found) - 1, now, offered.submission.body)
            found.append(Assumed(_family(offered.submission, entry, reader, found), entry))
    return found


def _family(submission: Submission, entry: Entry, reader: Reader, assumed: Iterable[Assumed]) -> str:
    if submission.family != "entry":
        return submission.family
    for each in assumed:
        if each.entry.key == entry.amends:
            return each.family
    target = reader.entry_by_key(*entry.amends)
    while target is not None and target.type.startswith("entry."):
        target = reader.entry_by_key(*target.amends)
    if target is None:
        raise InputRefused(
            N_("the ledger has no entry `{id}` of {source} to amend"),
            field="data.entry",
            source=entry.amends[0],
            id=entry.amends[1],
        ).at(submission.file, submission.line)
    return target.type.partition(".")[0]
