"""What befalls the ledger itself: the keys that its seals are signed with, and a copy that was put back."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema

from ledger.events.event import Event, Follows, Text
from ledger.events.unfit import Unfit
from ledger.events.value import Count

_KEY = re.compile(r"[^+\s]{1,200}\+([0-9a-f]{8})\+[A-Za-z0-9+/]{44}")
_ID = re.compile(r"[0-9a-f]{8}")


def _key_line(line: str) -> str:
    if not _KEY.fullmatch(line):
        raise Unfit("is no published key: its name, `+`, eight digits, `+`, and the key in base64")
    return line


def _key_id(text: str) -> str:
    if not _ID.fullmatch(text):
        raise Unfit("is not the eight digits that stand for a key")
    return text


KeyLine = Annotated[
    str, AfterValidator(_key_line), WithJsonSchema({"type": "string", "pattern": f"^(?:{_KEY.pattern})$"})
]
"""A verifier key as it is published (c2sp.org/signed-note)."""
KeyId = Annotated[str, AfterValidator(_key_id), WithJsonSchema({"type": "string", "pattern": f"^(?:{_ID.pattern})$"})]


class KeyIssued(Event):
    """A key by which the ledger is sealed from the next epoch on; the first one from this epoch on."""

    TYPE = "key.issued"
    SCOPES = ("provider",)
    SUBJECT = "key/{id}"
    FOLLOWS = Follows(once=True)

    key: KeyLine = Field(description="The public key, as it is published.")
    replaces: KeyId | None = Field(default=None, description="The key that signs this epoch for the last time.")

    def check_subject(self, subject: str) -> None:
        """The subject names the key by its own eight digits."""
        expected = f"key/{self.key.split('+')[1]}"
        if subject != expected:
            raise Unfit("is another key: the subject of this one is `{expected}`", expected=expected)


class KeyRevoked(Event):
    """A key that must no longer be trusted: no epoch closed from now on may be signed with it."""

    TYPE = "key.revoked"
    SCOPES = ("provider",)
    SUBJECT = "key/{id}"
    FOLLOWS = Follows(after=("key.issued",), once=True)

    because: Text = Field(description="Why: lost, stolen, no longer needed.")


class LedgerRestored(Event):
    """A copy that was put in the place of a ledger which reached further: what came after it is lost."""

    TYPE = "ledger.restored"
    SCOPES = ("provider",)
    SUBJECT = "ledger"

    position: Count = Field(description="The last position of the copy.")
    seen: Count = Field(description="The last position that the ledger was seen to have.")
    epochs: Count = Field(description="How many epochs the ledger was seen to have: none so numbered is signed again.")
    because: Text = Field(description="Why the copy was put back.")
