"""The history of tickets, change by change, as events of articles 13 and 14: what jira, glpi and zammad share.

A ticket is registered when it was created. The first status that means work is its takeover; leaving a status that
means waiting is the client's reply, and leaving a closed one a reopening. Statuses and priorities mean what the tables
of `--mapping` say, else what the tool's own words say.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from ledger.events.instant import parse_instant
from ledger.intake.found import Found, LeftOut, Place, Remark, digest, identifier, key, prose
from ledger.intake.gathered import Gathered
from ledger.intake.options import Options
from ledger.intake.toml_file import read_toml
from ledger.refusal import InputRefused, Refusal

SEVERITIES = ("blocking", "major", "minor", "not_an_anomaly")
TAKEN, WAITING, CLOSED = "ticket.taken_over", "ticket.waiting_for_client", "ticket.closed"
_LEFT = {WAITING: "ticket.client_replied", CLOSED: "ticket.reopened"}
MEANINGS = (
    TAKEN,
    WAITING,
    CLOSED,
    "ticket.fix_delivered",
    "ticket.workaround_delivered",
    "ticket.withdrawn",
    "nothing",
)
What = Literal["created", "status", "priority"]
_NUMBER = re.compile("[0-9]{1,18}").findall


class Change(NamedTuple):
    """One change of a ticket, at an instant in RFC 3339; `id` is what the tool knows the change by."""

    ticket: str
    id: str
    what: What
    old: str
    new: str
    time: str
    actor: str | None
    place: Place

    @property
    def turn(self) -> tuple[int, list[int], str]:
        """Its place among the changes of one instant: creation first, then by the numbers of its id."""
        return int(self.what != "created"), list(map(int, _NUMBER(self.id[:400]))), self.id[:400]


@dataclass(frozen=True, slots=True)
class Meanings:
    """What the words of a tool mean, by their lower case."""

    status: Mapping[str, str]
    priority: Mapping[str, str]


def meanings(options: Options, status: Mapping[str, str]) -> Meanings:
    """Those of the mapping file, and for the rest the tool's own. Raises InputRefused for a file that is wrong."""
    if options.mapping is None:
        return Meanings(status, {})
    try:
        return _in_file(read_toml(options.mapping), status)
    except InputRefused as refusal:
        raise refusal.at(str(options.mapping), None) from None


def _in_file(table: dict[str, Any], status: Mapping[str, str]) -> Meanings:
    for name in table:
        if name not in ("status", "priority"):
            raise InputRefused("`{name}` is no table of it; [status] and [priority] are", name=name[:60])
    return Meanings({**status, **_words(table, "status", MEANINGS)}, _words(table, "priority", SEVERITIES))


def _words(table: dict[str, Any], name: str, known: tuple[str, ...]) -> dict[str, str]:
    held = table.get(name, {})
    if type(held) is not dict:
        raise InputRefused("is not a table", field=name)
    for word, meaning in held.items():
        if meaning not in known:
            raise InputRefused("is none of {choices}", field=f"{name}.{word}", choices=", ".join(known))
    return {word.casefold(): meaning for word, meaning in held.items()}


def rows_told(
    rows: Iterable[tuple[Place, Mapping[str, Any] | Refusal]],
    change_of: Callable[[Place, Mapping[str, Any], Options], Change | LeftOut],
    source: str,
    status: Mapping[str, str],
    options: Options,
) -> Iterator[Found]:
    """The events of a history of which each row is a change. Raises UsageRefused without a scope."""
    said, _ = meanings(options, status), options.whose
    yield from told(_changes(rows, change_of, options), source, said, options)


def _changes(
    rows: Iterable[tuple[Place, Mapping[str, Any] | Refusal]],
    change_of: Callable[[Place, Mapping[str, Any], Options], Change | LeftOut],
    options: Options,
) -> Iterator[Change | Found]:
    for place, row in rows:
        if isinstance(row, Refusal):
            yield place.refused(row)
            continue
        try:
            yield change_of(place, row, options)
        except InputRefused as refusal:
            yield place.refused(refusal)


def word(row: Mapping[str, Any], field: str, default: str | None = None) -> str:
    """The text or the number in a field, as a text. Raises InputRefused where there is neither, and no default."""
    held = row.get(field)
    held = default if held is None else held
    if type(held) is int and abs(held) < 10**18:
        return str(held)
    if not isinstance(held, str) or (not held and default is None):
        raise InputRefused("is missing, or is neither a number nor a text", field=field)
    return held


def told(changes: Iterable[Change | Found], source: str, said: Meanings, options: Options) -> Iterator[Found]:
    """The events that the changes come to, ticket by ticket in the order of time; what is no change stays as it is."""
    gathered = Gathered()
    for change in changes:
        if not isinstance(change, Change):
            yield change
            continue
        try:
            instant = parse_instant(change.time)
        except ValueError as error:
            yield change.place.refused(InputRefused("{reason}", field="time", reason=error))
        else:
            gathered.put(change.ticket, instant, (*change[1:-1], *change.place), change.turn)
    for name, changes_of_it in gathered.groups():
        ticket, at = _Ticket(source, said, options), None
        before: set[bytes] = set()
        for instant, record in changes_of_it:
            change = Change._make((name, *record[:6], Place(*record[6:])))
            before, at = before if instant == at else set(), instant
            # Exports overlap, and told twice a change would not be the first of its kind any more.
            if (same := bytes.fromhex(digest(*change[1:6]))) in before:
                yield change.place.left_out(InputRefused("the same change once more"))
            else:
                before.add(same)
                yield from ticket.tell(change)


class _Ticket:
    """One ticket while its changes are told."""

    def __init__(self, source: str, said: Meanings, options: Options) -> None:
        self._source = source
        self._said = said
        self._options = options
        self._taken = False
        self._qualified = False
        self._whole = False
        """Whether its creation was told, and with it whatever it was before a change."""
        self._reached: set[str] = set()

    def tell(self, change: Change) -> Iterator[Found]:
        """The events of the next change."""
        if change.what == "created":
            self._whole = True
            yield self._event(change, "ticket.registered", summary=prose(change.new))
        elif change.what == "priority":
            yield self._severity(change)
        else:
            yield from self._status(change)

    def _severity(self, change: Change) -> Found:
        severity = self._said.priority.get(change.new.casefold())
        if severity is None:
            why = InputRefused("the priority `{name}` has no meaning: --mapping can give it one", name=change.new[:40])
            return change.place.left_out(why)
        if not self._qualified:
            self._qualified = True
            return self._event(change, "ticket.qualified", severity=severity)
        because = prose(f"{self._source} changed the priority from {change.old} to {change.new}")
        return self._event(change, "ticket.requalified", severity=severity, because=because)

    def _status(self, change: Change) -> Iterator[Found]:
        before, after = (self._said.status.get(each.casefold()) for each in (change.old, change.new))
        if after is None:
            why = InputRefused("the status `{name}` has no meaning: --mapping can give it one", name=change.new[:40])
            yield change.place.left_out(why)
        if self._whole and before == TAKEN and not self._taken:
            unseen = Remark("the ticket began in `{name}`, and no event tells who took it over", name=change.old[:40])
            yield change.place.left_out(unseen)
        # A ticket that was created waiting, or closed, was never told to be.
        began = self._whole and before in _LEFT and before != after and before not in self._reached
        events = list(self._events(None if began else before, after))
        for event in events:
            technician = prose(change.actor) if event == TAKEN else None
            yield self._event(change, event, technician=technician)
        if began:
            why = InputRefused("the ticket began in `{name}`, and no event tells its end", name=change.old[:40])
            yield change.place.left_out(why)
        elif not events and after is not None:
            yield change.place.left_out(InputRefused("a change of status that moves no clock"))

    def _events(self, before: str | None, after: str | None) -> Iterator[str]:
        if before == WAITING and after != WAITING:
            yield _LEFT[WAITING]
        if before == CLOSED and after not in (CLOSED, None):
            yield _LEFT[CLOSED]
        if after == TAKEN and not self._taken:
            self._taken = True
            yield TAKEN
        elif after not in (None, "nothing", TAKEN, before):
            self._reached.add(after)
            yield after

    def _event(self, change: Change, type_: str, **data: str | None) -> Found:
        return change.place.event(
            source=self._source,
            id=key(change.ticket, change.id, type_.partition(".")[2]),
            type=type_,
            scope=self._options.whose,
            subject=f"ticket/{identifier(self._options.apart(change.ticket))}",
            time=change.time,
            actor=prose((change.actor or "")[:200]),
            data=data,
        )
