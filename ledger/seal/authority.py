"""A time-stamping authority asked over HTTP (RFC 3161, 3.4): one request, one reply, both small."""

import http.client
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from ledger.refusal import N_, InputRefused, UsageRefused

LARGEST_REPLY = 256 * 1024
SECONDS = 30
_UNREACHED = N_("{url}: the authority gives no time-stamp ({reason}); try again later, or another one")


def ask(url: str, request: bytes, seconds: int = SECONDS) -> bytes:
    """The reply to a time-stamp request, as the authority sent it.

    Raises UsageRefused for an address that is not http or https, and InputRefused where there is no reply.
    """
    if urlsplit(url).scheme not in ("http", "https"):
        raise UsageRefused(N_("{url}: an authority has an address that begins with http:// or https://"), url=url)
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    try:
        asked = urllib.request.Request(url, request, headers)  # noqa: S310
        with _opener().open(asked, timeout=seconds) as answer:
            reply: bytes = answer.read(LARGEST_REPLY + 1)
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise InputRefused(_UNREACHED, url=url, reason=" ".join(str(reason).split()) or type(error).__name__) from error
    if len(reply) > LARGEST_REPLY:
        raise InputRefused(
            N_("{url}: the reply is larger than {limit} bytes, which no time-stamp is; check the address"),
            url=url,
            limit=LARGEST_REPLY,
        )
    return reply


def _opener() -> urllib.request.OpenerDirector:
    """What opens http and https alone, wherever a reply redirects to."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener
