"""Alertmanager: what it posts to a webhook (version 4), one notification a line, or one in a file.

Also what `/api/v2/alerts` and `/api/v2/alerts/groups` answer: what fires at the time, since they hold nothing else.
An alert is an outage from `startsAt`, when it began to fire; once it is resolved, until `endsAt`. A firing alert has
no end, whatever `endsAt` says: 0001-01-01T00:00:00Z where it is open. Notifications repeat themselves: an alert is
known by its fingerprint and its start.
"""

from collections.abc import Iterator
from typing import Any

from ledger.events.instant import format_instant
from ledger.intake.document import documents, is_list, mapping, several
from ledger.intake.found import Files, Found, Place, Seen, digest, identifier, key, prose, refusing, whole
from ledger.intake.options import Options
from ledger.intake.wall import instant_of
from ledger.refusal import InputRefused

SOURCE = "/alertmanager"
_IMPACTS = ("total", "essential", "partial", "degraded")
_SEVERITIES = {
    "critical": "total",
    "page": "total",
    "error": "essential",
    "major": "essential",
    "warning": "partial",
    "minor": "partial",
    "info": "degraded",
}


def read(files: Files, options: Options) -> Iterator[Found]:
    """Every alert of the files. Raises UsageRefused without a scope."""
    for found in documents(files):
        if isinstance(found[0], Place):
            yield from _document(*found, options)
        else:
            yield found


@refusing
def _document(place: Place, value: Any, options: Options) -> Iterator[Found]:
    for each in value if is_list(value) else [value]:
        posted = mapping(each)
        if "startsAt" in posted and "labels" in posted:
            yield from _alert(place, posted, options)
            continue
        if "alerts" not in posted:
            raise InputRefused("is no notification of Alertmanager: it has no alerts", field="alerts")
        if posted.get("version", "4") != "4":
            raise InputRefused("is not 4, the version of notifications read here", field="version")
        if posted.get("truncatedAlerts"):
            yield place.left_out(InputRefused("Alertmanager left alerts out of it (truncatedAlerts)"))
        for alert in several(posted, "alerts"):
            yield from _alert(place, alert, options)


@refusing
def _alert(place: Place, value: Any, options: Options) -> Iterator[Found]:
    alert = mapping(value)
    labels = {str(name): whole(text) for name, text in mapping(alert.get("labels") or {}, "labels").items()}
    if not options.wants(*labels.values()):
        yield place.left_out(InputRefused("is an alert that --only does not name"))
        return
    status = alert.get("status")
    if type(status) is dict:  # of the API: its `endsAt` is when it would end if nobody said more
        status = "firing" if status.get("state") in ("active", "suppressed", "unprocessed") else None
    if status not in ("firing", "resolved"):
        raise InputRefused("is neither firing nor resolved", field="status")
    fingerprint = alert.get("fingerprint")
    if type(fingerprint) is not str or not fingerprint:
        fingerprint = digest(*(f"{name}={text}" for name, text in sorted(labels.items())))[:16]
    started = instant_of(alert.get("startsAt"), options, "startsAt")
    start = format_instant(started)
    compact = "".join(each for each in start if each not in "-:")
    about = {
        "source": options.source_of(SOURCE),
        "scope": options.whose,
        "subject": f"outage/{identifier(options.apart(f'{fingerprint}-{compact}'))}",
    }
    name = prose(" ".join(labels[label] for label in ("alertname", "instance") if label in labels))
    data = {"impact": _impact(labels), "description": name}
    yield place.event(type="outage.started", time=start, id=key(fingerprint, start, "started"), data=data, **about)
    if status == "resolved":
        ended = instant_of(alert.get("endsAt"), options, "endsAt")
        about["id"] = key(fingerprint, start, "ended")
        end = place.event(type="outage.ended", time=format_instant(ended), data={}, **about)
        # Sent again after it had timed out, an alert ends later than was said.
        yield Seen(end, ended)


def _impact(labels: dict[str, str]) -> str:
    """What the label `impact` says in our words, else what the label `severity` comes to, else all of it."""
    said = labels.get("impact", "").lower()
    return said if said in _IMPACTS else _SEVERITIES.get(labels.get("severity", "").lower(), "total")
