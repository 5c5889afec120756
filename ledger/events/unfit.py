"""What an event cannot say: a sentence kept as a template and its values, so that it can be said in any language."""

from typing import Any


class Unfit(ValueError):
    """A value that no event can have. `template` is an English sentence with {named} places, `values` fills them.

    `part` names the part of the value that it concerns, where it is not the value as a whole.
    """

    def __init__(self, template: str, /, *, part: str | None = None, **values: object) -> None:
        super().__init__(template)
        self.template = template
        self.values: dict[str, Any] = values
        self.part = part

    def __str__(self) -> str:
        return self.template.format(**self.values)
