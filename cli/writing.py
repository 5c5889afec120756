"""What every recording command needs: the journal, what the reading side knows of it, and ctrl-C told truly."""

import contextlib
from collections.abc import Iterator

import click

from cli.failure import Declined, Interrupted
from cli.sealing import seal_what_is_new
from cli.session import Session
from ledger.events.event import Submission
from ledger.journal.application import Journal
from ledger.refusal import InputRefused
from projections.articles.catalogue import readings
from projections.calendar.unfit import Unfit
from projections.edition.wording import N_

_YES = ("y", "yes", "o", "oui")


@contextlib.contextmanager
def recording(session: Session) -> Iterator[Journal]:
    """The journal of the session's ledger, open to be added to; what was is sealed where a key is at hand."""
    with Journal.open(session.ledger) as journal:
        before = journal.seals().position()
        try:
            yield journal
            if journal.seals().position() != before:
                seal_what_is_new(session, journal)
        except KeyboardInterrupt:
            raise Interrupted(recorded=journal.seals().position() != before) from None


def ask(session: Session, question: str) -> None:
    """Put a question, a message template. Raises Declined for any answer but yes."""
    answer = click.prompt(session.text(question), default="", show_default=False, prompt_suffix=" ", err=True)
    if answer.strip().lower() not in _YES:
        raise Declined


def vet(submission: Submission) -> None:
    """Refuse a reading that does not exist, agreed on or claimed: nobody would ever notice that it has no effect."""
    if submission.type == "reading.agreed":
        option: str = submission.event.option  # type: ignore[attr-defined]
        _check_reading(submission.subject.partition("/")[2], option, "subject", "data.option")
    elif submission.family == "dispute":
        for name, option in (getattr(submission.event, "readings", None) or {}).items():
            _check_reading(name, option, "data.readings", "data.readings")


def _check_reading(name: str, option: str, named_in: str, chosen_in: str) -> None:
    known = readings()
    if name not in known:
        raise InputRefused(N_("there is no reading `{name}`; `livret readings` lists them"), field=named_in, name=name)
    options = [member.option for member in known[name]]
    if option not in options:
        raise InputRefused(
            N_("`{option}` is not one of the options of `{name}`: {choices}"),
            field=chosen_in,
            option=option,
            name=name,
            choices=", ".join(options),
        )


def calendar(territory: str, year: int) -> tuple[dict[str, dict[str, str]], str]:
    """The public holidays proposed for a territory and year. Raises Refusal where nothing is known of them."""
    from projections.calendar.holidays import propose  # it loads a large library

    try:
        return propose(territory, year)
    except Unfit as error:
        raise InputRefused(error.template, **error.values) from error
