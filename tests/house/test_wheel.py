"""What is shipped: the three wings with their data, and nothing of what surrounds them."""

import subprocess
import sys
import tomllib
from configparser import ConfigParser
from email.parser import Parser
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

import pytest

from tests.house.sources import ROOT, WINGS, tracked

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
INFO = f"livret-{VERSION}.dist-info"
SOURCES_OF_DATA = (".po", ".pot")
"""What data is compiled from stays in the repository."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    folder: Path = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    built = subprocess.run(build, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (path,) = folder.glob("*.whl")
    return ZipFile(path)


def shipped(wheel: ZipFile) -> set[str]:
    return {name for name in wheel.namelist() if ".dist-info/" not in name}


def test_it_holds_the_three_wings_alone(wheel: ZipFile):
    present = {wing for wing in WINGS if any((ROOT / wing).rglob("*.py"))}
    assert {PurePosixPath(name).parts[0] for name in wheel.namelist()} == {*present, INFO}


def test_it_holds_every_file_of_them(wheel: ZipFile):
    wanted = {path.as_posix() for path in tracked() if path.parts[0] in WINGS and path.suffix not in SOURCES_OF_DATA}
    assert not wanted - shipped(wheel)


def test_it_holds_neither_bytecode_nor_what_data_is_made_from(wheel: ZipFile):
    assert not [name for name in shipped(wheel) if name.endswith((".pyc", *SOURCES_OF_DATA))]


def test_it_brings_the_command_and_the_licence(wheel: ZipFile):
    entry_points = ConfigParser()
    entry_points.read_string(wheel.read(f"{INFO}/entry_points.txt").decode())
    metadata = Parser().parsestr(wheel.read(f"{INFO}/METADATA").decode())
    assert dict(entry_points["console_scripts"]) == {"livret": "cli.main:main"}
    assert (metadata["Name"], metadata["License-Expression"]) == ("livret", "Apache-2.0")
    assert f"{INFO}/licenses/LICENSE" in wheel.namelist()
