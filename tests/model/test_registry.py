"""Which streams there are, their places, and how many at most."""

from __future__ import annotations

from recall_viewer.model.keys import StreamKey
from recall_viewer.model.problems import ProblemCode
from recall_viewer.model.registry import MOST_STREAMS, PLACES_KEPT, Registry
from recall_viewer.protocol.events import Bot, Dialect, Kind, Participant
from tests.model.support import BOT, Wall, balance, frame, old_frame, rejected


def test_endpoint_identity_is_bot_participant_and_kind() -> None:
    wall = Wall()
    first = wall.show(1, frame(100, Kind.CAMERA))
    assert wall.show(2, frame(100, Kind.CAMERA)) is first
    others = [
        wall.show(1, frame(100, Kind.SCREENSHARE)),
        wall.show(1, frame(101, Kind.CAMERA)),
        wall.show(1, frame(100, Kind.CAMERA, bot="another")),
    ]
    assert len({first.key, *(stream.key for stream in others)}) == 4
    assert [stream.kind for stream in others] == [Kind.SCREENSHARE, Kind.CAMERA, Kind.CAMERA]


def test_text_and_number_are_different_participants() -> None:
    wall = Wall()
    wall.send(1, frame("100", time_s=None, dialect=Dialect.ATTENDEE), frame(100))
    assert len(wall.gallery.streams) == 2


def test_a_bad_first_frame_of_attendee_makes_a_tile_of_attendee() -> None:
    """Attendee dials in again for longer than the endpoint protocol, and is not said to have given up."""
    wall = Wall()
    (key,) = wall.send(1, rejected("p-1")).added
    assert wall.gallery.streams[key].dialect is Dialect.ATTENDEE
    (key,) = wall.send(2, rejected(100)).added
    assert wall.gallery.streams[key].dialect is Dialect.ENDPOINT


def test_there_are_at_most_so_many_streams() -> None:
    wall = Wall()
    for participant_id in range(MOST_STREAMS):
        wall.send(participant_id, frame(participant_id))
    for surplus in (frame(9999), old_frame(9999), rejected(9999)):
        change = wall.send(9999, surplus)
        assert change.added == ()
        assert change.frame is None
        assert change.problems
    assert wall.send(9999, frame(9998)).problems[0].code is ProblemCode.TOO_MANY_STREAMS
    assert len(wall.gallery.streams) == MOST_STREAMS
    assert wall.books.dropped["memory"] == 3
    assert balance(wall.books) == wall.books.received
    # Who is in stays in, and a place that is given up is free.
    assert wall.send(0, frame(0)).frame is not None
    wall.close(1, 1000)
    wall.wait(60)
    assert wall.send(9999, frame(9999)).added


def test_a_stream_that_comes_back_takes_its_old_place() -> None:
    wall = Wall()
    for participant_id in (1, 2, 3):
        wall.send(participant_id, frame(participant_id))
    wall.close(2, 1000)
    wall.wait(60)
    assert [stream.key.participant_id for stream in wall.gallery.ordered()] == [1, 3]
    wall.send(9, frame(4), frame(2))
    assert [stream.key.participant_id for stream in wall.gallery.ordered()] == [1, 2, 3, 4]


def test_places_are_not_kept_without_end() -> None:
    registry = Registry()

    def visit(number: int) -> int:
        key = StreamKey(BOT, number, "camera")
        stream, is_new = registry.get_or_add(key, Bot(BOT), Participant(number), Dialect.ENDPOINT)
        assert stream is not None
        assert is_new
        registry.remove([stream])
        return stream.order

    places = [visit(number) for number in range(PLACES_KEPT + 1)]
    assert places == sorted(set(places))
    assert visit(1) == 1
    assert visit(0) > max(places)
