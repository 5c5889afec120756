"""Every adapter by the name that `livret import --from` knows it by: plain data, so that one is imported on demand."""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.intake.found import Read

CLOUDEVENTS = "cloudevents"
"""Not an adapter: files that hold events already."""

_ADAPTERS: dict[str, str] = {
    "csv": "csv_rows",
    "restic": "restic",
    "borg": "borg",
    "pgbackrest": "pgbackrest",
    "upptime": "upptime",
    "statuspage": "statuspage",
    "prometheus": "prometheus",
    "alertmanager": "alertmanager",
    "uptime-kuma": "uptime_kuma",
    "jira": "jira",
    "glpi": "glpi",
    "zammad": "zammad",
}
"""Name -> module of this folder."""


def names() -> tuple[str, ...]:
    """Every name, `cloudevents` first."""
    return (CLOUDEVENTS, *_ADAPTERS)


def adapter(name: str) -> "Read":
    """The function that reads files of that tool. Raises KeyError."""
    read: Read = importlib.import_module(f"ledger.intake.{_ADAPTERS[name]}").read
    return read
