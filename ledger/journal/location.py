"""Where a ledger lives: a path or a URL, as people give it."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from ledger.refusal import LedgerUnavailable

_SQLITE = "sqlite:///"


def ledger_path(path_or_url: str | Path) -> Path:
    """The file that a path or a `sqlite:///` URL names.

    Raises LedgerUnavailable for a database that this version cannot use; a password in the URL is not repeated.
    """
    text = str(path_or_url)
    if text.startswith(_SQLITE):
        return Path(unquote(text.removeprefix(_SQLITE)))
    if "://" in text:
        raise LedgerUnavailable(
            "ledgers at `{scheme}://` are not supported by this version; give a path or a sqlite:/// URL",
            scheme=urlsplit(text).scheme,
        )
    return Path(text)
