"""Streams of H.264 in the gallery: their size, their repeats, their keyframes, and the pictures of the same camera."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from recall_viewer.model.books import Fate
from recall_viewer.model.status import State
from recall_viewer.protocol.events import Kind, ParticipantAction
from tests.h264_units import SIZE
from tests.model.support import Wall, balance, frame, h264, person

if TYPE_CHECKING:
    from recall_viewer.model.frames import Frame


def taken(wall: Wall, *numbers: int) -> list[Fate]:
    """Send units, all of which can be decoded; return what became of them."""
    fates = []
    for number in numbers:
        change = wall.send(1, h264(number))
        if change.frame is not None:
            wall.gallery.decoded(change.frame)
            fates.append(change.frame.passage.fate)
        else:
            fates.append(Fate.REPEATED)
        wall.now += 1 / 15
    return fates


def test_a_unit_without_a_size_leaves_that_of_its_stream() -> None:
    wall = Wall()
    taken(wall, 0, 1, 2)
    assert (wall.stream().width, wall.stream().height) == SIZE
    assert wall.stream().history.size == SIZE


def test_units_in_the_order_of_decoding_are_no_repeats_but_the_very_same_ones_are() -> None:
    wall = Wall()
    # Their times run back and forth, as with B-frames.
    assert taken(wall, 0, 3, 1, 2, 6, 4) == [Fate.IN_FLIGHT] * 6
    assert taken(wall, 6, 4) == [Fate.REPEATED] * 2
    assert (wall.books.repeated, balance(wall.books)) == (2, wall.books.received)


def test_a_stream_waits_until_its_first_keyframe() -> None:
    wall = Wall()
    first = wall.send(1, h264(3)).frame
    assert first is not None
    assert wall.gallery.awaiting_keyframe(first).updated == (first.key,)
    wall.now += 4
    wall.send(1, h264(4))
    assert wall.state() is State.WAITING
    assert wall.stream().awaits_keyframe_since == 0
    keyframe = wall.send(1, h264(8)).frame
    assert keyframe is not None
    assert wall.gallery.decoded(keyframe).updated == (keyframe.key,)
    assert (wall.state(), wall.stream().awaits_keyframe_since) == (State.LIVE, None)


def test_while_it_awaits_a_keyframe_a_stream_grows_old_whatever_comes() -> None:
    wall = Wall()
    taken(wall, *range(8))
    lost = wall.send(1, h264(10)).frame
    assert lost is not None
    wall.gallery.awaiting_keyframe(lost)
    wall.now += 4
    assert wall.send(1, h264(11)).frame is not None
    assert wall.state() is State.LATE
    # What the decoder still had from before does not end it.
    assert wall.gallery.decoded(lost).updated == ()
    assert wall.state() is State.LATE


@pytest.mark.parametrize("is_first", [True, False])
def test_of_a_cameras_pictures_and_its_h264_only_the_h264_has_a_tile(is_first: bool) -> None:
    wall = Wall()
    if is_first:
        wall.send(1, frame())
    taken(wall, 0, 1)
    wall.send(1, frame())
    video, pictures = sorted(wall.gallery.streams.values(), key=lambda stream: stream.family)
    assert [wall.gallery.is_covered(stream, wall.now) for stream in (video, pictures)] == [False, True]
    # They have one place, and a share has its own.
    assert video.order == pictures.order
    share = wall.show(1, frame(kind=Kind.SCREENSHARE))
    assert not wall.gallery.is_covered(share, wall.now)


def test_pictures_are_shown_where_the_h264_stands_still() -> None:
    wall = Wall()
    taken(wall, 0, 1)
    wall.now += 6
    wall.send(1, frame())
    video, pictures = sorted(wall.gallery.streams.values(), key=lambda stream: stream.family)
    assert [wall.gallery.is_covered(stream, wall.now) for stream in (video, pictures)] == [True, False]
    taken(wall, 2)
    assert [wall.gallery.is_covered(stream, wall.now) for stream in (video, pictures)] == [False, True]
    wall.now += 60
    # Both stand still: then it is the H.264 again.
    assert [wall.gallery.is_covered(stream, wall.now) for stream in (video, pictures)] == [False, True]


def test_a_camera_that_was_announced_is_the_one_whose_h264_comes() -> None:
    wall = Wall()
    (announced,) = wall.send(1, person(ParticipantAction.WEBCAM_ON)).added
    assert wall.send(1, h264(0)).added == ()
    assert list(wall.gallery.streams) == [announced]
    wall.send(1, frame())
    wall.send(1, person(ParticipantAction.WEBCAM_OFF))
    assert {stream.state(wall.now) for stream in wall.gallery.streams.values()} == {State.OFF}


@pytest.mark.parametrize("is_damaged", [False, True])
def test_h264_that_pictures_stand_in_for_is_shown_again_from_its_next_keyframe_on(is_damaged: bool) -> None:
    wall = Wall()
    taken(wall, *range(8))
    wall.send(1, frame())
    video, pictures = sorted(wall.gallery.streams.values(), key=lambda stream: stream.family)
    lost = wall.send(1, h264(10)).frame
    assert lost is not None
    if is_damaged:
        wall.gallery.undecodable(lost, "H.264 unit damaged")
    wall.gallery.awaiting_keyframe(lost)
    wall.now += 6
    wall.send(1, frame())
    assert [wall.gallery.is_covered(stream, wall.now) for stream in (video, pictures)] == [True, False]
    # Covered it is not decoded.
    keyframe = wall.send(1, h264(8, time_s=7.0)).frame
    assert keyframe is not None
    assert wall.gallery.usable(keyframe).updated == (video.key,)
    assert wall.gallery.usable(keyframe).updated == ()
    assert [wall.gallery.is_covered(stream, wall.now) for stream in (video, pictures)] == [False, True]


def test_after_an_outage_the_next_unit_says_that_others_may_be_missing_unless_some_come_again() -> None:
    wall = Wall()
    taken(wall, 0, 1)
    wall.gallery.closed(1, 1006, wall.now)
    assert [frame_of(wall, number).is_after_cut for number in (2, 3)] == [True, False]
    wall.gallery.closed(2, 1000, wall.now)
    assert wall.send(2, h264(3)).frame is None
    assert not frame_of(wall, 4).is_after_cut


def test_units_that_were_left_out_as_stragglers_are_missing_later() -> None:
    wall = Wall()
    taken(wall, 0, 1)
    wall.send(1, person(ParticipantAction.WEBCAM_OFF))
    assert wall.send(1, h264(2)).frame is None
    wall.now += 1
    assert [frame_of(wall, number).is_after_cut for number in (3, 4)] == [True, False]


def frame_of(wall: Wall, number: int) -> Frame:
    change = wall.send(2, h264(number))
    assert change.frame is not None
    return change.frame
