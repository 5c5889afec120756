"""Tables through a mapping, as tests write both."""

import io

from ledger.intake.csv_mapping import read_mapping_text
from ledger.intake.csv_rows import rows_as_events, settled
from tests.intake.adapters import options, told

HEAD = 'source = "/desk"\nscope = "contract/C1"\n'
REGISTERED = '[[event]]\ntype = "ticket.registered"\nsubject = "ticket/{No}"\ntime = "{When}"\n'


def found(table: str | bytes, mapping: str, **said):
    mapped = read_mapping_text(HEAD + mapping)
    stream = io.BytesIO(table.encode() if isinstance(table, str) else table)
    said = {"scope": None, "zone": "Europe/Paris"} | said
    return list(rows_as_events([("f", stream)], mapped, settled(mapped, options(**said))))


def lines(table: str | bytes, mapping: str, **said) -> list[str]:
    return [told(each) for each in found(table, mapping, **said)]
