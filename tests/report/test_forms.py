"""Every form of a page: what fits, what is escaped, what never reaches a terminal."""

import csv
import io
import re
from fractions import Fraction
from html.parser import HTMLParser
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.calendar.span import Duration, Instant
from projections.edition.wording import Text, say
from projections.report.accounts import page
from projections.report.block import Cell, Column, Heading, Page, Pairs, Paragraph, Row, Table, Tone
from projections.report.columns import width_of
from projections.report.csv_form import neutral
from projections.report.language import language
from projections.report.layout import Format, lay_out
from projections.report.markdown_form import escaped
from tests.report.april import PARIS, april, contested

HOSTILE = "\x1b]0;owned\x07[red]bold[/red] \u202egnp.exe\u200b\r\n| `x` <b>\x9b2J"


def laid_out(
    shown: Page, format: Format = "table", *, width: int | None = 80, terminal: bool = False, colour: bool = False
) -> str:
    return lay_out(
        shown, format=format, language=language("en"), zone=PARIS, width=width, colour=colour, terminal=terminal
    )


def table(*cells: Cell, tone: Tone = "plain") -> Table:
    columns = tuple(Column(f"c{number}", say(f"C{number}")) for number in range(len(cells)))
    return Table("t", columns, (Row(cells, tone),))


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


# Fitting


@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize("width", [40, 60, 80, 100, 132, 200])
@pytest.mark.parametrize("finding", [april(), contested()], ids=["met", "contested"])
def test_a_page_fits_and_cuts_no_figure(finding: object, width: int, terminal: bool):
    text = laid_out(page(finding), width=width, terminal=terminal)
    assert max(map(width_of, text.splitlines())) <= width
    for figure in ("24 min", "34.2 s", "2026-04-21", "12:30:30", "99.8500 %", "#22"):
        assert figure in text


def test_a_wide_terminal_keeps_a_row_on_its_line():
    text = laid_out(page(april()), width=200, terminal=True)
    (line,) = [line for line in text.splitlines() if "outage/2026-0050" in line]
    assert "2026-04-21 12:30:30 +02:00" in line
    assert "maintenance/2026-007 planned in time, article 5 ¶2" in line


def test_a_narrow_line_turns_rows_into_labels():
    text = laid_out((table("word" * 5, "thing" * 5, Fraction(99)),), width=30)
    assert text.splitlines()[0].startswith("C0  word")
    assert "C2  99.0000 %" in text


def test_a_pipe_without_a_width_wraps_nothing():
    text = laid_out(page(april()), width=None)
    assert any("outage/2026-0050" in line and "#20 #21 #22" in line for line in text.splitlines())


@given(
    st.lists(st.lists(st.text(max_size=40), min_size=3, max_size=3), max_size=4),
    st.integers(60, 160),
    st.booleans(),
)
def test_any_table_fits(cells: list[list[str]], width: int, terminal: bool):
    columns = tuple(Column(key, say(key)) for key in ("one", "two", "three"))
    shown = (Table("t", columns, tuple(Row(tuple(row)) for row in cells)),)
    text = laid_out(shown, width=width, terminal=terminal)
    assert all(width_of(line) <= width for line in text.splitlines())


@given(st.integers(-(10**17), 10**17), st.integers(24, 90), st.booleans())
def test_no_digit_of_a_figure_is_lost(length: int, width: int, terminal: bool):
    columns = (Column("a", say("Length"), right=True), Column("b", say("Word")))
    shown = (Table("t", columns, (Row((Duration(length), "beside it " * 5)),)),)
    text = laid_out(shown, width=width, terminal=terminal)
    assert re.sub(r"\D", "", text) == re.sub(r"\D", "", language("en").duration(length))


# What must not reach a terminal


@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize("format", ["table", "markdown", "csv"])
def test_data_cannot_steer_a_terminal(format: Format, terminal: bool):
    shown: Page = (
        Heading(Text("{x}", {"x": HOSTILE})),
        Paragraph(Text("{x}", {"x": HOSTILE})),
        Pairs(((Text("label"), HOSTILE),)),
        table(HOSTILE, Text("{x}", {"x": (HOSTILE, HOSTILE)})),
    )
    text = laid_out(shown, format, terminal=terminal)
    assert {category(char) for char in text.replace("\r\n", "").replace("\n", "")} <= {
        *("Ll", "Lu", "Nd", "Po", "Ps", "Pe", "Pd", "Sm", "Sk", "Pc", "Zs", "So")
    }
    assert "\\x1b" in text.replace("\\\\", "\\")


def test_markup_of_rich_is_text():
    text = laid_out((Paragraph(Text("{x}", {"x": "[red]a[/red] :smile:"})), table("[link=x]b[/link]")), terminal=True)
    assert "[red]a[/red] :smile:" in text
    assert "[link=x]b[/link]" in text


def test_without_colour_a_terminal_gets_no_escape_sequence():
    assert "\x1b" not in laid_out(page(contested()), terminal=True, colour=False)


def test_with_colour_a_missed_verdict_is_red():
    text = laid_out(page(contested()), terminal=True, colour=True)
    assert "\x1b[1;31mMissed:" in text


# CSV


@pytest.mark.parametrize(
    ("cell", "verdict"),
    [
        ("=1+1", "'=1+1"),
        ("+33 1", "'+33 1"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\\t=1"),
        ("\r=1", "'\\r=1"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("a=1", "a=1"),
        ("'=1", "'=1"),
        ("", ""),
    ],
)
def test_a_formula_is_neutralised(cell: str, verdict: str):
    assert neutral(cell) == verdict
    alone, in_a_sentence = rows(laid_out((table(cell, Text("{x}", {"x": cell})),), "csv"))[1]
    assert alone == verdict
    assert in_a_sentence in (verdict, verdict.removeprefix("'"))
    assert not in_a_sentence.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "＝"))


@pytest.mark.parametrize(
    ("cell", "verdict"),
    [
        (Duration(-600_000_001), "-600.000001"),
        (Fraction(-1, 10**6), "-0.0001"),
        (-7, "-7"),
        (12_345, "12345"),
        (Instant(0), "1970-01-01T01:00:00+01:00"),
        (None, ""),
    ],
)
def test_a_number_of_ours_is_no_formula(cell: Cell, verdict: str):
    assert rows(laid_out((table(cell, "x"),), "csv"))[1] == [verdict, "x"]


def test_csv_ends_its_lines_as_the_standard_asks_and_quotes():
    text = laid_out((table('a,"b"', "c"),), "csv")
    assert text == 'c0,c1\r\n"a,""b""",c\r\n'


def test_tables_of_csv_stand_a_blank_line_apart():
    assert laid_out((table("a"), Paragraph(Text("between")), table("b")), "csv") == "c0\r\na\r\n\r\nc0\r\nb\r\n"


# Markdown


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("a|b", "a\\|b"),
        ("`x` *y* _z_ ~~w~~", "\\`x\\` \\*y\\* \\_z\\_ \\~\\~w\\~\\~"),
        ("<b>&amp;[x](y)", "\\<b\\>\\&amp;\\[x\\](y)"),
        ("# no title", "\\# no title"),
        ("#12 #13", "#12 #13"),
        ("- no item", "\\- no item"),
        ("1. no item", "1\\. no item"),
        ("10 min", "10 min"),
        ("-4 min", "-4 min"),
        ("back\\slash", "back\\\\slash"),
    ],
)
def test_data_is_no_markup(text: str, verdict: str):
    assert escaped(text) == verdict


def test_a_cell_of_markdown_stays_one_cell():
    lines = laid_out((table("a|b\nc", Duration(0)),), "markdown").splitlines()
    assert lines == ["| C0 | C1 |", "| --- | --- |", "| a\\|b\\\\nc | 0 s |"]


# HTML


class Elements(HTMLParser):
    """What a document is made of: elements that were opened, attributes, and the text between them."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: set[str] = set()
        self.attributes: set[str] = set()
        self.said = ""
        self.feed(document)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said += data


@pytest.mark.parametrize("finding", [april(), contested()], ids=["met", "contested"])
def test_a_document_stands_alone(finding: object):
    document = laid_out(page(finding), "html")
    elements = Elements(document)
    assert not elements.open
    assert elements.found.isdisjoint({"script", "link", "img", "iframe", "object", "a", "form", "base"})
    assert elements.attributes <= {"lang", "charset", "http-equiv", "content", "class"}
    assert "://" not in document
    assert "url(" not in document
    for figure in ("24 min", "2026-04-21 12:30:30", "99.8500 %"):
        assert figure in elements.said


def test_data_is_no_markup_in_a_document():
    hostile = "<script>alert(1)</script>&amp;\"'<!--"
    blocks = (Heading(say(hostile)), Paragraph(say(hostile)), Pairs(((say(hostile), hostile),)), table(hostile))
    elements = Elements(laid_out(blocks, "html"))
    assert "script" not in elements.found
    assert elements.said.count(hostile) == 6
    assert not elements.open


@given(st.text(max_size=60))
def test_any_text_is_text_in_a_document(text: str):
    elements = Elements(laid_out((table(text),), "html"))
    assert elements.found == {"html", "head", "meta", "title", "style", "body", "table", "tr", "th", "td"}


@pytest.mark.parametrize("code", ["en", "fr"])
def test_a_narrow_column_breaks_an_instant_before_its_offset_and_never_in_it(code: str):
    instant = Instant(1_795_605_120_166_369)
    columns = tuple(Column(name, say("Position")) for name in ("first", "second", "third"))
    shown = (Table("narrow", columns, (Row((instant,) * 3),)),)
    for width in range(58, 90):
        text = lay_out(
            shown, format="table", language=language(code), zone=PARIS, width=width, colour=False, terminal=True
        )
        assert (text.count("+01:00"), text.count("2026")) == (3, 3), width
        assert text.count("/11/2026") == (3 if code == "fr" else 0), width
