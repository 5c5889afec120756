"""What articles 13 and 14 can be asked under any readings: tickets are tallied, not told one by one."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from projections.articles.article_01_definitions import WorkingDayHolidays
from projections.articles.article_13_clock import Clock, clock_of, judge
from projections.articles.article_13_periods import MeasuringPeriod, measuring_periods
from projections.articles.article_13_readings import ClockStart, MeasuringPeriods, WaitingForClient
from projections.articles.article_13_takeover import READINGS as OF_TAKEOVER
from projections.articles.article_13_takeover import Rules, desk_of, rate_of, rules_on, terms, verdict_of
from projections.articles.article_14_remedy import READINGS as OF_REMEDY
from projections.articles.article_14_remedy import judged as judged_spells
from projections.articles.article_14_remedy import registered_in, unfinished
from projections.articles.article_14_remedy import verdict_of as verdict_on_rows
from projections.articles.stretch import readings_on
from projections.calendar.period import Period
from projections.edition.reading import Reading
from projections.edition.terms import edition
from projections.edition.wording import Text
from projections.facts.support import SupportFacts
from projections.facts.ticket import Ticket
from projections.inquiry.figure import Figure, share
from projections.inquiry.question import Question, agreed_on
from projections.inquiry.tally import Tally
from projections.inquiry.ticket_relevance import Touch, untouched_by_tickets


def takeover_of(facts: SupportFacts, period: Period | None) -> Question:
    """Article 13: late tickets and the rate of each measuring period that the period touches."""
    takeovers = _Takeovers(facts, period)
    return Question(takeovers.ask, OF_TAKEOVER, takeovers.untouched, agreed_on(facts.contract))


class _Takeovers:
    """The tickets of each measuring period, tallied once for all questions.

    What many judgements share is worked out once: the rules that hold until the contract changes or something is agreed
    on, and a clock under the readings that it obeys.
    """

    def __init__(self, facts: SupportFacts, period: Period | None) -> None:
        self._facts, self._period = facts, period
        self._desk = desk_of(facts)
        self._touch = Touch(facts, self._desk)
        self._days = {ticket.subject: self._desk.day_of(ticket.registered) for ticket in facts.tickets}
        self._tallies: dict[MeasuringPeriod, Tally] = {}
        changes = {each.effective_on for each in facts.contract.subscriptions}
        self._changes = sorted(changes | {each.effective_on for each in facts.contract.agreements})
        self._rules: dict[tuple[int, frozenset[Reading]], Rules] = {}
        self._clocks: dict[tuple[object, ...], Clock] = {}

    def ask(self, chosen: Mapping[str, Reading]) -> list[Figure]:
        return [self._figure(measured, chosen) for measured in self._measured(chosen)]

    def untouched(self) -> Mapping[str, Text]:
        options = ({}, *({MeasuringPeriods.declaration.name: member} for member in MeasuringPeriods))
        ways = [list(self._measured(option)) for option in options]
        tallied = [self._tally(measured) for way in ways for measured in way]
        touched = frozenset().union(*(each.touched for each in tallied))
        if any(way != ways[0] for way in ways):
            touched |= {MeasuringPeriods}
        return untouched_by_tickets(OF_TAKEOVER, touched)

    def _measured(self, chosen: Mapping[str, Reading]) -> Iterable[MeasuringPeriod]:
        today = self._desk.day_of(self._facts.known.at)
        return measuring_periods(self._facts.contract, today, self._period, chosen)

    def _tally(self, measured: MeasuringPeriod) -> Tally:
        if measured not in self._tallies:
            registered = (ticket for ticket in self._facts.tickets if self._days[ticket.subject] in measured)
            agreed = agreed_on(self._facts.contract)
            self._tallies[measured] = Tally(registered, self._touch.takeover, self._judge, agreed)
        return self._tallies[measured]

    def _judge(self, ticket: Ticket, chosen: Mapping[str, Reading]) -> Iterable[str]:
        hours, readings = self._rules_on(self._days[ticket.subject], chosen)
        key = (ticket.subject, hours, *(readings[kind] for kind in _OF_THE_CLOCK))
        if key not in self._clocks:
            self._clocks[key] = clock_of(ticket, self._desk.time(readings), hours, readings)
        facts = self._facts
        return (judge(ticket, self._clocks[key], hours, facts.suspensions, readings, facts.known.at).outcome,)

    def _rules_on(self, day: date, chosen: Mapping[str, Reading]) -> Rules:
        key = (bisect_right(self._changes, day), frozenset(chosen.values()))
        if key not in self._rules:
            self._rules[key] = rules_on(self._facts, day, chosen)
        return self._rules[key]

    def _figure(self, measured: MeasuringPeriod, chosen: Mapping[str, Reading]) -> Figure:
        outcomes = self._tally(measured)(chosen)
        figure, contract = rate_of(outcomes), self._facts.contract
        ends = self._desk.midnight(measured.to + timedelta(days=1), self._facts.known.at)
        promised = terms(edition(contract.on(measured.to).edition).article("13"))
        verdict = "undetermined" if outcomes["undetermined"] else verdict_of(figure, promised)
        about = ("13", "takeover_rate", f"{measured.from_}..{measured.to}")
        late, provisional = (
            figure.denominator - figure.numerator,
            self._facts.known.at < ends or outcomes["pending"] > 0,
        )
        options = readings_on(contract, measured.to, OF_TAKEOVER, chosen).options(OF_TAKEOVER)
        return Figure(*about, figure.percent, late, "count", verdict, provisional, options)


_OF_THE_CLOCK: tuple[type[Reading], ...] = (ClockStart, WaitingForClient, WorkingDayHolidays)
"""The readings that a clock of article 13 obeys."""


def remedy_of(facts: SupportFacts, period: Period | None) -> Question:
    """Article 14: remedies that came too late, of the tickets registered in the period."""
    desk, agreed = desk_of(facts), agreed_on(facts.contract)
    last_day = desk.day_of(facts.known.at) if period is None else period.last

    def judge(ticket: Ticket, chosen: Mapping[str, Reading]) -> Iterable[str]:
        return [each.outcome for each in judged_spells(facts, ticket, desk, chosen)]

    registered = (each for each in facts.tickets if registered_in(period, each, desk))
    tally = Tally(registered, Touch(facts, desk).remedy, judge, agreed)

    def ask(chosen: Mapping[str, Reading]) -> list[Figure]:
        outcomes = tally(chosen)
        late, met = outcomes["missed"], outcomes["met"]
        provisional = unfinished(facts, period, desk) or outcomes["pending"] > 0
        verdict = verdict_on_rows({outcome for outcome, count in outcomes.items() if count})
        options = readings_on(facts.contract, last_day, OF_REMEDY, chosen).options(OF_REMEDY)
        about = ("14", "remedy", "" if period is None else period.text)
        return [Figure(*about, share(met, met + late), late, "count", verdict, provisional, options)]

    return Question(
        ask,
        OF_REMEDY,
        lambda: untouched_by_tickets(OF_REMEDY, tally.touched),
        agreed,
        lambda chosen, free: tally.certain("missed", chosen, free),
    )
