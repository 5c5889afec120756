"""One HTML document that stands alone: it loads nothing, runs nothing and links nowhere; data cannot become markup."""

from collections.abc import Iterator
from html import escape

from projections.report.block import Block, Heading, Page, Pairs, Paragraph, Table, Timeline, Tone
from projections.report.layout import Voice
from projections.report.plain_form import timeline_lines

_STYLE = """
body { font: 15px/1.5 sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color: #1a1a1a; }
table { border-collapse: collapse; margin: 1rem 0; }
caption { font-weight: bold; text-align: left; padding: .3rem 0; }
th, td { border: 1px solid #bbb; padding: .25rem .6rem; text-align: left; vertical-align: top; }
th { background: #f0f0f0; }
td.right, th.right { text-align: right; }
dt { font-weight: bold; } dd { margin: 0 0 .4rem 1rem; }
.good { color: #10641f; } .bad { color: #a40f0f; font-weight: bold; } .doubtful { color: #7a5200; }
.quiet { color: #666; }
@media print { body { margin: 0; max-width: none; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def written(page: Page, voice: Voice) -> str:
    """The page as a document of its own."""
    title = next((voice.say(block.text) for block in page if isinstance(block, Heading)), "")
    body = "\n".join(line for block in page for line in _lines(block, voice))
    return (
        f'<!DOCTYPE html>\n<html lang="{voice.language.code}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _lines(block: Block, voice: Voice) -> Iterator[str]:
    match block:
        case Heading():
            yield f"<h{block.level}>{escape(voice.say(block.text))}</h{block.level}>"
        case Paragraph():
            yield f"<p{_class(block.tone)}>{escape(voice.say(block.text))}</p>"
        case Pairs():
            yield "<dl>"
            for label, cell in block.rows:
                yield f"<dt>{escape(voice.say(label))}</dt><dd>{escape(voice.cell(cell))}</dd>"
            yield "</dl>"
        case Table():
            yield from _table(block, voice)
        case Timeline():
            lines = "\n".join(timeline_lines(block, voice))
            yield f"<pre>{escape(lines)}</pre>"


def _table(table: Table, voice: Voice) -> Iterator[str]:
    sides = [' class="right"' if column.right else "" for column in table.columns]
    yield "<table>"
    if table.title is not None:
        yield f"<caption>{escape(voice.say(table.title))}</caption>"
    titles = (escape(voice.say(column.title)) for column in table.columns)
    yield f"<tr>{''.join(f'<th{side}>{title}</th>' for side, title in zip(sides, titles, strict=True))}</tr>"
    for row in table.rows:
        cells = (escape(voice.cell(cell)) for cell in row.cells)
        inside = "".join(f"<td{side}>{cell}</td>" for side, cell in zip(sides, cells, strict=True))
        yield f"<tr{_class(row.tone)}>{inside}</tr>"
    yield "</table>"


def _class(tone: Tone) -> str:
    return "" if tone == "plain" else f' class="{tone}"'
