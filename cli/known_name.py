"""The names that a ledger knows, to complete what is being typed; where it cannot be read there are none."""

from collections.abc import Collection, Iterable

import click
from click.shell_completion import CompletionItem

from cli.session import session_of
from ledger.journal.read import open_reader
from ledger.refusal import Refusal


def scopes(ctx: click.Context, kind: str, incomplete: str) -> list[CompletionItem]:
    """The contracts or environments that have entries and begin so."""
    try:
        with open_reader(session_of(ctx).ledger) as reader:
            return _items(kind, reader.scopes(), incomplete)
    except Refusal:
        return []


def subjects(
    ctx: click.Context, begins: Collection[str], ends: Collection[str], incomplete: str
) -> list[CompletionItem]:
    """The subjects, in any scope, that have begun and not ended, and whose ids begin so."""
    from ledger import clock
    from projections.facts.history import History, known
    from projections.facts.subject import not_ended

    try:
        with open_reader(session_of(ctx).ledger) as reader:
            history = History(reader, known(reader, clock.now(), None, None, "ledger"))
            there = [not_ended(history, scope, begins, ends) for scope in reader.scopes()]
    except Refusal:
        return []
    names = [name for each in there for name in each]
    return [item for kind in {name.partition("/")[0] for name in names} for item in _items(kind, names, incomplete)]


def _items(kind: str, names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    ids = sorted({name.partition("/")[2] for name in names if name.startswith(f"{kind}/")})
    return [CompletionItem(each) for each in ids if each.startswith(incomplete)]
