"""Stage, pins, frozen tiles, windows of their own: as a person sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from recall_viewer.gui import tile_buttons
from recall_viewer.protocol.events import Kind
from tests.frames import OTHER_BOT, camera
from tests.gui.stand import Stand, is_near

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from recall_viewer.model.keys import StreamKey


def share_and_cameras(stand: Stand, cameras: int = 3) -> None:
    frames = [camera(n, name=f"P{n}", size=(256, 144), colour="#404040") for n in range(cameras)]
    stand.feed(*frames, camera(0, name="P0", kind=Kind.SCREENSHARE, size=(1024, 576), colour="#ffffff"))


def names(stand: Stand) -> list[str]:
    return [f"{tile.look.name} {tile.look.kind}" for tile in stand.tiles if tile.look]


def names_on_stage(stand: Stand) -> list[str]:
    tiles = [stand.window.gallery_view.tiles[key] for key in stand.window.presenter.staged]
    return [tile.look.name for tile in tiles if tile.look]


def test_a_share_becomes_large_after_a_second_and_cameras_go_to_the_filmstrip(stand: Stand) -> None:
    share_and_cameras(stand)
    assert len({tile.width() for tile in stand.tiles}) == 1
    stand.wait(1.1)
    by_width = sorted(stand.tiles, key=lambda tile: tile.width())
    assert by_width[-1].look is not None
    assert by_width[-1].look.is_share
    assert by_width[-1].width() > 3 * by_width[0].width()
    boxes = [tile.geometry() for tile in stand.tiles]
    assert not [(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :] if a.intersects(b)]


def test_the_stage_stands_as_designed_at_1280x800(stand: Stand) -> None:
    share_and_cameras(stand, 5)
    stand.wait(1.1)
    share = max(stand.tiles, key=lambda tile: tile.width())
    assert (share.width(), share.height()) == (1024, 576 + 28)
    camera_tile = min(stand.tiles, key=lambda tile: tile.width())
    assert (camera_tile.x(), camera_tile.width()) == (1040, 232)


def test_grid_stage_and_auto_by_key(stand: Stand, qtbot: QtBot) -> None:
    share_and_cameras(stand)
    stand.wait(1.1)
    view = stand.window.gallery_view
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_G)
    assert not names_on_stage(stand)
    assert len({tile.width() for tile in stand.tiles}) == 1
    qtbot.keyClick(view, Qt.Key.Key_A)
    assert names_on_stage(stand) == ["P0"]
    assert stand.window.actions_by_name["auto"].isChecked()
    assert not stand.window.actions_by_name["grid"].isChecked()


def test_any_tile_can_be_put_on_the_stage(stand: Stand) -> None:
    stand.feed(*(camera(n, name=f"P{n}") for n in range(4)))
    stand.window.gallery_view.select(stand.tiles[2].key)
    stand.window.actions_by_name["to_stage"].trigger()
    largest = max(stand.tiles, key=lambda tile: tile.width())
    assert largest.look is not None
    assert largest.look.name == "P2"
    stand.window.actions_by_name["to_stage"].trigger()
    assert len({tile.width() for tile in stand.tiles}) == 1


def test_what_stands_on_the_stage_stays_there_while_the_arrows_move(stand: Stand, qtbot: QtBot) -> None:
    stand.feed(*(camera(n, name=f"P{n}") for n in range(8)))
    view = stand.window.gallery_view
    view.setFocus()
    view.select(stand.tiles[2].key)
    stand.window.actions_by_name["stage"].trigger()
    assert names_on_stage(stand) == ["P2"]
    qtbot.keyClick(view, Qt.Key.Key_Right)
    visited = []
    for _ in range(3):
        qtbot.keyClick(view, Qt.Key.Key_Down)
        stand.wait(1.1)
        tile = view.tiles[view.selected] if view.selected else None
        visited.append(tile.look.name if tile and tile.look else "")
        assert names_on_stage(stand) == ["P2"]
    assert visited == sorted(visited)
    assert len(set(visited)) == 3


def test_a_camera_on_the_stage_has_no_black_bars(stand: Stand) -> None:
    stand.feed(*(camera(n, colour="#20c040") for n in range(4)))
    stand.window.actions_by_name["stage"].trigger()
    stand.show_newest()
    largest = max(stand.tiles, key=lambda tile: tile.width())
    assert largest.picture_rect() == largest.rect()


def test_small_steps_of_a_wheel_add_up(stand: Stand) -> None:
    share_and_cameras(stand, 12)
    stand.wait(1.1)
    view = stand.window.gallery_view
    first = view.tiles[view.order[0]]
    before = first.y()

    def turn(angle: int) -> None:
        centre = QPointF(view.width() / 2, view.height() / 2)
        buttons, modifiers = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        phase = Qt.ScrollPhase.NoScrollPhase
        at = view.mapToGlobal(centre)
        QApplication.sendEvent(
            view.viewport(), QWheelEvent(centre, at, QPoint(), QPoint(0, angle), buttons, modifiers, phase, False)
        )

    for _ in range(16):
        turn(-15)
    assert before - first.y() == 120
    turn(120)
    assert before - first.y() == 60


def test_the_filmstrip_scrolls_to_what_is_selected(stand: Stand, qtbot: QtBot) -> None:
    share_and_cameras(stand, 12)
    stand.wait(1.1)
    view = stand.window.gallery_view
    view.setFocus()
    last = view.tiles[view.order[-2]]
    assert last not in stand.tiles
    qtbot.keyClick(view, Qt.Key.Key_End)
    view.select(last.key)
    stand.settle()
    assert last in stand.tiles
    assert stand.rooms_px[last.key] is not None


def test_pinned_tiles_stand_first(stand: Stand, qtbot: QtBot) -> None:
    stand.feed(*(camera(n, name=f"P{n}") for n in range(3)))
    view = stand.window.gallery_view
    view.setFocus()
    view.select(stand.tiles[2].key)
    qtbot.keyClick(view, Qt.Key.Key_P)
    assert names(stand)[0] == "P2 camera"
    look = stand.tiles[0].look
    assert look is not None
    assert look.is_pinned
    qtbot.keyClick(view, Qt.Key.Key_P)
    assert names(stand) == ["P0 camera", "P1 camera", "P2 camera"]


def test_grouping_by_bot_keeps_the_order_of_arrival_within(stand: Stand) -> None:
    stand.feed(camera(1, name="A1"), camera(1, name="B1", bot=OTHER_BOT), camera(2, name="A2"))
    assert [name[:2] for name in names(stand)] == ["A1", "B1", "A2"]
    stand.window.actions_by_name["group_by_bot"].trigger()
    assert [name[:2] for name in names(stand)] == ["A1", "A2", "B1"]


def test_a_popped_out_tile_shows_every_frame_and_ends_with_its_window(stand: Stand) -> None:
    stand.feed(camera(colour="#2040c0"))
    key = stand.tiles[0].key
    stand.window.presenter.pop_out(key)
    popout = stand.window.presenter.popouts[key]
    stand.settle()
    assert popout.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert popout.windowTitle() == "Ada"
    stand.now += 0.5
    stand.feed(camera(colour="#c02020"))
    assert is_near(stand.colour_in(popout.tile), "#c02020")
    stand.window.toolbar.field.setText("nobody")
    stand.settle()
    assert stand.rooms_px[key] == (popout.tile.width(), popout.tile.height())
    popout.close()
    stand.settle()
    assert stand.rooms_px[key] is None
    assert key not in stand.window.presenter.popouts


def test_a_popped_out_tile_closes_when_its_stream_leaves(stand: Stand) -> None:
    stand.feed(camera(), camera(1))
    key = stand.tiles[0].key
    stand.window.presenter.pop_out(key)
    closed: list[StreamKey] = []
    stand.window.presenter.popouts[key].closed.connect(lambda: closed.append(key))
    stand.follow(stand.gallery.closed(1, 1000, stand.now))
    stand.wait(10)
    assert not closed
    assert key in stand.window.presenter.popouts
    stand.wait(120)
    assert not stand.gallery.streams
    assert closed == [key]
    assert not stand.window.presenter.popouts


@pytest.mark.parametrize("action", ["to_stage", "stage", "grid", "auto"])
def test_the_layout_changes_while_a_tile_of_a_stream_that_left_is_still_there(stand: Stand, action: str) -> None:
    stand.feed(*(camera(n, name=f"P{n}") for n in range(3)))
    stand.window.gallery_view.select(stand.tiles[0].key)
    stand.follow(stand.gallery.closed(1, 1000, stand.now))
    stand.now += 120
    stand.follow(stand.gallery.tick(stand.now))
    assert not stand.gallery.streams
    assert stand.tiles
    stand.window.actions_by_name[action].trigger()
    stand.window.refresh()
    assert not stand.tiles


def test_a_small_popout_does_not_make_the_tile_blurred(stand: Stand) -> None:
    stand.feed(camera())
    tile = stand.tiles[0]
    stand.window.presenter.pop_out(tile.key)
    stand.settle()
    assert stand.rooms_px[tile.key] == (tile.width(), tile.height())


def test_the_buttons_of_a_tile_do_what_they_show(stand: Stand, qtbot: QtBot) -> None:
    stand.feed(camera())
    tile = stand.tiles[0]
    assert tile.look is not None
    boxes = tile_buttons.boxes(tile.rect().toRectF(), tile.look)
    places = {name: box.center().toPoint() for (name, _), box in zip(tile_buttons.BUTTONS, boxes, strict=True)}
    qtbot.mouseClick(tile, Qt.MouseButton.LeftButton, pos=places["snapshot"])
    assert len(stand.snapshots) == 1
    qtbot.mouseClick(tile, Qt.MouseButton.LeftButton, pos=places["pin"])
    assert tile.key in stand.window.presenter.pinned
    qtbot.mouseClick(tile, Qt.MouseButton.LeftButton, pos=places["freeze"])
    assert tile.key in stand.window.gallery_view.frozen


def test_all_visible_tiles_are_saved_at_once(stand: Stand, qtbot: QtBot) -> None:
    stand.feed(*(camera(n, name=f"P{n}") for n in range(5)))
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(stand.window, Qt.Key.Key_S, keys)
    assert [picture.frame.key for picture in stand.snapshots] == [tile.key for tile in stand.tiles]


def test_the_picture_is_copied_and_dragged(stand: Stand, qtbot: QtBot) -> None:
    stand.feed(camera())
    view, tile = stand.window.gallery_view, stand.tiles[0]
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert [picture.frame.key for picture in stand.copied] == [tile.key]
    qtbot.mousePress(tile, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    qtbot.mouseMove(tile, QPoint(160, 160))
    qtbot.mouseRelease(tile, Qt.MouseButton.LeftButton, pos=QPoint(160, 160))
    assert [picture.frame.key for picture in stand.dragged] in ([tile.key], [])


def test_identical_bytes_of_a_camera_are_said_after_ten_seconds(stand: Stand) -> None:
    stand.feed(camera())
    frame = next(iter(stand.newest.values()))
    stand.gallery.note_unchanged(frame, is_same=True)
    stand.now += 10
    stand.feed(camera())
    look = stand.tiles[0].look
    assert look is not None
    assert look.unchanged == "UNCHANGED 10 s"


def test_what_the_person_looks_at_is_named_to_the_decoders(stand: Stand) -> None:
    stand.feed(*(camera(n, name=f"P{n}") for n in range(4)))
    first, second, third, _ = (tile.key for tile in stand.tiles)
    view = stand.window.gallery_view
    view.select(first)
    assert stand.preferred[-1] == {first}
    stand.window.presenter.pop_out(third)
    assert stand.preferred[-1] == {first, third}
    stand.window.presenter.popouts[third].close()
    assert stand.preferred[-1] == {first}
    stand.window.presenter.toggle_stage(second)
    assert stand.preferred[-1] == {first, second}
    view.show_large(first)
    assert stand.preferred[-1] == {first}


def test_the_buttons_stay_with_the_pointer_and_not_with_the_tile(stand: Stand, qtbot: QtBot) -> None:
    stand.feed(*(camera(n, name=f"P{n}") for n in range(4)))
    last = stand.tiles[3]
    assert last.look is not None
    corner = tile_buttons.boxes(last.rect().toRectF(), last.look)[0].center().toPoint()
    bare = stand.image(last).pixelColor(corner)
    qtbot.mouseMove(last, corner)
    assert stand.image(last).pixelColor(corner) != bare
    stand.window.presenter.toggle_pin(last.key)
    stand.window.refresh()
    stand.settle()
    assert stand.tiles[0] is last
    assert stand.image(last).pixelColor(corner) == bare
