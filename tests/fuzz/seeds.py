"""Files to begin with: whole ones in the form of each tool, so that what is changed is close to what is read."""

import json

from tests.fuzz.targets import MAPPING
from tests.house.sources import ROOT
from tests.intake import test_backups, test_forms, test_probes, test_statuspage, test_tickets

ALERTS = {"version": "4", "alerts": [{"status": "resolved", "labels": {"severity": "page"}, "fingerprint": "f1",
          "startsAt": "2026-03-10T09:00:00Z", "endsAt": "2026-03-10T09:30:00Z"}]}  # fmt: skip
EVENT = {"specversion": "1.0", "id": "1", "source": "/p", "type": "outage.started", "scope": "environment/p",
         "subject": "outage/1", "time": "2026-03-10T09:12:00+01:00", "data": {"impact": "total"}}  # fmt: skip
HISTORY = test_tickets.HISTORY
SEEDS: dict[str, list[object]] = {
    "cloudevents": [EVENT, [EVENT]],
    "csv": ['No,What,When\n17,"a\nb",2026-03-10 09:00\n', "No;What;When\n17;=1+1;2026-03-10 09:00\n"],
    "restic": [[test_backups.SNAPSHOT, test_backups.ENDED], [{"keep": [], "remove": [test_backups.SNAPSHOT]}]],
    "borg": [test_backups.BORG],
    "pgbackrest": [test_forms.stanza(("20260310-010000F", 1), ("20260311-010000F", 2), codes=(0, 0))],
    "upptime": [test_probes.upptime("up 09:00", "down 09:10", "up 09:20")],
    "statuspage": [test_statuspage.page(test_statuspage.incident(test_statuspage.RESOLVED), test_statuspage.planned())],
    "prometheus": [test_probes.prometheus("110.011")],
    "alertmanager": [ALERTS, [test_forms.ALERT]],
    "uptime-kuma": [test_probes.kuma("1101"), "monitor_id,status,time\n7,1,2026-10-25 00:00:00.250\n"],
    "jira": [test_tickets.jira(HISTORY), test_forms.PAGED, test_forms.BULK],
    "glpi": [test_tickets.glpi(HISTORY), test_tickets.table(test_tickets.glpi(HISTORY))],
    "zammad": [test_tickets.zammad(HISTORY)],
    "mapping": [MAPPING, 'time_format = "%d/%m/%Y %H:%M"\nencoding = "cp1252"\ndelimiter = ";"\n' + MAPPING],
    "edition": [(ROOT / "projections" / "edition" / "carrus-2026-03.toml").read_text(encoding="utf-8")],
}


def seeds(target: str) -> list[bytes]:
    """The files for one target, as bytes."""
    return [(each if isinstance(each, str) else json.dumps(each)).encode() for each in SEEDS[target]]
