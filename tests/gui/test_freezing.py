"""A picture that a person keeps stays until they let it go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from recall_viewer.protocol.events import Kind
from tests.frames import camera
from tests.gui.stand import Stand, is_near

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from recall_viewer.gui.tile import Tile


def freeze(stand: Stand, qtbot: QtBot, tile: Tile) -> None:
    """Select a tile and press Space."""
    view = stand.window.gallery_view
    view.setFocus()
    view.select(tile.key)
    qtbot.keyClick(view, Qt.Key.Key_Space)


def test_freezing_keeps_the_picture_and_counts_what_it_misses(stand: Stand, qtbot: QtBot) -> None:
    stand.feed(camera(colour="#2040c0"))
    view = stand.window.gallery_view
    view.setFocus()
    view.select(stand.tiles[0].key)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert stand.rooms_px[stand.tiles[0].key] is None
    for _ in range(3):
        stand.now += 0.5
        stand.feed(camera(colour="#ffffff"))
    look = stand.tiles[0].look
    assert look is not None
    assert look.frozen == "+3 frames since"
    assert is_near(stand.colour_in(stand.tiles[0]), "#2040c0")
    qtbot.keyClick(view, Qt.Key.Key_Space)
    stand.show_newest()
    assert is_near(stand.colour_in(stand.tiles[0]), "#ffffff")


def test_a_frozen_picture_outlives_a_filter_that_hides_it(stand: Stand, qtbot: QtBot) -> None:
    stand.feed(camera(1, name="Ada", colour="#2040c0"), camera(2, name="Kenji"))
    tile = stand.tiles[0]
    freeze(stand, qtbot, tile)
    stand.window.toolbar.field.setText("kenji")
    stand.now += 0.5
    stand.feed(camera(1, name="Ada", colour="#ffffff"), camera(2, name="Kenji"))
    assert [tile.look.name for tile in stand.tiles if tile.look] == ["Kenji"]
    stand.window.toolbar.field.clear()
    stand.settle()
    ada = stand.tiles[0]
    assert ada.look is not None
    assert ada.look.frozen == "+1 frame since"
    assert is_near(stand.colour_in(ada), "#2040c0")
    assert stand.window.gallery_view.selected == tile.key


def test_a_selection_made_meanwhile_stays(stand: Stand, qtbot: QtBot) -> None:
    stand.feed(camera(1, name="Ada"), camera(2, name="Kenji"))
    freeze(stand, qtbot, stand.tiles[0])
    stand.window.toolbar.field.setText("kenji")
    stand.window.gallery_view.select(stand.tiles[0].key)
    stand.window.toolbar.field.clear()
    assert stand.window.gallery_view.selected == stand.tiles[1].key


def test_a_frozen_share_stays_after_its_end_until_it_is_let_go(stand: Stand, qtbot: QtBot) -> None:
    stand.feed(camera(1), camera(1, kind=Kind.SCREENSHARE, size=(1024, 576), colour="#20c040"), connection=1)
    share = next(tile for tile in stand.tiles if tile.look and tile.look.is_share)
    freeze(stand, qtbot, share)
    stand.follow(stand.gallery.closed(1, 1000, stand.now))
    stand.wait(30)
    assert share in stand.tiles
    assert is_near(stand.colour_in(share), "#20c040")
    qtbot.keyClick(stand.window.gallery_view, Qt.Key.Key_Space)
    stand.wait(1)
    assert share not in stand.tiles
    assert not stand.window.gallery_view.frozen


def test_what_the_person_clears_is_frozen_no_more(stand: Stand, qtbot: QtBot) -> None:
    stand.feed(camera(1), camera(2))
    freeze(stand, qtbot, stand.tiles[0])
    stand.follow(stand.gallery.closed(1, 1000, stand.now))
    stand.follow(stand.gallery.remove_ended())
    stand.window.refresh()
    assert not stand.window.gallery_view.frozen


def test_a_frozen_picture_that_becomes_large_is_decoded_for_its_room(stand: Stand, qtbot: QtBot) -> None:
    stand.feed(*(camera(n, colour="#2040c0") for n in range(9)))
    tile = stand.tiles[0]
    freeze(stand, qtbot, tile)
    assert tile.shown is not None
    frame, small_px = tile.shown.frame, tile.shown.image.width()
    stand.feed(camera(0, colour="#ffffff"))
    counted = (list(stand.painted), list(stand.missed))
    stand.window.gallery_view.show_large(tile.key)
    stand.settle()
    assert tile.shown.frame is frame
    assert tile.shown.image.width() > 2 * small_px
    assert is_near(stand.colour_in(tile), "#2040c0")
    assert (stand.painted, stand.missed) == counted


def test_a_frozen_picture_can_be_popped_out(stand: Stand, qtbot: QtBot) -> None:
    stand.feed(camera(1, colour="#2040c0"))
    tile = stand.tiles[0]
    freeze(stand, qtbot, tile)
    stand.window.presenter.pop_out(tile.key)
    stand.settle()
    popped = stand.window.presenter.popouts[tile.key].tile
    assert popped.look is not None
    assert popped.look.frozen
    assert is_near(stand.colour_in(popped), "#2040c0")


def test_an_answer_that_comes_after_it_was_let_go_shows_nothing_old(stand: Stand, qtbot: QtBot) -> None:
    stand.feed(camera(1, colour="#2040c0"))
    tile = stand.tiles[0]
    freeze(stand, qtbot, tile)
    assert tile.shown is not None
    frozen = tile.shown
    stand.now += 0.5
    stand.feed(camera(1, colour="#20c040"))
    qtbot.keyClick(stand.window.gallery_view, Qt.Key.Key_Space)
    stand.show_newest()
    stand.window.show_picture(frozen)
    assert is_near(stand.colour_in(tile), "#20c040")
    assert not stand.superseded


def test_a_picture_of_the_right_size_is_not_decoded_again(stand: Stand, qtbot: QtBot) -> None:
    stand.feed(camera(1))
    tile = stand.tiles[0]
    shown = tile.shown
    freeze(stand, qtbot, tile)
    stand.settle()
    assert tile.shown is shown


def test_behind_the_details_of_a_small_window_the_selected_stream_goes_on(stand: Stand, qtbot: QtBot) -> None:
    stand.feed(camera(1, name="Ada"), camera(2, name="Kenji"))
    stand.window.activateWindow()
    stand.window.gallery_view.setFocus()
    stand.window.gallery_view.select(stand.tiles[0].key)
    stand.window.resize(400, 300)
    stand.settle()
    stand.window.reports.show_details(is_shown=True)
    stand.settle()
    assert stand.window.is_gallery_covered
    stand.now += 0.5
    stand.feed(camera(1, name="Ada", colour="#20c040"))
    stand.window.activateWindow()
    qtbot.waitUntil(stand.window.isActiveWindow)
    panel = stand.window.details_panel
    assert panel.isAncestorOf(stand.window.focusWidget() or stand.window)
    qtbot.keyClick(stand.window.focusWidget(), Qt.Key.Key_S)
    assert [picture.frame.arrived_at for picture in stand.snapshots] == [stand.now]
    qtbot.keyClick(stand.window.focusWidget(), Qt.Key.Key_P)
    assert stand.window.presenter.pinned == {stand.snapshots[0].frame.key}
    assert stand.newest[stand.snapshots[0].frame.key] in stand.missed
    assert not stand.superseded
