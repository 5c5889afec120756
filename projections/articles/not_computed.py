"""What the booklet says and nothing here computes, sentence by sentence in paraphrase, each with the reason.

What is computed stands in the articles; together they leave no sentence of the booklet unanswered.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from projections.edition.wording import N_, Text

Reason = Literal["definition", "for_people", "not_recorded", "no_figure", "elsewhere", "right", "client"]

REASONS: dict[Reason, str] = {
    "definition": N_("it says what a word means, and promises nothing"),
    "for_people": N_("whether it holds is for people to judge"),
    "not_recorded": N_("the ledger keeps no record of it"),
    "no_figure": N_("it sets no figure and no term"),
    "elsewhere": N_("its terms stand in another document"),
    "right": N_("it lets a party do something, and asks nothing of it"),
    "client": N_("it is the client's affair, and nothing of the provider's follows from it"),
}
"""Why a sentence is not computed."""


@dataclass(frozen=True, slots=True)
class NotComputed:
    """A sentence of the booklet by article and paragraph, what it is about, and why no figure follows from it."""

    article: str
    paragraph: str
    about: Text
    because: Text


def _of(article: str, *sentences: tuple[str, str, Reason]) -> tuple[NotComputed, ...]:
    return tuple(NotComputed(article, where, Text(about), Text(REASONS[why])) for where, about, why in sentences)


SENTENCES: tuple[NotComputed, ...] = (
    *_of(
        "1",
        ("¶2", N_("what counts as an anomaly, and which of three grades it has"), "for_people"),
        ("¶3", N_("what counts as a ticket"), "for_people"),
        ("¶8", N_("which changes are updates and not a new product"), "for_people"),
        ("¶9", N_("what support is"), "definition"),
    ),
    *_of(
        "2",
        ("¶1", N_("the booklet is a part of the contract"), "definition"),
        ("¶2", N_("the booklet goes before the general conditions"), "definition"),
    ),
    *_of("4", ("¶3", N_("nothing is developed for one client alone"), "not_recorded")),
    *_of("5", ("¶3", N_("whether a maintenance was urgent"), "for_people")),
    *_of("6", ("¶3", N_("whether a cause given for an outage is the true one"), "for_people")),
    *_of(
        "7",
        ("¶1", N_("who answers for backups and restores"), "definition"),
        ("¶3", N_("how soon a restore is done"), "no_figure"),
        ("¶4", N_("how soon, and from which backup, the service is restored after a disaster"), "no_figure"),
    ),
    *_of("8", ("¶1", N_("what a plan to recover or to continue promises"), "elsewhere")),
    *_of("9", ("¶1", N_("what the qualification is worth"), "definition")),
    *_of(
        "10",
        ("10.1", N_("reports and programs of the client's own are no part of updates"), "definition"),
        ("10.2 ¶1", N_("updates are installed without leave"), "right"),
        ("10.2 ¶1", N_("technical documents come with updates"), "not_recorded"),
        ("10.2 ¶4", N_("the services that an update calls for are paid for"), "elsewhere"),
        ("10.2 ¶5", N_("by when a report of the client's own works again, and at what price"), "no_figure"),
    ),
    *_of(
        "11",
        ("¶1", N_("what administrators and users may do"), "definition"),
        ("¶5", N_("who gives rights to accounts"), "client"),
        ("¶5", N_("accounts and passwords are kept secret, and disabled after a theft"), "client"),
    ),
    *_of("12", ("¶2", N_("what the portal offers"), "not_recorded")),
    *_of(
        "13",
        ("¶1", N_("tickets are handled in the order of their severity"), "no_figure"),
        ("¶2", N_("the client describes a ticket with care"), "for_people"),
        ("¶3", N_("a ticket is acknowledged by electronic means"), "no_figure"),
        ("¶7", N_("users are trained, and remote access is there"), "client"),
        ("¶8", N_("support may be suspended without compensation"), "right"),
    ),
    *_of(
        "14",
        ("¶1", N_("a ticket is qualified and reproduced after it was taken over"), "no_figure"),
        ("¶3", N_("minor anomalies are owed no remedy by any day"), "right"),
    ),
    *_of("15", ("¶1", N_("what the frequent questions and answers hold"), "not_recorded")),
    *_of(
        "16",
        ("¶1", N_("which number to call"), "elsewhere"),
        ("¶3", N_("who pays for calls"), "client"),
        ("¶4", N_("answers come by phone or by electronic means"), "not_recorded"),
    ),
    *_of(
        "17",
        ("¶1", N_("the provider may collect data"), "right"),
        ("¶2", N_("they concern use alone and go to nobody else"), "not_recorded"),
    ),
)
"""In the order of the booklet."""

NOTHING_COMPUTED: tuple[str, ...] = ("2", "17")
"""The articles of which nothing is computed."""


def not_computed(articles: Iterable[str] | None = None) -> tuple[NotComputed, ...]:
    """The sentences of these articles (of all, when none is named), in the order of the booklet."""
    wanted = None if articles is None else frozenset(articles)
    return tuple(each for each in SENTENCES if wanted is None or each.article in wanted)
