"""The statement that a dossier carries, computed from the entries in it, by who makes it and by who verifies it."""

from collections.abc import Mapping

from ledger.seal.dossier import STATEMENT, Question
from ledger.seal.exhibit import Exhibit
from projections.articles.catalogue import readings
from projections.calendar.period import parse_period
from projections.calendar.unfit import Unfit
from projections.calendar.zone import zone
from projections.edition.reading import Reading
from projections.edition.terms import source
from projections.edition.wording import N_
from projections.facts.contract import contract
from projections.facts.history import History, Known, KnownBy
from projections.inquiry.statement import Statement, state
from projections.report.accounts import page
from projections.report.jsontext import json_text
from projections.report.language import language
from projections.report.layout import lay_out


def asked_again(exhibit: Exhibit, question: Question) -> tuple[Statement, History]:
    """What the entries say to the question, and what was looked at. Raises Unfit, and what a statement raises."""
    if question.known_by not in ("ledger", "source"):
        raise Unfit(N_("nothing is known by `{by}`"), by=question.known_by)
    by: KnownBy = "source" if question.known_by == "source" else "ledger"
    history = History(exhibit, Known(question.known_at, question.position, by))
    chosen = {name: _reading(name, option) for name, option in question.readings.items()}
    return state(history, question.contract, parse_period(question.period), chosen, question.articles), history


def statement_files(found: Statement) -> dict[str, bytes]:
    """The statement for programs, and for people in both languages."""
    there = zone(found.timezone)
    files = {STATEMENT: json_text(found, there).encode()}
    for code in ("en", "fr"):
        document = lay_out(
            page(found), format="html", language=language(code), zone=there, width=None, colour=False, terminal=False
        )
        files[f"statement.{code}.html"] = document.encode()
    return files


def edition_files(history: History, contract_id: str) -> dict[str, bytes]:
    """The editions that bind the contract, as this program has them."""
    ids = {each.edition for each in contract(history, contract_id).subscriptions}
    return {f"editions/{each}.toml": source(each) for each in sorted(ids)}


def chosen_options(chosen: Mapping[str, Reading]) -> dict[str, str]:
    """Reading -> option, as they were chosen on the command line."""
    return {name: reading.option for name, reading in chosen.items()}


def _reading(name: str, option: str) -> Reading:
    kinds = readings()
    if name not in kinds:
        raise Unfit(N_("there is no reading `{name}`"), name=name)
    return kinds[name].named(option)
