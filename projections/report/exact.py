"""How programs are told: exact decimals without a float, rates floored to four decimals, keys."""

from fractions import Fraction
from math import floor

from projections.calendar.span import SECOND


def seconds(microseconds: int) -> str:
    """Decimal seconds with as many digits as it takes: `600`, `1474.2`, `-0.000001`."""
    whole, rest = divmod(abs(microseconds), SECOND)
    sign = "-" if microseconds < 0 else ""
    return f"{sign}{whole}" + (f".{rest:06d}".rstrip("0") if rest else "")


def percent(value: Fraction) -> str:
    """Four decimals, floored, also below nothing: `99.9389`, `-0.0001`."""
    scaled = floor(value * 10_000)
    whole, rest = divmod(abs(scaled), 10_000)
    return f"{'-' if scaled < 0 else ''}{whole}.{rest:04d}"


def key_of(name: str) -> str:
    """The JSON key of a field: a trailing underscore keeps it apart from Python's words alone."""
    return name.removesuffix("_")
