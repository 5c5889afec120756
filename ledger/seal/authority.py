"""A time-stamping authority asked over HTTP (RFC 3161, 3.4): one request, one reply, both small."""

import http.client
import urllib.error
import urllib.request
from threading import Thread
from urllib.parse import urlsplit

from ledger.refusal import N_, InputRefused, UsageRefused

LARGEST_REPLY = 256 * 1024
SECONDS = 30
_UNREACHED = N_("{url}: the authority gives no time-stamp ({reason}); try again later, or another one")


def ask(url: str, request: bytes, seconds: int = SECONDS) -> bytes:
    """The reply to a time-stamp request, as the authority sent it, within so many seconds altogether.

    Raises UsageRefused for an address that is not http or https, and InputRefused where there is no reply.
    """
    if urlsplit(url).scheme not in ("http", "https"):
        raise UsageRefused(N_("{url}: an authority has an address that begins with http:// or https://"), url=url)
    told: list[bytes | Exception] = []
    # A socket's patience begins anew with every byte; whoever sends one now and then is waited for no longer either.
    asking = Thread(target=lambda: told.append(_told(url, request, seconds)), daemon=True)
    asking.start()
    asking.join(seconds)
    reply = told[0] if told else TimeoutError("timed out")
    if isinstance(reply, Exception):
        reason = " ".join(str(getattr(reply, "reason", None) or reply).split()) or type(reply).__name__
        raise InputRefused(_UNREACHED, url=url, reason=reason) from reply
    if len(reply) > LARGEST_REPLY:
        raise InputRefused(
            N_("{url}: the reply is larger than {limit} bytes, which no time-stamp is; check the address"),
            url=url,
            limit=LARGEST_REPLY,
        )
    return reply


def _told(url: str, request: bytes, seconds: int) -> bytes | Exception:
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    try:
        asked = urllib.request.Request(url, request, headers)  # noqa: S310
        with _opener().open(asked, timeout=seconds) as answer:
            reply: bytes = answer.read(LARGEST_REPLY + 1)
    except urllib.error.HTTPError as error:
        error.close()
        return error
    except (OSError, http.client.HTTPException, ValueError) as error:
        return error
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
