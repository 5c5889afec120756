"""Time zones out of another database than the pinned one: to compare with, never to judge by."""

import re
import sysconfig
from os import pathsep
from pathlib import Path
from zoneinfo import ZoneInfo

_VERSION = re.compile(r"# version (\S+)")


def machine_folder() -> Path | None:
    """Where this machine keeps time zone files of its own; `None` where it has none."""
    folders = (Path(each) for each in (sysconfig.get_config_var("TZPATH") or "").split(pathsep) if each)
    return next((each for each in folders if each.is_dir()), None)


def zone_in(folder: Path, key: str) -> ZoneInfo | None:
    """The zone of that IANA name by the compiled files in the folder; `None` where there is no such file."""
    try:
        with (folder / key).open("rb") as stream:
            return ZoneInfo.from_file(stream, key)
    except (OSError, ValueError):
        return None


def version_in(folder: Path) -> str | None:
    """The version that the files in the folder say they are, such as 2026a; `None` where they do not say."""
    try:
        with (folder / "tzdata.zi").open(encoding="utf-8") as stream:
            found = _VERSION.match(stream.readline())
    except (OSError, ValueError):
        return None
    return None if found is None else found[1]
