"""Whose history a verb writes to, and which subject it speaks of, where that need not be typed in full."""

import uuid
from datetime import tzinfo
from functools import cached_property
from typing import Any

import click

from cli.record import asked
from cli.session import session_of
from cli.verb import Verb
from ledger import clock
from ledger.events.event import Event
from ledger.events.subject import full_subject
from ledger.journal.read import open_reader
from ledger.refusal import UsageRefused
from projections.calendar.zone import local_date
from projections.edition.wording import N_
from projections.facts.history import History, known
from projections.facts.subject import known_in, not_ended

_FEW = 5


class Addressee:
    """Scope and subject of one event, from what was typed and what the ledger knows."""

    def __init__(self, ctx: click.Context, verb: Verb, cls: type[Event], typed: dict[str, Any]) -> None:
        self._ctx = ctx
        self._session = session_of(ctx)
        self._verb = verb
        self._cls = cls
        self._kind = (cls.SUBJECT or "").partition("/")[0]
        self._environment, self._contract = typed.get("environment"), typed.get("contract")
        self._id: str | None = typed["subject"]
        self.implied: str | None = None
        """The subject, where it was not named but taken as the only one that has not ended."""

    def scope(self) -> str:
        """That of --on or --for, else where the subject is known, else where the only one that has not ended is.

        Raises UsageRefused where that is nowhere, or in several histories.
        """
        if self._environment and self._contract:
            raise UsageRefused(N_("give --on for an environment or --for for a contract, not both"))
        named = self._named_scope()
        if named is not None:
            return named
        if self._id is not None:
            return self._scope_of(full_subject(self._kind, self._id))
        return self._only_one[0] if self._verb.implied else self._asked_scope()

    def subject(self, scope: str, occurred_at: int, zone: tzinfo) -> str:
        """The one named, else the only one that has not ended, else a new one under a name of its own."""
        if self._id is not None:
            return full_subject(self._kind, self._id)
        if self._verb.implied:
            self.implied = self._only_one[1]
            return self.implied
        if self._cls.FOLLOWS.after:
            return full_subject(self._kind, asked(self._ctx, "subject"))
        waiting = tuple(subject for where, subject in self._open if where == scope)
        if waiting:
            raise UsageRefused(N_("{subjects} may be meant: name it, or give a new id"), subjects=waiting[:_FEW])
        return f"{self._kind}/{local_date(occurred_at, zone)}-{uuid.uuid4().hex[:6]}"

    def _named_scope(self) -> str | None:
        if self._environment:
            return f"environment/{self._environment}"
        return f"contract/{self._contract}" if self._contract else None

    def _asked_scope(self) -> str:
        by_environment = "environment" in self._cls.SCOPES
        name = asked(self._ctx, "environment" if by_environment else "contract")
        return f"environment/{name}" if by_environment else f"contract/{name}"

    def _scope_of(self, subject: str) -> str:
        """Where the subject is known; where it is not, a first event may yet be asked for its scope."""
        with open_reader(self._session.ledger) as reader:
            scopes = [scope for scope in reader.scopes() if scope.partition("/")[0] in self._cls.SCOPES]
            found = known_in(reader, scopes, subject, self._cls.FOLLOWS.after)
        if len(found) > 1:
            raise UsageRefused(
                N_("{subject} is known in {scopes}: say in which it happened, by --on or --for"),
                subject=subject,
                scopes=tuple(found),
            )
        if not found and self._cls.FOLLOWS.after:
            raise UsageRefused(
                N_("{subject} is not known: check the id, or say whose history it belongs to, by --on or --for"),
                subject=subject,
            )
        return found[0] if found else self._asked_scope()

    @property
    def _only_one(self) -> tuple[str, str]:
        """Scope and subject of the only one that has begun and not ended."""
        if len(self._open) == 1:
            return self._open[0]
        if not self._open:
            raise UsageRefused(
                N_("no {kind} known in {where} has begun and not ended: name the one that is meant"),
                kind=self._kind,
                where=self._named_scope() or self._session.ledger,
            )
        few = tuple(f"{subject} ({scope})" for scope, subject in self._open[:_FEW])
        raise UsageRefused(
            N_("{count} have begun and not ended: {subjects}; name the one that is meant"),
            count=len(self._open),
            subjects=(*few, *("…" for _ in self._open[_FEW : _FEW + 1])),
        )

    @cached_property
    def _open(self) -> list[tuple[str, str]]:
        """Scope and subject of all that have begun and not ended, in the scope named, else in any."""
        if not self._verb.begins:
            return []
        named = self._named_scope()
        with open_reader(self._session.ledger) as reader:
            history = History(reader, known(reader, clock.now(), None, None, "ledger"))
            return [
                (scope, subject)
                for scope in ([named] if named else reader.scopes())
                for subject in not_ended(history, scope, self._verb.begins, self._verb.ends)
            ]
