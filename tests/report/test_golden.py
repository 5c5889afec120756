"""Pages word for word: an account must not change without somebody having read it."""

import pytest

from tests.report.golden import FOLDER, NAMES, written


@pytest.mark.parametrize("name", NAMES)
def test_a_page_reads_as_it_did(name: str):
    # The repository keeps plain line ends; that CSV has its own is tested where it is written.
    assert written(name).replace("\r\n", "\n") == (FOLDER / name).read_text("utf-8")


def test_no_page_is_kept_that_is_not_compared():
    assert {path.name for path in FOLDER.iterdir()} == set(NAMES)
