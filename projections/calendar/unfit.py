"""What the reading side cannot take: a sentence kept as a template and its values, to be said in any language."""

from typing import Any


class Unfit(ValueError):
    """A value that makes no sense here. `template` is an English sentence with {named} places, `values` fills them."""

    def __init__(self, template: str, /, **values: object) -> None:
        super().__init__(template)
        self.template = template
        self.values: dict[str, Any] = values

    def __str__(self) -> str:
        return self.template.format(**self.values)
