"""What a stream is may be known late: its tile keeps its place, and all that the person did with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from recall_viewer.protocol.events import (
    Bot,
    Kind,
    Participant,
    ParticipantAction,
    ParticipantChanged,
)
from tests.frames import BOT, camera, stream_frame

if TYPE_CHECKING:
    from collections.abc import Callable

    from recall_viewer.model.keys import StreamKey
    from recall_viewer.protocol.events import VideoFrame
    from tests.gui.stand import Stand

SHARE, SMALL, UNUSUAL = (1024, 576), (256, 144), (640, 360)


def untyped(participant: int) -> VideoFrame:
    """Return a frame of the endpoint protocol without a type."""
    return camera(participant, kind=Kind.UNKNOWN, size=UNUSUAL)


def key_of(stand: Stand, participant: int) -> StreamKey:
    (key,) = [key for key in stand.window.gallery_view.order if key.participant_id == participant]
    return key


def name_it(stand: Stand) -> None:
    stand.feed(camera(2, kind=Kind.SCREENSHARE, size=UNUSUAL))


def send_its_size(stand: Stand) -> None:
    stand.feed(stream_frame(2, size=SHARE), connection=2)


def say_it_by_hand(stand: Stand) -> None:
    stand.window.gallery_view.select(key_of(stand, 2))
    stand.window.actions_by_name["is_screenshare"].trigger()
    ((key, kind),) = stand.corrected
    stand.follow(stand.gallery.correct_kind(key, kind))
    stand.window.refresh()


def begin_without_types(stand: Stand) -> None:
    stand.feed(*(untyped(number) for number in (1, 2, 3)))


def begin_in_the_stream_protocol(stand: Stand) -> None:
    for number in (1, 2, 3):
        stand.feed(stream_frame(number, size=UNUSUAL), connection=number)


@pytest.mark.parametrize(
    ("begin", "correct"),
    [
        pytest.param(begin_without_types, name_it, id="frames name it"),
        pytest.param(begin_in_the_stream_protocol, send_its_size, id="its size tells"),
        pytest.param(begin_without_types, say_it_by_hand, id="a person corrects it"),
        pytest.param(begin_in_the_stream_protocol, say_it_by_hand, id="a person corrects it, older API"),
    ],
)
def test_a_corrected_tile_keeps_its_place_and_what_was_done_to_it(
    stand: Stand, begin: Callable[[Stand], None], correct: Callable[[Stand], None]
) -> None:
    begin(stand)
    window, view = stand.window, stand.window.gallery_view
    key = key_of(stand, 2)
    window.presenter.toggle_pin(key)
    window.presenter.toggle_freeze(key)
    window.presenter.toggle_stage(key)
    popout = window.presenter.pop_out(key)
    view.select(key)
    stand.wait(0.5)
    tile, order = view.tiles[key], list(view.order)
    assert order == [key, key_of(stand, 1), key_of(stand, 3)]
    correct(stand)
    stand.wait(0.5)
    assert (view.order, view.selected, view.tiles[key] is tile) == (order, key, True)
    assert (window.presenter.pinned, set(view.frozen), window.presenter.staged) == ({key}, {key}, (key,))
    assert window.presenter.popouts == {key: popout}
    for look in (tile.look, popout.tile.look):
        assert look is not None
        assert (look.kind, look.is_pinned, bool(look.frozen)) == (Kind.SCREENSHARE, True, True)


def test_what_turns_out_to_be_a_share_goes_to_the_stage_and_a_correction_takes_it_back(stand: Stand) -> None:
    begin_without_types(stand)
    key = key_of(stand, 2)
    name_it(stand)
    for seconds, staged in ((0, ()), (1.1, (key,))):
        stand.wait(seconds)
        assert stand.window.presenter.staged == staged
    stand.follow(stand.gallery.correct_kind(key, Kind.CAMERA))
    stand.wait(0)
    assert stand.window.presenter.staged == ()
    name_it(stand)
    stand.wait(2)
    assert stand.window.presenter.staged == ()
    assert stand.window.gallery_view.order == [key_of(stand, number) for number in (1, 2, 3)]


def test_a_person_s_word_wins_over_all_that_the_bot_says_later(stand: Stand) -> None:
    begin_in_the_stream_protocol(stand)
    say_it_by_hand(stand)
    key = key_of(stand, 2)

    def kind() -> str:
        look = stand.window.gallery_view.tiles[key].look
        assert look is not None
        return look.kind

    off = ParticipantAction.SCREENSHARE_OFF
    said = ParticipantChanged(Bot(BOT), Participant(2), off, f"participant_events.{off}")
    stand.feed(stream_frame(2, size=SMALL), connection=2)
    assert kind() == Kind.SCREENSHARE
    stand.feed(said, connection=9)
    stand.now += 1
    stand.feed(stream_frame(2, size=UNUSUAL), connection=2)
    assert kind() == Kind.SCREENSHARE
    # Nor does a bot that dials in again change it.
    stand.follow(stand.gallery.closed(2, 1006, stand.now))
    stand.wait(3)
    stand.feed(stream_frame(2, size=UNUSUAL), connection=4)
    assert kind() == Kind.SCREENSHARE
    assert stand.window.gallery_view.order == [key_of(stand, number) for number in (1, 2, 3)]
