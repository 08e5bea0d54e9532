"""Which tile a connection of the stream protocol feeds, above all after a flap."""

from __future__ import annotations

from itertools import permutations

import pytest

from recall_viewer.model.status import State
from recall_viewer.protocol.events import Bot, BotIdentified, Dialect, Kind, ParticipantAction
from tests.model.support import BOT, FULL, SHARE, SMALL, Wall, frame, old_frame, person, rejected


def sharer() -> Wall:
    """A participant on two connections: the camera on 1, the share on 2."""
    wall = Wall()
    for _ in range(3):
        wall.show(1, old_frame(100, SMALL))
        wall.show(2, old_frame(100, SHARE))
        wall.wait(0.5)
    assert [stream.connections for stream in wall.gallery.ordered()] == [{1}, {2}]
    return wall


def test_a_connection_has_no_tile_before_its_first_frame() -> None:
    wall = Wall()
    wall.send(1, BotIdentified(Bot(BOT), Dialect.STREAM), rejected(None, Kind.UNKNOWN), rejected(100, Kind.UNKNOWN))
    assert not wall.gallery.streams
    wall.send(1, old_frame(100))
    assert len(wall.gallery.streams) == 1


@pytest.mark.parametrize("closing", list(permutations([1, 2])))
@pytest.mark.parametrize("returning", list(permutations([(3, SMALL), (4, SHARE)])))
@pytest.mark.parametrize("code", [None, 1006, 1011])
def test_after_a_flap_both_return_to_their_own_tiles_in_any_order(
    closing: tuple[int, ...], returning: tuple[tuple[int, tuple[int, int]], ...], code: int | None
) -> None:
    wall = sharer()
    camera, share = wall.gallery.ordered()
    for connection_id in closing:
        wall.close(connection_id, code)
    assert [stream.state(wall.now) for stream in (camera, share)] == [State.DISCONNECTED] * 2
    wall.wait(3)
    for connection_id, size in returning:
        change = wall.send(connection_id, old_frame(100, size))
        assert change.added == ()
        assert wall.stream_of(change) is (camera if size == SMALL else share)
        wall.wait(0.1)
    assert wall.gallery.ordered() == [camera, share]
    assert [(stream.kind, stream.state(wall.now)) for stream in (camera, share)] == [
        (Kind.CAMERA, State.LIVE),
        (Kind.SCREENSHARE, State.LIVE),
    ]


def test_the_nearest_size_decides_even_if_both_changed() -> None:
    wall = sharer()
    camera, share = wall.gallery.ordered()
    wall.close(1, None)
    wall.close(2, None)
    assert wall.show(3, old_frame(100, (1152, 648))) is share
    assert wall.show(4, old_frame(100, (320, 180))) is camera


def test_a_half_open_connection_gives_its_tile_up_once_it_is_silent() -> None:
    """The new connection is there before the end of the old one is noticed."""
    wall = sharer()
    camera, share = wall.gallery.ordered()
    wall.wait(2.6 - 0.5)
    assert wall.show(3, old_frame(100, SMALL)) is camera
    assert wall.show(4, old_frame(100, SHARE)) is share
    # The late end of the old ones is no outage.
    assert wall.close(1, None).updated == ()
    assert wall.close(2, None).updated == ()
    assert camera.state(wall.now) is share.state(wall.now) is State.LIVE


def test_a_tile_that_is_not_silent_yet_is_not_taken() -> None:
    wall = sharer()
    wall.wait(1.9)
    change = wall.send(3, old_frame(100, SMALL))
    assert len(change.added) == 1
    assert len(wall.gallery.streams) == 3


def test_one_taken_over_while_silent_gets_a_tile_of_its_own_when_it_wakes_up() -> None:
    wall = Wall()
    first = wall.show(1, old_frame(100, FULL))
    wall.wait(3)
    assert wall.show(2, old_frame(100, FULL)) is first
    second = wall.show(1, old_frame(100, FULL))
    assert second is not first
    assert wall.show(2, old_frame(100, FULL)) is first
    assert wall.show(1, old_frame(100, FULL)) is second
    assert wall.close(2, 1000).updated == (first.key,)
    assert second.state(wall.now) is State.LIVE


def test_a_rejected_frame_belongs_to_the_tile_of_its_connection_only() -> None:
    wall = sharer()
    camera, share = wall.gallery.ordered()
    assert wall.send(2, rejected(100, Kind.UNKNOWN)).updated == (share.key,)
    assert (camera.bad_frames, share.bad_frames) == (0, 1)
    # Not any more once another connection carries it.
    wall.wait(3)
    wall.show(3, old_frame(100, SHARE))
    assert wall.send(2, rejected(100, Kind.UNKNOWN)).updated == ()
    # Nor once the tile has left.
    wall.send(9, person(ParticipantAction.LEAVE))
    wall.wait(100)
    assert not wall.gallery.streams
    assert wall.send(3, rejected(100, Kind.UNKNOWN)).updated == ()


def test_who_carried_a_tile_that_left_gets_another_one() -> None:
    """Even if somebody else has one of that name by now."""
    wall = Wall()
    old = wall.show(1, old_frame(100))
    wall.send(9, person(ParticipantAction.LEAVE))
    wall.wait(61)
    second = wall.show(2, old_frame(100))
    assert (second is not old, second.key) == (True, old.key)
    wall.now += 0.5
    third = wall.show(1, old_frame(100))
    assert third.key != second.key


def test_other_ids_and_other_bots_keep_to_themselves() -> None:
    wall = Wall()
    mine = wall.show(1, old_frame(100))
    wall.close(1, None)
    wall.wait(10)
    assert wall.show(2, old_frame(101)) is not mine
    assert wall.show(3, old_frame(100, bot="another")) is not mine
    assert wall.show(4, old_frame(100)) is mine


def test_a_hello_that_comes_late_gives_the_frames_after_it_to_its_bot() -> None:
    """Frames before it are of an unknown bot."""
    wall = Wall()
    nameless = wall.show(1, old_frame(100, bot=""))
    named = wall.show(1, old_frame(100))
    assert (nameless.key.bot_id, named.key.bot_id) == ("", BOT)


def test_a_tile_of_the_endpoint_protocol_is_never_taken() -> None:
    wall = Wall()
    modern = wall.show(1, frame(100))
    announced = wall.send(1, person(ParticipantAction.SCREENSHARE_ON)).added
    wall.wait(60)
    old = wall.show(2, old_frame(100))
    assert old is not modern
    assert old.key not in announced
    assert old.dialect is Dialect.STREAM
