"""A time-stamping authority of the tests' own: `openssl ts` behind a small HTTP server on this machine."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

_CONFIG = """
[req]
distinguished_name = name
prompt = no
[name]
CN = {name}
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[tsa]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[authority]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
certs = {folder}/ca.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
ess_cert_id_alg = sha256
{more}
"""


class Authority:
    """An authority with a certificate of its own, in a folder of its own.

    Its tokens carry one certificate, or with `chain` that of its root as well, as OpenSSL does it by default.
    """

    def __init__(self, folder: Path, name: str = "Test TSA", *, chain: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.roots = folder / "ca.pem"
        config = _CONFIG.format(name=name, folder=folder, more="")
        self.config = folder / "tsa.cnf"
        self.config.write_text(config if chain else config.replace(f"certs = {folder}/ca.pem\n", ""), "utf-8")
        (folder / "serial").write_text("01\n", "utf-8")
        new = ["req", "-newkey", "rsa:2048", "-nodes", "-config", self.config, "-days", "3650"]
        self._openssl(*new, "-x509", "-keyout", folder / "ca.key", "-out", self.roots, "-extensions", "ca")
        self._openssl(*new[:-2], "-keyout", folder / "tsa.key", "-out", folder / "tsa.csr", "-subj", f"/CN={name} 1")
        signed = ["x509", "-req", "-in", folder / "tsa.csr", "-CA", self.roots, "-CAkey", folder / "ca.key"]
        wanted = ["-CAcreateserial", "-days", "3650", "-extfile", self.config, "-extensions", "tsa"]
        self._openssl(*signed, *wanted, "-out", folder / "tsa.pem")

    def reply(self, request: bytes) -> bytes:
        """What the authority replies to a request."""
        asked, answer = self.folder / "request.tsq", self.folder / "reply.tsr"
        asked.write_bytes(request)
        self._openssl(
            "ts", "-reply", "-config", self.config, "-section", "authority", "-queryfile", asked, "-out", answer
        )
        return answer.read_bytes()

    @contextmanager
    def serving(self, reply: bytes | None = None, status: int = 200) -> Iterator[str]:
        """The address under which it answers meanwhile; with `reply` always the same."""
        answer = self.reply

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                request = self.rfile.read(int(self.headers["Content-Length"]))
                body = answer(request) if reply is None else reply
                self.send_response(status)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def _openssl(self, *words: object) -> None:
        subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)
