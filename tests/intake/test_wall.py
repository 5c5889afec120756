"""Local times: with a zone, or refused; twice in October, never in March."""

from decimal import Decimal

import pytest

from ledger.intake.time_format import TimeFormat
from ledger.intake.wall import epoch_text, instant_text
from ledger.refusal import InputRefused
from tests.intake.adapters import options

PARIS = {"zone": "Europe/Paris"}
CASES = [
    ("an offset stands", "2026-03-10 09:12:00+01:00", {}, "2026-03-10T09:12:00+01:00"),
    ("an offset without colon", "2026-03-10T09:12:00.5+0100", {}, "2026-03-10T09:12:00.5+01:00"),
    ("Z", "2026-03-10T09:12:00Z", {**PARIS}, "2026-03-10T09:12:00Z"),
    ("an offset of hours", "2026-03-10 09:12:00.25-04", {}, "2026-03-10T09:12:00.25-04:00"),
    ("slashes", "2026/03/10 09:12:00", {**PARIS}, "2026-03-10T09:12:00+01:00"),
    ("slashes and dashes", "2026/03-10 09:12:00", {**PARIS}, "is not a date and time"),
    ("without seconds", "2026-03-10 09:12Z", {}, "2026-03-10T09:12:00Z"),
    ("no zone", "2026-03-10T09:12:00", {}, "give --zone"),
    ("winter", "2026-03-10T09:12:00", {**PARIS}, "2026-03-10T09:12:00+01:00"),
    ("summer", "2026-07-10T09:12:00", {**PARIS}, "2026-07-10T09:12:00+02:00"),
    ("west", "2026-07-10T09:12:00", {"zone": "America/Martinique"}, "2026-07-10T09:12:00-04:00"),
    ("the last second before it is doubled", "2026-10-25T01:59:59", {**PARIS}, "2026-10-25T01:59:59+02:00"),
    ("the doubled hour", "2026-10-25T02:00:00", {**PARIS}, "happens twice"),
    ("the first of both", "2026-10-25T02:30:00", {**PARIS, "fold": "first"}, "2026-10-25T02:30:00+02:00"),
    ("the second of both", "2026-10-25T02:30:00", {**PARIS, "fold": "second"}, "2026-10-25T02:30:00+01:00"),
    ("the first second that is not doubled", "2026-10-25T03:00:00", {**PARIS}, "2026-10-25T03:00:00+01:00"),
    ("jumped over", "2026-03-29T02:30:00", {**PARIS, "fold": "first"}, "does not exist"),
    ("before the jump", "2026-03-29T01:59:59", {**PARIS}, "2026-03-29T01:59:59+01:00"),
    ("after the jump", "2026-03-29T03:00:00", {**PARIS}, "2026-03-29T03:00:00+02:00"),
    ("no such day", "2026-02-30T09:00:00", {**PARIS}, "that exists"),
    ("the last year", "9999-12-31T23:59:59", {"zone": "America/Martinique"}, "that exists"),
    ("no time", "yesterday", {}, "is not a date and time"),
    ("a number", 12, {}, "is not a date and time"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said", "verdict"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_time_is_an_instant_or_says_why_not(text, said, verdict):
    assert verdict in read_or_refused(text, said)


@pytest.mark.parametrize(
    ("form", "text", "verdict"),
    [
        ("%d/%m/%Y %H:%M", "9/3/2026 9:05", "2026-03-09T09:05:00"),
        ("%m/%d/%Y %H:%M:%S", "9/3/2026 09:05:07", "2026-09-03T09:05:07"),
        ("%d.%m.%y %H:%M", "09.03.69 09:05", "2069-03-09T09:05:00"),
        ("%d.%m.%y %H:%M", "09.03.70 09:05", "1970-03-09T09:05:00"),
        ("%d %b %Y %H:%M", "9 févr. 2026  09:05", "2026-02-09T09:05:00"),
        ("%d-%b-%Y %H:%M", "09-Dec-2026 09:05", "2026-12-09T09:05:00"),
        ("%d %b %Y %H:%M", "9 jui 2026 09:05", None),
        ("%d/%m/%Y %I:%M %p", "9/3/2026 12:05 AM", "2026-03-09T00:05:00"),
        ("%d/%m/%Y %I:%M %p", "9/3/2026 12:05 pm", "2026-03-09T12:05:00"),
        ("%d/%m/%Y %I:%M %p", "9/3/2026 13:05 pm", "2026-03-09T99:05:00"),
        ("%d/%m/%Y %H:%M%z", "9/3/2026 09:05+0100", "2026-03-09T09:05:00+0100"),
        ("%d/%m/%Y %H:%M:%S.%f", "9/3/2026 09:05:01.250", "2026-03-09T09:05:01.250"),
        ("%d/%m/%Y %H:%M", "9/3/2026 09:05:01", None),
        *(
            (form, "", "refused")
            for form in ("", "%", "%d/%m/%Y", "%d/%d/%Y %H:%M", "%d/%m/%Y %I:%M", "%A %d/%m/%Y %H:%M")
        ),
    ],
)
def test_a_format_says_what_comes_first(form, text, verdict):
    try:
        assert TimeFormat(form).iso(text) == verdict
    except InputRefused:
        assert verdict == "refused"


def read_or_refused(text, said):
    try:
        return instant_text(text, options(**said))
    except InputRefused as refusal:
        return str(refusal)


@pytest.mark.parametrize(
    ("seconds", "verdict"),
    [
        (1435781430, "2015-07-01T20:10:30Z"),
        (Decimal("1435781430.781"), "2015-07-01T20:10:30.781Z"),
        (Decimal("1E+999999"), "refused"),
        (-1, "refused"),
        (True, "refused"),
        ("1435781430", "refused"),
    ],
)
def test_seconds_since_1970_are_exact(seconds, verdict):
    try:
        assert epoch_text(seconds) == verdict
    except InputRefused:
        assert verdict == "refused"
