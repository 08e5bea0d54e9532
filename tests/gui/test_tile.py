"""What a tile shows: picture, caption, badges, states. Probed by pixels, read through accessibility."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QAccessible, QColor, QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QToolTip

from recall_viewer.gui.theme import DARK
from recall_viewer.model.staging import Layout
from recall_viewer.model.status import State
from recall_viewer.protocol.events import (
    Bot,
    FrameRejected,
    Kind,
    Participant,
    ParticipantAction,
    ParticipantChanged,
)
from tests.frames import BOT, OTHER_BOT, camera, png, stream_frame
from tests.gui.stand import Stand, is_near

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from recall_viewer.gui.tile import Tile


def has_colour(
    image: QImage, wanted: str, box: tuple[float, float, float, float] = (0, 0, 1, 1), most: int = 24
) -> bool:
    left, top, right, bottom = box
    xs = range(int(image.width() * left), int(image.width() * right))
    ys = range(int(image.height() * top), int(image.height() * bottom))
    return any(is_near(image.pixelColor(x, y), wanted, most) for x in xs for y in ys)


def event(action: ParticipantAction, participant: int = 100, name: str = "Ada") -> ParticipantChanged:
    return ParticipantChanged(Bot(BOT), Participant(participant, name), action, f"participant_events.{action}")


def only_tile(stand: Stand) -> Tile:
    (tile,) = stand.tiles
    assert tile.look is not None
    return tile


def state_of(stand: Stand) -> State:
    look = only_tile(stand).look
    assert look is not None
    return look.state


def test_a_live_tile_shows_its_picture_and_a_green_disc(stand: Stand) -> None:
    stand.feed(camera(colour="#2040c0"))
    tile = only_tile(stand)
    image = stand.image(tile)
    assert is_near(image.pixelColor(QPoint(image.width() // 2, image.height() // 3)), "#2040c0")
    assert has_colour(image, DARK.live, (0.7, 0.9, 1, 1))


def test_every_frame_of_a_stream_reaches_the_screen_in_order(stand: Stand) -> None:
    for colour in ("#c02020", "#20c020", "#2020c0"):
        stand.feed(camera(colour=colour))
        assert is_near(stand.colour_in(only_tile(stand)), colour)
        stand.now += 0.5
    assert len(stand.painted) == 3


def test_a_narrow_picture_is_letterboxed_and_never_stretched(stand: Stand) -> None:
    stand.feed(camera(size=(400, 400), colour="#2040c0"))
    tile = only_tile(stand)
    image = stand.image(tile)
    middle = image.height() // 2
    assert is_near(image.pixelColor(10, middle), "#000000")
    inside = [x for x in range(image.width()) if is_near(image.pixelColor(x, middle), "#2040c0")]
    assert abs(len(inside) - image.height()) <= 2


def test_stale_is_dimmed_and_says_so(stand: Stand) -> None:
    stand.feed(camera(colour="#c0c0c0"))
    stand.wait(3)
    assert state_of(stand) is State.LATE
    assert is_near(stand.colour_in(only_tile(stand)), "#c0c0c0")
    stand.wait(9)
    assert state_of(stand) is State.STALE
    dimmed = stand.colour_in(only_tile(stand)).red()
    assert dimmed == pytest.approx(0xC0 * 0.65, abs=3)
    image = stand.image(only_tile(stand))
    assert has_colour(image, DARK.amber, (0, 0.9, 0.3, 0.97))
    look = only_tile(stand).look
    assert look is not None
    assert (look.sentence, look.age) == ("picture is 12 s old", "12 s")


def test_disconnected_is_grey_with_a_red_edge(stand: Stand) -> None:
    stand.feed(camera(colour="#2040c0"))
    stand.follow(stand.gallery.closed(1, 1006, stand.now))
    stand.wait(1)
    colour = stand.colour_in(only_tile(stand))
    assert max(colour.red(), colour.green(), colour.blue()) - min(colour.red(), colour.green(), colour.blue()) <= 2
    image = stand.image(only_tile(stand))
    edge = image.pixelColor(image.width() // 2, 0)
    assert edge.red() > edge.blue() + 30
    assert state_of(stand) is State.DISCONNECTED


@pytest.mark.parametrize(("code", "state"), [(1000, State.ENDED), (1001, State.ENDED), (1005, State.DISCONNECTED)])
def test_how_a_connection_ended_decides_between_ended_and_disconnected(stand: Stand, code: int, state: State) -> None:
    stand.feed(camera())
    stand.follow(stand.gallery.closed(1, code, stand.now))
    stand.wait(1)
    assert state_of(stand) is state


def test_a_camera_that_is_off_is_a_placeholder_with_the_name(stand: Stand) -> None:
    stand.feed(camera(colour="#2040c0"), event(ParticipantAction.WEBCAM_OFF))
    stand.wait(0.1)
    assert state_of(stand) is State.OFF
    assert not has_colour(stand.image(only_tile(stand)), "#2040c0")


def test_an_announced_camera_waits_on_a_placeholder(stand: Stand) -> None:
    stand.feed(event(ParticipantAction.WEBCAM_ON))
    assert state_of(stand) is State.WAITING
    assert is_near(stand.colour_in(only_tile(stand), 0.1, 0.2), "#1A1D21", 3)


def test_a_camera_that_is_switched_on_again_waits_for_its_next_frame(stand: Stand) -> None:
    stand.feed(event(ParticipantAction.WEBCAM_ON))
    assert "Waiting for the first frame" in only_tile(stand).hint(QPoint(200, 200))
    stand.feed(camera(), event(ParticipantAction.WEBCAM_OFF))
    stand.wait(1)
    stand.feed(event(ParticipantAction.WEBCAM_ON))
    assert state_of(stand) is State.WAITING
    assert "Waiting for the next frame" in only_tile(stand).hint(QPoint(200, 200))


def test_a_camera_that_is_off_has_no_size_to_mark(stand: Stand) -> None:
    stand.feed(camera(size=(256, 144)))
    marked = only_tile(stand).look
    stand.feed(event(ParticipantAction.WEBCAM_OFF))
    off = only_tile(stand).look
    assert marked is not None
    assert marked.badges
    assert off is not None
    assert not off.badges


def test_a_join_alone_makes_no_tile(stand: Stand) -> None:
    stand.feed(event(ParticipantAction.JOIN))
    assert not stand.tiles


def test_a_bad_frame_keeps_the_last_picture_and_says_what_is_wrong(stand: Stand) -> None:
    stand.feed(camera(colour="#2040c0"))
    bad = FrameRejected("image", "1280x720 declared, data truncated", Bot(BOT), Participant(100, "Ada"), Kind.CAMERA)
    stand.feed(bad, bad, bad)
    assert state_of(stand) is State.ERROR
    look = only_tile(stand).look
    assert look is not None
    assert (look.headline, look.sentence) == ("BAD FRAME ×3", "1280x720 declared, data truncated")
    assert is_near(stand.colour_in(only_tile(stand)), "#2040c0")


def test_a_small_camera_is_marked_and_the_mark_ends_with_the_size(stand: Stand) -> None:
    stand.feed(camera(size=(256, 144), colour="#404040"))
    look = only_tile(stand).look
    assert look is not None
    assert [badge.text for badge in look.badges] == ["SMALL 256×144"]
    assert has_colour(stand.image(only_tile(stand)), "#2B2447", (0, 0, 0.2, 0.1), 3)
    stand.now += 0.5
    stand.feed(camera(size=(1280, 720)))
    look = only_tile(stand).look
    assert look is not None
    assert not look.badges


def test_no_pixel_of_a_share_is_covered(stand: Stand) -> None:
    stand.window.commands.choose_layout(Layout.GRID)
    stand.feed(camera(kind=Kind.SCREENSHARE, size=(1024, 576), colour="#ffffff"))
    tile = only_tile(stand)
    rect = tile.picture_rect()
    image = stand.image(tile)
    for y in (rect.top() + 1, rect.center().y(), rect.bottom() - 1):
        for x in (rect.left() + 12, rect.center().x(), rect.right() - 12):
            assert is_near(image.pixelColor(x, y), "#ffffff", 2)
    assert rect.bottom() < tile.height() - 27
    before = tile.picture_rect()
    stand.wait(8)
    assert only_tile(stand).picture_rect() == before
    assert not is_near(stand.image(tile).pixelColor(rect.center()), "#ffffff", 40)


def test_a_share_is_marked(stand: Stand) -> None:
    stand.feed(camera(kind=Kind.SCREENSHARE, size=(1024, 576)))
    look = only_tile(stand).look
    assert look is not None
    assert [badge.text for badge in look.badges] == ["SCREEN"]
    assert has_colour(stand.image(only_tile(stand)), "#17304F", (0, 0.9, 0.2, 1), 3)


def test_id_0_is_marked_as_speaker_view(stand: Stand) -> None:
    stand.feed(stream_frame(0, size=(640, 360)))
    look = only_tile(stand).look
    assert look is not None
    assert look.name == "Active speaker"
    assert [badge.text for badge in look.badges] == ["ID 0 · speaker view?"]


def test_the_demo_says_demo(stand: Stand) -> None:
    stand.demo_bots.add(BOT)
    stand.feed(camera())
    look = only_tile(stand).look
    assert look is not None
    assert [badge.text for badge in look.badges] == ["DEMO"]


def test_bots_are_named_only_where_several_are_shown(stand: Stand) -> None:
    stand.feed(camera(1))
    look = stand.tiles[0].look
    assert look is not None
    assert not look.bot
    stand.feed(camera(1, bot=OTHER_BOT))
    assert [tile.look.bot for tile in stand.tiles if tile.look] == [BOT[:8], OTHER_BOT[:8]]


def test_a_name_is_text_and_never_markup(stand: Stand) -> None:
    stand.feed(camera(name="<img src=x>\u202eevil\n"))
    tile = only_tile(stand)
    assert tile.look is not None
    assert tile.look.name == "<img src=x> evil"
    assert "&lt;img src=x&gt;" in tile.hint(QPoint(200, 200))


@pytest.mark.parametrize("after_s", [1, 4, 6])
def test_a_hint_stands_still_and_so_says_no_age(stand: Stand, after_s: float) -> None:
    stand.feed(camera())
    stand.wait(after_s)
    tile = only_tile(stand)
    assert tile.look is not None
    hint = tile.hint(QPoint(200, 200))
    assert "Ada" in hint
    assert "1280×720" in hint
    assert not re.search(r"[0-9] (s|min|h)\b", hint)
    assert ("stale" in hint) == (tile.look.state is State.STALE)


def test_no_hint_covers_a_share(stand: Stand, qtbot: QtBot) -> None:
    stand.feed(camera(kind=Kind.SCREENSHARE, size=(1024, 576)))
    tile = only_tile(stand)

    def ask_for_hint(place: QPoint) -> None:
        QApplication.sendEvent(tile, QHelpEvent(QEvent.Type.ToolTip, place, tile.mapToGlobal(place)))

    ask_for_hint(QPoint(tile.width() // 2, tile.height() // 2))
    assert not QToolTip.isVisible()
    ask_for_hint(QPoint(tile.width() // 2, tile.height() - 4))
    assert "Ada" in QToolTip.text()
    ask_for_hint(QPoint(tile.width() // 2, tile.height() // 2))
    qtbot.waitUntil(lambda: not QToolTip.isVisible(), timeout=2000)


def test_a_tile_is_an_accessible_object(stand: Stand) -> None:
    stand.feed(camera(size=(256, 144)))
    tile = only_tile(stand)
    assert tile.accessibleName() == "Ada, camera, live"
    assert "SMALL 256×144" in tile.accessibleDescription()
    interface = QAccessible.queryAccessibleInterface(tile)
    assert interface.role() is QAccessible.Role.Graphic
    assert interface.text(QAccessible.Text.Name) == "Ada, camera, live"


def test_frozen_and_pinned_are_said_too(stand: Stand, qtbot: QtBot) -> None:
    stand.feed(camera())
    key = only_tile(stand).key
    stand.window.presenter.toggle_freeze(key)
    stand.window.presenter.toggle_pin(key)
    stand.window.refresh()
    qtbot.waitUntil(lambda: only_tile(stand).accessibleName() == "Ada, camera, live, frozen", timeout=4000)
    assert "pinned" in only_tile(stand).accessibleDescription()


def test_a_picture_of_the_window_for_a_file_does_not_count_as_shown(stand: Stand) -> None:
    stand.feed(camera())
    tile = only_tile(stand)
    count = len(stand.painted)
    tile.repaint()
    assert len(stand.painted) == count


def test_the_corners_show_the_canvas(stand: Stand) -> None:
    stand.feed(camera(colour="#ffffff"))
    assert is_near(stand.image(only_tile(stand)).pixelColor(0, 0), "#101214", 30)


def test_damaged_pictures_are_never_painted(stand: Stand) -> None:
    whole = png(1280, 720, "#c02020")
    assert QColor("#c02020").isValid()
    stand.feed(camera(colour="#2040c0"))
    change = stand.gallery.apply(1, camera(data=whole[:-20]), stand.now + 0.5)
    assert change.frame is not None
    stand.follow(stand.gallery.undecodable(change.frame, "1280x720 declared, data truncated"))
    stand.wait(0.5)
    assert is_near(stand.colour_in(only_tile(stand)), "#2040c0")
    assert state_of(stand) is State.ERROR


def test_changes_are_told_to_assistive_programs_at_most_every_two_seconds(stand: Stand, qtbot: QtBot) -> None:
    stand.feed(camera())
    tile = only_tile(stand)
    stand.wait(3)
    assert state_of(stand) is State.LATE
    assert tile.accessibleName() == "Ada, camera, live"
    qtbot.waitUntil(lambda: tile.accessibleName() == "Ada, camera, late", timeout=4000)
