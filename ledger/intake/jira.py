"""Jira: issues with their changelog, and changelogs by themselves.

Read are what `/search?expand=changelog` and `/issue/KEY?expand=changelog` answer, the pages of `/issue/KEY/changelog`,
and those of Cloud's `/changelog/bulkfetch`, which names issues by their numbers: it is read after the issues. `status`
and `priority` are taken from `histories[].items[]`; every other field moves no clock.
An issue that was moved to another project goes on under the first key that it had.
"""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import Any

from ledger.intake.document import Several, documents, is_list, mapping, several, texts
from ledger.intake.found import Files, Found, Place, prose, shown, whole
from ledger.intake.jira_pages import Pages
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
    """Every ticket of the files. Raises UsageRefused without a scope."""
    said, _ = meanings(options, STATUSES), options.whose
    yield from told(_changes(files, options), options.source_of(SOURCE), said, options)


def _changes(files: Files, options: Options) -> Iterator[Change | Found]:
    tickets, pages = _Tickets(), Pages()
    for found in documents(files):
        if not isinstance(found[0], Place):
            yield found
            continue
        place, value = found
        try:
            issues = _issues(value)
            pages.search(place, value, len(issues))
        except InputRefused as refusal:
            yield place.refused(refusal)
            continue
        for each in issues:
            try:
                yield from _whole(partial(_issue, place, mapping(each), (tickets, pages), options))
            except InputRefused as refusal:
                yield place.refused(refusal)
    yield from pages.left_out()


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


class _Tickets:
    """What each issue goes by: the first key that it had."""

    def __init__(self) -> None:
        self._tickets: dict[str, str] = {}
        """By the keys and the numbers of issues."""

    def of(self, names: list[str], histories: Several) -> tuple[str, str]:
        """What the issue of these names goes by; and the first key that its changes tell of, if there is an earlier."""
        told = self._tickets.get(names[0])
        first = _first_key(told or names[0], histories)
        ticket = told or first
        self._tickets.update(dict.fromkeys(names, ticket))
        return ticket, first


def _first_key(key: str, histories: Several) -> str:
    """The key that was left oftener than it was come by, when the issue was moved; without moves the one it has."""
    left: Counter[str] = Counter()
    got: Counter[str] = Counter()
    for history in histories:
        for item in several(history, "items"):
            if item.get("field") == "Key" and item.get("fieldtype") != "custom":
                for end, keys in (("fromString", left), ("toString", got)):
                    keys.update([texts(item, end)])
    return min(left - got, default=key)


def _issue(
    place: Place, issue: dict[str, Any], known: tuple[_Tickets, Pages], options: Options
) -> Iterator[Change | Found]:
    tickets, pages = known
    names, histories, created = _told(issue)
    ticket, first = tickets.of(names, histories)
    if not options.wants(*(part for name in (ticket, names[0]) for part in (name, name.partition("-")[0]))):
        yield place.left_out(InputRefused("is a ticket that --only does not name"))
        return
    said = ticket if ticket == names[0] else f"{ticket[:40]} ({names[0][:40]})"
    if first != ticket:
        why = InputRefused(
            "{ticket} was {first} before it was moved: both are told, as two tickets",
            ticket=ticket[:40],
            first=first[:40],
        )
        yield place.left_out(why)
    if created is None:
        pages.changes(place, ticket, said, issue, len(histories))
    else:
        time = instant_text(created.get("created"), options, "fields.created")
        yield Change(ticket, "created", "created", "", prose(created.get("summary")) or "", time, None, place)
        pages.issue(place, ticket, said, mapping(issue.get("changelog") or {}, "changelog"), len(histories))
    yield from _histories(place, ticket, histories, options)


def _told(issue: dict[str, Any]) -> tuple[list[str], Several, dict[str, Any] | None]:
    """The key of the issue and its number, its changes, and its fields where they are told."""
    if "key" in issue:
        names = [texts(issue, "key")]
        if isinstance(issue.get("id"), str | int):
            names.append(str(issue["id"]))
        changelog = mapping(issue.get("changelog") or {}, "changelog")
        return names, several(changelog, "histories"), mapping(issue.get("fields") or {}, "fields")
    if "changeHistories" in issue:
        return [texts(issue, "issueId")], several(issue, "changeHistories"), None
    page = _OF_PAGE(str(issue.get("self"))[:400]) if "values" in issue else None
    if page is None:
        raise InputRefused("is no issue: it has no key", field="key")
    return [page[1]], several(issue, "values"), None


def _histories(
    place: Place, ticket: str, histories: Iterable[dict[str, Any]], options: Options
) -> Iterator[Change | Found]:
    for history in histories:
        time = _time(history.get("created"), options)
        author = mapping(history.get("author") or {}, "author")
        actor = next((author[name] for name in ("name", "accountId") if type(author.get(name)) is str), None)
        for number, item in enumerate(several(history, "items")):
            field = item.get("field")
            custom = item.get("fieldtype") == "custom" or item.get("fieldId") not in (None, field)
            old, new = (whole(item.get(end) or "") for end in ("fromString", "toString"))
            if field not in ("status", "priority"):
                yield place.left_out(InputRefused("a change of `{name}` moves no clock", name=shown(field)))
            elif custom:
                yield place.left_out(InputRefused("a change of `{name}`, another field than Jira's own", name=field))
            else:
                change = f"{texts(history, 'id')}.{number}"
                yield Change(ticket, change, field, old, new, time, actor, place)


def _time(created: object, options: Options) -> str:
    """An instant; bulk answers have it in milliseconds since 1970."""
    if type(created) is int and abs(created) < 10**15:
        return epoch_text(Decimal(created) / 1000, "created")
    return instant_text(created, options, "created")
