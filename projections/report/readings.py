"""The readings, as a page and as lines: the question, its options, and which of them is in force and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from projections.edition.reading import Reading, Side
from projections.edition.wording import N_, Text, say
from projections.facts.contract import Agreement
from projections.report.block import Block, Column, Heading, Page, Paragraph, Row, Table
from projections.report.codes import coded

Why = Literal["default", "agreed", "asked"]


@dataclass(frozen=True, slots=True)
class OptionLine:
    """One way to read the sentence."""

    name: str
    consequence: Text
    favours: Side
    default: bool
    in_force: bool


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """One ambiguous sentence: its options, the one in force and why; an agreement takes effect on `agreed_on`."""

    name: str
    articles: tuple[str, ...]
    question: Text
    because: Text
    beyond_the_text: bool
    options: tuple[OptionLine, ...]
    why: Why
    agreed_on: date | None


def lines(
    kinds: Iterable[type[Reading]],
    agreed: Mapping[str, Agreement] | None = None,
    asked: Mapping[str, Reading] | None = None,
) -> tuple[ReadingLine, ...]:
    """A line for each reading: asked for by `--reading`, else agreed on, else the default.

    Raises ValueError where an agreement names an option that its reading does not have.
    """
    return tuple(_line(kind, agreed or {}, asked or {}) for kind in kinds)


def _line(kind: type[Reading], agreed: Mapping[str, Agreement], asked: Mapping[str, Reading]) -> ReadingLine:
    declaration = kind.declaration
    taken = kind.default()
    why: Why = "default"
    day: date | None = None
    if declaration.name in agreed:
        agreement = agreed[declaration.name]
        taken, why, day = kind.named(agreement.option), "agreed", agreement.effective_on
    if declaration.name in asked:
        taken, why, day = asked[declaration.name], "asked", None
    options = tuple(
        OptionLine(each.option, Text(each.value.consequence), each.value.favours, each is kind.default(), each is taken)
        for each in kind
    )
    return ReadingLine(
        declaration.name,
        declaration.articles,
        Text(declaration.question),
        Text(declaration.because),
        declaration.beyond_the_text,
        options,
        why,
        day,
    )


def page(readings: Sequence[ReadingLine]) -> Page:
    """Every reading with its question, options and default."""
    blocks: list[Block] = [Heading(say(N_("Readings: the ambiguous sentences of the booklet")))]
    for reading in readings:
        blocks += _reading_blocks(reading)
    return tuple(blocks)


def _reading_blocks(reading: ReadingLine) -> list[Block]:
    heading = say(N_("{name} (article {articles})"), name=reading.name, articles=", ".join(reading.articles))
    blocks: list[Block] = [
        Heading(heading, 2),
        Paragraph(reading.question),
        Paragraph(say(N_("Reason for the default: {because}"), because=reading.because), "quiet"),
    ]
    if reading.beyond_the_text:
        blocks.append(
            Paragraph(
                say(
                    N_("The default asks more than the words do; findings also show the figure under `{option}`."),
                    option=reading.options[1].name,
                ),
                "doubtful",
            )
        )
    columns = (
        Column("reading", say(N_("Reading"))),
        Column("option", say(N_("Option"))),
        Column("consequence", say(N_("What follows"))),
        Column("favours", say(N_("Favours"))),
        Column("mark", say(N_("Mark"))),
    )
    rows = tuple(
        Row(
            (reading.name, each.name, each.consequence, coded("side", each.favours), _mark(reading, each)),
            "good" if each.in_force else "plain",
        )
        for each in reading.options
    )
    return [*blocks, Table("readings", columns, rows)]


def _mark(reading: ReadingLine, option: OptionLine) -> Text | None:
    if option.in_force and reading.why == "agreed":
        return say(N_("in force: agreed on, effective {day}"), day=reading.agreed_on)
    if option.in_force and reading.why == "asked":
        return say(N_("in force: asked for"))
    if option.in_force:
        return say(N_("in force: the default"))
    return say(N_("default")) if option.default else None
