"""Exports letter by letter: other programs read them, so a form must not change without somebody having read it."""

import pytest

from tests.outlet.golden import FOLDER, NAMES, written


@pytest.mark.parametrize("name", NAMES)
def test_an_export_reads_as_it_did(name: str):
    assert written(name) == (FOLDER / name).read_bytes()


def test_no_export_is_kept_that_is_not_compared():
    assert {path.name for path in FOLDER.iterdir()} == set(NAMES)
