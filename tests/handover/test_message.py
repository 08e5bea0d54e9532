from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_viewer.handover.message import LONGEST_LINE, handover_in, line_for
from tests.frames import BOT, OTHER_BOT

ids = st.from_regex(r"[A-Za-z0-9_-]{4,64}", fullmatch=True)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | ids,
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["bot", "activation"]) | st.text(), inner),
)


@given(bots=st.lists(ids, min_size=1, max_size=50), activation=st.text())
def test_what_is_handed_over_comes_out_again(bots: list[str], activation: str) -> None:
    line = line_for(tuple(bots), activation)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    handed = handover_in(line)
    assert list(handed.bot) == bots
    assert handed.activation in (None, activation)


def test_without_a_leave_to_come_to_the_front_the_line_is_the_ids_alone() -> None:
    assert line_for((BOT,), "") == b'{"bot":["%s"]}\n' % BOT.encode()
    assert handover_in(line_for((BOT,), "gnome-1_TIME42")).activation == "gnome-1_TIME42"
    assert handover_in(line_for((BOT,), "two\nlines")).activation is None
    assert handover_in(line_for((BOT,), "x" * 5000)).activation is None


@pytest.mark.parametrize("count", [101, 65])
def test_too_many_are_not_made_fewer_in_silence(count: int) -> None:
    bots = tuple(f"{number:04}" if count > 100 else f"{number:064}" for number in range(count))
    with pytest.raises(ValueError, match="more bots than can be handed over"):
        line_for(bots, "")


def test_as_many_as_a_paste_finds_fit_in_where_they_are_uuids() -> None:
    assert len(line_for((BOT,) * 100, "")) < LONGEST_LINE


@given(anything.map(lambda value: json.dumps(value).encode()) | st.binary())
def test_only_ids_ever_come_out_of_a_line(line: bytes) -> None:
    try:
        handed = handover_in(line)
    except ValueError:
        return
    assert 1 <= len(handed.bot) <= 100
    assert all(re.fullmatch("[A-Za-z0-9_-]{4,64}", bot) for bot in handed.bot)


@pytest.mark.parametrize(
    "line",
    [
        *(b"", b"\x00\xff", b"hello", b"[]", b"{}", b'{"bot":null}', b'{"bot":[]}', b'{"bot":"abcd"}', b'{"bot":[1]}'),
        *(b'{"bot":["abc"]}', b'{"bot":["is:stale"]}', b'{"bot":["abcd efgh"]}', b'{"bot":["abcd\\n"]}'),
        *(b'{"bot":["abcd","-"]}', b'{"bot":["abcd"],"activation":"a b"}', b'{"bot":["abcd"],"activation":7}'),
        *(b'{"bot":["abcd"]}}', b'{"bot":["abcd"]', b'{"bot":["ab\xff\xfecd"]}', b'{"BOT":["abcd"]}'),
        *(b"[" * 4000, b'{"x":' + b"[" * 4000, b'{"bot":' + b"[" * 3000, b'{"bot":["' + b"a" * 65 + b'"]}'),
    ],
)
def test_any_other_line_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError, match="no JSON like"):
        handover_in(line)


def test_a_later_version_may_say_more() -> None:
    assert handover_in(b'{"bot": ["%s"], "since": 2}' % OTHER_BOT.encode()).bot == (OTHER_BOT,)
