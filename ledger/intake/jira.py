"""Jira: issues with their changelog, as `/rest/api/2/search?expand=changelog` and `/issue/KEY?expand=changelog` answer.

`status` and `priority` are read from `changelog.histories[].items[]`; every other field moves no clock.
"""

from collections.abc import Iterator
from typing import IO, Any

from ledger.intake.document import documents, mapping, several, texts
from ledger.intake.found import Found, LeftOut, Place, prose, shown
from ledger.intake.options import Options
from ledger.intake.ticketing import CLOSED, TAKEN, WAITING, Change, meanings, told
from ledger.intake.wall import instant_text
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


def read(name: str, stream: IO[bytes], options: Options) -> Iterator[Found]:
    """Every ticket of a file. Raises UsageRefused without a scope."""
    said, _ = meanings(options, STATUSES), options.whose
    for found in documents(name, stream):
        if not isinstance(found[0], Place):
            yield found
            continue
        place, value = found
        try:
            document = value if type(value) is list else mapping(value).get("issues", [value])
            issues = [mapping(each) for each in (document if type(document) is list else [document])]
        except InputRefused as refusal:
            yield place.refused(refusal)
            continue
        for issue in issues:
            try:
                changes = list(_changes(place, issue, options))
            except InputRefused as refusal:
                yield place.refused(refusal)
                continue
            yield from (each for each in changes if isinstance(each, LeftOut))
            yield from told((each for each in changes if isinstance(each, Change)), SOURCE, said, options)


def _changes(place: Place, issue: dict[str, Any], options: Options) -> Iterator[Change | LeftOut]:
    ticket = texts(issue, "key")
    if not options.wants(ticket, ticket.partition("-")[0]):
        yield place.left_out(InputRefused("is a ticket that --only does not name"))
        return
    fields = mapping(issue.get("fields") or {}, "fields")
    created = instant_text(fields.get("created"), options, "fields.created")
    yield Change(ticket, "created", "created", "", prose(fields.get("summary")) or "", created, None, place)
    changelog = mapping(issue.get("changelog") or {}, "changelog")
    histories = several(changelog, "histories")
    total = changelog.get("total")
    if type(total) is int and total > len(histories):
        why = InputRefused("{ticket} has changes that the answer leaves out (changelog.total)", ticket=ticket[:40])
        yield place.left_out(why)
    for history in histories:
        time = instant_text(history.get("created"), options, "created")
        author = mapping(history.get("author") or {}, "author")
        actor = next((author[name] for name in ("name", "accountId") if type(author.get(name)) is str), None)
        for number, item in enumerate(several(history, "items")):
            field = item.get("field")
            old, new = (shown(item.get(end) or "") for end in ("fromString", "toString"))
            if field == "status" or field == "priority":
                change = f"{texts(history, 'id')}.{number}"
                yield Change(ticket, change, field, old, new, time, actor, place)
            else:
                yield place.left_out(InputRefused("a change of `{name}` moves no clock", name=shown(field)))
