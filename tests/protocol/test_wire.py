from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_viewer.protocol.wire import Data, Message, Unreadable, bot_of, described, parse

ANY_TEXT = st.text(st.characters())  # lone surrogates too
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize("escaped", [True, False])
@given(value=st.text(st.characters(exclude_categories=["Cs"])) | st.lists(st.integers(-(2**63), 2**64 - 1)))
def test_fields_are_read_as_they_are(escaped: bool, value: Any) -> None:
    text = json.dumps({"event": value, "unknown": {"more": [value]}}, ensure_ascii=escaped)
    for form in (text, memoryview(text.encode())):
        read = parse(form)
        assert isinstance(read, Message)
        assert read.event == value


@given(JSON)
def test_every_object_that_json_writes_is_read(value: Any) -> None:
    read = parse(json.dumps({"event": 1, "data": {"bot": "x"}, "unknown": value}))
    assert isinstance(read, Message)
    assert read.event == 1
    assert isinstance(read.data, Data)
    assert read.data.bot == "x"


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ('{"event": "half \\ud83d"}', "half \ufffd"),
        ('{"event": "half \\ude00\\ud83d!"}', "half \ufffd\ufffd!"),
        ('{"event": "whole \\ud83d\\ude00", "x": "\\ud83d"}', "whole \U0001f600"),
        ('{"event": "no escape \\\\ud83d", "x": "\\ud83d"}', "no escape \\ud83d"),
        ('{"event": "half \ud83d"}', "half \ufffd"),
        ('{"event": "x", "\\ud83d": 1}', "x"),
        ('{"event": NaN}', None),
        ('{"event": [Infinity, -Infinity, 1e999, 5]}', [None, None, None, 5]),
        ('{"event": "NaN", "x": NaN}', "NaN"),
        ('{"event": 1, "event": 2}', 2),
        ('{"\\u0065vent": 2}', 2),
        (' \r\n\t{"event": 2} \n', 2),
        ('{"event": 1' + "0" * 20 + "}", 10**20),
        ('{"event": 1' + "0" * 5000 + "}", None),
        ('{"event": 18446744073709551615, "x": NaN}', 2**64 - 1),
        ('{"event": 18446744073709551616, "x": NaN}', 2.0**64),
    ],
)
def test_what_the_fast_reader_refuses_is_repaired(text: str, event: Any) -> None:
    read = parse(text)
    assert isinstance(read, Message)
    # An integer and the float of the same value are equal; here it matters which it is.
    assert repr(read.event) == repr(event)


def test_wrong_utf8_costs_a_character() -> None:
    read = parse(memoryview(b'{"event": "a\xffb"}'))
    assert isinstance(read, Message)
    assert read.event == "a\ufffdb"


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("", "not JSON"),
        ("hello", "not JSON: Expecting value at character 0"),
        ('{"event": }', "at character 10"),
        ("{} {}", "not JSON"),
        ('{"event": "cut', "not JSON: Unterminated string at character 10"),
        ("\ufeff{}", "not JSON: Unexpected UTF-8 BOM at character 0"),
        ("[1]", "JSON, but a list and not an object"),
        ('"x"', "JSON, but text and not an object"),
        ("NaN", "JSON, but null and not an object"),
        ('{"a":' * 100_000, "too deep"),
        ('{"event": ' + "[" * 100_000 + "]" * 100_000 + "}", "too deep"),
        ('{"unknown": ' + '{"a":' * 100_000 + "1" + "}" * 100_000 + "}", "too deep"),
    ],
)
def test_what_is_no_object_is_said(text: str, detail: str) -> None:
    for form in (text, memoryview(text.encode())):
        read = parse(form)
        assert isinstance(read, Unreadable)
        assert detail in read.detail


@pytest.mark.parametrize("odd", ["0", "NaN"])
def test_fields_without_number_are_not_read(odd: str) -> None:
    """Sixteen megabytes of such a list would hold up the window for seconds."""
    for commas, kind in ((20_000, Message), (20_001, Unreadable)):
        text = '{"event": [' + "[]," * (commas - 1) + f'[]], "x": {odd}}}'
        assert text.count(",") == commas
        for form in (text, memoryview(text.encode())):
            assert isinstance(parse(form), kind)


@given(st.integers(0, 1200))
def test_depth_never_raises(depth: int) -> None:
    for text in ('{"event": ' + "[" * depth + "]" * depth + ', "x": NaN}', '{"event":' * depth + "1" + "}" * depth):
        assert isinstance(parse(text), Message | Unreadable)


def test_a_field_is_described_by_type_and_never_by_content() -> None:
    samples: list[tuple[Any, str]] = [(None, "null"), (True, "true or false"), (0, "a number"), (1.5, "a number")]
    samples += [("Ada", "text"), (" ", "empty text"), ([], "a list"), ({}, "an object")]
    for value, words in samples:
        assert described(value) == words


def test_metadata_is_bounded_and_holds_texts_only() -> None:
    metadata = {"a": 5, "b": None, "c": ["x"], "k" * 300: "v" * 300, **{f"key {n}": "value" for n in range(100)}}
    pairs = bot_of("bot", None, metadata).metadata
    assert len(pairs) == 32
    assert pairs[:2] == (("k" * 256, "v" * 256), ("key 0", "value"))
    for other in (None, 5, "text", [["a", "b"]]):
        assert bot_of("bot", None, other).metadata == ()


@pytest.mark.parametrize(
    ("bot_id", "recording_id", "expected"),
    [
        ("bot", "rec", ("bot", "rec")),
        (None, "rec", ("rec", "rec")),
        ("  ", "rec", ("rec", "rec")),
        (5, "rec", ("rec", "rec")),
        ("bot", None, ("bot", None)),
        ("bot", 5, ("bot", None)),
        (None, None, ("", None)),
        ([], {}, ("", None)),
    ],
)
def test_identity_is_the_bot_or_else_the_recording(bot_id: Any, recording_id: Any, expected: Any) -> None:
    bot = bot_of(bot_id, recording_id)
    assert (bot.id, bot.recording_id) == expected
