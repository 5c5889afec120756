"""The fields of an event in one line, as a sentence in which a value that is withheld is said in words."""

from collections.abc import Callable, Mapping

from projections.edition.wording import Text
from projections.facts.entry import Withheld


def said(data: Mapping[str, object], shown: Callable[[object], str] = str) -> Text | None:
    """`name: value, name: value`, each value as `shown` writes it; None where nothing is said."""
    if not data:
        return None
    values = {
        f"field_{number}": value if isinstance(value, Withheld) else shown(value)
        for number, value in enumerate(data.values())
    }
    names = [name.replace("{", "{{").replace("}", "}}") for name in data]
    return Text(", ".join(f"{name}: {{{place}}}" for name, place in zip(names, values, strict=True)), values)
