"""Who speaks has a quiet edge: on the tile, in a window of its own, and in words for those who listen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QPaintEvent

from recall_viewer.gui.theme import DARK
from recall_viewer.model.status import State
from recall_viewer.protocol.events import (
    Bot,
    Kind,
    Participant,
    ParticipantAction,
    ParticipantChanged,
)
from tests.frames import BOT, camera
from tests.gui.stand import Stand, is_near

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QRect
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from recall_viewer.gui.tile import Tile

ACTION = ParticipantAction
PICTURE = "#c0c0c0"


def event(action: ParticipantAction, participant: int = 100, name: str | None = "Ada") -> ParticipantChanged:
    return ParticipantChanged(Bot(BOT), Participant(participant, name), action, f"participant_events.{action}")


def tile_of(stand: Stand, participant: int = 100, kind: Kind = Kind.CAMERA) -> Tile:
    (tile,) = [tile for tile in stand.tiles if (tile.key.participant_id, tile.key.lane) == (participant, kind)]
    return tile


def has_edge(image: QImage) -> bool:
    """Say whether all four edges have the colour, and nothing farther in has."""
    right, bottom, across, down = image.width() - 1, image.height() - 1, image.width() // 2, image.height() // 2
    edges = [(0, down), (1, down), (right, down), (right - 1, down), (across, 0), (across, 1), (across, bottom)]
    found = [is_near(image.pixelColor(x, y), DARK.live) for x, y in edges]
    assert len(set(found)) == 1
    assert not is_near(image.pixelColor(4, down), DARK.live)
    return found[0]


class Painted(QObject):
    """What is painted of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.boxes: list[QRect] = []
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.boxes.append(event.region().boundingRect())
        return False


def speaks(stand: Stand, tile: Tile) -> bool:
    return has_edge(stand.image(tile))


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("colour", [PICTURE, DARK.live, "#ffffff"])
def test_the_edge_stands_out_from_any_picture_in_both_themes(
    make_stand: Callable[..., Stand], colour: str, *, dark: bool
) -> None:
    stand = make_stand(dark=dark)
    stand.feed(camera(colour=colour))
    tile = tile_of(stand)
    assert is_near(stand.image(tile).pixelColor(1, 60), colour)
    stand.feed(event(ACTION.SPEECH_ON))
    image = stand.image(tile)
    assert is_near(image.pixelColor(1, 60), DARK.live)
    between, inside = image.pixelColor(2, 60).lightness(), image.pixelColor(3, 60).lightness()
    assert between < inside / 2
    assert is_near(image.pixelColor(4, 60), colour)


def test_the_edge_ends_with_the_speech_and_moves_nobody(stand: Stand) -> None:
    stand.feed(*(camera(number, colour=PICTURE) for number in range(1, 5)))
    places = [(tile.key, tile.geometry()) for tile in stand.tiles]
    stand.feed(event(ACTION.SPEECH_ON, 4, None))
    assert [speaks(stand, tile_of(stand, number)) for number in range(1, 5)] == [False, False, False, True]
    stand.wait(1)
    assert [(tile.key, tile.geometry()) for tile in stand.tiles] == places
    stand.feed(event(ACTION.SPEECH_OFF, 4, None))
    assert not any(speaks(stand, tile) for tile in stand.tiles)


def test_the_whole_tile_is_painted_anew(stand: Stand) -> None:
    """Not its caption alone, as with an age that grew."""
    stand.feed(camera())
    painted = Painted(tile_of(stand))
    for action in (ACTION.SPEECH_ON, ACTION.SPEECH_OFF):
        painted.boxes.clear()
        stand.follow(stand.gallery.apply(1, event(action), stand.now))
        stand.settle()
        assert tile_of(stand).rect() in painted.boxes


def test_it_is_no_ring_of_the_selected_tile(stand: Stand) -> None:
    """That stands around the tile, this within: both can be told at once."""
    stand.feed(camera(1, colour=PICTURE), camera(2, colour=PICTURE), event(ACTION.SPEECH_ON, 2, None))
    view = stand.window.gallery_view
    view.setFocus()
    for selected in (1, 2):
        view.select(tile_of(stand, selected).key)
        stand.settle()
        canvas = stand.image(view.viewport())
        for number in (1, 2):
            box = tile_of(stand, number).geometry()
            ring = canvas.pixelColor(box.left() - 3, box.center().y())
            assert is_near(ring, DARK.focus if number == selected else "#101214")
            assert is_near(canvas.pixelColor(box.left() + 1, box.center().y()), DARK.live) == (number == 2)


def test_a_share_is_never_covered_but_its_sharer_s_camera_speaks(stand: Stand) -> None:
    stand.feed(camera(colour=PICTURE), camera(kind=Kind.SCREENSHARE, size=(1024, 576), colour=PICTURE))
    before = stand.image(tile_of(stand, kind=Kind.SCREENSHARE))
    stand.feed(event(ACTION.SPEECH_ON))
    assert stand.image(tile_of(stand, kind=Kind.SCREENSHARE)) == before
    assert speaks(stand, tile_of(stand))


def test_who_speaks_with_the_camera_off_speaks(stand: Stand) -> None:
    stand.feed(event(ACTION.WEBCAM_ON), event(ACTION.SPEECH_ON))
    assert speaks(stand, tile_of(stand))
    stand.feed(event(ACTION.WEBCAM_OFF))
    assert speaks(stand, tile_of(stand))


def test_nothing_looks_live_where_no_picture_is(stand: Stand) -> None:
    stand.feed(camera(colour=PICTURE), event(ACTION.SPEECH_ON))
    for seconds, state, has in ((3, State.LATE, True), (3, State.STALE, False)):
        stand.wait(seconds)
        look = tile_of(stand).look
        assert look is not None
        assert look.state is state
        assert speaks(stand, tile_of(stand)) is has
    stand.feed(camera(colour=PICTURE))
    assert speaks(stand, tile_of(stand))
    stand.window.presenter.toggle_freeze(tile_of(stand).key)
    assert not speaks(stand, tile_of(stand))
    stand.window.presenter.toggle_freeze(tile_of(stand).key)
    stand.follow(stand.gallery.closed(1, 1006, stand.now))
    stand.wait(1)
    assert not speaks(stand, tile_of(stand))
    # And not either once the bot is back, until it says so.
    stand.feed(camera(colour=PICTURE), connection=2)
    assert not speaks(stand, tile_of(stand))


def test_it_is_said_to_assistive_programs(stand: Stand, qtbot: QtBot) -> None:
    stand.feed(camera(), event(ACTION.SPEECH_ON))
    tile = tile_of(stand)
    assert tile.accessibleDescription().split(", ")[0] == "speaking"
    stand.feed(event(ACTION.SPEECH_OFF))
    qtbot.waitUntil(lambda: "speaking" not in tile.accessibleDescription(), timeout=4000)


def test_a_window_of_its_own_says_it_too(stand: Stand) -> None:
    stand.feed(camera(colour=PICTURE))
    popout = stand.window.presenter.pop_out(tile_of(stand).key)
    stand.feed(event(ACTION.SPEECH_ON))
    assert speaks(stand, popout.tile)
    stand.feed(event(ACTION.SPEECH_OFF))
    assert not speaks(stand, popout.tile)
