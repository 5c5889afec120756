"""What an article finds. Field names are the JSON keys of the interface; a trailing underscore is dropped.

`Instant`, `Duration` and `Fraction` values stay exact: only a layout rounds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal, Protocol, TypedDict

from projections.calendar.span import DAY, Duration, Instant
from projections.calendar.zone import tzdata_version
from projections.facts.contract import Contract, Subscription
from projections.facts.entry import Entry
from projections.facts.history import Known

Verdict = Literal["met", "missed", "undetermined", "no_reference_time", "no_ticket", "pending"]


class Facts(Protocol):
    """What the facts of every article have in common."""

    @property
    def known(self) -> Known: ...
    @property
    def contract(self) -> Contract: ...


class Head(TypedDict):
    """What every finding says first: whose it is, what was known, and by which edition and clock it is told.

    It is *claimed* where what was known is taken from the word of the sources.
    """

    contract: str
    known_at: Instant
    known_by: str
    position: int
    edition: str
    timezone: str
    tzdata: str
    claimed: bool


def head(facts: Facts, in_force: Subscription) -> Head:
    """The head of a finding on these facts; `in_force` is the subscription whose edition and zone it names."""
    return Head(
        contract=facts.contract.id,
        known_at=Instant(facts.known.at),
        known_by=facts.known.by,
        position=facts.known.position,
        edition=in_force.edition,
        timezone=in_force.timezone,
        tzdata=tzdata_version(),
        claimed=facts.known.by == "source",
    )


@dataclass(frozen=True, slots=True)
class EntryRef:
    """Names an entry of the ledger: its key and where it stands."""

    source: str
    id: str
    position: int


def refs(entries: Iterable[Entry]) -> tuple[EntryRef, ...]:
    """The names of these entries and of what restates them, each once, in the order of the ledger."""
    found = {
        each.position: _ref(each.source, each.id, each.position)
        for entry in entries
        for each in (entry, *entry.amended_by)
    }
    return tuple(found[position] for position in sorted(found))


@lru_cache(maxsize=65_536)
def _ref(source: str, id: str, position: int) -> EntryRef:
    """The same name of an entry, however many rows hold it."""
    return EntryRef(source, id, position)


@dataclass(frozen=True, slots=True)
class Literally:
    """A figure under the literal option of a reading whose default asks more than the words do."""

    reading: str
    option: str
    percent: Fraction | None
    downtime_seconds: Duration | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Flip:
    """Options of contestable readings under which a verdict is another one, and the figure then.

    `amount` counts against the provider: microseconds of downtime, or a number of tickets, nights or copies;
    `difference` is by how much it is more than under the readings in force.
    """

    options: Mapping[str, str]
    verdict: str | None
    percent: Fraction | None
    amount: Duration | int | None
    difference: Duration | int | None


Flips = tuple[Flip, ...] | None
"""What would turn a verdict; `None` where that was not asked for, or where there is no verdict."""


@dataclass(frozen=True, slots=True)
class LateEntry:
    """An entry that the ledger learned of long after it happened."""

    entry: EntryRef
    occurred_at: Instant
    recorded_at: Instant


@dataclass(frozen=True, slots=True)
class Orphan:
    """An entry left out because what it continues is not known."""

    entry: EntryRef
    type: str
    subject: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Downtime that counts, by the grade of what it rests on, and the reference hours that nobody watched."""

    contemporaneous_seconds: Duration
    claimed_seconds: Duration
    recorded_late_seconds: Duration
    contested_seconds: Duration
    unobserved_seconds: Duration


Grade = Literal["contested", "unobserved", "recorded_late", "claimed", "contemporaneous"]
"""How good the evidence for a row is, the weakest first; unobserved: nothing recorded says how it ended."""


@dataclass(frozen=True, slots=True)
class Grades:
    """How many rows of a finding there are of each grade of evidence."""

    contemporaneous: int
    claimed: int
    recorded_late: int
    contested: int
    unobserved: int


LATE_AFTER = 2 * DAY
"""How long after the fact an entry may be recorded before a finding that rests on it says so, in microseconds."""


def late_entries(entries: Iterable[Entry]) -> tuple[LateEntry, ...]:
    """Those of the entries that the ledger learned of long after they happened, in the order of the ledger."""
    late = {entry.position: entry for entry in entries if entry.recorded_at - entry.occurred_at > LATE_AFTER}
    return tuple(
        LateEntry(refs([late[position]])[0], Instant(late[position].occurred_at), Instant(late[position].recorded_at))
        for position in sorted(late)
    )


def orphans(entries: Iterable[Entry]) -> tuple[Orphan, ...]:
    """The entries left out of the facts, each once, in the order of the ledger."""
    found = {entry.position: Orphan(refs([entry])[0], entry.type, entry.subject) for entry in entries}
    return tuple(found[position] for position in sorted(found))
