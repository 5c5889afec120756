"""A past moment asked of a ledger, and of one that ends there: the answers are the same, or something is wrong."""

from collections.abc import Iterable

from projections.calendar.period import Period
from projections.edition.wording import N_, Text, say
from projections.facts.contract import UnknownContract
from projections.facts.history import History
from projections.inquiry.figure import Figure
from projections.inquiry.question import QUESTIONS


def unlike(ledger: History, replay: History, contracts: Iterable[str], period: Period) -> list[Text]:
    """The figures of a period that a ledger and its replay do not give alike, each in a sentence."""
    found = []
    for contract in contracts:
        for article in QUESTIONS:
            ours, theirs = (_asked(each, contract, period, article) for each in (ledger, replay))
            if ours != theirs:
                found.append(
                    say(
                        N_("article {article} of contract {contract}, {period}, as known at position {position}"),
                        article=article,
                        contract=contract,
                        period=period.text,
                        position=ledger.known.position,
                    )
                )
    return found


def spread(last: int, count: int) -> list[int]:
    """So many whole numbers from 1 to `last`, evenly spread, the last among them; fewer where there are not as many."""
    return sorted({-(-last * number // count) for number in range(1, count + 1)}) if last and count else []


def _asked(history: History, contract: str, period: Period, article: str) -> list[Figure] | str | None:
    """The figures, or why there are none, which has to be the same as well (an edition that nobody knows)."""
    try:
        return QUESTIONS[article](history, contract, period)({})
    except UnknownContract:
        return None
    except ValueError as error:
        return str(error)
