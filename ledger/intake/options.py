"""What an adapter is told beside the file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from fnmatch import fnmatchcase
from pathlib import Path
from zoneinfo import ZoneInfo

from ledger.intake.time_format import TimeFormat
from ledger.refusal import UsageRefused

FOLDS = ("first", "second")
MONTHLY = ("*monthly*", "*mensuel*")


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says of a file. Instants are in microseconds since 1970.

    `scope`: whose history it belongs to. `zone`: of local times without offset; `fold`: which of the two is meant
    where the clock shows a time twice. `at`: when the file was made, for listings that do not say. `only`: patterns
    of the series to take. `monthly`: patterns of tags and names of monthly backups. `location`: where the backups of
    a file are kept; a listing speaks of that place alone. `mapping`: a file of rules. `time_format`: of dates and
    times that are not written as ISO 8601 does. `instance`: which of several instances of a tool wrote the file.

    `find_zone` gives a zone by its name, or raises KeyError, ValueError or OSError.
    """

    scope: str | None = None
    zone: tzinfo | None = None
    fold: str | None = None
    at: int | None = None
    only: tuple[str, ...] = ()
    monthly: tuple[str, ...] = MONTHLY
    location: str | None = None
    mapping: Path | None = None
    time_format: TimeFormat | None = None
    instance: str | None = None
    find_zone: Callable[[str], tzinfo] = ZoneInfo

    @property
    def whose(self) -> str:
        """The scope. Raises UsageRefused where none was given."""
        if self.scope is None:
            raise UsageRefused("the file does not say whose history it is: give --scope, such as environment/prod-1")
        return self.scope

    def source_of(self, tool: str) -> str:
        """The source of what such a tool wrote."""
        return tool if self.instance is None else f"{tool}/{self.instance}"

    def apart(self, name: str) -> str:
        """A name that the tool gives, as it is told from the same name given by another instance of it."""
        return name if self.instance is None else f"{self.instance}-{name}"

    def wants(self, *names: str) -> bool:
        """Whether a series known by one of these names is to be taken."""
        return not self.only or any(fnmatchcase(name, pattern) for name in names for pattern in self.only)
