"""Accounts of the client's users (article 11).

None of them follows another: an account created without an instruction is for article 11 to see.
"""

from typing import Literal

from pydantic import Field

from ledger.events.event import Event
from ledger.events.value import Party


class _AccountEvent(Event):
    SCOPES = ("contract",)
    SUBJECT = "account/{id}"
    ARTICLES = ("11",)


class AccountInstructed(_AccountEvent):
    """The client asked for an account to be created or deleted."""

    TYPE = "account.instructed"

    action: Literal["create", "delete"] = Field(description="What the client asked for.")
    kind: Literal["administrator", "user", "portal"] = Field(description="What kind of account it is.")


class AccountCreated(_AccountEvent):
    """An account was created."""

    TYPE = "account.created"

    by: Party = Field(description="Who created it.")


class AccountDeleted(_AccountEvent):
    """An account was deleted."""

    TYPE = "account.deleted"

    by: Party = Field(description="Who deleted it.")


class AccountDisabled(_AccountEvent):
    """An account was disabled, for instance after a theft."""

    TYPE = "account.disabled"

    by: Party = Field(description="Who disabled it.")


class AccountFirstSignedIn(_AccountEvent):
    """Someone signed in to an account for the first time."""

    TYPE = "account.first_signed_in"


class AccountInitialPasswordChanged(_AccountEvent):
    """The initial password of an account was changed."""

    TYPE = "account.initial_password_changed"
