"""Subjects by name: whose histories know them, and which of them have begun and not ended."""

from collections.abc import Collection, Iterable

from ledger.events.entry import amended
from ledger.journal.read import Reader
from projections.facts.history import History, by_subject


def known_in(reader: Reader, scopes: Iterable[str], subject: str, types: Collection[str]) -> list[str]:
    """Those of the scopes whose amended history has an event about the subject: of one of the types, if any."""
    return [
        scope
        for scope in scopes
        if any(not types or entry.type in types for entry in amended(reader.subject_entries(scope, subject)))
    ]


def not_ended(history: History, scope: str, begins: Collection[str], ends: Collection[str]) -> list[str]:
    """The subjects that have begun and not ended since, in the order in which they first appear.

    One that ended and began anew (a maintenance cancelled, then announced again) has not ended.
    """
    found = []
    families = {each.partition(".")[0] for each in begins}
    for subject, entries in by_subject(history.of(scope, *sorted(families))).items():
        begun = [entry.occurred_at for entry in entries if entry.type in begins]
        ended = [entry.occurred_at for entry in entries if entry.type in ends]
        if begun and (not ended or max(ended) < max(begun)):
            found.append(subject)
    return found
