"""What a status page showed on each occasion: lists of what goes on lack what is over, and nobody tells its end."""

from collections.abc import Iterator

from ledger.intake.document import Several
from ledger.intake.found import NEVER, LeftOut, Place, shown, whole
from ledger.intake.statuspage_updates import OVER
from ledger.refusal import N_, InputRefused

_MISSING = {
    "incidents": N_("`{id}` is open here, and missing on later pages: nobody tells its end"),
    "scheduled_maintenances": N_("`{id}` is not completed here, and missing on later pages: nobody tells its end"),
}
LISTS = tuple(_MISSING)
_When = tuple[int, int]


class Occasions:
    """The occasions of one import, in whatever order they come, and what was not over when it was last seen."""

    def __init__(self) -> None:
        self._count = 0
        self._now: _When = (NEVER, 0)
        self._last: dict[str, _When] = {}
        """The last occasion that showed each list."""
        self._seen: dict[str, dict[str, tuple[_When, Place | None]]] = {name: {} for name in LISTS}
        """When each incident was last seen, and where if it was not over by then."""

    def begin(self, at: int | None) -> None:
        """One more occasion, at this instant; without one it comes after those before it."""
        self._count += 1
        self._now = (self._now[0], self._count) if at is None else (at, 0)

    def note(self, place: Place, name: str, incidents: Several) -> None:
        """A list that was shown now."""
        now, seen = self._now, self._seen[name]
        self._last[name] = max(now, self._last.get(name, now))
        for incident in incidents:
            known = whole(incident.get("id"))
            over = bool(incident.get("resolved_at")) or shown(incident.get("status")).lower() in OVER
            before = seen[known][0] if known in seen else None
            if before is None or before < now or (before == now and over):
                seen[known] = now, None if over else Place(place.file, place.line)

    def left_out(self) -> Iterator[LeftOut]:
        """What was not over when it was last seen, and later pages do not have."""
        for name, seen in self._seen.items():
            for incident, (at, place) in seen.items():
                if place is not None and at < self._last[name]:
                    yield place.left_out(InputRefused(_MISSING[name], id=incident[:64]))
