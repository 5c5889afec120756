"""Canonical JSON: produced here and nowhere else. What is stored is these bytes, and what is verified as well.

Kept free of pydantic: what is read is written out again with its personal values.
"""

import json
from collections.abc import Callable, Mapping
from json import encoder
from typing import Any

from ledger.refusal import InputRefused


def _encoder() -> Callable[[Any], str]:
    """The canonical encoder; the library's own is made once, not for every event, where Python has it in C."""
    slow = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    make: Any = getattr(encoder, "c_make_encoder", None)
    if make is None:
        return slow.encode
    # Without marks against circles: what was read from JSON has none.
    parts = make(None, slow.default, encoder.encode_basestring, None, ":", ",", True, False, False)
    return lambda content: "".join(parts(content, 0))


_encode = _encoder()


def canonical(content: Mapping[str, Any]) -> bytes:
    """The one way to write this content: keys in order, no blanks, UTF-8 (RFC 8785 for content without floats).

    Raises InputRefused for text that UTF-8 cannot write.
    """
    try:
        return _encode(content).encode()
    except UnicodeEncodeError:
        raise InputRefused("a text holds half a character (a lone surrogate): write it whole", field="data") from None
