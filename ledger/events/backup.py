"""Backups, restores and disasters (article 7)."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from ledger.events.event import FIRST_FAULT, Event, Follows, InstantText, Text
from ledger.events.instant import parse_instant
from ledger.events.unfit import Unfit
from ledger.events.value import BackupRef, Count, distinct

Kinds = Annotated[list[Literal["nightly", "monthly"]], FIRST_FAULT, Field(min_length=1), AfterValidator(distinct)]


class _BackupEvent(Event):
    SCOPES = ("environment", "contract")
    SUBJECT = "backup/{id}"
    FOLLOWS = Follows(("backup.completed",))
    ARTICLES = ("7",)


class _Run(_BackupEvent):
    kinds: Kinds = Field(description="Which cycles it serves: nightly, monthly, or both.")
    started: InstantText | None = Field(default=None, description="When it started.")

    def check_time(self, occurred_at: int) -> None:
        """A run does not end before it starts."""
        if self.started is not None and occurred_at < parse_instant(self.started):
            raise Unfit("`time` comes before `started`")


class BackupCompleted(_Run):
    """A backup was completed."""

    TYPE = "backup.completed"
    FOLLOWS = Follows(once=True)

    size_bytes: Count | None = Field(default=None, description="Its size in bytes.")
    digest: Text | None = Field(default=None, description="Its digest, with the name of the algorithm.")
    location: Text | None = Field(default=None, description="Where it is kept.")


class BackupFailed(_Run):
    """A backup was tried and failed."""

    TYPE = "backup.failed"
    FOLLOWS = Follows()

    error: Text | None = Field(default=None, description="What went wrong.")


class BackupVerified(_BackupEvent):
    """A backup was checked and can be read back."""

    TYPE = "backup.verified"


class BackupDeleted(_BackupEvent):
    """A backup was deleted."""

    TYPE = "backup.deleted"
    FOLLOWS = Follows(("backup.completed",), once=True)

    because: Text | None = Field(default=None, description="Why it was deleted.")


class BackupListed(Event):
    """The backups that were there when someone looked."""

    TYPE = "backup.listed"
    SCOPES = ("environment", "contract")
    SUBJECT = "backup-listing/{id}"
    ARTICLES = ("7",)

    present: Annotated[list[BackupRef], FIRST_FAULT] = Field(description="The backups that were there.")
    location: Text | None = Field(default=None, description="Where someone looked.")
    tool: Text | None = Field(default=None, description="What made the list.")


class _RestoreEvent(Event):
    SCOPES = ("contract",)
    SUBJECT = "restore/{id}"
    FOLLOWS = Follows(("restore.requested",))
    ARTICLES = ("7",)


class RestoreRequested(_RestoreEvent):
    """The client asked for a backup to be restored."""

    TYPE = "restore.requested"
    FOLLOWS = Follows()

    backup: BackupRef = Field(description="The backup to restore.")


class RestoreCompleted(_RestoreEvent):
    """A backup was restored."""

    TYPE = "restore.completed"


class RestoreFailed(_RestoreEvent):
    """A restore was tried and failed."""

    TYPE = "restore.failed"


class DisasterDeclared(Event):
    """A disaster struck the infrastructure of the service."""

    TYPE = "disaster.declared"
    SCOPES = ("environment",)
    SUBJECT = "disaster/{id}"
    ARTICLES = ("7", "8")


class DisasterRecovered(Event):
    """The service was restored after a disaster."""

    TYPE = "disaster.recovered"
    SCOPES = ("environment",)
    SUBJECT = "disaster/{id}"
    FOLLOWS = Follows(("disaster.declared",))
    ARTICLES = ("7", "8")

    backup: BackupRef | None = Field(default=None, description="The backup it was restored from.")
