"""A document whose text is kept is what its digest says, or it is refused."""

from hashlib import sha256

import pytest

from ledger.events.wire import submission
from ledger.refusal import InputRefused

BOOKLET = "1. Définitions\r\n\tblanks and ends of lines stay\n"


def attached(text: str, digest: str) -> dict[str, object]:
    return {
        "specversion": "1.0",
        "id": "booklet",
        "source": "/legal",
        "type": "document.attached",
        "scope": "contract/C1",
        "subject": "edition/carrus-2026-03",
        "time": "2026-03-10T09:12:00+01:00",
        "data": {"name": "livret.txt", "sha256": digest, "text": text},
    }


def test_a_text_of_that_digest_is_taken_as_it_is():
    taken = submission(attached(BOOKLET, sha256(BOOKLET.encode()).hexdigest()))
    assert taken.event.text == BOOKLET  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", [BOOKLET + " ", BOOKLET.replace("\r\n", "\n"), "x"])
def test_another_text_is_refused(text: str):
    with pytest.raises(InputRefused, match="not the digest of `text`"):
        submission(attached(text, sha256(BOOKLET.encode()).hexdigest()))
