from __future__ import annotations

import threading

import pytest

from recall_viewer.simulate.casting import people_of
from recall_viewer.simulate.films import LOOP_UNITS, STILL_UNITS
from recall_viewer.simulate.scene import LOOP_FRAMES
from recall_viewer.simulate.studio import DRAWN_AT_ONCE, Feed, Reel, Studio

TINY = (16, 9)


def finish() -> None:
    """Wait for the studio's thread."""
    for thread in threading.enumerate():
        if thread.name == "studio":
            thread.join(20)
            assert not thread.is_alive()


def test_all_loops_are_drawn_to_their_end_and_everybody_is_seen_first() -> None:
    count = DRAWN_AT_ONCE + 2
    seen: list[list[int]] = []
    failures: list[BaseException] = []
    studio = Studio(lambda: seen.append([len(reel.frames) for reel in reels]), failures.append)
    reels = studio.draw(people_of(count, 0), TINY, 0, None, share=True)
    studio.start()
    finish()

    assert not failures
    assert len(reels) == count + 1
    assert [len(set(reel.frames)) for reel in reels] == [LOOP_FRAMES] * (count + 1)
    # When the last one appears nobody has more than the two frames that are no still picture.
    assert len(seen) == count + 1
    assert seen[-1] == [1] * DRAWN_AT_ONCE + [2, 2, 1]


def test_a_feed_goes_round_what_there_is() -> None:
    reel = Reel()
    feed = Feed(reel)
    assert feed.take() is None

    reel.frames.append(b"0")
    assert [feed.take(), feed.take()] == [b"0", b"0"]

    reel.frames += [b"1", b"2"]
    assert [feed.take() for _ in range(4)] == [b"0", b"1", b"2", b"0"]


def test_feeds_of_one_reel_begin_where_they_are_told() -> None:
    reel = Reel()
    reel.frames += [b"0", b"1", b"2"]

    assert [Feed(reel, offset).take() for offset in range(5)] == [b"0", b"1", b"2", b"0", b"1"]


def test_a_better_loop_waits_for_the_end_of_the_one_before() -> None:
    reel = Reel()
    feed = Feed(reel)
    reel.frames = [b"0", b"1", b"2"]
    assert feed.take() == b"0"

    reel.frames = [b"a", b"b"]

    assert [feed.take() for _ in range(5)] == [b"1", b"2", b"a", b"b", b"a"]


def test_feeds_of_a_reel_with_many_frames_a_picture_begin_with_a_picture() -> None:
    reel = Reel(step=2)
    feed = Feed(reel, 1)
    reel.frames = [b"0", b"0+", b"1", b"1+"]

    assert [feed.take() for _ in range(5)] == [b"1", b"1+", b"0", b"0+", b"1"]


def test_what_should_never_happen_is_handed_over() -> None:
    failures: list[BaseException] = []
    studio = Studio(lambda: None, failures.append)
    studio.draw([None], TINY, 0, None, share=False)  # type: ignore[list-item]
    studio.start()
    finish()

    assert len(failures) == 1


@pytest.mark.parametrize(("gop", "frames"), [(None, LOOP_FRAMES), (30, LOOP_UNITS * 2)])
def test_closing_ends_the_drawing_soon(gop: int | None, frames: int) -> None:
    appeared = threading.Event()
    studio = Studio(appeared.set, lambda _error: None)
    reels = studio.draw(people_of(10, 0), (320, 180), 0, gop, share=False)
    studio.start()
    assert appeared.wait(20)
    studio.close()
    finish()

    assert sum(len(reel.frames) for reel in reels) < 10 * frames


def test_closing_does_not_wait_for_a_loop_of_h264() -> None:
    appeared = threading.Event()
    studio = Studio(appeared.set, lambda _error: None)
    (reel,) = studio.draw(people_of(1, 0), (1280, 720), 0, 2, share=False)
    studio.start()
    assert appeared.wait(20)
    studio.close()
    finish()

    assert len(reel.frames) == STILL_UNITS
