"""What is typed on the command line: contracts, periods, positions, readings."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from cli.command import Kind, named
from ledger.events.subject import check_scope, full_subject
from ledger.refusal import UsageRefused
from projections.edition.wording import N_

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from projections.calendar.period import Period
    from projections.edition.reading import Reading


class ContractName(Kind):
    """A contract, as `C1` or `contract/C1`; its id comes out."""

    name = "contract"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The id. Raises UsageRefused."""
        scope = full_subject("contract", value)
        try:
            check_scope(scope)
        except ValueError:
            raise UsageRefused(
                N_("{option}: `{value}` is no name of a contract; write C1 or contract/C1"),
                option=named(param),
                value=value,
            ) from None
        return scope.removeprefix("contract/")

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
        """The contracts that the ledger knows and that begin so."""
        from cli.known_name import scopes

        return scopes(ctx, "contract", incomplete)


class EnvironmentName(Kind):
    """An environment, as `prod-1` or `environment/prod-1`; its id comes out."""

    name = "environment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The id. Raises UsageRefused."""
        scope = full_subject("environment", value)
        try:
            check_scope(scope)
        except ValueError:
            raise UsageRefused(
                N_("{option}: `{value}` is no name of an environment; write prod-1 or environment/prod-1"),
                option=named(param),
                value=value,
            ) from None
        return scope.removeprefix("environment/")

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
        """The environments that the ledger knows and that begin so."""
        from cli.known_name import scopes

        return scopes(ctx, "environment", incomplete)


class PeriodText(Kind):
    """A period such as `2026-03`."""

    name = "period"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> "Period":
        """The period. Raises UsageRefused."""
        from projections.calendar.period import Period, parse_period

        if isinstance(value, Period):
            return value
        try:
            return parse_period(value)
        except ValueError:
            raise UsageRefused(
                N_(
                    "{option}: `{value}` is no period; write 2026-03, 2026-Q1, 2026, 2026-03-10 "
                    "or 2026-03-01..2026-03-15 (years 1970 to 2199)"
                ),
                option=named(param),
                value=value,
            ) from None


class Day(Kind):
    """A day such as `2026-03-31`."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day. Raises UsageRefused."""
        from projections.calendar.period import parse_period

        if isinstance(value, date):
            return value
        try:
            found = parse_period(value)
        except ValueError:
            found = None
        if found is None or found.kind != "day":
            raise UsageRefused(N_("{option}: `{value}` is no day; write 2026-03-31"), option=named(param), value=value)
        return found.first


class ReadingChoice(Kind):
    """A reading as `name=option`."""

    name = "name=option"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> "Reading":
        """The member of the reading. Raises UsageRefused."""
        from projections.articles.catalogue import choose, readings

        name, equals, _ = value.partition("=")
        if not equals:
            raise UsageRefused(
                N_("{option}: `{value}` is not of the form name=option"), option=named(param), value=value
            )
        kinds = readings()
        if name not in kinds:
            raise UsageRefused(
                N_("{option}: there is no reading `{name}`; `livret readings` lists them"),
                option=named(param),
                name=name,
            )
        try:
            return choose(value)
        except ValueError:
            raise UsageRefused(
                N_("{option}: `{value}` is not one of the options of `{name}`: {choices}"),
                option=named(param),
                value=value.partition("=")[2],
                name=name,
                choices=", ".join(member.option for member in kinds[name]),
            ) from None


CONTRACT, ENVIRONMENT = ContractName(), EnvironmentName()
PERIOD, DAY, READING = PeriodText(), Day(), ReadingChoice()
