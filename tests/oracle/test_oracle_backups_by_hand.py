"""The oracle of article 7 against figures worked out by hand, so that the oracle can be trusted."""

from __future__ import annotations

from datetime import date
from random import Random

from .amended import instant
from .backups import nights, retention
from .told import CONTRACT, ENVIRONMENT, Teller, entries_of

NOW = instant("2026-11-01T00:00:00+01:00")


def at(text: str) -> int:
    """A wall time of 2026 in Paris, `03-02 09:00`; summer time from 29 March."""
    offset = "+02:00" if text >= "03-29" else "+01:00"
    return instant(f"2026-{text.replace(' ', 'T')}{offset}")


def teller() -> Teller:
    telling = Teller(Random(0), lateness=0)
    telling.sign("2025-06-15")
    return telling


def backup(telling: Teller, name: str, started: str, completed: str, *kinds: str) -> None:
    data = {"kinds": list(kinds), "started": f"2026-{started.replace(' ', 'T')}:00+01:00"}
    telling.tell("backup.completed", f"backup/{name}", at(completed), data, f"environment/{ENVIRONMENT}")


def test_nights_done_late_missed_pending() -> None:
    telling = teller()
    backup(telling, "1", "03-09 20:00", "03-10 06:59:59.999999", "nightly")
    backup(telling, "2", "03-11 06:59", "03-11 07:00", "nightly")
    backup(telling, "3", "03-11 19:59", "03-12 03:00", "nightly")
    backup(telling, "4", "03-01 23:59", "03-02 01:00", "monthly")
    entries = entries_of(telling.events, NOW)
    found = nights(entries, CONTRACT, date(2026, 3, 10), date(2026, 3, 13), now=at("03-13 06:59"))
    assert list(found["nights"].values()) == ["done", "late", "missed", "pending"]
    month = nights(entries, CONTRACT, date(2026, 3, 1), date(2026, 3, 2), now=NOW)
    assert month == {"nights": {"2026-03-01": "missed", "2026-03-02": "done"}, "months": {"2026-03": "done"},
                     "verdict": "missed"}  # fmt: skip
    first = nights(entries, CONTRACT, date(2025, 6, 15), date(2025, 6, 16), now=NOW)
    assert list(first["nights"]) == ["2025-06-16"]


def test_terms_end_at_a_local_midnight_or_after_720_hours() -> None:
    telling = teller()
    backup(telling, "n", "03-09 22:00", "03-10 01:00", "nightly")
    backup(telling, "m", "01-31 22:00", "01-31 23:00", "monthly")
    entries = entries_of(telling.events, NOW)
    ends = {name: each["keep_until"] for name, each in retention(entries, CONTRACT, NOW).items()}
    assert ends == {"backup/n": at("04-10 00:00"), "backup/m": at("05-01 00:00")}
    hours = retention(entries, CONTRACT, NOW, readings={"nightly_retention": "hours_720"})
    assert hours["backup/n"]["keep_until"] == at("04-09 02:00")


def test_what_became_of_a_copy() -> None:
    scope = f"environment/{ENVIRONMENT}"
    for name, kind, when, status in (
        ("gone a microsecond early", "deleted", "04-09 23:59:59.999999", "deleted_early"),
        ("gone at term", "deleted", "04-10 00:00", "deleted_after_term"),
        ("gone after the day asked", "deleted", "04-12 00:00", "kept_beyond"),
    ):
        telling = teller()
        backup(telling, "n", "03-09 22:00", "03-10 01:00", "nightly")
        telling.tell(f"backup.{kind}", "backup/n", at(when), {}, scope)
        found = retention(entries_of(telling.events, NOW), CONTRACT, at("04-11 00:00"))
        assert found["backup/n"]["status"] == status, name
    telling = teller()
    backup(telling, "n", "03-09 22:00", "03-10 01:00", "nightly")
    telling.tell("backup.listed", "backup-listing/1", at("03-15 00:00"), {"present": []}, scope)
    telling.tell("backup.listed", "backup-listing/2", at("03-16 00:00"), {"present": ["n"]}, scope)
    entries = entries_of(telling.events, NOW)
    assert retention(entries, CONTRACT, at("03-15 12:00"))["backup/n"]["status"] == "vanished"
    assert retention(entries, CONTRACT, at("03-16 12:00"))["backup/n"]["status"] == "kept"


def test_a_restore_asked_for_in_time_freezes_the_copy() -> None:
    telling = teller()
    backup(telling, "n", "03-09 22:00", "03-10 01:00", "nightly")
    telling.tell("restore.requested", "restore/1", at("04-09 23:59"), {"backup": "n"})
    telling.tell("restore.completed", "restore/1", at("04-12 10:00"))
    entries = entries_of(telling.events, NOW)
    assert retention(entries, CONTRACT, at("04-12 09:59"))["backup/n"] == {"keep_until": None, "status": "kept"}
    assert retention(entries, CONTRACT, at("04-12 10:00"))["backup/n"] == {
        "keep_until": at("04-12 10:00"), "status": "kept_beyond"}  # fmt: skip
    literal = retention(entries, CONTRACT, at("04-12 09:59"), readings={"restore_deadline": "execution_date"})
    assert literal["backup/n"] == {"keep_until": at("04-10 00:00"), "status": "kept_beyond"}
