"""The calendar of `livret export --to ics`: whose maintenances, in whose time, and with which windows."""

from collections.abc import Iterator

from cli.query import PROVIDER_ZONE, Query, find_contract, is_signed, usage
from ledger.journal.read import Reader
from ledger.refusal import UsageRefused
from projections.articles.article_05_access import WindowsFinding, assess_windows
from projections.calendar.period import Period
from projections.calendar.zone import zone
from projections.edition.wording import N_
from projections.facts.selection import Selection
from projections.outlet.catalogue import CALENDAR, CASES
from projections.outlet.ics import written
from projections.report.layout import Voice


def calendar(
    query: Query, reader: Reader, scopes: tuple[str, ...], families: tuple[str, ...], windows: Period | None
) -> Iterator[bytes]:
    """The calendar of these scopes; a contract takes in its environments, as what it is told of happens there.

    Raises UsageRefused for families that are no maintenances, and for windows without one signed contract.
    """
    for family in families:
        if family not in CASES[CALENDAR]:
            raise UsageRefused(
                N_("--family: `{value}` is not one of {families}"), value=family, families=", ".join(CASES[CALENDAR])
            )
    history = query.history(reader)
    named = [scope.removeprefix("contract/") for scope in scopes if scope.startswith("contract/")]
    terms = {each: find_contract(history, reader, each).subscriptions for each in named if is_signed(history, each)}
    environments = dict.fromkeys(one.environment for each in terms.values() for one in each)
    there = next(iter(terms.values()))[-1].zone if len(named) == len(terms) == 1 else zone(PROVIDER_ZONE)
    finding = None if windows is None else _windows(query, reader, named, windows)
    selection = Selection(reader, history.known, tuple(dict.fromkeys((*scopes, *environments))), families)
    return written(selection, Voice(query.session.language, there), finding)


def _windows(query: Query, reader: Reader, contracts: list[str], period: Period) -> WindowsFinding:
    if len(contracts) != 1:
        raise UsageRefused(N_("--windows: they depend on the contract; give one as --scope, such as contract/C1"))
    facts = query.facts(query.history(reader), reader, contracts[0])
    with usage():
        finding = assess_windows(facts, period, query.chosen)
    for missing in finding.missing_calendars:
        query.session.note(
            N_("no public holidays of {missing} are adopted: the calendar has none; see `livret holidays adopt`"),
            missing=missing,
        )
    return finding
