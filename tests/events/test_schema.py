"""The JSON Schema of every event, and the page made from it."""

import json
import re
from typing import Any

import pytest

from docs.reference.generate import HERE, reference
from ledger.events.catalogue import UnknownType, event_class, types
from ledger.events.schema import json_schema
from tests.events.examples import EXAMPLES

every_type = pytest.mark.parametrize("name", types())


@every_type
def test_the_schema_says_what_the_model_takes(name: str):
    schema, cls, example = json_schema(name), event_class(name), EXAMPLES[name]
    properties, data = schema["properties"], schema["properties"]["data"]
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert properties["type"] == {"const": name}
    assert re.search(properties["scope"]["pattern"], example.scope)
    assert re.search(properties["subject"]["pattern"], example.subject)
    assert not schema["additionalProperties"]
    assert not data["additionalProperties"]
    assert set(data["properties"]) == {field.alias or name for name, field in cls.model_fields.items()}
    assert ("data" in schema["required"]) == any(field.is_required() for field in cls.model_fields.values())


@every_type
def test_every_reference_inside_a_schema_leads_somewhere(name: str):
    schema = json_schema(name)
    for target in re.findall(r'"\$ref": "([^"]+)"', json.dumps(schema)):
        place: Any = schema
        for step in target.removeprefix("#/").split("/"):
            place = place[step]
        assert isinstance(place, dict)


def test_instants_and_dates_are_told_apart():
    started = json_schema("outage.started")["properties"]["data"]["properties"]
    ended = json_schema("contract.ended")["properties"]["data"]["properties"]
    assert started["last_seen_up"]["anyOf"][0] == {"type": "string", "format": "date-time"}
    assert ended["effective_on"]["format"] == "date"


def test_an_unknown_type_has_no_schema():
    with pytest.raises(UnknownType):
        json_schema("outage.start")


def test_the_page_of_events_is_the_one_made_from_the_models():
    assert (HERE / "events.md").read_text("utf-8") == reference(), "run: python docs/reference/generate.py"


@every_type
def test_the_page_has_every_event_and_every_field(name: str):
    section = reference().partition(f"### `{name}`\n")[2].partition("\n### ")[0]
    for field in json_schema(name)["properties"]["data"]["properties"]:
        assert f"`{field}`" in section
