"""What the parties told each other: the figures reported, and the disputes about them with each side's claims."""

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple, cast

from ledger.events.entry import Entry
from ledger.journal.read import Reader
from projections.calendar.unfit import Unfit
from projections.facts.history import History, Known, by_subject

Party = Literal["provider", "client"]
Value = str | int | Mapping[str, str | int]
"""A figure as it was told: a decimal text, a whole number, or an object of such."""


AsKnown = Callable[[int, int], History]
"""Position and instant -> the history as it stood there; raises Unfit for a position that there is not."""


class Report(NamedTuple):
    """A figure that was told to someone, who was told (where that is said), and the position it rested on."""

    article: str
    period: str
    figure: Value
    verdict: str
    position: int
    to: str | None
    entry: Entry


class Claim(NamedTuple):
    """What a side said when a dispute was opened, argued or settled; whatever it left unsaid is empty."""

    kind: Literal["opened", "claimed", "settled"]
    party: Party | None
    figure: Value | None
    readings: Mapping[str, str]
    because: str | None
    outcome: str | None
    entry: Entry


class Dispute(NamedTuple):
    """A dispute about what an article says of a period; its claims in the order in which they were made."""

    id: str
    article: str
    period: str
    claims: tuple[Claim, ...]

    @property
    def settled(self) -> Claim | None:
        """The settlement, the last where there are several."""
        return next((claim for claim in reversed(self.claims) if claim.kind == "settled"), None)


def reports(history: History, contract_id: str) -> list[Report]:
    """The figures reported of a contract, in the order in which they were told."""
    found = []
    for entry in history.of(f"contract/{contract_id}", "figure"):
        _, article, period = entry.subject.split("/", 2)
        said = entry.data
        found.append(Report(article, period, said["figure"], said["verdict"], said["position"], said.get("to"), entry))
    return found


def disputes(history: History, contract_id: str) -> list[Dispute]:
    """The disputes of a contract, in the order in which they were opened."""
    found = []
    for subject, entries in by_subject(history.of(f"contract/{contract_id}", "dispute")).items():
        opened = next((entry for entry in entries if entry.type == "dispute.opened"), None)
        if opened is not None:
            what = opened.data["article"], opened.data["period"]
            found.append(Dispute(subject.partition("/")[2], *what, tuple(map(_claim, entries))))
    return found


def _claim(entry: Entry) -> Claim:
    said = entry.data
    return Claim(
        cast("Literal['opened', 'claimed', 'settled']", entry.type.partition(".")[2]),
        said.get("party"),
        said.get("figure"),
        said.get("readings") or {},
        said.get("because"),
        said.get("outcome"),
        entry,
    )


def as_known(reader: Reader) -> AsKnown:
    """What the ledger held at a position, asked at an instant (microseconds) at which it was the last one."""

    def history(position: int, instant: int) -> History:
        if not 0 < position <= reader.head().position:
            raise Unfit(
                "the ledger has no position #{position}: it ends at #{head}",
                position=position,
                head=str(reader.head().position),
            )
        return History(reader, Known(max(instant, reader.recorded_at_of(position)), position))

    return history


def moment(reader: Reader, now: History) -> Callable[[Entry], History]:
    """An entry -> what was known when it became known: recorded by the ledger, or claimed by its source."""

    def history(entry: Entry) -> History:
        if now.known.by == "ledger":
            then = Known(entry.recorded_at, entry.position)
        else:
            learned = entry.recorded_at if entry.claimed_at is None else min(entry.claimed_at, entry.recorded_at)
            then = Known(learned, now.known.position, "source")
        return History(reader, then, assumed=now.assumed)

    return history
