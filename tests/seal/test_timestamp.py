"""Time-stamps: what is asked of an authority, and which replies are believed."""

import contextlib
import re
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import rfc3161_client
from hypothesis import given
from hypothesis import strategies as st

from ledger import clock
from ledger.refusal import InputRefused, Refusal, UsageRefused
from ledger.seal import authority as http
from ledger.seal import der
from ledger.seal.timestamp import Token, read_reply, read_token, request
from ledger.seal.timestamp_check import Verdict, openssl_line, verified, verify
from tests.seal.tsa import Authority

MESSAGE = b"livret/0123\n1\nAAAA\n"
NONCE = 0x1234_5678_9ABC_DEF0
openssl = pytest.mark.tool("openssl")


def outcomes(verdicts: tuple[Verdict, ...]) -> list[str]:
    return [each.outcome for each in verdicts]


@openssl
def test_openssl_reads_the_request(tmp_path: Path):
    asked = tmp_path / "request.tsq"
    asked.write_bytes(request(MESSAGE, NONCE))
    shown = subprocess.run(
        ["openssl", "ts", "-query", "-in", str(asked), "-text"], capture_output=True, text=True, check=True
    ).stdout
    assert "Hash Algorithm: sha256" in shown
    assert "Nonce: 0x123456789ABCDEF0" in shown
    assert "Certificate required: yes" in shown


@given(message=st.binary(), nonce=st.integers(0, 2**64))
def test_the_request_is_that_of_another_library(message: bytes, nonce: int):
    ours = request(message, nonce)
    builder = (
        rfc3161_client.TimestampRequestBuilder().data(message or b"x").nonce(nonce=True).cert_request(cert_request=True)
    )
    builder = builder.hash_algorithm(rfc3161_client.HashAlgorithm.SHA256)
    theirs = der.one(builder.build().as_bytes()).parts()
    mine = der.one(ours).parts()
    assert [each.tag for each in mine] == [each.tag for each in theirs]
    assert mine[0] == theirs[0]
    assert not message or mine[1] == theirs[1]
    assert int.from_bytes(mine[2].content, "big") == nonce


@openssl
def test_a_reply_is_read_and_verified_by_both(authority: Authority):
    before = clock.now() // 1_000_000 * 1_000_000
    token = read_reply(authority.reply(request(MESSAGE, NONCE)), "reply")
    assert token.nonce == NONCE
    assert token.is_about(MESSAGE)
    assert before <= token.at <= clock.now()
    assert outcomes(verify(token, MESSAGE, authority.roots)) == ["verified", "verified"]
    assert read_token(token.der) == token


@openssl
def test_a_token_with_two_certificates_is_refused_by_one_and_verified(tmp_path: Path):
    two = Authority(tmp_path / "two", chain=True)
    token = read_reply(two.reply(request(MESSAGE, NONCE)), "reply")
    verdicts = verify(token, MESSAGE, two.roots)
    assert outcomes(verdicts) == ["refused", "verified"]
    assert verified(verdicts)


@openssl
def test_a_token_over_other_bytes_is_found(authority: Authority):
    token = read_reply(authority.reply(request(MESSAGE, NONCE)), "reply")
    assert not token.is_about(MESSAGE + b" ")
    verdicts = verify(token, MESSAGE + b" ", authority.roots)
    assert outcomes(verdicts) == ["refused", "refused"]
    assert "imprint" in verdicts[1].reason


@openssl
def test_a_token_of_a_foreign_authority_is_found(authority: Authority, foreign: Authority):
    token = read_reply(foreign.reply(request(MESSAGE, NONCE)), "reply")
    assert token.is_about(MESSAGE)
    assert outcomes(verify(token, MESSAGE, authority.roots)) == ["refused", "refused"]
    assert outcomes(verify(token, MESSAGE, foreign.roots)) == ["verified", "verified"]


@openssl
def test_a_token_dated_back_by_hand_is_found(authority: Authority):
    token = read_reply(authority.reply(request(MESSAGE, NONCE)), "reply")
    found = re.search(rb"20[0-9]{12}Z", token.der)
    assert found is not None
    dated = token.der.replace(found[0], b"2025" + found[0][4:], 1)
    back = read_token(dated)
    assert back.at < token.at
    assert outcomes(verify(back, MESSAGE, authority.roots)) == ["refused", "refused"]


@openssl
def test_no_flipped_bit_of_a_token_changes_what_it_says(authority: Authority):
    token = read_reply(authority.reply(request(MESSAGE, NONCE)), "reply")
    for place in range(0, len(token.der) * 8, 97):
        flipped = bytearray(token.der)
        flipped[place // 8] ^= 1 << place % 8
        try:
            other = read_token(bytes(flipped))
        except (ValueError, IndexError):
            continue
        same = other._replace(der=b"") == token._replace(der=b"")
        assert same or not verified(verify(other, MESSAGE, authority.roots)), place


@openssl
def test_the_line_for_openssl_is_one_that_it_runs(authority: Authority, tmp_path: Path):
    reply = authority.reply(request(MESSAGE, NONCE))
    (tmp_path / "reply").write_bytes(reply)
    (tmp_path / "message").write_bytes(MESSAGE)
    words = openssl_line("reply", "message", str(authority.roots), read_reply(reply, "reply").at)
    assert b"OK" in subprocess.run(words, cwd=tmp_path, check=True, capture_output=True).stdout


@openssl
def test_what_is_absent_is_told_and_the_other_is_enough(authority: Authority, monkeypatch: pytest.MonkeyPatch):
    token = read_reply(authority.reply(request(MESSAGE, NONCE)), "reply")
    monkeypatch.setattr(shutil, "which", lambda _: None)
    verdicts = verify(token, MESSAGE, authority.roots)
    assert outcomes(verdicts) == ["verified", "unavailable"]
    assert verified(verdicts)
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    assert not verified(verify(token, MESSAGE, authority.roots))


@openssl
def test_an_authority_is_asked_over_http(authority: Authority):
    with authority.serving() as url:
        reply = http.ask(url, request(MESSAGE, NONCE))
    assert read_reply(reply, url).is_about(MESSAGE)


@openssl
@pytest.mark.parametrize(
    ("reply", "status", "said"),
    [
        (b"", 500, "gives no time-stamp"),
        (b"", 404, "gives no time-stamp"),
        (b"x" * (http.LARGEST_REPLY + 1), 200, "larger than"),
    ],
)
def test_an_authority_that_gives_nothing_is_one_line(authority: Authority, reply: bytes, status: int, said: str):
    with authority.serving(reply, status) as url, pytest.raises(InputRefused, match=said):
        http.ask(url, request(MESSAGE, NONCE))


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("ftp://localhost/", UsageRefused),
        ("file:///etc/hostname", UsageRefused),
        ("localhost", UsageRefused),
        ("http://127.0.0.1:1/", InputRefused),
        ("http://127.0.0.1:port/", InputRefused),
        ("http:///nowhere", InputRefused),
    ],
)
def test_an_address_that_answers_nothing_is_one_line(url: str, kind: type[Refusal]):
    with pytest.raises(kind) as refused:
        http.ask(url, b"", seconds=2)
    assert "\n" not in str(refused.value)


def test_an_authority_that_sends_a_byte_now_and_then_is_not_waited_for():
    """Each byte comes within the patience of a socket, and the reply never ends."""
    before, enough = set(threading.enumerate()), threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            with server.accept()[0] as client, contextlib.suppress(OSError):
                client.sendall(b"HTTP/1.0 200 OK\r\n\r\n")
                while not enough.wait(0.2):
                    client.sendall(b"x")

        threading.Thread(target=drip, daemon=True).start()
        with pytest.raises(InputRefused, match="timed out"):
            http.ask(f"http://127.0.0.1:{server.getsockname()[1]}/", b"", seconds=1)
        enough.set()
        for thread in set(threading.enumerate()) - before:
            thread.join(10)


GRANTED = der.tagged(der.SEQUENCE, der.integer(0))
REFUSED = der.tagged(
    der.SEQUENCE, der.tagged(der.SEQUENCE, der.integer(2), der.tagged(der.SEQUENCE, der.tagged(0x0C, b"too many")))
)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (b"", "no reply"),
        (b"<html>", "no reply"),
        (b"\x30\x80\x00\x00", "no reply"),
        (der.tagged(der.SEQUENCE, GRANTED), "no reply"),
        (der.tagged(der.SEQUENCE, GRANTED, der.tagged(der.SEQUENCE)), "no reply"),
        (REFUSED, "refuses, with status 2 .too many"),
        (REFUSED + b"\0", "no reply"),
    ],
)
def test_what_is_no_reply_is_refused(reply: bytes, said: str):
    with pytest.raises(InputRefused, match=said):
        read_reply(reply, "reply.tsr")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_value_or_refused(found: bytes):
    try:
        value = der.one(found)
    except ValueError:
        return
    assert der.tagged(value.tag, value.content) == value.whole == found


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (b"19700101000000Z", 0),
        (b"19700101000001.5Z", 1_500_000),
        (b"19700101000001.123456789Z", 1_123_456),
        (b"20261125092055Z", 1_795_598_455_000_000),
        (b"20261125092055", None),
        (b"20261325092055Z", None),
        (b"20261125092055+0100", None),
    ],
)
def test_the_instant_of_a_token(text: bytes, at: int | None):
    if at is None:
        with pytest.raises(ValueError):
            read_token(a_token(text))
    else:
        assert read_token(a_token(text)).at == at


def a_token(time: bytes) -> bytes:
    """A token that nobody signed."""
    algorithm = der.tagged(der.SEQUENCE, der.tagged(der.OID, bytes.fromhex("608648016503040201")))
    imprint = der.tagged(der.SEQUENCE, algorithm, der.tagged(der.OCTET_STRING, bytes(32)))
    policy, stamped = der.tagged(der.OID, b"\x2a"), der.tagged(der.TIME, time)
    info = der.tagged(der.SEQUENCE, der.integer(1), policy, imprint, der.integer(7), stamped)
    kind = der.tagged(der.OID, bytes.fromhex("2a864886f70d0109100104"))
    content = der.tagged(der.SEQUENCE, kind, der.tagged(0xA0, der.tagged(der.OCTET_STRING, info)))
    signed = der.tagged(der.SEQUENCE, der.integer(3), der.tagged(der.SET), content)
    return der.tagged(der.SEQUENCE, der.tagged(der.OID, bytes.fromhex("2a864886f70d010702")), der.tagged(0xA0, signed))


def test_a_token_without_nonce_says_so():
    assert read_token(a_token(b"19700101000000Z")) == Token(
        0, bytes.fromhex("608648016503040201"), bytes(32), 7, None, a_token(b"19700101000000Z")
    )
