"""Whose turn it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_viewer.decoding.turns import Turns
from recall_viewer.model.keys import StreamKey

KEYS = [StreamKey("bot", number, "0") for number in range(8)]


def turns_of(numbers: list[int], preferred: set[int]) -> Turns[int]:
    turns: Turns[int] = Turns()
    turns.preferred = {KEYS[number] for number in preferred}
    for number in numbers:
        turns.add(number, KEYS[number])
    return turns


def test_who_waits_longest_is_next() -> None:
    turns = turns_of([3, 1, 2, 1, 3], set())
    assert [turns.take() for _ in range(3)] == [3, 1, 2]


def test_what_is_looked_at_goes_first_but_not_twice_in_a_row() -> None:
    turns = turns_of([1, 2, 3, 4, 5], {4, 5})
    assert [turns.take() for _ in range(5)] == [4, 1, 5, 2, 3]


def test_without_others_it_may_go_twice_in_a_row() -> None:
    turns = turns_of([4, 5], {4, 5})
    assert [turns.take() for _ in range(2)] == [4, 5]


def test_who_gave_up_has_no_turn() -> None:
    turns = turns_of([1, 2], set())
    turns.remove(1)
    turns.remove(7)
    assert turns.take() == 2
    assert not turns
    with pytest.raises(KeyError):
        turns.take()


@given(st.lists(st.sets(st.integers(0, 7)), min_size=30, max_size=60), st.sets(st.integers(0, 7), max_size=3))
def test_nobody_waits_longer_than_all_others_together(rounds: list[set[int]], preferred: set[int]) -> None:
    """In each round some come, what is looked at always does, and one is taken."""
    turns = turns_of([], preferred)
    waited: dict[int, int] = {}
    for comers in rounds:
        for number in comers | preferred:
            turns.add(number, KEYS[number])
            waited.setdefault(number, 0)
        if waited:
            del waited[turns.take()]
            waited = {number: turn + 1 for number, turn in waited.items()}
            # Each of the seven others once, and what is looked at in between as often.
            assert max(waited.values(), default=0) <= 2 * len(KEYS)
    assert len(turns) == len(waited)
