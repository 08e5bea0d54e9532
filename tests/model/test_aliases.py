"""A sender that does not always say what a stream is: it stays one stream, with one tile."""

from __future__ import annotations

import pytest

from recall_viewer.model.keys import StreamKey
from recall_viewer.model.status import State
from recall_viewer.protocol.events import Dialect, Kind, ParticipantAction
from tests.model.support import BOT, FULL, SMALL, Wall, frame, h264, old_frame, person, rejected

ACTION = ParticipantAction
CAMERA, SCREENSHARE, UNKNOWN = Kind.CAMERA, Kind.SCREENSHARE, Kind.UNKNOWN


def tiles(wall: Wall) -> list[tuple[Kind, State]]:
    return [(stream.kind, stream.state(wall.now)) for stream in wall.gallery.ordered()]


@pytest.mark.parametrize("kind", [CAMERA, SCREENSHARE])
@pytest.mark.parametrize("dialect", [Dialect.ENDPOINT, Dialect.ATTENDEE])
def test_a_kind_that_is_named_late_is_known_from_then_on(kind: Kind, dialect: Dialect) -> None:
    wall = Wall()
    nameless = wall.show(1, frame(100, UNKNOWN, dialect=dialect))
    wall.show(1, frame(101, dialect=dialect))
    wall.now += 0.5
    change = wall.send(1, frame(100, kind, dialect=dialect))
    assert (change.added, change.updated) == ((), (nameless.key,))
    wall.send(1, frame(101, dialect=dialect), frame(100, kind, dialect=dialect), frame(100, UNKNOWN, dialect=dialect))
    assert tiles(wall) == [(kind, State.LIVE), (CAMERA, State.LIVE)]
    assert wall.gallery.ordered()[0] is nameless


def test_the_other_kind_has_a_tile_of_its_own() -> None:
    wall = Wall()
    wall.send(1, frame(100, UNKNOWN), frame(100, CAMERA), frame(100, SCREENSHARE), frame(100, CAMERA))
    assert tiles(wall) == [(CAMERA, State.LIVE), (SCREENSHARE, State.LIVE)]


def test_a_frame_of_another_size_is_no_proof() -> None:
    """Who names one of two streams sends both, side by side."""
    wall = Wall()
    wall.send(1, frame(100, UNKNOWN, size=SMALL), frame(100, SCREENSHARE, size=FULL), frame(100, UNKNOWN, size=SMALL))
    assert tiles(wall) == [(UNKNOWN, State.LIVE), (SCREENSHARE, State.LIVE)]


def test_somebody_else_s_stream_and_another_bot_s_are_no_concern() -> None:
    wall = Wall()
    wall.send(1, frame(100, UNKNOWN), frame(101, CAMERA), frame(100, CAMERA, bot="another"))
    assert [kind for kind, _ in tiles(wall)] == [UNKNOWN, CAMERA, CAMERA]


def test_a_person_s_word_holds_against_a_name_that_comes_later() -> None:
    wall = Wall()
    stream = wall.show(1, frame(100, UNKNOWN))
    wall.gallery.correct_kind(stream.key, SCREENSHARE)
    for _ in range(3):
        assert wall.show(1, frame(100, CAMERA)) is stream
    assert tiles(wall) == [(SCREENSHARE, State.LIVE)]


def test_a_person_s_word_holds_against_a_name_that_was_there_before() -> None:
    wall = Wall()
    stream = wall.show(1, frame(100, CAMERA))
    wall.gallery.correct_kind(stream.key, SCREENSHARE)
    assert wall.show(1, frame(100, CAMERA)) is stream
    assert tiles(wall) == [(SCREENSHARE, State.LIVE)]


def test_a_person_s_word_holds_when_the_tile_left_and_comes_back() -> None:
    wall = Wall()
    stream = wall.show(1, frame(100, CAMERA))
    wall.gallery.correct_kind(stream.key, SCREENSHARE)
    wall.close(1, 1000)
    assert wall.wait(61).removed == (stream.key,)
    wall.send(2, person(ACTION.WEBCAM_ON))
    assert tiles(wall) == [(SCREENSHARE, State.WAITING)]
    wall.send(2, frame(100, CAMERA))
    assert tiles(wall) == [(SCREENSHARE, State.LIVE)]


def test_in_the_stream_protocol_a_person_s_word_goes_with_the_tile() -> None:
    """There the next one of that number may be another stream."""
    wall = Wall()
    wall.gallery.correct_kind(wall.show(1, old_frame(100)).key, SCREENSHARE)
    wall.close(1, 1000)
    assert wall.wait(61).removed
    wall.show(2, old_frame(100))
    assert tiles(wall) == [(CAMERA, State.LIVE)]


@pytest.mark.parametrize("is_late", [True, False])
def test_a_person_s_word_holds_for_both_families_of_codecs(*, is_late: bool) -> None:
    """Only one of them has a tile at a time, and it would say something else with each change."""
    wall = Wall()
    pictures = wall.show(1, frame(100))
    if is_late:
        wall.show(1, h264(0))
    wall.gallery.correct_kind(pictures.key, SCREENSHARE)
    wall.send(1, h264(1), frame(100))
    assert [kind for kind, _ in tiles(wall)] == [SCREENSHARE, SCREENSHARE]


@pytest.mark.parametrize(("on", "kind"), [(ACTION.WEBCAM_ON, CAMERA), (ACTION.SCREENSHARE_ON, SCREENSHARE)])
def test_what_was_announced_and_comes_without_a_name_fills_the_tile_that_waits(
    on: ParticipantAction, kind: Kind
) -> None:
    wall = Wall()
    wall.send(1, person(on))
    for _ in range(2):
        assert wall.send(1, frame(100, UNKNOWN)).frame is not None
    assert tiles(wall) == [(kind, State.LIVE)]


def test_events_about_a_camera_concern_a_stream_that_nobody_named() -> None:
    wall = Wall()
    wall.send(1, frame(100, UNKNOWN), person(ACTION.WEBCAM_OFF))
    assert tiles(wall) == [(UNKNOWN, State.OFF)]
    wall.now += 1
    assert wall.send(1, person(ACTION.WEBCAM_ON)).added == ()
    assert tiles(wall) == [(UNKNOWN, State.WAITING)]
    # A share is something else, until a person or a frame says that it is not.
    assert wall.send(1, person(ACTION.SCREENSHARE_ON)).added == (StreamKey(BOT, 100, SCREENSHARE),)


def test_events_concern_a_stream_by_the_name_it_got_late() -> None:
    wall = Wall()
    wall.send(1, frame(100, UNKNOWN), frame(100, SCREENSHARE), person(ACTION.WEBCAM_OFF))
    assert tiles(wall) == [(SCREENSHARE, State.LIVE)]
    wall.send(1, person(ACTION.SCREENSHARE_OFF))
    assert tiles(wall) == [(SCREENSHARE, State.OFF)]


def test_a_broken_frame_with_a_name_is_of_the_stream_without_one() -> None:
    wall = Wall()
    stream = wall.show(1, frame(100, UNKNOWN))
    assert wall.send(1, rejected(100, CAMERA)).updated == (stream.key,)
    assert [state for _, state in tiles(wall)] == [State.ERROR]


def test_a_tile_that_left_takes_its_names_along() -> None:
    wall = Wall()
    wall.send(1, frame(100, UNKNOWN), frame(100, CAMERA), person(ACTION.LEAVE))
    assert wall.wait(61).removed
    assert wall.send(1, frame(100, CAMERA)).added == (StreamKey(BOT, 100, CAMERA),)
    assert wall.send(1, frame(100, UNKNOWN)).added == (StreamKey(BOT, 100, UNKNOWN),)
