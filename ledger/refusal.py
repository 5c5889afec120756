"""What the ledger says when it will not do what was asked: one line, with what, where and what to do.

Templates are message keys: the command line translates them and fills in the values.
"""

from typing import ClassVar


def N_(template: str) -> str:
    """Marks a template for the message catalogue, where it is not the first argument of a refusal."""
    return template


class Refusal(Exception):
    """Base of every refusal. `template` is an English sentence with {named} places, `values` fills them.

    `field`, `file` and `line` say where, when the refusal concerns a line of a file.
    """

    exit_status: ClassVar[int] = 3

    def __init__(
        self,
        template: str,
        /,
        *,
        field: str | None = None,
        file: str | None = None,
        line: int | None = None,
        **values: object,
    ) -> None:
        super().__init__(template)
        self.template = template
        self.values: dict[str, object] = values
        self.field = field
        self.file = file
        self.line = line

    def at(self, file: str | None, line: int | None) -> "Refusal":
        """The same refusal, with the place in a file it concerns; a place already known stays."""
        if self.file is None:
            self.file, self.line = file, line
        return self

    def forget(self) -> "Refusal":
        """The same refusal without the frames that raised it: a hundred thousand of them are kept at a time."""
        self.__traceback__ = self.__context__ = self.__cause__ = None
        for name, value in self.values.items():
            if isinstance(value, Refusal):
                value.forget()
            elif not isinstance(value, str | int):
                self.values[name] = str(value)
        return self

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        field = f"field `{self.field[:_LONGEST_FIELD]}`" if self.field else ""
        text = ": ".join(part for part in (where, field, self.template.format(**self.values)) if part)
        # Names come from files of others, and might hold anything: still it stays one line.
        return text if text.isprintable() else "".join(map(_printable, text))


_LONGEST_FIELD = 200


def _printable(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode()


class UsageRefused(Refusal):
    """What was asked makes no sense as asked (a bad period, an unknown contract, an ambiguous local time)."""

    exit_status = 2


class InputRefused(Refusal):
    """An event that may not enter the ledger; the ledger is as it was before."""

    exit_status = 3


class InputsRefused(InputRefused):
    """Several events of one import were refused, each for its own reason, in the order of file and line.

    `stopped`: so many that the rest was not read. `count`: how many, where the first ones alone are given.
    """

    def __init__(self, refusals: "list[Refusal]", stopped: bool = False, count: int | None = None) -> None:
        whole = N_("{count} lines were refused; nothing was recorded")
        begun = N_("{count} lines were refused, and the rest was not read; nothing was recorded")
        self.count = len(refusals) if count is None else count
        super().__init__(begun if stopped else whole, count=self.count)
        self.refusals = refusals


class LedgerUnavailable(Refusal):
    """The ledger is missing, locked, read-only, full, not a ledger, or of another version."""

    exit_status = 4


class IntegrityFailure(Refusal):
    """What is stored is not what was written."""

    exit_status = 5
