"""What a verification finds: one line each, which names what was altered as narrowly as it can be told."""

from typing import Any, NamedTuple


class Finding(NamedTuple):
    """`template` is an English sentence with {named} places, `values` fills them.

    `about` is a word for programs: file, entry, scope, epoch, signature, key, table, mark, token, cosignature, vault,
    zone, calendar. A `remark` is no fault of the ledger: something that cannot be told, or that another machine would
    tell otherwise.
    """

    about: str
    template: str
    values: dict[str, Any]
    remark: bool = False

    def __str__(self) -> str:
        return self.template.format(**self.values)


def found(about: str, template: str, /, **values: object) -> Finding:
    """A fault."""
    return Finding(about, template, values)


def remark(about: str, template: str, /, **values: object) -> Finding:
    """No fault, and yet to be said."""
    return Finding(about, template, values, remark=True)
