"""The weights by which a long text is refused are an upper bound: held to what reading it takes."""

import json
import tracemalloc
from collections.abc import Iterator
from decimal import Decimal

import pytest

from ledger.intake.room import room

SIZE = 60_000
UNITS = (
    "[]", "{}", "[[]]", "[[[[]]]]", "[1]", "[1,2]", "[1,2,3,4,5]", '{"a":1}', '{"a":{}}', '{"a":1,"b":2}', '{"":1}',
    '{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6}', '{"a":[]}', '{"é€":[{}]}', '""', '"a"', '"ab"', '"é"', '"éé"', '"€€"',
    '"😀"', '"abcdefghijklmnopqrst"', '"abcdefghijklmno€"', '"\\u0000"', '"\\ud83d\\ude00"', "1", "12",
    "1234", "9" * 30, "9" * 4000,
    "[1700000000]", "true", "1.5", "[1.5]", "12345.678", "1e5", "-0.5E-7", '{"😀":""}', '[1773000000,"1"]', '"\\n"',
)  # fmt: skip
HOOKS = (None, dict)
"""As documents are read, and as events are."""


def texts() -> Iterator[str]:
    for unit in UNITS:
        yield "[" + ",".join([unit] * (SIZE // len(unit.encode()))) + "]"
    for value in ("1", "{}", '"a"', "1.5"):
        for names in (11, 22, 43, 86, 171, 683, 2731, 5462):
            yield "{" + ",".join(f'"{name:x}":{value}' for name in range(names)) + "}"
        yield "[" + ",".join(f'{{"{name:x}€":{value}}}' for name in range(SIZE // 12)) + "]"
    yield "[" + ",".join(f"{number}.5" for number in range(SIZE // 7)) + "]"
    yield "[" + ",".join(f'"{number}"' for number in range(SIZE // 8)) + "]"
    yield from ("[" * 900 + "]" * 900, '{"a":' * 900 + "1" + "}" * 900)
    yield from (f'["{"x" * SIZE}{end}"]' for end in ("", "é", "€", "😀"))


@pytest.mark.parametrize("hook", HOOKS, ids=["documents", "events"])
def test_no_text_takes_more_than_its_weight(hook):
    read = json.JSONDecoder(object_pairs_hook=hook, parse_float=Decimal).raw_decode
    for text in texts():
        tracemalloc.start()
        value = read(text, 0)
        taken = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        del value
        assert taken <= room(text), text[:60]
