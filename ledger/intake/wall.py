"""Times as tools write them: with an offset, without one, or in seconds since 1970."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from ledger.events.instant import format_instant, parse_instant
from ledger.intake.found import shown
from ledger.intake.options import Options
from ledger.refusal import InputRefused

_SHAPE = re.compile(
    r"(?P<day>\d{4}([-/])\d\d\2\d\d)[Tt ]+(?P<clock>\d\d:\d\d)(?P<second>:\d\d)?(?P<fraction>[.,]\d{1,9})?\s*"
    r"(?P<offset>[Zz]|UTC|[+-]\d\d(:?\d\d)?)?",
    re.ASCII,
).fullmatch
_FARTHEST = 7_258_118_400
"""2200-01-01 in seconds: later ones are no instants of a service contract."""


def instant_text(text: object, options: Options, field: str = "time") -> str:
    """The instant in RFC 3339: with the offset that stands there, or that of `options.zone`.

    Raises InputRefused for what is no time, for a local time without a zone, and for one that the clock shows twice
    (unless `options.fold` says which) or never.
    """
    if options.time_format is not None and isinstance(text, str):
        text = options.time_format.iso(text) or text
    found = _SHAPE(text.strip()) if isinstance(text, str) else None
    if found is None:
        raise InputRefused("`{text}` is not a date and time", field=field, text=shown(text))
    fraction = (found["fraction"] or "").replace(",", ".")
    clock = f"{found['day'].replace('/', '-')}T{found['clock']}{found['second'] or ':00'}{fraction}"
    offset = found["offset"]
    if offset is None:
        return _local(clock, options, field)
    if offset in ("Z", "z", "UTC"):
        return f"{clock}Z"
    return f"{clock}{offset[:3]}:{offset[3:].removeprefix(':') or '00'}"


def instant_of(text: object, options: Options, field: str = "time") -> int:
    """The same in microseconds since 1970. Raises InputRefused."""
    try:
        return parse_instant(instant_text(text, options, field))
    except ValueError as error:
        raise InputRefused("{reason}", field=field, reason=error) from None


def epoch(seconds: object, field: str = "time") -> int:
    """Seconds since 1970, a whole number or a decimal, in microseconds. Raises InputRefused."""
    if not isinstance(seconds, int | Decimal) or isinstance(seconds, bool) or not 0 <= seconds < _FARTHEST:
        raise InputRefused("`{text}` is not a number of seconds since 1970", field=field, text=shown(seconds))
    return int(seconds * 1_000_000)


def epoch_text(seconds: object, field: str = "time") -> str:
    """The same in RFC 3339."""
    return format_instant(epoch(seconds, field))


def _local(clock: str, options: Options, field: str) -> str:
    if options.zone is None:
        raise InputRefused(
            "{text} has no offset, and the file does not say in which zone it is: give --zone, such as Europe/Paris",
            field=field,
            text=clock,
        )
    try:
        wall = datetime.fromisoformat(clock).replace(tzinfo=options.zone)
        first, second = (wall.replace(fold=fold).utcoffset() for fold in (0, 1))
        if first is None or second is None or not _exists(wall):
            raise InputRefused(
                "{text} does not exist in {zone}: the clock jumps over it; "
                "say in which zone the times of the file are, such as UTC",
                field=field,
                text=clock,
                zone=options.zone,
            )
    except (ValueError, OverflowError):
        raise InputRefused("`{text}` is not a date and time that exists", field=field, text=clock) from None
    if first != second and options.fold is None:
        raise InputRefused(
            "{text} happens twice in {zone}: say which is meant by --fold first or --fold second",
            field=field,
            text=clock,
            zone=options.zone,
        )
    offset = second if options.fold == "second" else first
    minutes = (offset.days * 86_400 + offset.seconds) // 60
    return f"{clock}{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _exists(wall: datetime) -> bool:
    back = wall.astimezone(UTC).astimezone(wall.tzinfo)
    return abs(back.replace(tzinfo=None) - wall.replace(tzinfo=None)) < timedelta(microseconds=1)
