"""What every test shares: how Hypothesis runs, and what a missing program means."""

import os
import shutil

import pytest
from hypothesis import settings

# No deadline: a busy machine is no fault of the code. In CI the examples repeat from run to run.
settings.register_profile("livret", deadline=None, print_blob=True, derandomize="CI" in os.environ)
settings.load_profile("livret")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests marked `tool(program, …)` skip where a program is absent, unless LIVRET_REQUIRE_TOOLS demands them."""
    for mark in item.iter_markers("tool"):
        for program in mark.args:
            if shutil.which(program) is None:
                absent = f"{program} is not installed"
                if os.environ.get("LIVRET_REQUIRE_TOOLS"):
                    pytest.fail(f"{absent}, and LIVRET_REQUIRE_TOOLS is set", pytrace=False)
                pytest.skip(absent)
