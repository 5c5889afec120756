"""Readings: each ambiguous sentence of the booklet as a named choice between options.

An article declares one enumeration an ambiguous sentence; its members are the options, the default first.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from typing import ClassVar, Literal, NamedTuple, TypeVar

from projections.calendar.unfit import Unfit

Side = Literal["provider", "client", "neither"]


class Option(NamedTuple):
    """One way to read a sentence: its name, what follows from it in words, and whom that favours."""

    name: str
    consequence: str
    favours: Side


class Declaration(NamedTuple):
    """The ambiguity itself: its name, the articles it bears on, the question the text leaves open.

    `because` says why the first option is the default; `beyond_the_text` that this default asks more than the
    words do, so that a finding also prints the figure under the next option.
    """

    name: str
    articles: tuple[str, ...]
    question: str
    because: str
    beyond_the_text: bool = False


class Reading(Enum):
    """Base of all readings; the value of a member is its `Option`."""

    _value_: Option
    declaration: ClassVar[Declaration]
    first: ClassVar["Reading"]

    __hash__ = object.__hash__  # an enumeration's own hashes the name anew each time; there is one of each member

    @property
    def option(self) -> str:
        """The name of the option, as it is written on the command line and in events."""
        return self._value_.name

    @classmethod
    def default(cls) -> "Reading":
        """The option taken where nobody agreed on another."""
        return cls.first

    @classmethod
    def literal(cls) -> "Reading":
        """The option next to the default: the literal one, where the default goes beyond the text."""
        return list(cls)[1]

    @classmethod
    def named(cls, option: str) -> "Reading":
        """The member of that option name. Raises Unfit for an unknown one."""
        for member in cls:
            if member.option == option:
                return member
        known = ", ".join(member.option for member in cls)
        raise Unfit(
            "reading `{reading}` has no option `{option}`: give one of {known}",
            reading=cls.declaration.name,
            option=option,
            known=known,
        )


R = TypeVar("R", bound=Reading)


def reading(
    name: str, *, articles: tuple[str, ...], question: str, because: str, beyond_the_text: bool = False
) -> Callable[[type[R]], type[R]]:
    """Declares the ambiguity that an enumeration of options settles."""

    def declare(kind: type[R]) -> type[R]:
        kind.declaration = Declaration(name, articles, question, because, beyond_the_text)
        kind.first = next(iter(kind))
        return kind

    return declare


class Readings:
    """The option taken for each reading: the default unless another one was chosen."""

    __slots__ = ("_chosen",)

    def __init__(self, chosen: Iterable[Reading] = ()) -> None:
        self._chosen: Mapping[type[Reading], Reading] = {type(member): member for member in chosen}

    def __getitem__(self, kind: type[R]) -> R:
        return self._chosen.get(kind, kind.first)  # type: ignore[return-value]

    def __iter__(self) -> Iterator[Reading]:
        return iter(self._chosen.values())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Readings) and self._chosen == other._chosen

    def __hash__(self) -> int:
        return hash(frozenset(self._chosen.values()))

    def with_(self, *members: Reading) -> "Readings":
        """The same, but for these members."""
        return Readings([*self._chosen.values(), *members])

    def options(self, kinds: Iterable[type[Reading]]) -> dict[str, str]:
        """The option names in force for these readings, by reading name."""
        return {kind.declaration.name: self[kind].option for kind in kinds}
