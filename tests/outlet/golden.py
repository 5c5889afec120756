"""The exports that are held letter by letter; `python -m tests.outlet.golden` writes them anew, to be read first."""

from pathlib import Path

from projections.outlet.catalogue import writer
from tests.outlet.held import selected
from tests.outlet.story import story

FOLDER = Path(__file__).parent / "golden"
NAMES = {"story.csv": "csv", "story.ocel.json": "ocel", "story.xes": "xes"}


def written(name: str) -> bytes:
    """What the export of the story is now; with plain line ends, as the repository keeps them."""
    return b"".join(writer(NAMES[name])(selected(story()))).replace(b"\r\n", b"\n")


def main() -> None:
    """Writes every export as it is now."""
    FOLDER.mkdir(exist_ok=True)
    for name in NAMES:
        (FOLDER / name).write_bytes(written(name))


if __name__ == "__main__":
    main()
