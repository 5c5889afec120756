"""JSON to the digit: no float, no lost microsecond, nothing hidden; and a schema that says so."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Literal
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.articles.article_05_access import MaintenanceFinding, WindowsFinding
from projections.articles.article_06_finding import AvailabilityFinding
from projections.articles.finding import EntryRef
from projections.calendar.span import SECOND, Duration, Instant
from projections.calendar.zone import parse_local, zone
from projections.edition.wording import Text
from projections.report.jsontext import json_schema, json_text
from projections.report.language import language
from tests.report.april import PARIS, april, contested


class Colour(Enum):
    RED = "red"


@dataclass(frozen=True)
class Inner:
    from_: Instant
    kind: Literal["a", "b"]


@dataclass(frozen=True)
class Everything:
    """One field of every kind."""

    inner: Inner
    none: Inner | None
    several: tuple[Inner, ...]
    pair: tuple[Instant, Duration]
    names: Mapping[str, int]
    flag: bool
    colour: Colour
    sentence: Text
    day: date


EVERYTHING = Everything(
    Inner(Instant(0), "a"),
    None,
    (),
    (Instant(SECOND), Duration(SECOND // 2)),
    {"x": 1},
    True,
    Colour.RED,
    Text("Sunday"),
    date(2026, 4, 6),
)


def written(value: object, **options: object) -> object:
    return json.loads(json_text(value, PARIS, **options), parse_float=Decimal)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Duration(600 * SECOND), "600"),
        (Duration(1_474_200_000), "1474.2"),
        (Duration(1), "0.000001"),
        (Duration(-1), "-0.000001"),
        (Duration(10**21 + 1), "1000000000000000.000001"),
        (Instant(parse_local("2026-04-08T07:00:00.5", PARIS)), '"2026-04-08T07:00:00.5+02:00"'),
        (Fraction(99_849_999, 1_000_000), '"99.8499"'),
        (Fraction(-1, 100_000), '"-0.0001"'),
        (Fraction(75), '"75.0000"'),
        (7, "7"),
        (True, "true"),
        (None, "null"),
        (date(2026, 4, 6), '"2026-04-06"'),
        ("é\x1b\u202e\ud800\n", '"é\\u001b\\u202e\\ud800\\n"'),
        ([], "[]"),
        ({}, "{}"),
    ],
)
def test_a_value_is_written_exactly(value: object, text: str):
    assert json_text(value, PARIS) == text + "\n"


def test_every_kind_of_field_is_written():
    assert written(EVERYTHING, said_in=language("fr")) == {
        "inner": {"from": "1970-01-01T01:00:00+01:00", "kind": "a"},
        "none": None,
        "several": [],
        "pair": ["1970-01-01T01:00:01+01:00", Decimal("0.5")],
        "names": {"x": 1},
        "flag": True,
        "colour": "red",
        "sentence": "dimanche",
        "day": "2026-04-06",
    }


def test_a_finding_has_the_keys_of_the_interface():
    found = written(april())
    assert isinstance(found, dict)
    assert found["figure"] == {
        "name": "availability",
        "numerator_seconds": 982_200,
        "denominator_seconds": 982_800,
        "percent": "99.9389",
    }
    assert found["allowed_downtime_seconds"] == Decimal("1474.2")
    assert found["public_holidays"] == ["2026-04-06"]
    assert found["spans"][1] == {
        "outage": "outage/2026-0042",
        "scope": "environment/prod-1",
        "from": "2026-04-08T07:00:00+02:00",
        "until": "2026-04-08T07:08:00+02:00",
        "seconds": 480,
        "treatment": "counted",
        "article": "6",
        "because": "caused by the provider, article 6 ¶3",
        "entries": [
            {"source": "/monitoring/probe", "id": "e-12", "position": 12},
            {"source": "/monitoring/probe", "id": "e-13", "position": 13},
        ],
    }


def test_several_findings_are_a_list_and_instants_take_the_zone_asked_for():
    found = json.loads(json_text([april(), contested()], zone("Indian/Reunion")))
    assert [each["verdict"] for each in found] == ["met", "missed"]
    assert found[0]["known_at"] == "2026-05-04T11:00:00+04:00"


@given(st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=6))
def test_entries_that_rows_share_are_written_for_each(rows: list[tuple[int, bool]]):
    shared = [tuple(EntryRef("/s", f"e-{n}", n) for n in range(of, of + 12)) for of in range(3)]
    found = [{"entries": shared[number], "deeper": [shared[0]] if deep else []} for number, deep in rows]
    plainly = [[{"source": "/s", "id": f"e-{n}", "position": n} for n in range(of, of + 12)] for of in range(3)]
    plain = [{"entries": plainly[number], "deeper": [plainly[0]] if deep else []} for number, deep in rows]
    assert json_text(found, PARIS) == json.dumps(plain, indent=2) + "\n"


def test_a_float_has_no_place_in_a_finding():
    with pytest.raises(TypeError, match="a float has no place in a finding"):
        json_text({"rate": 0.5}, PARIS)


@given(st.integers(-(10**18), 10**18))
def test_a_length_of_time_keeps_every_microsecond(length: int):
    assert written(Duration(length)) == Decimal(length).scaleb(-6)


@given(st.text())
def test_text_survives_and_nothing_in_it_acts(text: str):
    shown = json_text(text, PARIS)
    assert json.loads(shown) == text
    assert not {category(char) for char in shown[:-1]} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


# The schema


def keys(schema: Mapping[str, object]) -> list[str]:
    properties = schema["properties"]
    assert isinstance(properties, dict)
    return list(properties)


def test_the_schema_of_every_kind_of_field():
    schema = json_schema(Everything)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["properties"] == {
        "inner": {"$ref": "#/$defs/Inner"},
        "none": {"anyOf": [{"$ref": "#/$defs/Inner"}, {"type": "null"}]},
        "several": {"type": "array", "items": {"$ref": "#/$defs/Inner"}},
        "pair": {
            "type": "array",
            "prefixItems": [
                {"type": "string", "format": "date-time"},
                {"type": "number", "description": "seconds, up to 6 decimals"},
            ],
            "minItems": 2,
            "maxItems": 2,
        },
        "names": {"type": "object", "additionalProperties": {"type": "integer"}},
        "flag": {"type": "boolean"},
        "colour": {"enum": ["red"]},
        "sentence": {"type": "string", "description": "a sentence in the language asked for"},
        "day": {"type": "string", "format": "date"},
    }


@pytest.mark.parametrize("kind", [AvailabilityFinding, WindowsFinding, MaintenanceFinding])
def test_every_finding_has_a_schema(kind: type):
    schema = json_schema(kind)
    assert schema["title"] == kind.__name__
    assert schema["required"] == keys(schema)
    assert {"article", "contract", "period", "known_at", "position", "readings"} <= set(keys(schema))


def test_the_schema_names_the_keys_that_are_written():
    found = written(april())
    assert isinstance(found, dict)
    assert keys(json_schema(AvailabilityFinding)) == list(found)


def test_a_type_without_a_form_is_refused():
    @dataclass(frozen=True)
    class Odd:
        rate: float

    with pytest.raises(TypeError, match="no place in a finding"):
        json_schema(Odd)
