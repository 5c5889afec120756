"""Jira: issues with their changelog, and changelogs by themselves.

Read are what `/search?expand=changelog` and `/issue/KEY?expand=changelog` answer, the pages of `/issue/KEY/changelog`,
and those of Cloud's `/changelog/bulkfetch`, which names issues by their numbers: it is read after the issues. `status`
and `priority` are taken from `histories[].items[]`; every other field moves no clock.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import Any

from ledger.intake.document import Several, documents, is_list, mapping, several, texts
from ledger.intake.found import Files, Found, Place, prose, shown, whole
from ledger.intake.options import Options
from ledger.intake.ticketing import CLOSED, TAKEN, WAITING, Change, meanings, told
from ledger.intake.wall import epoch_text, instant_text
from ledger.refusal import InputRefused

SOURCE = "/jira"
STATUSES = {
    "open": "nothing", "to do": "nothing", "new": "nothing", "ouvert": "nothing", "à faire": "nothing",
    "in progress": TAKEN, "work in progress": TAKEN, "en cours": TAKEN,
    "waiting for customer": WAITING, "en attente du client": WAITING,
    "resolved": "ticket.fix_delivered", "résolu": "ticket.fix_delivered",
    "closed": CLOSED, "done": CLOSED, "fermé": CLOSED, "terminé": CLOSED,
}  # fmt: skip
"""What Jira's own words mean."""


_MANY = 1_000
"""Changes of one issue that are held together."""
_OF_PAGE = re.compile(r"/issue/([^/?]+)/changelog").search


def read(files: Files, options: Options) -> Iterator[Found]:
    """Every ticket of a file. Raises UsageRefused without a scope."""
    said, _ = meanings(options, STATUSES), options.whose
    yield from told(_changes(files, options), SOURCE, said, options)


def _changes(files: Files, options: Options) -> Iterator[Change | Found]:
    keys: dict[str, str] = {}
    for found in documents(files):
        if not isinstance(found[0], Place):
            yield found
            continue
        place, value = found
        try:
            issues = _issues(value)
        except InputRefused as refusal:
            yield place.refused(refusal)
            continue
        for each in issues:
            try:
                yield from _whole(partial(_issue, place, mapping(each), keys, options))
            except InputRefused as refusal:
                yield place.refused(refusal)


def _whole(told: Callable[[], Iterator[Change | Found]]) -> Iterator[Change | Found]:
    """What is told, once all of it is: a long one is told in vain first, and not held. Raises InputRefused."""
    held = list(islice(told(), _MANY))
    if len(held) == _MANY:
        deque(told(), maxlen=0)
        yield from told()
    else:
        yield from held


def _issues(value: Any) -> Several:
    """What a document holds: issues, a page of a changelog, or changelogs of several issues."""
    if is_list(value):
        return value
    document = mapping(value)
    return next((several(document, name) for name in ("issues", "issueChangeLogs") if name in document), [document])


def _issue(place: Place, issue: dict[str, Any], keys: dict[str, str], options: Options) -> Iterator[Change | Found]:
    ticket, histories, created = _told(issue, keys)
    if not options.wants(ticket, ticket.partition("-")[0]):
        yield place.left_out(InputRefused("is a ticket that --only does not name"))
        return
    if created is not None:
        time = instant_text(created.get("created"), options, "fields.created")
        yield Change(ticket, "created", "created", "", prose(created.get("summary")) or "", time, None, place)
        changelog = mapping(issue.get("changelog") or {}, "changelog")
        total = changelog.get("total")
        if type(total) is int and total > len(histories):
            why = InputRefused("{ticket} has changes that the answer leaves out (changelog.total)", ticket=ticket[:40])
            yield place.left_out(why)
    yield from _histories(place, ticket, histories, options)


def _told(issue: dict[str, Any], keys: dict[str, str]) -> tuple[str, Several, dict[str, Any] | None]:
    """The key of the ticket, its changes, and its fields where they are told."""
    if "key" in issue:
        ticket = texts(issue, "key")
        keys[whole(issue.get("id"))] = ticket
        changelog = mapping(issue.get("changelog") or {}, "changelog")
        return ticket, several(changelog, "histories"), mapping(issue.get("fields") or {}, "fields")
    if "changeHistories" in issue:
        number = texts(issue, "issueId")
        return keys.get(number, number), several(issue, "changeHistories"), None
    page = _OF_PAGE(str(issue.get("self"))[:400]) if "values" in issue else None
    if page is None:
        raise InputRefused("is no issue: it has no key", field="key")
    return page[1], several(issue, "values"), None


def _histories(
    place: Place, ticket: str, histories: Iterable[dict[str, Any]], options: Options
) -> Iterator[Change | Found]:
    for history in histories:
        time = _time(history.get("created"), options)
        author = mapping(history.get("author") or {}, "author")
        actor = next((author[name] for name in ("name", "accountId") if type(author.get(name)) is str), None)
        for number, item in enumerate(several(history, "items")):
            field = item.get("field")
            old, new = (whole(item.get(end) or "") for end in ("fromString", "toString"))
            if field == "status" or field == "priority":
                change = f"{texts(history, 'id')}.{number}"
                yield Change(ticket, change, field, old, new, time, actor, place)
            else:
                yield place.left_out(InputRefused("a change of `{name}` moves no clock", name=shown(field)))


def _time(created: object, options: Options) -> str:
    """An instant; bulk answers have it in milliseconds since 1970."""
    if type(created) is int and abs(created) < 10**15:
        return epoch_text(Decimal(created) / 1000, "created")
    return instant_text(created, options, "created")
