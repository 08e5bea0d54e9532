"""Where tiles stand, what is seen, what the keys do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRect, Qt

from tests.frames import camera
from tests.gui.stand import Stand, is_near

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

COLOURS = ["#c02020", "#20c020", "#2020c0", "#c0c020", "#c020c0", "#20c0c0", "#e08020", "#8020e0", "#20e080"]


def fill(stand: Stand, count: int) -> None:
    stand.feed(*(camera(n, colour=COLOURS[n % len(COLOURS)], name=f"P{n}") for n in range(count)))


def test_each_stream_has_one_tile_with_its_own_picture(stand: Stand) -> None:
    fill(stand, 9)
    assert [tile.look.name for tile in stand.tiles if tile.look] == [f"P{n}" for n in range(9)]
    for tile, colour in zip(stand.tiles, COLOURS, strict=True):
        assert is_near(stand.colour_in(tile), colour)
    assert len(stand.painted) == 9


def test_nine_tiles_stand_as_designed_at_1280x800(stand: Stand) -> None:
    fill(stand, 9)
    boxes = [tile.geometry() for tile in stand.tiles]
    assert {box.width() for box in boxes} == {396}
    assert len({box.y() for box in boxes}) == 3
    left = stand.tiles[0].mapTo(stand.window, boxes[0].topLeft() - boxes[0].topLeft()).x()
    right = stand.window.width() - (left + 3 * 396 + 2 * 8)
    assert abs(left - right) <= 1


@pytest.mark.parametrize("count", [1, 4, 16, 25])
def test_no_tiles_overlap(stand: Stand, count: int) -> None:
    fill(stand, count)
    boxes = [tile.geometry() for tile in stand.tiles]
    assert len(boxes) == count
    assert not [(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :] if a.intersects(b)]


def test_a_tile_keeps_its_place_when_others_come_and_go(stand: Stand) -> None:
    fill(stand, 4)
    order = [tile.key for tile in stand.tiles]
    stand.now += 1
    stand.feed(camera(3, colour="#ffffff"), camera(7, name="new"))
    assert [tile.key for tile in stand.tiles][:4] == order


def test_pictures_are_wanted_in_device_pixels_of_their_room(stand: Stand) -> None:
    fill(stand, 1)
    (room_px,) = stand.rooms_px.values()
    assert room_px == (stand.tiles[0].width(), stand.tiles[0].height())


def test_what_is_scrolled_out_is_not_wanted(stand: Stand) -> None:
    stand.window.resize(400, 300)
    stand.settle()
    fill(stand, 40)
    wanted = [key for key, room in stand.rooms_px.items() if room is not None]
    assert 0 < len(wanted) < 40
    bar = stand.window.gallery_view.verticalScrollBar()
    bar.setValue(bar.maximum())
    stand.settle()
    last = stand.window.gallery_view.tiles[list(stand.window.gallery_view.tiles)[-1]]
    assert stand.rooms_px[last.key] is not None
    assert stand.rooms_px[wanted[0]] is None
    assert stand.window.gallery_view.tiles[wanted[0]].shown is None


def test_a_minimised_window_wants_nothing_and_comes_back(stand: Stand) -> None:
    fill(stand, 2)
    stand.window.gallery_view.set_exposed(is_exposed=False)
    assert set(stand.rooms_px.values()) == {None}
    stand.window.gallery_view.set_exposed(is_exposed=True)
    assert None not in stand.rooms_px.values()


def test_resizing_stretches_at_once_and_decodes_when_it_rests(stand: Stand, qtbot: QtBot) -> None:
    fill(stand, 1)
    before = dict(stand.rooms_px)
    stand.window.resize(900, 600)
    stand.settle()
    assert stand.rooms_px == before
    assert is_near(stand.colour_in(stand.tiles[0]), COLOURS[0])
    qtbot.waitUntil(lambda: stand.rooms_px != before, timeout=2000)
    tile = stand.tiles[0]
    assert stand.rooms_px[tile.key] == (tile.width(), tile.height())


def test_arrows_move_the_selection_in_two_dimensions(stand: Stand, qtbot: QtBot) -> None:
    fill(stand, 9)
    view = stand.window.gallery_view
    keys = [tile.key for tile in stand.tiles]
    for key, wanted in [
        (Qt.Key.Key_Right, 0),
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Down, 4),
        (Qt.Key.Key_Left, 3),
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_End, 8),
        (Qt.Key.Key_Home, 0),
    ]:
        qtbot.keyClick(view, key)
        assert view.selected == keys[wanted]


def test_the_selected_tile_has_a_ring_in_the_focus_colour(stand: Stand, qtbot: QtBot) -> None:
    fill(stand, 4)
    view = stand.window.gallery_view
    view.setFocus()
    qtbot.mouseClick(stand.tiles[1], Qt.MouseButton.LeftButton)
    box = stand.tiles[1].geometry()
    image = stand.image(view.widget())
    assert is_near(image.pixelColor(box.center().x(), box.top() - 3), "#6AA8FF", 40)
    other = stand.tiles[0].geometry()
    assert is_near(image.pixelColor(other.center().x(), other.top() - 3), "#101214")


def test_double_click_and_enter_fill_the_view_and_escape_brings_all_back(stand: Stand, qtbot: QtBot) -> None:
    fill(stand, 9)
    tile = stand.tiles[4]
    qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    qtbot.mouseDClick(tile, Qt.MouseButton.LeftButton)
    stand.settle()
    assert [one.key for one in stand.tiles] == [tile.key]
    assert tile.width() > 1000
    assert sum(room is not None for room in stand.rooms_px.values()) == 1
    qtbot.keyClick(stand.window, Qt.Key.Key_Escape)
    stand.settle()
    assert len(stand.tiles) == 9
    stand.window.gallery_view.setFocus()
    qtbot.keyClick(stand.window.gallery_view, Qt.Key.Key_Return)
    assert len(stand.tiles) == 1


def test_a_tile_that_leaves_takes_its_selection_along(stand: Stand) -> None:
    fill(stand, 2)
    view = stand.window.gallery_view
    view.select(stand.tiles[0].key)
    view.show_streams([stand.tiles[1].key])
    assert view.selected is None
    assert len(stand.tiles) == 1


def test_the_arrows_go_on_from_where_the_selected_tile_was(stand: Stand, qtbot: QtBot) -> None:
    fill(stand, 9)
    view = stand.window.gallery_view
    view.setFocus()
    keys = [tile.key for tile in stand.tiles]
    view.select(keys[6])
    view.show_streams([*keys[:6], *keys[7:]])
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.selected == keys[7]


def test_a_newer_picture_supersedes_an_unpainted_one(stand: Stand) -> None:
    fill(stand, 1)
    tile = stand.tiles[0]
    room_px = (tile.width(), tile.height())
    frames = []
    for _ in range(2):
        stand.now += 0.5
        change = stand.gallery.apply(1, camera(0, colour="#ffffff", name="P0"), stand.now)
        assert change.frame is not None
        frames.append(change.frame)
        stand.show(change.frame, room_px)
    assert stand.superseded == frames[:1]
    stand.settle()
    assert stand.painted[-1] is frames[1]


def test_pictures_are_painted_in_the_order_in_which_they_come_not_in_that_of_their_units(stand: Stand) -> None:
    fill(stand, 1)
    tile = stand.tiles[0]
    frames = []
    for _ in range(2):
        stand.now += 0.5
        change = stand.gallery.apply(1, camera(0, colour="#ffffff", name="P0"), stand.now)
        assert change.frame is not None
        frames.append(change.frame)
    # As with B-frames: a unit comes before another whose picture is shown first.
    for frame in reversed(frames):
        stand.show(frame, (tile.width(), tile.height()))
        stand.settle()
    assert stand.painted[-2:] == frames[::-1]


def test_a_picture_for_a_tile_that_is_gone_is_missed(stand: Stand) -> None:
    fill(stand, 1)
    key, frame = next(iter(stand.newest.items()))
    stand.window.gallery_view.show_streams([])
    stand.show(frame, (160, 90))
    assert stand.missed == [frame]
    assert key not in stand.window.gallery_view.tiles


def test_a_picture_that_stays_unpainted_for_a_second_is_given_up_once_it_is_covered(stand: Stand) -> None:
    fill(stand, 1)
    tile = stand.tiles[0]
    tile.setUpdatesEnabled(False)
    stand.now += 0.5
    change = stand.gallery.apply(1, camera(0, name="P0"), stand.now)
    assert change.frame is not None
    stand.show(change.frame, (tile.width(), tile.height()))
    stand.window.gallery_view.give_up_unpainted(stand.now + 0.9)
    assert not stand.missed
    stand.window.gallery_view.give_up_unpainted(stand.now + 1.1)
    assert stand.missed == [change.frame]
    tile.setUpdatesEnabled(True)


def test_tiles_stay_inside_the_canvas(stand: Stand) -> None:
    for size in ((400, 300), (640, 480), (1920, 1080)):
        stand.window.resize(*size)
        stand.settle()
        fill(stand, 16)
        canvas = QRect(0, 0, *stand.window.gallery_view.canvas_size())
        assert all(canvas.contains(tile.geometry()) for tile in stand.window.gallery_view.tiles.values())


def test_a_new_tile_fades_in_unless_motion_is_reduced(stand: Stand, qtbot: QtBot) -> None:
    stand.window.gallery_view.is_motion_reduced = False
    fill(stand, 1)
    tile = stand.tiles[0]
    assert not is_near(stand.colour_in(tile), COLOURS[0])
    qtbot.waitUntil(lambda: is_near(stand.colour_in(tile), COLOURS[0]), timeout=2000)
    stand.window.gallery_view.is_motion_reduced = True
    fill(stand, 2)
    assert is_near(stand.colour_in(stand.tiles[1]), COLOURS[1])


def test_a_tile_fades_out_before_it_leaves_and_is_whole_where_it_comes_back(stand: Stand, qtbot: QtBot) -> None:
    fill(stand, 1)
    stand.window.gallery_view.is_motion_reduced = False
    stand.follow(stand.gallery.closed(1, 1000, stand.now))
    stand.wait(59.5)
    (tile,) = stand.tiles
    assert not is_near(stand.colour_in(tile), "#101214")
    stand.wait(0.2)
    qtbot.waitUntil(lambda: is_near(stand.colour_in(tile), "#101214", 1), timeout=2000)
    stand.feed(camera(0, colour=COLOURS[0], name="P0"), connection=2)
    qtbot.waitUntil(lambda: is_near(stand.colour_in(tile), COLOURS[0]), timeout=2000)


def test_with_reduced_motion_a_tile_stays_whole_until_it_leaves(stand: Stand) -> None:
    fill(stand, 1)
    stand.follow(stand.gallery.closed(1, 1000, stand.now))
    stand.wait(1)
    before = stand.colour_in(stand.tiles[0])
    stand.wait(58.8)
    assert stand.colour_in(stand.tiles[0]) == before
