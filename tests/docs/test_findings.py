"""The reference of findings is the one made from them."""

import json

import pytest

from cli.schema import FINDINGS
from docs.reference.generate_findings import PAGE, reference
from tests.docs.test_sessions import run


def test_the_page_of_findings_is_the_one_made_from_them():
    assert PAGE.read_text("utf-8") == reference(), "run: python docs/reference/generate_findings.py"


@pytest.mark.parametrize("command", FINDINGS)
def test_the_page_has_every_key_that_the_program_names(command: str):
    schema = json.loads(run(["livret", "schema", "finding"])[0])[command]
    section = reference().partition(f"\n## `{command}`\n")[2].partition("\n## ")[0]
    parts = [schema, *schema.get("$defs", {}).values()]
    assert not [key for part in parts for key in part["properties"] if f"| `{key}` |" not in section]
