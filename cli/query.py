"""What every reading command is asked with: format, what is known when, readings, and whether to check the verdict."""

import contextlib
import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, tzinfo
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

from cli.output import show
from cli.question import options
from cli.session import Session, session_of
from ledger import clock
from ledger.journal.read import Reader, open_reader
from ledger.refusal import UsageRefused
from projections.calendar.unfit import Unfit
from projections.calendar.zone import iso, local_date, parse_local, zone
from projections.edition.reading import Reading
from projections.edition.wording import N_, Text
from projections.facts.contract import Contract, UnknownContract, contract
from projections.facts.history import Assumed, History, KnownBy, known
from projections.facts.operation import Facts, gather

if TYPE_CHECKING:
    from projections.inquiry.flipping import ByReadings
    from projections.inquiry.question import Question
    from projections.report.block import Page

Gathered = TypeVar("Gathered")
"""The facts of an article."""

PROVIDER_ZONE = "Europe/Paris"
"""Where a time is read that belongs to no contract."""
OFFSET = re.compile(r"([Zz]|:[0-9]{2}(\.[0-9]+)?[+-][0-9]{2}:[0-9]{2})$")
_POSITION = re.compile(r"#([0-9]{1,18})")


class Query:
    """One question: how it was put, the ledger it is put to, and where its answer goes."""

    def __init__(self, session: Session, format: str, **asked: Any) -> None:
        self.session = session
        self.format = format
        self.chosen: Mapping[str, Reading] = {each.declaration.name: each for each in asked.get("readings_chosen", ())}
        self._known_at: str | None = asked.get("known_at")
        self._known_by: KnownBy = asked.get("known_by", "ledger")
        self._assumed_in: tuple[str, ...] = asked.get("assumed_in", ())
        self._favour: Literal["provider", "client"] | None = asked.get("favour")
        self._assumed: list[Assumed] = []
        self._histories: dict[tuple[str | None, str | None], History] = {}
        self.missed = False

    @contextlib.contextmanager
    def reading(self) -> Iterator[Reader]:
        """The ledger, open to be read."""
        with open_reader(self.session.ledger) as reader:
            yield reader

    def history(self, reader: Reader, contract_id: str | None = None, moment: str | None = None) -> History:
        """What was known at a moment (that of --known-at unless given), with what is assumed folded in.

        A time without an offset is read in the contract's zone. Raises UsageRefused.
        """
        asked = (contract_id, moment or self._known_at)
        if asked not in self._histories:
            self._histories[asked] = self._history(reader, *asked)
        return self._histories[asked]

    def _history(self, reader: Reader, contract_id: str | None, moment: str | None) -> History:
        at, position = self._moment(reader, contract_id, moment)
        if self._assumed_in and not self._assumed:
            from cli.assume import assumptions  # checks events, which no other question does

            self._assumed = assumptions(self._assumed_in, reader, clock.now())
        with usage():
            there = known(reader, clock.now(), at, position, self._known_by)
        return History(reader, there, assumed=self._assumed)

    def readings(self, question: "Question") -> Mapping[str, Reading]:
        """The readings to take for a question: those chosen, with the best options of the side of --favour added."""
        if self._favour is None:
            return self.chosen
        from projections.inquiry.search import favouring

        return favouring(question, self.chosen, self._favour)

    def turned(
        self, findings: "Sequence[ByReadings]", question: "Question", chosen: Mapping[str, Reading]
    ) -> "list[ByReadings]":
        """Findings with what would turn the verdict of each; a table in CSV has no place for it."""
        if self.format == "csv":
            return [*findings]
        from projections.inquiry.flipping import turned

        return turned(findings, question, chosen)

    def facts(self, history: History, reader: Reader, contract_id: str) -> Facts:
        """The facts of articles 5 and 6. Raises UsageRefused for a contract that is not known."""
        return _known(gather, history, reader, contract_id)

    def gathered(self, gather: Callable[[History, str], Gathered], reader: Reader, contract_id: str) -> Gathered:
        """The facts of an article as known. Raises UsageRefused for a contract that is not known."""
        return _known(gather, self.history(reader, contract_id), reader, contract_id)

    def show(
        self, answer: object, zone: tzinfo, page: "Callable[[], Page] | None" = None, *, own_zones: bool = False
    ) -> None:
        """Print the answer: its page to people (the account of a finding, unless given), itself as JSON.

        An answer about several contracts shows each in its own zone in JSON, with `own_zones`.
        """
        made = page or functools.partial(_account, answer)
        if self._assumed:
            from projections.report.assumption import assuming, marked

            entries = [each.entry for each in self._assumed]
            page, answer = lambda: marked(made(), entries), assuming(entries, answer)
        show(self.session, self.format, page or made, answer, zone, own_zones=own_zones)

    def judge(self, verdicts: Iterable[str | None]) -> None:
        """Remember whether one of the verdicts is a miss, which `--check` makes the exit status."""
        self.missed = self.missed or "missed" in verdicts

    def _moment(self, reader: Reader, contract_id: str | None, text: str | None) -> tuple[int | None, int | None]:
        if text is None:
            return None, None
        if position(text) is not None:
            return None, position(text)
        return instant(self.session, "--known-at", text, lambda: zone_of(reader, contract_id, text)), None


def _known(gather: Callable[[History, str], Gathered], history: History, reader: Reader, id: str) -> Gathered:
    try:
        return gather(history, id)
    except UnknownContract:
        raise unknown_contract(reader, id) from None


def _account(finding: object) -> "Page":
    from projections.report.accounts import page  # laying out costs more than many answers

    return page(finding)


def instant(session: Session, option: str, text: str, where: Callable[[], tzinfo]) -> int:
    """The instant that a text on the command line means, in microseconds; one without an offset is echoed with it.

    Raises UsageRefused for anything else, and for a local time that the clock shows twice or never.
    """
    there = zone(PROVIDER_ZONE) if OFFSET.search(text) else where()
    with usage(option):
        meant = parse_local(text, there)
    if not OFFSET.search(text):
        session.note(
            N_("{option} {text} is read as {time} ({zone})"),
            option=option,
            text=text,
            time=iso(meant, there),
            zone=there,
        )
    return meant


def position(text: str | None) -> int | None:
    """The position that `#17` means; None for what is no position. Raises UsageRefused for half of one."""
    if text is None or not text.startswith("#"):
        return None
    number = _POSITION.fullmatch(text)
    if number is None:
        raise UsageRefused(N_("--known-at: `{value}` is no position; write #17"), value=text)
    return int(number[1])


def zone_of(reader: Reader, contract_id: str | None, text: str) -> tzinfo:
    """The zone of a contract on the day of a local time, as known by now; without a contract the provider's."""
    if contract_id is None:
        return zone(PROVIDER_ZONE)
    found = find_contract(History(reader, known(reader, clock.now(), None, None, "ledger")), reader, contract_id)
    try:
        day = date.fromisoformat(text.strip()[:10])
    except ValueError:
        day = local_date(clock.now(), zone(PROVIDER_ZONE))
    return found.on(day).zone


def find_contract(history: History, reader: Reader, contract_id: str) -> Contract:
    """The contract as known. Raises UsageRefused, naming the nearest ones."""
    return _known(contract, history, reader, contract_id)


def is_signed(history: History, contract_id: str) -> bool:
    """Whether a signature of the contract is known."""
    return any(entry.type == "contract.signed" for entry in history.of(f"contract/{contract_id}", "contract"))


def contract_ids(reader: Reader) -> list[str]:
    """The contracts that the ledger has entries of, by name."""
    return [scope.removeprefix("contract/") for scope in reader.scopes() if scope.startswith("contract/")]


def unknown_contract(reader: Reader, contract_id: str) -> UsageRefused:
    """The refusal of a contract that is not known, with the nearest ones that the ledger has."""
    from difflib import get_close_matches

    there = contract_ids(reader)
    if contract_id in there:
        return UsageRefused(
            N_("no signature of contract {contract} is known as asked; `livret trail {contract}` shows its entries"),
            contract=contract_id,
        )
    near = get_close_matches(contract_id, there, n=5, cutoff=0.4)
    if near:
        return UsageRefused(
            N_("there is no contract {contract}; did you mean {near}?"), contract=contract_id, near=", ".join(near)
        )
    return UsageRefused(
        N_("there is no contract {contract}; `livret contract list` shows those there are"), contract=contract_id
    )


@contextlib.contextmanager
def usage(option: str = "") -> Iterator[None]:
    """Raise what a calendar, an edition or a reading finds wrong with what was asked as UsageRefused."""
    try:
        yield
    except Unfit as error:
        if not option:
            raise UsageRefused(error.template, **error.values) from error
        reason = Text(error.template, error.values)
        raise UsageRefused(N_("{option}: {reason}"), option=option, reason=reason) from error


def asks(
    *, readings: bool = True, favour: bool = False, known: bool = True, known_at: bool = True, check: bool = False
) -> Callable[[Any], Any]:
    """Give a command the options of a question; it gets the `Query` as its first argument.

    --favour is for the commands that answer with a figure, and take their readings from `Query.readings`.
    """

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(function)
        def asked(**values: Any) -> None:
            session = session_of(click.get_current_context())
            asked_for = {name: values.pop(name) for name in _OF_A_QUESTION if name in values}
            query = Query(session, values.pop("format"), **asked_for)
            checked = values.pop("check", False)
            function(query, **values)
            if checked and query.missed:
                click.get_current_context().exit(1)

        decorated: Callable[..., None] = asked
        for option in reversed(options(readings, favour, known, known_at, check)):
            decorated = option(decorated)
        return decorated

    return decorate


_OF_A_QUESTION = ("known_at", "known_by", "readings_chosen", "assumed_in", "favour")
