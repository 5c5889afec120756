"""Fuzzing in the small: what Hypothesis makes up, hostile files made by hand, and a few seconds of the fuzzer itself.

For longer: `make fuzz`.
"""

import os

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.fuzz.__main__ import fuzzed
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import MAPPING, TARGETS

ADAPTERS = [name for name in TARGETS if name not in ("mapping", "edition")]
HOSTILE = {
    "nothing": b"",
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "deep and closed": b"[" * 100_000 + b"]" * 100_000,
    "a huge number": b'{"id": ' + b"9" * 100_000 + b"}",
    "a huge exponent": b'[{"id": 1e999999999}]',
    "zeros": b"\0" * 10_000,
    "UTF-16": '{"id": "é"}\n'.encode("utf-16"),
    "UTF-16 without mark": "No,When\n17,2026-03-10 09:00\n".encode("utf-16-le"),
    "UTF-32": "No,When\n".encode("utf-32"),
    "two byte order marks": b"\xef\xbb\xbf\xef\xbb\xbf{}",
    "Latin-1": "No,Où\n".encode("latin-1"),
    "half a character": b'{"id": "\xc3"}',
    "lone surrogates": b'{"id": "\\ud800", "name": "\\udfff", "\\udc00": 1}',
    "surrogates as bytes": b'{"id": "\xed\xa0\x80"}',
    "keys twice": b'{"id": "a", "id": "b", "key": 1, "key": 2}',
    "terminal escapes": b'No,When,What\n"\x1b[2J\x1b]0;x\x07","\xe2\x80\xae2026","\x9b31m"\n',
    "escapes in JSON": b'{"id": "\\u001b[2J", "\\u202e": "\\u2066", "status": "\\u0007"}',
    "formulas": b'No,When,What\n=1+1,2026-03-10 09:00,"=HYPERLINK(""x"")"\n@SUM,+1,-1\n',
    "much of the same": b"No,When,What\n" + b"17,2026-03-10 09:00,new\n" * 4_000,
    "lines without end": b"\r" * 50_000,
    "quotes without end": b'No,When\n"' + b'""' * 100_000,
    "columns without end": b",".join(b"a" for _ in range(20_000)) + b"\n" + b"," * 19_999,
    "NaN and infinity": b'[NaN, Infinity, -Infinity, {"id": NaN}]',
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("target", TARGETS)
def test_a_hostile_file_is_refused_or_read(target, content):
    TARGETS[target](content)


@pytest.mark.parametrize("target", TARGETS)
def test_the_seeds_are_read(target):
    for content in seeds(target):
        TARGETS[target](content)


@pytest.mark.parametrize("target", TARGETS)
def test_any_change_of_a_file_is_refused_or_read(target):
    @settings(max_examples=25)
    @given(st.data())
    def changed(data: st.DataObject) -> None:
        content = bytearray(data.draw(st.sampled_from(seeds(target))))
        for _ in range(data.draw(st.integers(1, 4))):
            begins = data.draw(st.integers(0, len(content)))
            ends = data.draw(st.integers(begins, min(len(content), begins + 40)))
            content[begins:ends] = data.draw(st.binary(max_size=12) | st.sampled_from(list(WORDS)))
        TARGETS[target](bytes(content))

    changed()


WORDS = (b"null", b"[]", b"{}", b'""', b"-1", b"1e400", b"true", b'"\\ud800"', b"\n", b"\0", b'"9999-12-31T23:59:59Z"')

TOML = st.recursive(
    st.sampled_from(["1", "-1", "1.5", "true", '"x"', '""', "nan", "2026-03-10", "09:00:00", '"{No}"', '"{When}"']),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda each: f"[{', '.join(each)}]")
        | st.lists(inner, max_size=3).map(lambda each: f"{{{', '.join(f'k{n} = {v}' for n, v in enumerate(each))}}}")
    ),
    max_leaves=6,
)


@settings(max_examples=150)
@given(st.sampled_from([line for line in MAPPING.splitlines() if "=" in line]), TOML)
def test_any_value_of_a_mapping_is_refused_or_read(line, value):
    name = line.partition("=")[0]
    TARGETS["mapping"](MAPPING.replace(line, f"{name}= {value}").encode())


@settings(max_examples=150)
@given(st.integers(0, 200), TOML)
@example(0, '[["monday"]]')
def test_any_value_of_an_edition_is_refused_or_read(number, value):
    lines = seeds("edition")[0].decode().splitlines()
    said = [index for index, line in enumerate(lines) if "=" in line]
    place = said[number % len(said)]
    lines[place] = f"{lines[place].partition('=')[0]}= {value}"
    TARGETS["edition"]("\n".join(lines).encode())
    TARGETS["edition"](
        "\n".join(f"{line.partition('=')[0]}= {value}" if "=" in line else line for line in lines).encode()
    )


@pytest.mark.parametrize(
    "text", ["a." * 30_000 + "a = 1", "a = " + "[" * 5_000, "a = " + "{a=" * 1_200, "a = " + "9" * 4_400]
)
@pytest.mark.parametrize("target", ["mapping", "edition"])
def test_a_key_without_end_is_refused_before_it_is_read(target, text):
    TARGETS[target](text.encode())


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.skipif("LIVRET_REQUIRE_TOOLS" not in os.environ, reason="takes a minute: set LIVRET_REQUIRE_TOOLS")
def test_the_fuzzer_finds_nothing_in_a_moment(target, tmp_path, capfd):
    assert fuzzed(target, tmp_path, seconds=10, runs=2_000), capfd.readouterr().out
