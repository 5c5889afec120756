"""Is a token its authority's? Asked of two verifiers that know nothing of each other; one that says yes is enough.

`rfc3161-client` is a library that the extra `timestamp` brings, `openssl` a program. Either may be absent, and either
refuses some tokens that are sound: both results are told.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Literal, NamedTuple

from ledger.refusal import N_, UsageRefused
from ledger.seal import der
from ledger.seal.timestamp import Token

Outcome = Literal["verified", "refused", "unavailable"]
_SECONDS = 30
_MICROSECONDS = 1_000_000


class Verdict(NamedTuple):
    """What one verifier says of a token; `reason` is in its own words, empty where it has verified it."""

    verifier: str
    outcome: Outcome
    reason: str = ""


def verify(token: Token, message: bytes, roots: Path) -> tuple[Verdict, Verdict]:
    """What both verifiers say of a token over these bytes; `roots` is a PEM file of the authorities trusted.

    Certificates are judged at the instant of the token. Raises UsageRefused where no certificate can be read.
    """
    check_roots(roots)
    return _by_library(token, message, roots), _by_openssl(token, message, roots)


def verified(verdicts: tuple[Verdict, ...]) -> bool:
    """Whether one of them has verified it."""
    return any(each.outcome == "verified" for each in verdicts)


def check_roots(roots: Path) -> None:
    """Raises UsageRefused where the file holds no certificate."""
    from cryptography import x509

    try:
        x509.load_pem_x509_certificates(roots.read_bytes())
    except (OSError, ValueError) as error:
        raise UsageRefused(
            N_("{path}: no certificate of an authority can be read here; give a PEM file"), path=roots
        ) from error


def openssl_line(token: str, message: str, roots: str, at: int, *, bare: bool = False) -> list[str]:
    """The command that has OpenSSL verify a token, by the names of files; `at` is the instant of the token in
    microseconds since 1970, and `bare` says that the file is a token without the reply around it."""
    words = ["openssl", "ts", "-verify", "-in", token, *(["-token_in"] if bare else []), "-data", message]
    return [*words, "-CAfile", roots, "-attime", str(at // _MICROSECONDS)]


def _by_library(token: Token, message: bytes, roots: Path) -> Verdict:
    name = "rfc3161-client"
    try:
        import rfc3161_client
    except ImportError:
        return Verdict(name, "unavailable", "not installed")
    from cryptography import x509

    builder = rfc3161_client.VerifierBuilder()
    for certificate in x509.load_pem_x509_certificates(roots.read_bytes()):
        builder = builder.add_root_certificate(certificate)
    try:
        reply = rfc3161_client.decode_timestamp_response(_granted(token))
        builder.build().verify_message(reply, message)
    except (rfc3161_client.VerificationError, ValueError, KeyError) as error:
        return Verdict(name, "refused", " ".join(str(error).split()))
    return Verdict(name, "verified")


def _by_openssl(token: Token, message: bytes, roots: Path) -> Verdict:
    name = "openssl"
    if shutil.which(name) is None:
        return Verdict(name, "unavailable", "not installed")
    with tempfile.TemporaryDirectory() as folder:
        held, about = Path(folder, "token"), Path(folder, "message")
        held.write_bytes(token.der)
        about.write_bytes(message)
        words = openssl_line(str(held), str(about), str(roots.absolute()), token.at, bare=True)
        try:
            done = subprocess.run(words, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
        except (OSError, subprocess.SubprocessError) as error:
            return Verdict(name, "unavailable", str(error))
    if done.returncode == 0:
        return Verdict(name, "verified")
    return Verdict(name, "refused", _reason(done.stderr.decode("utf-8", "replace")))


def _granted(token: Token) -> bytes:
    """A reply around the token that grants it."""
    return der.tagged(der.SEQUENCE, der.tagged(der.SEQUENCE, der.integer(0)), token.der)


def _reason(errors: str) -> str:
    """The words of the first error that OpenSSL tells: `code:error:number:library:function:reason:…`."""
    told = [line.split(":") for line in errors.splitlines() if ":error:" in line]
    return " ".join(told[0][5].split()) if told and len(told[0]) > 5 else " ".join(errors.split())[:100]
