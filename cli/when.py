"""The times of what is recorded, as they are typed: words such as `now`, local times, and times with an offset."""

from datetime import tzinfo
from functools import cached_property
from typing import Literal

from cli.query import OFFSET, usage, zone_of
from cli.session import Session
from ledger import clock
from ledger.admission import AHEAD_MICROSECONDS
from ledger.events.instant import format_instant
from ledger.journal.read import open_reader
from ledger.refusal import InputRefused, UsageRefused
from projections.calendar.spoken import is_now, names_no_day, spoken
from projections.calendar.zone import Twice, iso
from projections.edition.wording import N_

FOLDS = ("first", "second")
HAPPENED = "--at"
"""The option that says when something happened; others may speak of what is to come."""


class When:
    """Reads the times of one event: in the zone it brings along, that of the contract of its scope, or the provider's.

    Called with an option and its text, it answers with the instant in RFC 3339. A time without an offset is echoed
    with it, unless `quiet`. Raises UsageRefused for what is no time, for a local time that the clock never shows,
    and for one that it shows twice unless `fold` says which.
    """

    def __init__(
        self,
        session: Session,
        scope: str,
        own: tzinfo | None = None,
        fold: Literal["first", "second"] | None = None,
        *,
        quiet: bool = False,
    ) -> None:
        self._session = session
        self._contract = scope.removeprefix("contract/") if scope.startswith("contract/") else None
        self._own = own
        self._fold = fold
        self._quiet = quiet

    def __call__(self, option: str, text: str) -> str:
        """The instant that the option's text means."""
        if is_now(text):
            return format_instant(self.now)
        there = self.zone(text)
        with usage(option):
            try:
                instant = spoken(text, self.now, there, self._fold)
            except Twice as twice:
                raise UsageRefused(
                    N_("{option}: {time} happens twice in {zone}: say --fold first ({before}) or second ({after})"),
                    option=option,
                    **twice.values,
                ) from None
        meant = iso(instant, there)
        if option == HAPPENED and names_no_day(text) and instant > self.now + AHEAD_MICROSECONDS:
            raise InputRefused(
                N_("{option}: {text} is {time}, yet to come; if it was the day before, write `yesterday {text}`"),
                option=option,
                text=text.strip(),
                time=meant,
            )
        if not (self._quiet or OFFSET.search(text)):
            self._session.note(
                N_("{option} {text} is read as {time} ({zone})"), option=option, text=text, time=meant, zone=there
            )
        return meant

    @cached_property
    def now(self) -> int:
        """The present moment, the same for all times of the event."""
        return clock.now()

    def zone(self, text: str = "") -> tzinfo:
        """Where a local time is read; a contract that moved has the zone of the day that the text names."""
        if self._own is not None:
            return self._own
        with open_reader(self._session.ledger) as reader:
            signed = self._contract is not None and any(
                entry.type == "contract.signed" for entry in reader.entries(f"contract/{self._contract}", ["contract"])
            )
            return zone_of(reader, self._contract if signed else None, text)
