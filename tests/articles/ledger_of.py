"""A ledger in memory, told fact by fact: what a scenario of an article starts from.

    told = Told("2026-01-01", territory="RE")        # a contract c-1 on environment prod-1, service from that day
    told.tell("backup.completed", "backup/n", "2026-03-10 01:00", kinds=["nightly"], started="2026-03-09 22:00")
    assess_backups(gather_backups(told.history("2026-03-11 00:00"), "c-1"), parse_period("2026-03"), {})

Times are written as on the command line: wall time of `zone` (Europe/Paris), or with an offset of their own.
Every event is checked by its model, so that no scenario rests on what cannot be recorded; admission does not run.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from ledger.events.catalogue import event_class, family
from ledger.events.entry import AMENDMENTS, Entry
from ledger.events.event import Event
from ledger.events.instant import format_instant, parse_instant
from ledger.journal.read import Head, Reader
from projections.calendar.zone import parse_local, zone
from projections.edition.reading import Reading
from projections.facts.history import History, KnownBy, known

CONTRACT, ENVIRONMENT = "c-1", "prod-1"


class Kept:
    """Entries in memory, read as `ledger.journal.read.Reader` reads a file."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.all: list[Entry] = list(entries)

    def head(self) -> Head:
        """The last position and when it was recorded, in microseconds."""
        return Head(self.all[-1].position, self.all[-1].recorded_at) if self.all else Head(0, 0)

    def position_at(self, recorded_at_us: int) -> int:
        """The last position recorded at that instant or before; 0 where there is none."""
        return max((entry.position for entry in self.all if entry.recorded_at <= recorded_at_us), default=0)

    def recorded_at_of(self, position: int) -> int:
        """When the position was recorded, in microseconds."""
        return next(entry.recorded_at for entry in self.all if entry.position == position)

    def entries(self, scope: str, families: Iterable[str], *, until: int | None = None) -> list[Entry]:
        """The entries of some families in a scope, in the order of position."""
        wanted = frozenset(families)
        return [
            entry
            for entry in self.all
            if entry.scope == scope and (until is None or entry.position <= until) and self.family(entry) in wanted
        ]

    def family(self, entry: Entry) -> str:
        """The family of an entry; an amendment belongs to that of what it amends in the end."""
        amended = entry
        while amended.type.startswith("entry."):
            target = (amended.data["entry"]["source"], amended.data["entry"]["id"])
            amended = next(each for each in self.all if each.key == target)
        return family(entry.type, amended.type)


class Told:
    """A contract and what happened to it, each fact recorded as it happens unless `recorded` says otherwise.

    `service_starts_on=None` signs nothing. Further `fields` are those of `contract.signed`.
    """

    def __init__(
        self,
        service_starts_on: str | None = "2025-01-01",
        territory: str = "FR",
        *,
        timezone_of_times: str = "Europe/Paris",
        **fields: Any,
    ) -> None:
        self.kept = Kept()
        self.zone = zone(timezone_of_times)
        if service_starts_on is not None:
            signed = {
                "client": "Mairie",
                "territory": territory,
                "environment": ENVIRONMENT,
                "edition": "carrus-2026-03",
                "service_starts_on": service_starts_on,
            }
            self.tell("contract.signed", f"contract/{CONTRACT}", "2024-12-01", **signed | fields)

    def at(self, when: str) -> int:
        """The instant of a time as a scenario writes it, in microseconds."""
        return parse_local(when, self.zone)

    def tell(
        self,
        type: str,
        subject: str,
        when: str,
        *,
        scope: str = f"contract/{CONTRACT}",
        source: str = "/told",
        id: str | None = None,
        recorded: str | None = None,
        claimed: str | None = None,
        **data: Any,
    ) -> Entry:
        """One entry, at the end of the ledger; fields that hold instants are written as times are.

        `recorded` is the ledger's clock, which never goes back; a field called `from` is given as `from_`.
        Raises ValueError for what its model refuses.
        """
        model = event_class(type)
        data = {name.removesuffix("_"): value for name, value in data.items()}
        for name in model.instant_fields() & data.keys():
            data[name] = format_instant(self.at(data[name]))
        event = model.model_validate(data)
        occurred_at = self.at(when)
        event.check_subject(subject)
        event.check_time(occurred_at)
        last = self.kept.head()
        recorded_at = max(occurred_at, last.recorded_at) if recorded is None else self.at(recorded)
        if recorded_at < last.recorded_at:
            raise ValueError(f"{type} of {subject}: the ledger's clock does not go back; tell it earlier")
        position = last.position + 1
        entry = Entry(
            position,
            recorded_at,
            occurred_at,
            None if claimed is None else self.at(claimed),
            scope,
            subject,
            type,
            source,
            id or f"e-{position:04d}",
            stored(event),
            None,
            "provider",
        )
        self.kept.all.append(entry)
        return entry

    def restate(self, entry: Entry, when: str, *, recorded: str | None = None, **changes: Any) -> Entry:
        """Restates `time` or fields of an entry, in the words of the wire (instants with an offset, or as `tell`)."""
        told = {
            name: format_instant(self.at(value))
            if name == "time" or name in event_class(entry.type).instant_fields()
            else value
            for name, value in changes.items()
        }
        return self._amend("entry.restated", entry, when, recorded, changes=told)

    def retract(self, entry: Entry, when: str, *, recorded: str | None = None) -> Entry:
        """Retracts an entry."""
        return self._amend("entry.retracted", entry, when, recorded)

    def agree(self, reading: str, option: str, effective_on: str, when: str = "2024-12-02") -> Entry:
        """Both sides agree on a reading from a day on."""
        data = {"option": option, "effective_on": effective_on, "because": "agreed"}
        return self.tell("reading.agreed", f"reading/{reading}", when, **data)

    def adopt(self, territory: str, days: Mapping[str, str], year: int, when: str = "2024-12-01") -> Entry:
        """Adopts a calendar of public holidays: day -> kind."""
        named = {day: {"name": day, "kind": kind} for day, kind in days.items()}
        subject = f"public-holidays/{territory}/{year}"
        return self.tell("public_holidays.adopted", subject, when, scope="provider", days=named, origin="told")

    def history(self, known_at: str | None = None, *, by: KnownBy = "ledger", position: int | None = None) -> History:
        """What is known at a time (`None`: at the end of 2030, with everything recorded)."""
        reader = cast("Reader", self.kept)
        at = None if known_at is None else self.at(known_at)
        return History(reader, known(reader, self.at("2031-01-01"), at, position, by))

    def _amend(self, type: str, entry: Entry, when: str, recorded: str | None, **data: Any) -> Entry:
        key = {"source": entry.source, "id": entry.id}
        return self.tell(
            type, entry.subject, when, scope=entry.scope, recorded=recorded, entry=key, because="checked", **data
        )


def taken(*members: Reading) -> dict[str, Reading]:
    """Readings chosen by who asks, by name, as `assess` takes them."""
    return {member.declaration.name: member for member in members}


def stored(event: Event) -> dict[str, Any]:
    """The data of an event as the ledger keeps it: with what its model gives by default, without what is not said."""
    dumped = event.model_dump(mode="json", by_alias=True)
    return {name: value for name, value in dumped.items() if value is not None}


def kept_of(entries: Sequence[tuple[int, int, Mapping[str, Any]]]) -> Kept:
    """The ledger of `(position, recorded_at, event on the wire)`, as the oracles write histories down."""
    found = Kept()
    for position, recorded_at, event in sorted(entries, key=lambda each: each[0]):
        claimed = event.get("recordedtime")
        data = dict(event.get("data") or {})
        if event["type"] not in AMENDMENTS:
            data = stored(event_class(event["type"]).model_validate(data))
        found.all.append(
            Entry(
                position,
                recorded_at,
                parse_instant(event["time"]),
                None if claimed is None else parse_instant(claimed),
                event["scope"],
                event["subject"],
                event["type"],
                event["source"],
                event["id"],
                data,
                event.get("actor"),
                event.get("assertedby", "provider"),
            )
        )
    return found


def history_of(
    entries: Sequence[tuple[int, int, Mapping[str, Any]]], now: int, known_at: int | None, by: KnownBy = "ledger"
) -> History:
    """What is known of such a ledger at an instant in microseconds (`None`: everything, asked at `now`)."""
    reader = cast("Reader", kept_of(entries))
    return History(reader, known(reader, now, known_at, None, by))
