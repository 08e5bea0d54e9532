"""Which frames of the endpoint protocol are news."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from recall_viewer.model.timeline import RECORDINGS_KEPT, Timeline, Verdict

NEWS, REPEAT, RESTART = Verdict.NEWS, Verdict.REPEAT, Verdict.RESTART


def judged(*times_s: float | None, recording: str | None = "rec-1") -> list[Verdict]:
    timeline = Timeline()
    return [timeline.judge(recording, time_s) for time_s in times_s]


def test_only_a_newer_frame_is_news() -> None:
    assert judged(1.0, 1.5, 1.5, 1.2, 1.6) == [NEWS, NEWS, REPEAT, REPEAT, NEWS]


def test_time_may_be_negative_and_begin_anywhere() -> None:
    assert judged(-2.5, -2.0, -2.0, 0.0) == [NEWS, NEWS, REPEAT, NEWS]


def test_a_frame_without_time_is_news() -> None:
    assert judged(None, 5.0, None, None, 5.0) == [NEWS, NEWS, NEWS, NEWS, REPEAT]


def test_another_recording_begins_anew() -> None:
    timeline = Timeline()
    assert timeline.judge("rec-1", 500.0) is NEWS
    assert timeline.judge("rec-2", 0.5) is NEWS
    assert timeline.judge("rec-2", 0.5) is REPEAT
    assert timeline.judge(None, 0.5) is NEWS


def test_what_was_seen_of_the_recording_before_is_a_repeat_in_the_next_one() -> None:
    timeline = Timeline()
    heard = [("rec-1", 499.5), ("rec-1", 500.0), ("rec-2", 0.5), ("rec-1", 500.0), ("rec-2", 0.5), ("rec-2", 1.0)]
    assert [timeline.judge(*one) for one in heard] == [NEWS, NEWS, NEWS, REPEAT, REPEAT, NEWS]


def test_recordings_are_not_kept_without_end() -> None:
    timeline = Timeline()
    for number in range(RECORDINGS_KEPT):
        assert timeline.judge(f"rec-{number}", 1.0) is NEWS
    assert timeline.judge("rec-0", 2.0) is NEWS
    assert timeline.judge("one more", 1.0) is NEWS
    assert timeline.judge("rec-0", 2.0) is REPEAT
    assert timeline.judge("rec-1", 1.0) is NEWS


def test_the_fifth_old_frame_that_is_newer_than_the_one_before_starts_a_new_timeline() -> None:
    assert judged(500, 1, 2, 3, 4, 5, 6, 5.5) == [NEWS, *[REPEAT] * 4, RESTART, NEWS, REPEAT]


def test_a_run_that_is_broken_starts_again() -> None:
    # A frame that is not newer than the one before it.
    assert judged(500, 1, 2, 3, 3, 4, 5, 6, 7) == [NEWS, *[REPEAT] * 7, RESTART]
    # A frame that is news.
    assert judged(500, 1, 2, 3, 4, 501, 5, 6, 7, 8, 9) == [NEWS, *[REPEAT] * 4, NEWS, *[REPEAT] * 4, RESTART]


def test_the_same_frame_over_and_over_stays_a_repeat() -> None:
    assert set(judged(9.0, *[3.0] * 50)[1:]) == {REPEAT}
    assert set(judged(9.0, *[9.0] * 50)[1:]) == {REPEAT}


@settings(deadline=None)
@given(st.lists(st.floats(-1e9, 1e9), unique=True))
def test_times_that_grow_are_all_news(times_s: list[float]) -> None:
    assert set(judged(*sorted(times_s))) <= {NEWS}


@settings(deadline=None)
@given(st.lists(st.integers(0, 6).map(float), max_size=60))
def test_news_is_newer_than_all_news_since_the_last_restart(times_s: list[float]) -> None:
    seen: list[float] = []
    for time_s, verdict in zip(times_s, judged(*times_s), strict=True):
        if verdict is RESTART:
            seen = []
        if verdict is REPEAT:
            assert time_s <= max(seen)
        else:
            assert all(time_s > earlier for earlier in seen)
            seen.append(time_s)
