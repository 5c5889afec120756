"""Data made harmless: what could steer a terminal, hide or reorder text becomes visible."""

from unicodedata import category

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take the text after it for a formula."""


def harmless(text: str) -> str:
    """The text with control, format (bidirectional overrides among them), surrogate and unassigned characters
    written as escapes such as `\\x1b`; line ends too. Spaces of every width stay.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or category(char) == "Zs" else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
