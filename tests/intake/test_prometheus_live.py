"""Prometheus, the blackbox exporter and Alertmanager themselves, watching a page that goes down and up again."""

import json
import os
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from ledger.events.instant import parse_instant
from tests.intake.adapters import Told, body, found

SECOND = 1_000_000
PROGRAMS = ("prometheus", "prometheus-blackbox-exporter", "prometheus-alertmanager")


class Page(BaseHTTPRequestHandler):
    """A page that is up or down, and a webhook that keeps what is posted to it."""

    status = 200
    posted: list[str] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.send_response(type(self).status)
        self.end_headers()

    def do_POST(self) -> None:
        type(self).posted.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


@contextmanager
def serving(page: type[Page]) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def running(folder: Path, *command: str) -> Iterator[None]:
    with (folder / f"{Path(command[0]).name}.log").open("w") as log:
        program = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=os.environ)
        try:
            yield
        finally:
            program.terminate()
            program.wait(20)


def answer(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=5) as response:
        content: bytes = response.read()
        return content


def until(what: str, true: Any) -> None:
    for _ in range(200):
        try:
            if true():
                return
        except OSError:
            pass
        time.sleep(0.1)
    pytest.fail(f"{what} took more than 20 seconds")


def now() -> int:
    return parse_instant(datetime.now(UTC).isoformat())


def configure(folder: Path, page: int, blackbox: int, alertmanager: int) -> None:
    (folder / "blackbox.yml").write_text("modules: {http: {prober: http, timeout: 1s}}\n")
    (folder / "rules.yml").write_text(
        "groups: [{name: g, interval: 1s, rules: [{alert: PageDown, expr: probe_success == 0,"
        " labels: {severity: critical}}]}]\n"
    )
    (folder / "alertmanager.yml").write_text(
        "route: {receiver: hook, group_wait: 0s, group_interval: 1s}\n"
        f"receivers: [{{name: hook, webhook_configs: [{{url: 'http://127.0.0.1:{page}/hook'}}]}}]\n"
    )
    (folder / "prometheus.yml").write_text(
        f"""global: {{scrape_interval: 1s, evaluation_interval: 1s}}
rule_files: [rules.yml]
alerting: {{alertmanagers: [{{static_configs: [{{targets: ['127.0.0.1:{alertmanager}']}}]}}]}}
scrape_configs:
  - job_name: page
    metrics_path: /probe
    params: {{module: [http], target: ['http://127.0.0.1:{page}/']}}
    static_configs: [{{targets: ['127.0.0.1:{blackbox}']}}]
"""
    )


@pytest.mark.tool(*PROGRAMS)
def test_a_page_that_goes_down_and_up_is_one_outage_for_both(tmp_path: Path):
    prometheus, blackbox, alertmanager = (free_port() for _ in range(3))
    local = "--web.listen-address=127.0.0.1:"
    url = f"http://127.0.0.1:{prometheus}/api/v1"

    class Watched(Page):
        posted: list[str] = []  # noqa: RUF012

    def sees(state: str) -> bool:
        said = json.loads(answer(f"{url}/query?query=probe_success"))["data"]["result"]
        return bool(said) and said[0]["value"][1] == state

    with ExitStack() as stack:
        page = stack.enter_context(serving(Watched))
        configure(tmp_path, page, blackbox, alertmanager)
        stack.enter_context(running(tmp_path, PROGRAMS[1], "--config.file=blackbox.yml", f"{local}{blackbox}"))
        stack.enter_context(
            running(tmp_path, PROGRAMS[2], "--config.file=alertmanager.yml", "--cluster.listen-address=",
                    f"--storage.path={tmp_path}/am", f"{local}{alertmanager}")
        )  # fmt: skip
        stack.enter_context(
            running(tmp_path, PROGRAMS[0], "--config.file=prometheus.yml", f"--storage.tsdb.path={tmp_path}/tsdb",
                    f"{local}{prometheus}")
        )  # fmt: skip
        until("being seen up", lambda: sees("1"))
        start = now()
        time.sleep(2)
        Watched.status, down = 503, now()
        until("being seen down", lambda: sees("0"))
        until("an alert", lambda: Watched.posted)
        time.sleep(1)
        Watched.status, up = 200, now()
        until("being seen up again", lambda: sees("1"))
        until("the end of the alert", lambda: any('"status":"resolved"' in each for each in Watched.posted))
        time.sleep(1)
        since, to = start // SECOND, now() // SECOND
        samples = answer(f"{url}/query_range?query=probe_success&step=1&start={since}&end={to}")
    outage_was(found("prometheus", samples), down, up)
    outage_was(found("alertmanager", "\n".join(Watched.posted)), down, up)


def outage_was(what: list[Any], down: int, up: int) -> None:
    """That one outage was found, within the few seconds that watching every second and alerting take."""
    ledger = Told()
    told = ledger.take(what)
    assert [line.split()[0] for line in told] == ["outage.started", "outage.ended"]
    by_type = {event["type"]: event for event in map(body, what)}
    started, ended = by_type["outage.started"], by_type["outage.ended"]
    assert down <= parse_instant(started["time"]) <= down + 5 * SECOND
    assert up <= parse_instant(ended["time"]) <= up + 5 * SECOND
    if "last_seen_up" in started["data"]:
        assert parse_instant(started["data"]["last_seen_up"]) <= down + 3 * SECOND
        assert down <= parse_instant(ended["data"]["last_seen_down"]) <= up + 3 * SECOND
    assert ledger.take(what) == []
