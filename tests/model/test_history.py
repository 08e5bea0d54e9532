"""What is kept of a stream over time: sums agree with what was noted, and memory does not grow."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_viewer.model.books import Fate
from recall_viewer.model.history import (
    GAPS_KEPT,
    RATE_SLOT_S,
    SIZE_SLOT_S,
    SLOTS,
    Before,
    History,
    Rate,
    Size,
)

FULL, SMALL = Size(1280, 720), Size(256, 144)
START = 1000.0

gaps_s = st.lists(st.floats(0.01, 4.0), max_size=60)
fates = st.lists(st.sampled_from([Fate.SHOWN, Fate.SUPERSEDED, Fate.HIDDEN, Fate.REJECTED]), min_size=60, max_size=60)


def play(history: History, times: list[float], size: Size = FULL, size_bytes: int = 1000) -> None:
    for at in times:
        history.note_received(at, *size, size_bytes)
        history.note_shown(at)


def times_of(gaps: list[float], start: float = START) -> list[float]:
    times = [start]
    for gap in gaps:
        times.append(times[-1] + gap)
    return times


def steady(seconds: float, fps: float, start: float = START) -> list[float]:
    return [start + number / fps for number in range(int(seconds * fps) + 1)]


def test_nothing_is_known_of_a_stream_without_frames() -> None:
    history = History()
    assert history.sizes(START) == (None,) * SLOTS
    assert history.rates(START) == (Rate(0, 0, 0),) * SLOTS
    assert history.fps(START) == (0, 0)
    assert history.bytes_per_s(START) == 0
    assert history.gaps_s == ()
    assert history.before is None
    assert (history.received, history.shown, history.superseded, history.hidden) == (0, 0, 0, 0)


@pytest.mark.parametrize("fps", [0.5, 2.0, 7.0, 30.0])
@pytest.mark.parametrize("phase_s", [0.0, 0.26, 0.4999, 1.31])
def test_a_steady_stream_has_even_bars_wherever_the_spans_begin(fps: float, phase_s: float) -> None:
    history = History()
    play(history, steady(80, fps, START + phase_s))
    for later_s in (0.01, 0.3 / fps, 0.9 / fps):
        now = START + phase_s + 80 + later_s
        for rate in history.rates(now):
            assert rate.received == pytest.approx(fps)
            assert rate.shown == pytest.approx(fps)
            assert rate.hidden == 0
        assert history.fps(now) == pytest.approx((fps, fps))
        assert history.bytes_per_s(now) == pytest.approx(1000 * fps)


def test_a_stall_shows_while_it_lasts_and_afterwards() -> None:
    history = History()
    play(history, steady(60, 2))
    assert history.fps(START + 60 + 9)[0] == pytest.approx(1 / 9)
    assert history.rates(START + 60 + 9)[-1].received == pytest.approx(1 / 9)
    play(history, steady(10, 2, START + 70))
    bars = [rate.received for rate in history.rates(START + 80.1)]
    assert sum(bar == pytest.approx(0.1) for bar in bars) >= 5
    assert bars[-1] == pytest.approx(2)
    assert min(bars) == pytest.approx(0.1)


def test_long_silence_empties_every_trace() -> None:
    history = History()
    play(history, steady(60, 2))
    now = START + 3600
    assert history.sizes(now) == (None,) * SLOTS
    assert max(rate.received for rate in history.rates(now)) < 0.001
    assert history.fps(now)[0] < 0.001
    play(history, [now])
    assert history.sizes(now)[-1] == FULL
    assert [size for size in history.sizes(now) if size] == [FULL]


def test_what_was_not_shown_falls_short_in_its_own_span() -> None:
    history = History()
    for number, at in enumerate(steady(60, 2)):
        history.note_received(at, *FULL, 1000)
        is_short = 30 <= at - START < 36
        history.note_fate(Fate.SUPERSEDED if is_short and number % 2 else Fate.SHOWN, at)
    rates = history.rates(START + 60.01)
    short = [rate for rate in rates if rate.shown < 0.9 * rate.received]
    assert 4 <= len(short) <= 5
    assert all(rate.shown >= 0.5 * rate.received - 1e-6 for rate in rates)
    assert all(rate.hidden == pytest.approx(0) for rate in rates)
    assert history.superseded == 6


def test_frames_that_nobody_could_see_are_no_shortfall() -> None:
    history = History()
    for at in steady(60, 2):
        history.note_received(at, *FULL, 1000)
        history.note_fate(Fate.HIDDEN if at - START >= 30 else Fate.SHOWN, at)
    for rate in history.rates(START + 60.01):
        assert rate.shown + rate.hidden == pytest.approx(rate.received)
    assert history.rates(START + 60.01)[-1].hidden > 1.9


def test_a_hidden_frame_that_came_into_view_counts_once() -> None:
    history = History()
    for at in steady(60, 2):
        history.note_received(at, *FULL, 1000)
        history.note_fate(Fate.HIDDEN, at)
    history.note_recalled()
    history.note_fate(Fate.SHOWN, START + 60)
    assert (history.received, history.shown, history.hidden) == (121, 1, 120)
    play(history, steady(1, 2, START + 60.5))
    assert history.rates(START + 61.6)[-1].received == pytest.approx(2)


def test_the_trace_of_sizes_has_the_largest_of_each_span() -> None:
    history = History()
    for at in steady(100, 2):
        is_small = 30 <= at - START < 60
        history.note_received(at, *(SMALL if is_small else FULL), 1000)
    sizes = history.sizes(START + 100)
    begin = int((START + 37.5) // SIZE_SLOT_S - (START + 100) // SIZE_SLOT_S) - 1
    assert sizes[begin : begin + 2] == (SMALL, SMALL)
    assert set(sizes[-3:]) == {FULL}
    assert sum(size is not None for size in sizes) == 14


@pytest.mark.parametrize("order", [(FULL, SMALL), (SMALL, FULL), (SMALL, FULL, SMALL)])
def test_a_span_shows_its_largest_size_in_whatever_order_they_came(order: tuple[Size, ...]) -> None:
    history = History()
    begin = 100 * SIZE_SLOT_S
    for number, size in enumerate(order):
        history.note_received(begin + number, *size, 1)
    assert history.sizes(begin + 5)[-1] == FULL


def test_the_newest_span_has_no_hole_before_its_first_frame() -> None:
    history = History()
    last = START - START % SIZE_SLOT_S + 2 * SIZE_SLOT_S - 0.2
    for at in steady(10, 2, last - 10):
        history.note_received(at, *FULL, 1000)
    assert history.sizes(last + 0.3)[-1] == FULL
    assert history.sizes(last + 2)[-2:] == (FULL, None)


def test_the_size_before_is_known_and_when_it_was_last_seen() -> None:
    history = History()
    history.note_received(10, *FULL, 1)
    history.note_received(11, *FULL, 1)
    assert [history.before] == [None]
    history.note_received(20, *SMALL, 1)
    assert history.size == SMALL
    assert history.before == Before(FULL, 11)
    history.note_received(21, *SMALL, 1)
    assert history.before == Before(FULL, 11)
    history.note_received(22, *FULL, 1)
    assert history.before == Before(SMALL, 21)


@given(gaps_s, st.floats(0, 100_000))
def test_gaps_are_the_times_between_frames(gaps: list[float], start: float) -> None:
    history = History()
    play(history, times_of(gaps, start))
    assert history.gaps_s == pytest.approx(tuple(gaps[-GAPS_KEPT:]), abs=1e-6)


@given(st.lists(st.floats(0.01, 0.9), max_size=60), fates, st.floats(0, 100_000))
def test_the_sums_agree_with_what_was_noted(gaps: list[float], what: list[Fate], start: float) -> None:
    history = History()
    times = times_of(gaps, start)
    for at, fate in zip(times, what, strict=False):
        history.note_received(at, *FULL, 1000)
        history.note_fate(fate, at)
    noted = what[: len(times)]
    assert history.received == len(noted)
    assert (history.shown, history.superseded, history.hidden) == tuple(
        noted.count(fate) for fate in (Fate.SHOWN, Fate.SUPERSEDED, Fate.HIDDEN)
    )
    # Two spans later everything that was spread is in the trace; only the step still to come was added.
    rates = history.rates(times[-1] + 2 * RATE_SLOT_S)
    received = sum(rate.received for rate in rates) * RATE_SLOT_S
    assert len(noted) - 1 - 1e-6 <= received <= len(noted) + 1e-6
    for rate in rates:
        assert rate.shown + rate.hidden <= rate.received + 1e-6


@given(st.lists(st.floats(0.001, 400.0), max_size=100), st.floats(-5, 500))
def test_queries_are_of_fixed_length_and_never_negative(gaps: list[float], later_s: float) -> None:
    history = History()
    times = times_of(gaps)
    play(history, times)
    now = times[-1] + later_s
    assert len(history.sizes(now)) == len(history.rates(now)) == SLOTS
    assert all(rate.received >= 0 and rate.shown >= 0 and rate.hidden >= 0 for rate in history.rates(now))
    assert min(history.fps(now)) >= 0
    assert history.bytes_per_s(now) >= 0


def test_memory_does_not_grow() -> None:
    history = History()
    play(history, steady(400, 2))
    full = len(pickle.dumps(history))
    play(history, steady(4000, 5, START + 500))
    assert len(pickle.dumps(history)) < full * 1.1
    assert full < 6000


def test_a_frame_at_the_very_same_time_adds_no_rate_and_still_counts() -> None:
    history = History()
    play(history, [START, START, START + 0.5, START + 0.5])
    assert history.received == history.shown == 4
    assert history.gaps_s == (0.5,)
    assert history.fps(START + 0.6)[0] == pytest.approx(2)
