"""What every test shares: how Hypothesis runs, and what a missing program means."""

import os
import shutil
import signal
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# No deadline: a busy machine is no fault of the code. In CI the examples repeat from run to run.
settings.register_profile("livret", deadline=None, print_blob=True, derandomize="CI" in os.environ)
settings.load_profile("livret")

# What a shell starts in the background is deaf to ctrl-C, and so would be every program that a test interrupts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def states(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where marks are kept: never in the state of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LIVRET_STATE", str(tmp_path_factory.mktemp("states") / "shared"))
        patch.setenv("XDG_STATE_HOME", os.environ["LIVRET_STATE"])  # for what runs without any of our variables
        yield Path(os.environ["LIVRET_STATE"])


@pytest.fixture(autouse=True)
def state(states: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's marks are kept: copies of one ledger, made for several tests, are no forks of it."""
    folder = states.with_name(uuid.uuid4().hex)
    monkeypatch.setenv("LIVRET_STATE", str(folder))
    return folder


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests marked `tool(program, …)` skip where a program is absent, unless LIVRET_REQUIRE_TOOLS demands them."""
    for mark in item.iter_markers("tool"):
        for program in mark.args:
            if shutil.which(program) is None:
                absent = f"{program} is not installed"
                if os.environ.get("LIVRET_REQUIRE_TOOLS"):
                    pytest.fail(f"{absent}, and LIVRET_REQUIRE_TOOLS is set", pytrace=False)
                pytest.skip(absent)
