"""Article 11: accounts created and deleted, and on whose word."""

from collections.abc import Mapping

from projections.articles.article_11_accounts import AccountsFinding, ActLine, PasswordLine, WaitingLine
from projections.edition.wording import N_, Text, say
from projections.report.block import Cell, Column, Page, Paragraph, Tone
from projections.report.framed import TONES, framed, section, table
from projections.report.standing import positions

WORDS: Mapping[str, str] = {
    "administrator": N_("administrator"),
    "user": N_("user"),
    "portal": N_("access to the portal"),
    "created": N_("created"),
    "deleted": N_("deleted"),
    "disabled": N_("disabled"),
    "create": N_("to be created"),
    "delete": N_("to be deleted"),
    "provider": N_("the provider"),
    "client": N_("the client"),
    "instructed": N_("as asked"),
    "not_instructed": N_("not asked for"),
    "portal_by_provider": N_("not the provider's to do"),
    "by_client": N_("by the client"),
    "changed": N_("changed"),
    "not_changed": N_("not changed"),
    "no_sign_in": N_("no sign-in yet"),
}
"""The words for the codes of article 11."""

OUTCOME_TONES: Mapping[str, Tone] = {
    "instructed": "good",
    "not_instructed": "bad",
    "portal_by_provider": "bad",
    "by_client": "quiet",
    "disabled": "quiet",
    "changed": "good",
    "not_changed": "doubtful",
    "no_sign_in": "quiet",
}


def page(finding: AccountsFinding) -> Page:
    """What was done to accounts in a period, initial passwords, and instructions still to be carried out."""
    title = say(
        N_("Accounts (article 11): contract {contract}, {period}"), contract=finding.contract, period=finding.period
    )
    verdict = Paragraph(_verdict(finding), TONES.get(finding.verdict, "plain"))
    return framed(finding, title, verdict, (*_acts(finding), *_passwords(finding), *_waiting(finding)))


def _verdict(finding: AccountsFinding) -> Text:
    broken = sum(OUTCOME_TONES[line.outcome] == "bad" for line in finding.acts)
    match finding.verdict:
        case "met":
            return say(N_("Met: all that the provider did to accounts rests on an earlier instruction."))
        case "missed":
            return say(N_("Missed: accounts created or deleted without leave: {broken}."), broken=broken)
    return say(N_("No verdict: {because}."), because=finding.because)


def _word(code: str | None) -> Text | None:
    return None if code is None else Text(WORDS[code])


# ¶2 to ¶4


def _acts(finding: AccountsFinding) -> Page:
    columns = (
        Column("account", say(N_("Account"))),
        Column("kind", say(N_("Kind"))),
        Column("done", say(N_("Done"))),
        Column("by", say(N_("By"))),
        Column("at", say(N_("When"))),
        Column("instructed_at", say(N_("Asked for"))),
        Column("outcome", say(N_("Outcome"))),
        Column("because", say(N_("Because"))),
        Column("entries", say(N_("Entries"))),
    )
    return section(
        say(N_("Created and deleted, article 11 ¶2 to ¶4")),
        table("acts", columns, map(_act_row, finding.acts)),
        say(N_("Nothing was done to an account in the period.")),
    )


def _act_row(line: ActLine) -> tuple[Tone, tuple[Cell, ...]]:
    what = (line.account, _word(line.kind), _word(line.done), _word(line.by), line.at, line.instructed_at)
    return OUTCOME_TONES[line.outcome], (*what, _word(line.outcome), line.because, positions(line.entries))


# ¶2


def _passwords(finding: AccountsFinding) -> Page:
    columns = (
        Column("account", say(N_("Account"))),
        Column("created_at", say(N_("Created"))),
        Column("first_signed_in_at", say(N_("First sign-in"))),
        Column("changed_at", say(N_("Password changed"))),
        Column("delay_seconds", say(N_("After")), right=True),
        Column("outcome", say(N_("Outcome"))),
        Column("entries", say(N_("Entries"))),
    )
    return section(
        say(N_("Initial passwords of administrators, which the client changes, article 11 ¶2")),
        table("passwords", columns, map(_password_row, finding.passwords)),
        say(N_("No administrator's account was created or used for the first time in the period.")),
    )


def _password_row(line: PasswordLine) -> tuple[Tone, tuple[Cell, ...]]:
    times = (line.created_at, line.first_signed_in_at, line.changed_at, line.delay_seconds)
    return OUTCOME_TONES[line.outcome], (line.account, *times, _word(line.outcome), positions(line.entries))


def _waiting(finding: AccountsFinding) -> Page:
    columns = (
        Column("account", say(N_("Account"))),
        Column("kind", say(N_("Kind"))),
        Column("action", say(N_("Asked for"))),
        Column("instructed_at", say(N_("When"))),
        Column("entries", say(N_("Entries"))),
    )
    return section(
        say(N_("Asked for and not done")),
        table("waiting", columns, map(_waiting_row, finding.waiting)),
        say(N_("Every instruction of the period was carried out.")),
    )


def _waiting_row(line: WaitingLine) -> tuple[Tone, tuple[Cell, ...]]:
    return "doubtful", (
        line.account,
        _word(line.kind),
        _word(line.action),
        line.instructed_at,
        positions(line.entries),
    )
