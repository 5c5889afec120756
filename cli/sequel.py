"""What is said of an event beside itself: what article 5 will make of it, what articles 13 and 14 ask for now."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import click

from cli.query import contract_ids
from cli.session import Session
from ledger import clock
from ledger.events.entry import read_entry
from ledger.events.wire import submission
from ledger.journal.read import open_reader
from projections.calendar.zone import zone
from projections.edition.wording import N_, Text
from projections.facts.history import Assumed, History, known

_JUDGED = ("maintenance.announced", "maintenance.rescheduled", "maintenance.planned", "emergency_maintenance.declared")


def show_forecast(session: Session, event: Mapping[str, Any]) -> None:
    """Say what article 5 will make of a maintenance or an emergency, for each contract that it concerns."""
    if event["type"] not in _JUDGED:
        return
    from projections.inquiry.forecast import forecast
    from projections.report.forecast import forecast_lines

    offered = submission(event)
    with open_reader(session.ledger) as reader:
        assumed = Assumed(offered.family, read_entry(-1, clock.now(), offered.body))
        history = History(reader, known(reader, clock.now(), None, None, "ledger"), assumed=[assumed])
        found = forecast(history, contract_ids(reader), event["scope"], event["subject"])
    if not found and event["type"] != "maintenance.planned":
        session.note(
            N_("Article 5: no contract in service then runs on {scope}; nothing to judge."), scope=event["scope"]
        )
    for each in found:
        for line in forecast_lines(each):
            _say(session, line, each.timezone)


def owed(session: Session, event: Mapping[str, Any]) -> None:
    """Say what is owed for a ticket now, and by when."""
    if not event["type"].startswith("ticket."):
        return
    from projections.facts.contract import UnknownContract
    from projections.facts.support import gather_support
    from projections.inquiry.outlook import open_tickets
    from projections.report.forecast import owed_line

    contract = event["scope"].removeprefix("contract/")
    with open_reader(session.ledger) as reader:
        history = History(reader, known(reader, clock.now(), None, None, "ledger"))
        try:
            facts = gather_support(history, contract)
        except UnknownContract:
            return
    this = replace(facts, tickets=tuple(each for each in facts.tickets if each.subject == event["subject"]))
    for each in open_tickets(this, {}):
        _say(session, owed_line(each), facts.contract.at(history.known.at).timezone)


def _say(session: Session, line: Text, timezone: str) -> None:
    click.echo(session.language.say(line, zone(timezone)), err=True)
