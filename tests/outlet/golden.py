"""The exports that are held letter by letter; `python -m tests.outlet.golden` writes them anew, to be read first."""

from pathlib import Path

from projections.calendar.zone import zone
from projections.outlet import ics
from projections.outlet.catalogue import writer
from projections.report.language import language
from projections.report.layout import Voice
from tests.outlet.held import selected
from tests.outlet.story import story

PARIS = Voice(language("fr"), zone("Europe/Paris"))
FOLDER = Path(__file__).parent / "golden"
NAMES = {"story.csv": "csv", "story.ocel.json": "ocel", "story.xes": "xes", "story.ics": "ics"}


def written(name: str) -> bytes:
    """What the export of the story is now; with plain line ends, as the repository keeps them."""
    form, selection = NAMES[name], selected(story())
    pieces = ics.written(selection, PARIS, None) if form == "ics" else writer(form)(selection)
    return b"".join(pieces).replace(b"\r\n", b"\n")


def main() -> None:
    """Writes every export as it is now."""
    FOLDER.mkdir(exist_ok=True)
    for name in NAMES:
        (FOLDER / name).write_bytes(written(name))


if __name__ == "__main__":
    main()
