"""The pages that are held word for word; `python -m tests.report.golden` writes them anew, to be read before commit."""

from pathlib import Path

from projections.report.accounts import page
from projections.report.language import language
from projections.report.layout import Format, lay_out
from tests.report.april import PARIS, april, contested

FOLDER = Path(__file__).parent / "golden"

FINDINGS = {"met": april(), "contested": contested(), "months": [april(), contested()]}
FORMS: dict[str, Format] = {"txt": "table", "md": "markdown", "csv": "csv"}
NAMES = [f"{finding}.{code}.{suffix}" for finding in FINDINGS for code in ("en", "fr") for suffix in FORMS]


def written(name: str) -> str:
    """What a page is now, 80 columns wide, in a pipe."""
    finding, code, suffix = name.split(".")
    return lay_out(
        page(FINDINGS[finding]),
        format=FORMS[suffix],
        language=language(code),
        zone=PARIS,
        width=80,
        colour=False,
        terminal=False,
    )


def main() -> None:
    """Writes every page as it is now."""
    FOLDER.mkdir(exist_ok=True)
    for name in NAMES:
        (FOLDER / name).write_text(written(name).replace("\r\n", "\n"), "utf-8")


if __name__ == "__main__":
    main()
