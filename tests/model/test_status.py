"""States, thresholds and their precedence, as the table of states has them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recall_viewer.model.status import Facts, State, state_of, usual_gap_s

SECONDS = st.floats(0, 1000)
MAYBE = st.none() | SECONDS
FACTS = st.builds(
    Facts,
    frame_at=MAYBE,
    usual_gap_s=st.floats(0, 1.5),
    announced_at=MAYBE,
    is_off=st.booleans(),
    has_bad_frames=st.booleans(),
    disconnected_at=MAYBE,
    gives_up=st.booleans(),
    ended_at=MAYBE,
)


@pytest.mark.parametrize(
    ("usual_gap", "late_after_s", "stale_after_s"),
    [(0, 2.5, 5), (0.033, 2.5, 5), (0.5, 2.5, 5), (0.8, 2.5, 8), (1.0, 3, 10), (1.5, 4.5, 15)],
)
def test_live_then_late_then_stale(usual_gap: float, late_after_s: float, stale_after_s: float) -> None:
    facts = Facts(frame_at=100, usual_gap_s=usual_gap)
    assert state_of(facts, 100) is State.LIVE
    assert state_of(facts, 100 + late_after_s - 0.01) is State.LIVE
    assert state_of(facts, 100 + late_after_s + 0.01) is State.LATE
    assert state_of(facts, 100 + stale_after_s - 0.01) is State.LATE
    assert state_of(facts, 100 + stale_after_s + 0.01) is State.STALE
    assert state_of(facts, 100_000) is State.STALE


@pytest.mark.parametrize(
    ("gaps", "expected"),
    [([], 0), ([0.5], 0.5), ([0.5, 0.5, 9, 0.5], 0.5), ([1, 3], 1.5), ([0.4, 0.6], 0.5), ([60] * 16, 1.5)],
)
def test_usual_gap_is_the_median_and_never_excuses_long_silence(gaps: list[float], expected: float) -> None:
    assert usual_gap_s(gaps) == pytest.approx(expected)


def test_waiting_until_the_first_frame() -> None:
    assert state_of(Facts(announced_at=10), 10_000) is State.WAITING
    assert state_of(Facts(announced_at=10, frame_at=11), 11) is State.LIVE


def test_waiting_again_after_it_was_announced_again() -> None:
    facts = Facts(announced_at=60, frame_at=20)
    assert state_of(facts, 61) is State.WAITING
    assert state_of(Facts(announced_at=60, frame_at=60.5), 61) is State.LIVE


def test_only_a_bot_that_gives_up_is_lost() -> None:
    endpoint = Facts(frame_at=0, disconnected_at=10, gives_up=True)
    stream = Facts(frame_at=0, disconnected_at=10)
    assert state_of(endpoint, 109.9) is State.DISCONNECTED
    assert state_of(endpoint, 110.1) is State.LOST
    assert state_of(stream, 10_000) is State.DISCONNECTED


def test_precedence() -> None:
    """All that is worse is taken away one after the other, while all that is milder stays true."""
    now = 500.0
    always = Facts(announced_at=1.0)
    worst_first: list[tuple[State, dict[str, Any]]] = [
        (State.ENDED, {"ended_at": 400.0}),
        (State.LOST, {"disconnected_at": 300.0, "gives_up": True}),
        (State.DISCONNECTED, {"disconnected_at": 450.0, "gives_up": True}),
        (State.OFF, {"is_off": True}),
        (State.ERROR, {"has_bad_frames": True}),
        (State.STALE, {"frame_at": 400.0}),
        (State.LATE, {"frame_at": 497.0}),
        (State.LIVE, {"frame_at": 499.0}),
    ]
    for index, (expected, _) in enumerate(worst_first):
        facts = always
        for _, milder in reversed(worst_first[index:]):
            facts = replace(facts, **milder)
        assert state_of(facts, now) is expected
    assert state_of(always, now) is State.WAITING


@settings(deadline=None)
@given(FACTS, SECONDS, SECONDS)
def test_time_alone_never_makes_it_better(facts: Facts, now: float, later_s: float) -> None:
    latest = max((at for at in (facts.frame_at, facts.disconnected_at) if at is not None), default=0.0)
    order = [State.LIVE, State.LATE, State.STALE, State.DISCONNECTED, State.LOST]
    before, after = state_of(facts, latest + now), state_of(facts, latest + now + later_s)
    if before in order:
        assert order.index(after) >= order.index(before)
    else:
        assert after is before


@settings(deadline=None)
@given(FACTS, SECONDS)
def test_an_old_frame_is_never_live(facts: Facts, now: float) -> None:
    state = state_of(facts, now)
    if facts.frame_at is None or now - facts.frame_at > 4.5:
        assert state is not State.LIVE
    if state in (State.LIVE, State.LATE, State.STALE):
        assert not facts.is_off
        assert not facts.has_bad_frames
        assert facts.ended_at is None
        assert facts.disconnected_at is None
