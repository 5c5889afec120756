"""Dates and times that a table writes in its own order, such as 29/02/2016 01:16: the format is said, never guessed."""

import re

from ledger.refusal import InputRefused

_PARTS = {
    "Y": r"\d{4}", "y": r"\d\d", "m": r"\d{1,2}", "d": r"\d{1,2}", "b": r"[^\W\d_]{3,9}\.?", "H": r"\d{1,2}",
    "I": r"\d{1,2}", "M": r"\d\d", "S": r"\d\d", "f": r"\d{1,9}", "p": r"[AaPp]\.?[Mm]\.?", "z": r"Z|[+-]\d\d:?\d\d",
}  # fmt: skip
_MONTHS = (
    "january,february,march,april,may,june,july,august,september,october,november,december",
    "janvier,février,mars,avril,mai,juin,juillet,août,septembre,octobre,novembre,décembre",
)
_DIRECTIVE = re.compile(r"%(.)", re.DOTALL)


class TimeFormat:
    """A format of `strptime`: numbers, months by name in English or French, and no more than those letters."""

    def __init__(self, text: str) -> None:
        """Raises InputRefused for what is no format of dates and times."""
        letters = _DIRECTIVE.findall(text)
        unknown = next((each for each in letters if each not in _PARTS), None)
        whole = all({*letters} & {*either} for either in ("d", "mb", "Yy", "HI", "M"))
        if unknown is not None or not whole or len({*letters}) < len(letters) or ("I" in letters) != ("p" in letters):
            raise InputRefused(
                "is no format of dates and times, such as %d/%m/%Y %H:%M; known are {letters}",
                letters=", ".join(f"%{each}" for each in _PARTS),
            )
        pieces = _DIRECTIVE.split(text)
        pattern = "".join(
            f"(?P<{each}>{_PARTS[each]})" if index % 2 else r"\s+".join(map(re.escape, re.split(r"\s+", each)))
            for index, each in enumerate(pieces)
        )
        self._match = re.compile(pattern, re.ASCII if "b" not in letters else 0).fullmatch
        self.text = text

    def iso(self, text: str) -> str | None:
        """The same as ISO 8601 writes it; None where it is not in this format."""
        found = self._match(text.strip())
        if found is None:
            return None
        said = found.groupdict()
        month = said["m"] if "m" in said else _month(said["b"])
        if month is None:
            return None
        year = said["Y"] if "Y" in said else f"{'19' if said['y'] >= '70' else '20'}{said['y']}"
        hour = said["H"] if "H" in said else _afternoon(int(said["I"]), said["p"])
        fraction = f".{said['f']}" if "f" in said else ""
        clock = f"{int(hour):02d}:{said['M']}:{said.get('S', '00')}{fraction}{said.get('z', '')}"
        return f"{year}-{int(month):02d}-{int(said['d']):02d}T{clock}"


def _month(name: str) -> int | None:
    word = name.rstrip(".").casefold()
    found = {
        number for months in _MONTHS for number, month in enumerate(months.split(","), 1) if month.startswith(word)
    }
    return found.pop() if len(found) == 1 else None


def _afternoon(hour: int, half: str) -> int:
    return hour % 12 + (12 if half[0] in "Pp" else 0) if 0 < hour <= 12 else 99
