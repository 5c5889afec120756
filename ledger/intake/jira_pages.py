"""Answers of Jira that come in pages: what one leaves out, unless another page of the same import has it.

An answer says with which of all it begins (`startAt`) and how many there are (`total`), or that it is not the last.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from ledger.intake.found import LeftOut, Place
from ledger.refusal import N_, InputRefused

_NO_CHANGELOG = N_("{ticket} comes without its changelog: ask with expand=changelog")
_PART_OF_IT = N_("{ticket} has changes that the answer leaves out: ask for all pages of its /changelog")
_MORE_CHANGES = N_("{ticket} has more changes: ask for those from startAt={position} on")
_MORE_ISSUES = N_("there are more issues: ask for those from startAt={position} on")
_MORE = N_("there is more: ask for the next page, by its nextPageToken")
_SEARCH = ""
"""What the issues that were searched for go by; what else has pages goes by the name of its ticket."""


class _Lack(NamedTuple):
    """Of what the rest is lacking; a page that begins at one of these positions would have it."""

    name: str
    positions: tuple[int, ...]
    total: int


class _Said(NamedTuple):
    file: str
    line: int
    template: str
    ticket: str


class Pages:
    """The pages of one import."""

    def __init__(self) -> None:
        self._begun: Counter[tuple[str, int]] = Counter()
        self._lacks: dict[_Lack, _Said] = {}
        self._last: dict[str, Place] = {}
        """The last page of each kind that goes by tokens, if another is to follow."""

    def search(self, place: Place, document: Any, held: int) -> None:
        """One more document, and how many issues or changelogs it holds."""
        if type(document) is not dict:
            return
        kind = next((name for name in ("issues", "issueChangeLogs") if name in document), None)
        if kind == "issues" and type(document.get("total")) is int:
            self._page(_SEARCH, document, held, _Said(*place[:2], _MORE_ISSUES, ""))
        elif kind is not None:
            self._last.pop(kind, None)
            if document.get("nextPageToken") or document.get("isLast") is False:
                self._last[kind] = place

    def issue(self, place: Place, ticket: str, said: str, changelog: dict[str, Any], held: int) -> None:
        """An issue, `said` what its ticket goes by, and how many changes came with it."""
        total = changelog.get("total")
        if changelog.get("histories") is None:
            self._lacks[_Lack(ticket, (0,), 0)] = _Said(*place[:2], _NO_CHANGELOG, said)
        elif type(total) is int and total > held:
            self._lacks[_Lack(ticket, (0, held), total)] = _Said(*place[:2], _PART_OF_IT, said)

    def changes(self, place: Place, ticket: str, said: str, page: dict[str, Any], held: int) -> None:
        """A page of the changes of a ticket alone."""
        self._page(ticket, page, held, _Said(*place[:2], _MORE_CHANGES, said))

    def _page(self, name: str, page: dict[str, Any], held: int, said: _Said) -> None:
        start, total = page.get("startAt"), page.get("total")
        start = start if type(start) is int else 0
        self._begun[name, start] += 1
        if start + held < total if type(total) is int else page.get("isLast") is False:
            self._lacks[_Lack(name, (start + held,), total if type(total) is int else 0)] = said

    def left_out(self) -> Iterator[LeftOut]:
        """What no page had."""
        for lack, said in self._lacks.items():
            begun = next(((lack.name, each) for each in lack.positions if self._begun[lack.name, each]), None)
            if begun is None:
                why = InputRefused(said.template, ticket=said.ticket[:90], position=lack.positions[-1])
                yield Place(said.file, said.line).left_out(why)
            elif lack.name == _SEARCH:
                self._begun[begun] -= 1  # of several searches, each has its own next page
        for place in self._last.values():
            yield place.left_out(InputRefused(_MORE))
