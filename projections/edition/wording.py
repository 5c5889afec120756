"""Sentences for people, kept as a template and its values so that a layout can say them in any language."""

from collections.abc import Mapping
from dataclasses import dataclass, field


def N_(template: str) -> str:
    """Marks a template for the message catalogue; the layout translates it."""
    return template


@dataclass(frozen=True, slots=True)
class Text:
    """A template with {named} places and what stands in them; values are laid out by their kind."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.values)


def say(template: str, /, **values: object) -> Text:
    """The template, which must be a literal marked for the catalogue by this very call, with its values."""
    return Text(template, values)
