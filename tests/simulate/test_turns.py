from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recall_viewer.simulate.turns import Entrances, Turn, Turns


def begun(streams: int, fps: float) -> Turns:
    turns, entrances = Turns(fps), Entrances(streams, fps)
    for stream in range(streams):
        turns.begin(stream, entrances.take(0.0))
    return turns


def test_those_who_are_there_from_the_start_are_spread_evenly_over_the_period() -> None:
    turns = begun(4, 2.0)

    taken = [turns.take(0.0) for _ in range(8)]

    assert [turn.stream for turn in taken] == [0, 1, 2, 3, 0, 1, 2, 3]
    assert [turn.due for turn in taken] == [0.0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875]


def test_whoever_comes_alone_is_seen_at_once() -> None:
    entrances = Entrances(4, 2.0)

    assert [entrances.take(now) for now in (1.0, 3.0, 3.01)] == [1.0, 3.0, 3.125]


def test_nobody_waits_long_for_an_entrance_however_low_the_rate() -> None:
    entrances = Entrances(64, 0.001)

    assert [entrances.take(0.0) for _ in range(3)] == [0.0, 0.25, 0.5]


def test_without_streams_nothing_is_due() -> None:
    assert Turns(2.0).due == math.inf


@settings(deadline=None)
@given(st.integers(1, 64), st.floats(0.01, 120), st.lists(st.floats(0, 3), max_size=60))
def test_a_turn_is_never_late_by_a_period_and_never_comes_twice(streams: int, fps: float, delays: list[float]) -> None:
    turns, now, taken = begun(streams, fps), 0.0, []
    first = {stream: turns.take(0.0).due for stream in range(streams)}
    for delay in delays:
        now += delay / fps
        due = turns.due
        turn = turns.take(now)
        assert turn.due >= due
        assert turn.due > now - 1 / fps - 1e-6
        taken.append(turn)

    for stream in range(streams):
        own = [turn for turn in taken if turn.stream == stream]
        assert all(before.due < after.due for before, after in pairwise(own))
        if own:
            # Every turn up to now was either taken or counted as missed.
            count = sum(1 + turn.missed for turn in own)
            assert own[-1].due == pytest.approx(first[stream] + count / fps)


def test_the_rate_holds_without_drift() -> None:
    turns, now = begun(6, 2.0), 0.0
    for _ in range(12_000):
        # Whoever sends is always a little late.
        now = max(now, turns.take(now).due) + 0.004

    assert now == pytest.approx(1000, abs=0.1)


def test_a_slow_receiver_costs_all_streams_alike() -> None:
    turns, now = begun(3, 10.0), 0.0
    sent, missed = Counter[int](), 0
    while now < 60:
        turn = turns.take(now)
        sent[turn.stream] += 1
        missed += turn.missed
        now = max(now, turn.due) + 0.05

    assert sum(sent.values()) == pytest.approx(1200, abs=2)
    assert missed == pytest.approx(600, abs=3)
    assert max(sent.values()) - min(sent.values()) <= 2


def test_nothing_is_missed_while_nobody_is_there() -> None:
    turns = begun(2, 2.0)
    turns.take(0.0)

    turns.rejoin(61.1)

    assert [turns.take(61.1) for _ in range(2)] == [Turn(1, 61.25), Turn(0, 61.5)]
