"""Several meetings, bots and recordings at once, and people who come back: what somebody expects who looks on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from recall_viewer.model.keys import StreamKey
from recall_viewer.model.status import State
from recall_viewer.protocol.events import Bot, Kind, Participant, ParticipantAction, ParticipantChanged
from tests.frames import BOT, OTHER_BOT, camera
from tests.gui.stand import is_near

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from recall_viewer.gui.look import Look
    from recall_viewer.protocol.events import VideoFrame
    from tests.gui.stand import Stand

ACTION = ParticipantAction
ADA, TOM = 100, 101


def event(action: ParticipantAction, participant: int, name: str, *, bot: str = BOT) -> ParticipantChanged:
    return ParticipantChanged(Bot(bot), Participant(participant, name), action, f"participant_events.{action}")


def of_recording(recording: str, time_s: float, colour: str) -> VideoFrame:
    return replace(camera(ADA, colour=colour, time_s=time_s), bot=Bot(BOT, recording))


def looks(stand: Stand) -> list[Look]:
    found = [tile.look for tile in stand.tiles]
    return [look for look in found if look is not None]


def said(stand: Stand) -> list[tuple[str, State]]:
    return [(look.name, look.state) for look in looks(stand)]


def test_two_bots_in_one_meeting_have_their_own_tiles_and_each_tile_says_whose_it_is(stand: Stand) -> None:
    for connection, bot in ((1, BOT), (2, OTHER_BOT)):
        people = [camera(ADA, bot=bot, name="Ada"), camera(TOM, bot=bot, name="Tom")]
        stand.feed(*people, connection=connection)
    assert [(look.name, look.bot) for look in looks(stand)] == [
        ("Ada", BOT[:8]),
        ("Tom", BOT[:8]),
        ("Ada", OTHER_BOT[:8]),
        ("Tom", OTHER_BOT[:8]),
    ]
    # What one bot says is no word of the other's.
    stand.now += 1
    stand.feed(event(ACTION.WEBCAM_OFF, ADA, "Ada"), event(ACTION.LEAVE, TOM, "Tom"))
    stand.feed(event(ACTION.UPDATE, TOM, "Tom T."), event(ACTION.SPEECH_ON, ADA, "Ada"))
    live = State.LIVE
    assert said(stand) == [("Ada", State.OFF), ("Tom T.", State.ENDED), ("Ada", live), ("Tom", live)]
    assert [look.is_speaking for look in looks(stand)] == [True, False, False, False]


def test_when_one_of_two_bots_hangs_up_the_other_one_goes_on_and_no_tile_moves(stand: Stand) -> None:
    for connection, bot in ((1, BOT), (2, OTHER_BOT)):
        stand.feed(camera(ADA, bot=bot), connection=connection)
    stand.follow(stand.gallery.closed(1, 1000, stand.now))
    stand.feed(camera(ADA, bot=OTHER_BOT), connection=2)
    assert [(look.state, look.bot) for look in looks(stand)] == [(State.ENDED, BOT[:8]), (State.LIVE, OTHER_BOT[:8])]
    stand.wait(61)
    (look,) = looks(stand)
    assert (look.name, look.bot) == ("Ada", "")


def test_the_next_recording_of_a_bot_goes_on_in_the_same_tiles_though_its_clock_begins_anew(stand: Stand) -> None:
    stand.feed(of_recording("rec-1", 600.0, "#c02020"), of_recording("rec-1", 600.5, "#c02020"), camera(TOM))
    stand.window.presenter.toggle_pin(StreamKey(BOT, TOM, Kind.CAMERA))
    stand.wait(0.5)
    tiles = list(stand.tiles)
    for time_s, colour in ((0.0, "#20c020"), (0.5, "#2020c0")):
        stand.now += 0.5
        stand.feed(of_recording("rec-2", time_s, colour))
        assert is_near(stand.colour_in(tiles[1]), colour)
    # One that was seen before may still come, and is no news.
    stand.feed(of_recording("rec-1", 600.5, "#c02020"))
    assert is_near(stand.colour_in(tiles[1]), "#2020c0")
    assert (stand.tiles, stand.books.repeated, len(stand.problems)) == (tiles, 1, 0)
    assert stand.gallery.streams[StreamKey(BOT, ADA, Kind.CAMERA)].bot.recording_id == "rec-2"


def test_who_comes_back_under_a_new_id_has_a_new_tile_and_the_old_one_says_left_and_goes(stand: Stand) -> None:
    stand.feed(camera(ADA, name="Ada"), camera(TOM, name="Tom"))
    stand.feed(event(ACTION.LEAVE, ADA, "Ada"))
    stand.now += 20
    stand.feed(event(ACTION.JOIN, 205, "Ada"), event(ACTION.WEBCAM_ON, 205, "Ada"))
    stand.feed(camera(205, name="Ada"), camera(TOM, name="Tom"))
    live = State.LIVE
    assert said(stand) == [("Ada", State.ENDED), ("Tom", live), ("Ada", live)]
    assert looks(stand)[0].sentence == "left 20 s ago"
    stand.now += 40
    stand.feed(camera(205, name="Ada"), camera(TOM, name="Tom"))
    stand.wait(0.1)
    assert said(stand) == [("Tom", live), ("Ada", live)]


def test_a_sharer_who_comes_back_under_a_new_id_leaves_no_share_behind(stand: Stand) -> None:
    share = {"kind": Kind.SCREENSHARE, "size": (1024, 576)}
    stand.feed(camera(ADA), camera(ADA, **share), event(ACTION.LEAVE, ADA, "Ada"))  # type: ignore[arg-type]
    stand.wait(3.1)
    stand.feed(camera(205), camera(205, **share))  # type: ignore[arg-type]
    keys = [(key.participant_id, key.lane) for key in stand.window.gallery_view.order]
    assert keys == [(ADA, Kind.CAMERA), (205, Kind.CAMERA), (205, Kind.SCREENSHARE)]
    stand.wait(57)
    assert [key.participant_id for key in stand.window.gallery_view.order] == [205, 205]


@pytest.mark.parametrize("away_s", [5, 600], ids=["its tile is still there", "its tile has gone"])
def test_who_comes_back_under_the_same_id_has_the_old_place_and_no_second_tile(stand: Stand, away_s: float) -> None:
    stand.feed(camera(ADA), camera(TOM, name="Tom"), event(ACTION.LEAVE, ADA, "Ada"))
    stand.wait(away_s)
    stand.feed(event(ACTION.JOIN, ADA, "Ada"), camera(ADA), camera(TOM, name="Tom"))
    assert said(stand) == [("Ada", State.LIVE), ("Tom", State.LIVE)]


def test_a_rename_is_on_the_tile_at_once_though_no_frame_comes(stand: Stand, qtbot: QtBot) -> None:
    stand.feed(camera(ADA, name="Ada"), event(ACTION.WEBCAM_OFF, ADA, "Ada"))
    tile = stand.tiles[0]
    popout = stand.window.presenter.pop_out(tile.key)
    stand.follow(stand.gallery.apply(1, event(ACTION.UPDATE, ADA, "Countess of Lovelace"), stand.now))
    assert said(stand) == [("Countess of Lovelace", State.OFF)]
    assert popout.windowTitle().startswith("Countess of Lovelace")
    qtbot.waitUntil(lambda: tile.accessibleName() == "Countess of Lovelace, camera, off", timeout=4000)
    # And whoever looks for the new name finds it.
    stand.window.toolbar.field.setText("countess")
    stand.wait(0)
    assert stand.tiles == [tile]
    # An update without a name takes none away.
    stand.feed(ParticipantChanged(Bot(BOT), Participant(ADA), ACTION.UPDATE, "participant_events.update"))
    assert said(stand) == [("Countess of Lovelace", State.OFF)]
