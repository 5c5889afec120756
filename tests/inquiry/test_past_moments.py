"""An answer as known at a past moment is the answer of a ledger that holds what was known then, and nothing else.

A machine tells random stories: what happened, what was learned late, restated, retracted, unretracted, agreed on and
adopted anew, in transactions of one event or several. Each story is then read at every position and between any two
transactions. `LIVRET_EXAMPLES` says how many stories.
"""

import os
import tempfile
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, multiple, rule

from ledger.events.entry import Entry, amended
from ledger.events.instant import format_instant, parse_instant
from ledger.journal.read import Reader
from ledger.refusal import Refusal
from projections.articles.catalogue import readings
from projections.facts.history import History, Known, KnownBy, known
from tests.inquiry import moments
from tests.inquiry.moments import (
    BEGINNING,
    ENVIRONMENT,
    HOUR,
    MINUTE,
    SCOPE,
    SPARE,
    WEEKDAYS,
    Chronicle,
    adoptions,
    calendar,
    event,
    founding,
)

EXAMPLES = int(os.environ.get("LIVRET_EXAMPLES", "5"))
MINUTES, HOURS, DAYS = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
IMPACTS = ("total", "essential", "partial", "degraded")
CAUSES = ("provider", "planned_maintenance", "emergency_maintenance", "force_majeure", "client_equipment")
SEVERITIES = ("blocking", "major", "minor", "not_an_anomaly")
KINDS = (["nightly"], ["monthly"], ["nightly", "monthly"])
OPTIONS = [(name, member.option) for name, kind in readings().items() for member in kind]

Said = tuple[str, str, str, dict[str, Any]]
"""Type, scope, family of the subject (or the whole of it), data."""


def one(*of: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(of)


def data(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Data with these fields; one drawn as None is not said."""
    return st.fixed_dictionaries(fields).map(
        lambda drawn: {name: value for name, value in drawn.items() if value is not None}
    )


def said(type: str, scopes: str | tuple[str, ...], subject: str, **fields: Any) -> st.SearchStrategy[Said]:
    places = (scopes,) if isinstance(scopes, str) else scopes
    return st.tuples(st.just(type), one(*places), st.just(subject), data(**fields))


ANYWHERE = (ENVIRONMENT, ENVIRONMENT, ENVIRONMENT, SCOPE, SPARE)
LEADS = one(1 * HOURS, 20 * HOURS, 48 * HOURS, 50 * HOURS, 80 * HOURS)
BEGINNINGS = st.one_of(
    said("outage.started", ANYWHERE, "outage", impact=one(*IMPACTS[:3]), component=one(None, None, "portal")),
    said("outage.started", ENVIRONMENT, "outage", last_seen_up=one(None, -7 * MINUTES)),
    said("maintenance.announced", ANYWHERE, "maintenance", starts=LEADS, ends=one(82 * HOURS, 90 * HOURS, None)),
    said("maintenance.planned", ENVIRONMENT, "maintenance", starts=LEADS, ends=one(82 * HOURS, None)),
    said(
        "emergency_maintenance.declared", ANYWHERE, "maintenance",
        starts=one(-1 * HOURS, 0 * HOURS, 1 * HOURS), expected_end=one(None, 4 * HOURS), reason=st.just("a flaw"),
    ),
    said("monitoring.interrupted", ANYWHERE, "monitoring"),
    said("ticket.registered", SCOPE, "ticket", channel=one("portal", "phone")),
    said("ticket.registered", SCOPE, "ticket"),
    said("ticket.submitted", SCOPE, "ticket", channel=st.just("portal"), claimed_severity=one(*SEVERITIES)),
    said("backup.completed", ANYWHERE, "backup", kinds=one(*KINDS), started=one(None, -2 * HOURS, -9 * HOURS)),
    said("backup.failed", ENVIRONMENT, "backup", kinds=one(*KINDS), started=one(None, -1 * HOURS)),
)  # fmt: skip
GOES_ON: dict[str, list[tuple[str, st.SearchStrategy[dict[str, Any]]]]] = {
    "outage": [
        ("outage.ended", data()),
        ("outage.ended", data(last_seen_down=one(-3 * MINUTES, None))),
        ("outage.impact_changed", data(impact=one(*IMPACTS))),
        ("outage.attributed", data(cause=one(*CAUSES), evidence=st.just("the probe"), until=one(None, 1 * HOURS))),
    ],
    "maintenance": [
        ("maintenance.rescheduled", data(starts=LEADS, ends=one(84 * HOURS, 99 * HOURS))),
        ("maintenance.cancelled", data()),
        ("maintenance.started", data()),
        ("maintenance.ended", data()),
        ("emergency_maintenance.ended", data()),
    ],
    "monitoring": [("monitoring.resumed", data())],
    "ticket": [
        ("ticket.registered", data()),
        ("ticket.answered", data(immediate=st.booleans())),
        ("ticket.taken_over", data()),
        ("ticket.waiting_for_client", data()),
        ("ticket.client_replied", data()),
        ("ticket.qualified", data(severity=one(*SEVERITIES))),
        ("ticket.requalified", data(severity=one(*SEVERITIES), because=st.just("seen anew"))),
        ("ticket.reproduced", data()),
        ("ticket.not_reproduced", data()),
        ("ticket.action_plan_delivered", data()),
        ("ticket.fix_delivered", data()),
        ("ticket.remedy_rejected", data(because=st.just("it fails again"))),
        ("ticket.prerequisite_missing", data(which=one("training", "remote_access"), evidence=st.just("a mail"))),
        ("ticket.closed", data()),
        ("ticket.withdrawn", data()),
    ],
    "backup": [("backup.deleted", data()), ("backup.verified", data())],
}
PUBLISHED = st.one_of(
    said(
        "support_hours.published", "provider", "support-hours",
        effective_on=one("2026-02-01", "2026-03-11", "2026-03-16"),
        week=one(*({day: [[opens, "18:00"]] for day in WEEKDAYS} for opens in ("08:00", "09:00", "13:00"))),
        closed_on=one(None, ["2026-03-12"]),
    ),
    said("support.suspended", SCOPE, "support", because=st.just("nobody is trained")),
    said("support.resumed", SCOPE, "support", because=st.just("all are trained")),
    said("backup.listed", (ENVIRONMENT, SCOPE), "backup-listing/l1", present=one([], ["1"], ["1", "2", "3"])),
    said(
        "contract.amended", SCOPE, SCOPE, effective_on=one("2026-03-01", "2026-03-12"),
        environment=one(None, SPARE), territory=one("FR", "FR-57", "RE"),
    ),
    st.tuples(one(*OPTIONS), one("2026-01-01", "2026-03-11")).map(
        lambda drawn: (
            "reading.agreed", SCOPE, f"reading/{drawn[0][0]}",
            {"option": drawn[0][1], "effective_on": drawn[1], "because": "agreed by mail"},
        )
    ),
    st.tuples(one("FR", "FR", "FR-57", "RE"), one(2026, 2026, 2027), one((), ("03-10",), ("03-11", "03-13"))).map(
        lambda drawn: (
            "public_holidays.adopted", "provider", f"public-holidays/{drawn[0]}/{drawn[1]}",
            calendar(drawn[1], *drawn[2]),
        )
    ),
)  # fmt: skip
CHANGES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "outage.started": data(impact=one(*IMPACTS)),
    "outage.attributed": data(cause=one(*CAUSES)),
    "maintenance.announced": data(ends=st.just("2026-03-20T18:00:00Z")),
    "ticket.qualified": data(severity=one(*SEVERITIES)),
    "backup.completed": data(kinds=one(*KINDS)),
    "reading.agreed": data(effective_on=one("2026-03-01", "2026-03-13")),
    "contract.signed": data(territory=one("FR", "FR-57", "RE")),
    "public_holidays.adopted": data(origin=st.just("by hand, checked")),
}
WAITS = one(0, 0, MINUTE, 50 * MINUTE, 5 * HOUR, 9 * HOUR, 26 * HOUR)
LATENESS = one(0, 0, 2 * MINUTE, 3 * HOUR, 13 * HOUR, 3 * 24 * HOUR, 20 * 24 * HOUR)
SHARES = one(0, 3, 20, 50, 90, 100)


class Stories(RuleBasedStateMachine):
    """Tells a story transaction by transaction; at its end, asks about all of its past."""

    told = Bundle("told")

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.chronicle = Chronicle(Path(self._folder.name) / "story.db").__enter__()
        self._ids = 0

    @initialize(target=told, adopted=st.booleans())
    def founded(self, adopted: bool) -> Any:
        """In one transaction or in two, with calendars and hours or with none yet."""
        events = founding(BEGINNING - 60 * 24 * HOUR)
        self.chronicle.record(*events[:2])
        self.chronicle.now += HOUR
        self.chronicle.record(*events[2:], *(adoptions(BEGINNING - 50 * 24 * HOUR) if adopted else ()))
        return multiple(*events[2:])

    @rule(target=told, drawn=BEGINNINGS, wait=WAITS, late=LATENESS)
    def begins(self, drawn: Said, wait: int, late: int) -> Any:
        self.chronicle.now += wait
        return self._told(self._event(drawn, self.chronicle.now - late))

    @rule(target=told, drawn=PUBLISHED, wait=WAITS, late=LATENESS)
    def is_published(self, drawn: Said, wait: int, late: int) -> Any:
        self.chronicle.now += wait
        return self._told(self._event(drawn, self.chronicle.now - late))

    @rule(target=told, before=told, share=SHARES, wait=WAITS, draws=st.data())
    def goes_on(self, before: dict[str, Any], share: int, wait: int, draws: st.DataObject) -> Any:
        """Something that follows, at any time from then to now."""
        self.chronicle.now += wait
        follows = GOES_ON.get(before["subject"].partition("/")[0])
        if follows is None or before["type"].startswith("entry."):
            return multiple()
        type_, strategy = draws.draw(st.sampled_from(follows))
        scope = draws.draw(one(before["scope"], SCOPE)) if type_ == "outage.attributed" else before["scope"]
        at = self._between(before, share)
        return self._told(event(type_, scope, before["subject"], at, self._id(), draws.draw(strategy)))

    @rule(target=told, drawn=BEGINNINGS, share=SHARES, late=LATENESS, draws=st.data())
    def comes_in_one_file(self, drawn: Said, share: int, late: int, draws: st.DataObject) -> Any:
        """A beginning and what follows it, in one transaction."""
        first = self._event(drawn, self.chronicle.now - late)
        type_, strategy = draws.draw(st.sampled_from(GOES_ON[first["subject"].partition("/")[0]]))
        second = event(
            type_, first["scope"], first["subject"], self._between(first, share), self._id(), draws.draw(strategy)
        )
        return self._told(first, second)

    @rule(target=told, entry=told, wait=WAITS, draws=st.data(), moved=one(None, -40 * MINUTE, -MINUTE, 25 * MINUTE))
    def is_restated(self, entry: dict[str, Any], wait: int, draws: st.DataObject, moved: int | None) -> Any:
        self.chronicle.now += wait
        changes = draws.draw(CHANGES.get(entry["type"], st.just({})))
        if moved is not None or not changes:
            changes = {**changes, "time": self._moved(entry, moved or -MINUTE)}
        return self._told(self._amendment("restated", entry, {"changes": changes}))

    @rule(target=told, entry=told, wait=WAITS)
    def is_retracted(self, entry: dict[str, Any], wait: int) -> Any:
        """Also an amendment, and a retraction."""
        self.chronicle.now += wait
        return self._told(self._amendment("retracted", entry, {}))

    def teardown(self) -> None:
        try:
            self.chronicle.check()
        finally:
            self.chronicle.__exit__()
            self._folder.cleanup()

    def _told(self, *events: dict[str, Any]) -> Any:
        try:
            self.chronicle.record(*events)
        except Refusal:
            return multiple()  # what cannot follow is no part of the story
        return multiple(*events)

    def _event(self, drawn: Said, at: int) -> dict[str, Any]:
        type_, scope, subject, fields = drawn
        identifier = self._id()
        begun = subject if subject in GOES_ON else ""
        return event(type_, scope, f"{begun}/{identifier}" if begun else subject, at, identifier, fields)

    def _amendment(self, kind: str, entry: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
        named = {"entry": {"source": entry["source"], "id": entry["id"]}, "because": "it was wrong", **fields}
        return event(f"entry.{kind}", entry["scope"], entry["subject"], self.chronicle.now - MINUTE, self._id(), named)

    def _between(self, before: dict[str, Any], share: int) -> int:
        then = parse_instant(before["time"])
        return then + max(self.chronicle.now - then, 0) * share // 100

    def _moved(self, entry: dict[str, Any], by: int) -> str:
        return format_instant(parse_instant(entry["time"]) + by)

    def _id(self) -> str:
        self._ids += 1
        return str(self._ids)


TestPastMoments = Stories.TestCase
TestPastMoments.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    # Making a failing story shorter takes minutes: only for who has them.
    phases=list(Phase) if "LIVRET_EXAMPLES" in os.environ else [Phase.explicit, Phase.reuse, Phase.generate],
)


def tell_what_every_fault_spoils(chronicle: Chronicle) -> None:
    """An outage that stays open, is restated and ends late; a calendar adopted anew; a reading agreed on."""

    def say(type_: str, scope: str, subject: str, hours_ago: int, **fields: Any) -> dict[str, Any]:
        at = chronicle.now - hours_ago * HOUR
        return event(type_, scope, subject, at, f"{type_}-{subject}-{chronicle.now}", fields)

    def amend(kind: str, target: dict[str, Any], **fields: Any) -> dict[str, Any]:
        named = {"entry": {"source": target["source"], "id": target["id"]}, "because": "it was wrong", **fields}
        return say(f"entry.{kind}", target["scope"], target["subject"], 0, **named)

    chronicle.record(*founding(BEGINNING - 60 * 24 * HOUR))
    chronicle.now += HOUR
    chronicle.record(*adoptions(BEGINNING - 50 * 24 * HOUR))
    chronicle.now = BEGINNING + 24 * HOUR  # Tuesday 10 March, nine in the morning
    started = say("outage.started", ENVIRONMENT, "outage/o1", 0)
    chronicle.record(started)
    chronicle.now += HOUR
    restated = amend("restated", started, changes={"time": format_instant(chronicle.now - 2 * HOUR)})
    chronicle.record(restated)
    chronicle.now += 4 * HOUR
    ended = say("outage.ended", ENVIRONMENT, "outage/o1", 3)
    chronicle.record(ended, say("ticket.registered", SCOPE, "ticket/t1", 2))
    chronicle.now += HOUR
    chronicle.record(amend("retracted", restated))
    chronicle.now += HOUR
    anew = say("public_holidays.adopted", "provider", "public-holidays/FR/2026", 0, **calendar(2026, "03-10"))
    chronicle.record(anew)
    chronicle.now += HOUR
    chronicle.record(amend("retracted", anew))
    chronicle.now += 24 * HOUR
    agreed = {"option": "all_hours", "effective_on": "2026-03-01", "because": "agreed by mail"}
    chronicle.record(say("reading.agreed", SCOPE, "reading/downtime_scope", 0, **agreed))
    chronicle.now += 24 * HOUR


def reads_on(reader: Reader, scope: str, families: Any, *, until: int | None = None) -> list[Entry]:
    """Entries beyond the position."""
    return READ(reader, scope, families)


def reads_calendars_of_today(reader: Reader, scope: str, families: Any, *, until: int | None = None) -> list[Entry]:
    """Reference data as it stands now."""
    return READ(reader, scope, families, until=None if "public_holidays" in families else until)


def folds_amendments_of_today(history: History, scope: str, *families: str) -> list[Entry]:
    """The right entries, as later amendments leave them."""
    entries = amended(history._reader.entries(scope, families))
    return [entry for entry in entries if entry.position <= history.known.position]


def knows_until_now(reader: Reader, now: int, at: int | None, position: int | None, by: KnownBy) -> Known:
    """The right entries, judged as on the day of the question."""
    found = KNOWN(reader, now, at, position, by)
    return Known(max(now, found.at), found.position, by)


def takes_one_more(reader: Reader, recorded_at_us: int) -> int:
    """An instant that knows one entry too many."""
    return min(POSITION_AT(reader, recorded_at_us) + 1, reader.head().position)


READ, KNOWN, POSITION_AT = Reader.entries, known, Reader.position_at
Planted = tuple[object, str, Callable[..., Any]]


def test_a_told_story_answers_at_each_moment_as_it_did_then(tmp_path: Path):
    with Chronicle(tmp_path / "story.db") as chronicle:
        tell_what_every_fault_spoils(chronicle)
        told = [each["6"] for each in chronicle.answered.values()]
        assert chronicle.check() > 2 * len(chronicle.answered)
    changes = sum(before != after for before, after in pairwise(told))
    assert changes == len(told) - 2, "each transaction changes the figure, but for the outage as it starts"


@pytest.mark.parametrize(
    "planted",
    [
        (Reader, "entries", reads_on),
        (Reader, "entries", reads_calendars_of_today),
        (Reader, "position_at", takes_one_more),
        (History, "of", folds_amendments_of_today),
        (moments, "known", knows_until_now),
    ],
    ids=lambda planted: planted[2].__name__,
)
def test_a_planted_fault_is_found(planted: Planted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with Chronicle(tmp_path / "story.db") as chronicle:
        tell_what_every_fault_spoils(chronicle)
        monkeypatch.setattr(*planted)
        with pytest.raises(AssertionError, match=r"^(#|when|just)"):
            chronicle.check()
