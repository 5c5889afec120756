"""Article 11: who creates and deletes accounts, and on whose word.

Computed: whether every account that the provider created or deleted rests on an earlier instruction of the client
(¶2, ¶3), whether accounts of the portal were left to the client (¶4), and whether the initial password of an
administrator was changed when it first signed in (¶2), a duty of the client that is shown and gives no verdict.
Not computed: who holds which rights, and whether passwords were kept secret (¶5), which the ledger cannot see.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from projections.articles.finding import EntryRef, Flips, LateEntry, Verdict, head, late_entries, refs
from projections.calendar.period import Period
from projections.calendar.span import Duration, Instant
from projections.calendar.zone import midnight
from projections.edition.reading import Reading
from projections.edition.wording import N_, Text, say
from projections.facts.account import Account, AccountFacts, Act, Instruction
from projections.facts.entry import Entry

Outcome = Literal["instructed", "not_instructed", "portal_by_provider", "by_client", "disabled"]
Password = Literal["changed", "not_changed", "no_sign_in"]
BROKEN: frozenset[Outcome] = frozenset({"not_instructed", "portal_by_provider"})
_ASKED = {"created": "create", "deleted": "delete"}


@dataclass(frozen=True, slots=True)
class ActLine:
    """An account created, deleted or disabled, and the instruction it rests on, if it rests on any.

    `kind` (administrator, user, portal) is the one that the client gave, `None` where it gave none.
    """

    account: str
    kind: str | None
    done: str
    by: str
    at: Instant
    instructed_at: Instant | None
    outcome: Outcome
    because: Text
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True, slots=True)
class PasswordLine:
    """An administrator's initial password: when it was changed, and how long after the first sign-in."""

    account: str
    created_at: Instant | None
    first_signed_in_at: Instant | None
    changed_at: Instant | None
    delay_seconds: Duration | None
    outcome: Password
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """An instruction of the client that has not been carried out."""

    account: str
    kind: str
    action: str
    instructed_at: Instant
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True, slots=True)
class AccountsFinding:
    """Article 11 for one contract and period: what was done in it, first sign-ins and instructions given in it."""

    article: str
    contract: str
    period: str
    known_at: Instant
    known_by: str
    position: int
    edition: str
    timezone: str
    tzdata: str
    acts: tuple[ActLine, ...]
    passwords: tuple[PasswordLine, ...]
    waiting: tuple[WaitingLine, ...]
    verdict: Verdict | None
    provisional: bool
    claimed: bool
    because: Text | None
    late_entries: tuple[LateEntry, ...]
    flips: Flips = ()  # no reading bears on this article


def assess(facts: AccountFacts, period: Period, chosen: Mapping[str, Reading]) -> AccountsFinding:
    """What was done in a period of the client's calendar. `chosen` bears on nothing here."""
    last = facts.contract.on(period.last)
    lines = [line for account in facts.accounts for line in _act_lines(facts, account, period)]
    passwords = [line for account in facts.accounts for line in _password_lines(facts, account, period)]
    waiting = [line for account in facts.accounts for line in _waiting_lines(facts, account, period)]
    acts = tuple(sorted((line for line, _ in lines), key=lambda line: (line.at, line.account)))
    return AccountsFinding(
        article="11",
        **head(facts, last),
        period=period.text,
        acts=acts,
        passwords=tuple(passwords),
        waiting=tuple(sorted(waiting, key=lambda line: (line.instructed_at, line.account))),
        verdict=_verdict(acts),
        provisional=facts.known.at < midnight(period.until, last.zone),
        because=_because(acts),
        late_entries=late_entries(entry for _, entries in lines for entry in entries),
    )


def _in(facts: AccountFacts, period: Period, instant: int) -> bool:
    return period.first <= facts.contract.day_of(instant) <= period.last


# ¶2 and ¶3: the provider creates and deletes on the client's instructions; ¶4: but for accounts of the portal


def _act_lines(facts: AccountFacts, account: Account, period: Period) -> Iterator[tuple[ActLine, tuple[Entry, ...]]]:
    for act in account.acts:
        if _in(facts, period, act.at):
            asked = resting_on(act, account)
            kind = account.kind_at(act.at)
            outcome = _outcome(act, asked, kind)
            entries = (act.entry,) if asked is None else (asked.entry, act.entry)
            instructed_at = None if asked is None else Instant(asked.at)
            said = _said(outcome, act)
            at = Instant(act.at)
            line = ActLine(account.subject, kind, act.done, act.by, at, instructed_at, outcome, said, refs(entries))
            yield line, entries


def resting_on(act: Act, account: Account) -> Instruction | None:
    """The client's last instruction to do this before it was done, unless it had been carried out once already."""
    spent = max((each.at for each in account.acts if each.done == act.done and each.at < act.at), default=None)
    asked = [
        each
        for each in account.instructions
        if each.action == _ASKED.get(act.done) and each.at < act.at and (spent is None or spent <= each.at)
    ]
    return asked[-1] if asked else None


def _outcome(act: Act, asked: Instruction | None, kind: str | None) -> Outcome:
    if act.done == "disabled":
        return "disabled"
    if act.by == "client":
        return "by_client"
    if kind == "portal":
        return "portal_by_provider"
    return "not_instructed" if asked is None else "instructed"


def _said(outcome: Outcome, act: Act) -> Text:
    match outcome:
        case "instructed":
            return say(N_("the client had asked for it, article 11 ¶2-3"))
        case "portal_by_provider":
            return say(N_("accounts of the portal are the client's to create and delete, article 11 ¶4"))
        case "by_client":
            return say(N_("the client did it"))
        case "disabled":
            return say(N_("disabled; article 11 ¶5 leaves that to the client after a theft"))
    if act.done == "created":
        return say(N_("the client had not asked for its creation before, article 11 ¶2-3"))
    return say(N_("the client had not asked for its deletion before, article 11 ¶2-3"))


# ¶2: the initial password of an administrator is changed at the first sign-in


def _password_lines(facts: AccountFacts, account: Account, period: Period) -> Iterator[PasswordLine]:
    created = next((act for act in account.acts if act.done == "created" and act.by == "provider"), None)
    signed_in = account.signed_in[0] if account.signed_in else None
    changed = account.password_changed[0] if account.password_changed else None
    told = [*([created.entry] if created else []), *([signed_in] if signed_in else []), *([changed] if changed else [])]
    if not told or account.kind_at(told[0].occurred_at) != "administrator":
        return
    if not any(_in(facts, period, entry.occurred_at) for entry in told):
        return
    yield PasswordLine(
        account.subject,
        None if created is None else Instant(created.at),
        None if signed_in is None else Instant(signed_in.occurred_at),
        None if changed is None else Instant(changed.occurred_at),
        None if changed is None or signed_in is None else Duration(changed.occurred_at - signed_in.occurred_at),
        "changed" if changed else "not_changed" if signed_in else "no_sign_in",
        refs(told),
    )


# What is left to do, and what the finding says


def _waiting_lines(facts: AccountFacts, account: Account, period: Period) -> Iterator[WaitingLine]:
    for asked in account.instructions:
        done = any(_ASKED.get(act.done) == asked.action and act.at > asked.at for act in account.acts)
        if not done and _in(facts, period, asked.at):
            yield WaitingLine(account.subject, asked.kind, asked.action, Instant(asked.at), refs([asked.entry]))


def _judged(acts: Sequence[ActLine]) -> list[ActLine]:
    return [line for line in acts if line.outcome not in ("by_client", "disabled")]


def _verdict(acts: Sequence[ActLine]) -> Verdict | None:
    if any(line.outcome in BROKEN for line in acts):
        return "missed"
    return "met" if _judged(acts) else None


def _because(acts: Sequence[ActLine]) -> Text | None:
    if _judged(acts):
        return None
    return say(N_("the provider created and deleted no account in the period"))
