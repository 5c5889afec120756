"""What is said of an event before it is recorded, or once it is: sentences, each a line."""

from collections.abc import Iterable, Mapping

from projections.edition.wording import N_, Text, say
from projections.inquiry.forecast import EmergencyForecast, Forecast, NoticeForecast
from projections.inquiry.outlook import OpenTicket

_SPANS = 4
_OWED: Mapping[str, str] = {
    "takeover": N_("a takeover"),
    "action_plan": N_("a plan of corrective action"),
    "fix_or_workaround": N_("a fix or a workaround"),
}


def forecast_lines(found: Forecast) -> Iterable[Text]:
    """The sentences about a notice or an emergency."""
    if isinstance(found, EmergencyForecast):
        yield _emergency(found)
        return
    yield _notice(found)
    yield _coverage(found)
    yield _readings(found.readings)
    for calendar in found.missing_calendars:
        yield say(
            N_("No public holidays adopted for {calendar}: run `livret holidays adopt {calendar}`."), calendar=calendar
        )


def _notice(found: NoticeForecast) -> Text:
    if found.lead_seconds is None or found.noticed_at is None:
        return say(
            N_("Article 5, contract {contracts}: no notice counts while none is known to be received (--received-at)."),
            contracts=found.contracts,
        )
    template = N_("Article 5, contract {contracts}: {lead} of notice, and {hours} h are needed")
    if found.lead_seconds < 0:
        template = N_("Article 5, contract {contracts}: told after its start, and {hours} h of notice are needed")
    notice = Text(template, {"contracts": found.contracts, "lead": found.lead_seconds, "hours": found.notice_hours})
    if found.enough:
        return say(N_("{what}: in time."), what=notice)
    return say(
        N_("{what}: too short. With this notice the earliest start that would do is {earliest}."),
        what=notice,
        earliest=found.earliest_start,
    )


def _coverage(found: NoticeForecast) -> Text:
    if found.ends is None:
        return say(N_("Without an end nothing of it is covered: say when it is to end (--ends)."))
    if found.outcome == "emergency":
        return say(N_("It is taken as an emergency declared with this notice."))
    if not found.uncovered:
        return say(N_("All of it lies in maintenance windows."))
    spans = tuple(say(N_("{start} to {end}"), start=start, end=end) for start, end in found.uncovered)
    return say(
        N_("Outside all maintenance windows: {spans}; {length} together, {exposed} of it in reference hours."),
        spans=(*spans[:_SPANS], *("…" for _ in spans[_SPANS : _SPANS + 1])),
        length=found.uncovered_seconds,
        exposed=found.exposed_seconds,
    )


def _emergency(found: EmergencyForecast) -> Text:
    template = N_("Article 5, contract {contracts}: declared in time ({readings}).")
    if not found.in_time:
        template = N_(
            "Article 5, contract {contracts}: declared too late, after its start at {starts} ({readings}): "
            "it excludes nothing."
        )
    return Text(template, {"contracts": found.contracts, "starts": found.starts, "readings": _options(found.readings)})


def _readings(readings: Mapping[str, str]) -> Text:
    return say(N_("Readings in force: {readings}."), readings=_options(readings))


def _options(readings: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={option}" for name, option in readings.items())


def owed_line(ticket: OpenTicket) -> Text:
    """What is owed for a ticket, and by when."""
    owed = Text(_OWED[ticket.owed])
    if ticket.deadline is None:
        template = N_("Article {article}: {owed} is owed; there is no deadline yet, and `livret {command}` says why.")
    elif ticket.late:
        template = N_("Article {article}: {owed} was owed by {deadline}.")
    elif ticket.left_working_seconds is None:
        template = N_("Article {article}: {owed} is owed by {deadline}.")
    else:
        template = N_("Article {article}: {owed} is owed by {deadline}; working time left until then: {left}.")
    return Text(
        template,
        {
            "article": ticket.article,
            "owed": owed,
            "deadline": ticket.deadline,
            "left": ticket.left_working_seconds,
            "command": "takeover" if ticket.article == "13" else "remedy",
        },
    )
