"""Article 3: what was ordered is what the contract says, in its part on the subscription.

Computed: the subscription in force on a day (modules, named users, agents, options) and the amendments that led to it
or are still to come. Not computed: whether more was used than was ordered, since the booklet says nothing of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, cast

from projections.articles.finding import EntryRef, LateEntry, head, late_entries, refs
from projections.calendar.span import Instant
from projections.calendar.zone import midnight
from projections.edition.reading import Reading
from projections.edition.wording import N_, Text, say
from projections.facts.contract import Contract, Subscription
from projections.facts.subscription import Amendment, SubscriptionFacts, value

Value = tuple[str, ...] | str | int | None
Service = Literal["not_started", "in_service", "ended"]


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A field of the contract before and after an amendment."""

    field: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class AmendmentLine:
    """One amendment: the first day on which it holds, when it was made, and whether it holds on the day asked."""

    effective_on: date
    made_at: Instant
    in_force: bool
    changes: tuple[ChangeLine, ...]
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True, slots=True)
class SubscriptionFinding:
    """Article 3 for one contract and day. `modules`, `named_users` and `agents` are `None` where they are not said.

    `service_ends_on` is the last day of service, where an end is known.
    """

    article: str
    contract: str
    on: date
    known_at: Instant
    known_by: str
    position: int
    edition: str
    territory: str
    timezone: str
    tzdata: str
    client: str
    form: str
    environment: str
    service: Service
    service_starts_on: date
    support_starts_on: date
    service_ends_on: date | None
    modules: tuple[str, ...] | None
    named_users: int | None
    agents: int | None
    options: tuple[str, ...]
    amendments: tuple[AmendmentLine, ...]
    provisional: bool
    claimed: bool
    because: Text | None
    entries: tuple[EntryRef, ...]
    late_entries: tuple[LateEntry, ...]


def assess(facts: SubscriptionFacts, on: date, chosen: Mapping[str, Reading]) -> SubscriptionFinding:
    """The subscription in force on a day of the client's calendar. `chosen` bears on nothing here."""
    terms = facts.contract.on(on)
    service = service_on(facts.contract, on)
    return SubscriptionFinding(
        article="3",
        **head(facts, terms),
        on=on,
        territory=terms.territory,
        client=terms.client,
        form=str(terms.fields["form"]),
        environment=terms.environment,
        service=service,
        service_starts_on=terms.service_starts_on,
        support_starts_on=terms.support_starts_on,
        service_ends_on=None if terms.service_until is None else terms.service_until - timedelta(days=1),
        modules=_names(terms, "modules"),
        named_users=_count(terms, "named_users"),
        agents=_count(terms, "agents"),
        options=_names(terms, "options") or (),
        amendments=tuple(_line(amendment, on) for amendment in facts.amendments),
        provisional=facts.known.at < midnight(on + timedelta(days=1), terms.zone),
        because=_because(service, terms),
        entries=refs(terms.entries),
        late_entries=late_entries(terms.entries),
    )


def service_on(contract: Contract, on: date) -> Service:
    """Whether the service has started, is owed, or has ended on a day."""
    if contract.in_service(on):
        return "in_service"
    return "not_started" if on < contract.on(on).service_starts_on else "ended"


def _line(amendment: Amendment, on: date) -> AmendmentLine:
    return AmendmentLine(
        amendment.effective_on,
        Instant(amendment.made_at),
        amendment.effective_on <= on,
        tuple(ChangeLine(each.field, each.before, each.after) for each in amendment.changes),
        refs([amendment.entry]),
    )


def _names(terms: Subscription, field: str) -> tuple[str, ...] | None:
    return cast("tuple[str, ...] | None", value(terms.fields, field))


def _count(terms: Subscription, field: str) -> int | None:
    return cast("int | None", value(terms.fields, field))


def _because(service: Service, terms: Subscription) -> Text | None:
    match service:
        case "not_started":
            return say(N_("service starts on {day}"), day=terms.service_starts_on)
        case "ended" if terms.service_until is not None:
            return say(N_("the last day of service was {day}"), day=terms.service_until - timedelta(days=1))
    return None
