"""JSON that an event can be: no name twice in an object, no fraction, nothing that is no number, and not too much."""

import json
from collections import Counter
from typing import Any, NamedTuple, NoReturn

from ledger.intake.room import check_room
from ledger.refusal import N_, InputRefused, Refusal

_TWICE = N_("stands twice in one object")
_FRACTION = N_("the number {value} has a fraction or an exponent: write it as a text")
_CONSTANT = N_("{value} is no JSON number")
_DIGITS = N_("holds a number of too many digits")
_NAMES = N_("has more than {value} names in one object")
_MOST_NAMES = 4096
"""Names in an object: no event has more than a few hundred, and each that is wrong takes a kilobyte to say so."""


class Unfit(NamedTuple):
    """Stands where a value stood that no event can hold: why, which, and the path to it."""

    why: str
    value: str = ""
    field: str = ""

    @property
    def refusal(self) -> InputRefused:
        """What is said of it."""
        return InputRefused(self.why, field=self.field.removeprefix(".") or None, value=self.value)


def strict_value(text: str, place: int) -> tuple[Any, int]:
    """The JSON value that begins there, or `Unfit` where some part of it is, and where it ends.

    Raises InputRefused for a long one of little but brackets, JSONDecodeError and RecursionError.
    """
    check_room(text, place)
    try:
        return _DECODER.raw_decode(text, place)
    except json.JSONDecodeError:
        raise
    except (ValueError, Refusal):
        return _marked(text, place)


def _refuse(unfit: Unfit) -> NoReturn:
    raise unfit.refusal


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) != len(pairs) or len(pairs) > _MOST_NAMES:
        raise InputRefused(_TWICE)  # or too many: it is told apart once more
    return held


def _fraction(text: str) -> Unfit:
    return Unfit(_FRACTION, text[:40])


def _constant(text: str) -> Unfit:
    return Unfit(_CONSTANT, text)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique,
    parse_float=lambda text: _refuse(_fraction(text)),
    parse_constant=lambda text: _refuse(_constant(text)),
)


# Once more, to say where: of what is refused nothing is kept but its first unfit part.


def _marked(text: str, place: int) -> tuple[Unfit | None, int]:
    """The first part of the value there that is unfit, and where the value ends."""
    numbers: list[Unfit] = []

    def first(unfit: Unfit) -> Unfit:
        # Those that follow it are not asked for, and a million of them would take their room.
        if not numbers:
            numbers.append(unfit)
        return numbers[0]

    def whole(digits: str) -> int | Unfit:
        try:
            return int(digits)
        except ValueError:
            return first(Unfit(_DIGITS))

    decoder = json.JSONDecoder(
        object_pairs_hook=_unfit_field,
        parse_float=lambda text: first(_fraction(text)),
        parse_constant=lambda text: first(_constant(text)),
        parse_int=whole,
    )
    value, end = decoder.raw_decode(text, place)
    return _unfit_part(value), end


def _unfit_field(pairs: list[tuple[str, Any]]) -> Unfit | None:
    """What stands in the place of an object: the first of its parts that is unfit."""
    if len(pairs) > _MOST_NAMES:
        return Unfit(_NAMES, f"{_MOST_NAMES:,}")
    counts = Counter(name for name, _ in pairs)
    for name, value in pairs:
        found = Unfit(_TWICE) if counts[name] > 1 else _unfit_part(value)
        if found is not None:
            return found._replace(field=f".{name}{found.field}")
    return None


def _unfit_part(value: Any) -> Unfit | None:
    """The first part that is unfit, of a value in which objects are replaced already."""
    lists, path = [enumerate([value])], [0]
    while lists:
        for path[-1], each in lists[-1]:
            if isinstance(each, Unfit):
                return each._replace(field="".join(f"[{index}]" for index in path[1:]) + each.field)
            if isinstance(each, list):
                lists.append(enumerate(each))
                path.append(0)
                break
        else:
            lists.pop()
            path.pop()
    return None
