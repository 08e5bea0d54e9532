"""A window of its own for one stream: what is done there is for that stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from recall_viewer.gui import tile_buttons
from tests.frames import camera
from tests.gui.stand import is_near

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from recall_viewer.gui.popout import PopOut
    from tests.gui.stand import Stand


@pytest.fixture
def popout(stand: Stand) -> PopOut:
    """The second of three streams, in a window of its own; the first one is selected."""
    stand.feed(*(camera(n, name=name) for n, name in enumerate(("Ada", "Kenji", "Priya"))))
    view = stand.window.gallery_view
    key = stand.tiles[1].key
    view.select(key)
    stand.window.actions_by_name["pop_out"].trigger()
    view.select(stand.tiles[0].key)
    stand.show_newest()
    return stand.window.presenter.popouts[key]


def place_of(popout: PopOut, name: str) -> QPoint:
    """Return where a button of its tile is."""
    tile = popout.tile
    assert tile.look is not None
    boxes = tile_buttons.boxes(tile.rect().toRectF(), tile.look)
    return next(
        box.center().toPoint() for (one, _), box in zip(tile_buttons.BUTTONS, boxes, strict=True) if one == name
    )


def test_its_buttons_do_what_they_show(stand: Stand, popout: PopOut, qtbot: QtBot) -> None:
    for name in ("snapshot", "freeze", "pin", "large"):
        qtbot.mouseClick(popout.tile, Qt.MouseButton.LeftButton, pos=place_of(popout, name))
    assert [picture.frame.key for picture in stand.snapshots] == [popout.key]
    assert set(stand.window.gallery_view.frozen) == {popout.key}
    assert stand.window.presenter.pinned == {popout.key}
    assert stand.window.gallery_view.large == popout.key


@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier])
def test_its_keys_are_those_of_the_gallery(
    stand: Stand, popout: PopOut, qtbot: QtBot, modifier: Qt.KeyboardModifier
) -> None:
    qtbot.keyClick(popout, Qt.Key.Key_S, modifier)
    qtbot.keyClick(popout, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(popout, Qt.Key.Key_Space)
    qtbot.keyClick(popout, Qt.Key.Key_P)
    assert [picture.frame.key for picture in (*stand.snapshots, *stand.copied)] == [popout.key] * 2
    assert set(stand.window.gallery_view.frozen) == {popout.key}
    assert stand.window.presenter.pinned == {popout.key}
    qtbot.keyClick(popout, Qt.Key.Key_Escape)
    assert not stand.window.presenter.popouts


def test_its_menu_is_for_its_stream(
    stand: Stand, popout: PopOut, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[QMenu] = []
    # Without a display Qt warns that a menu cannot grab the keyboard.
    monkeypatch.setattr(QMenu, "popup", lambda menu, _position: shown.append(menu))
    qtbot.mouseClick(popout.tile, Qt.MouseButton.RightButton, pos=QPoint(100, 100))
    (menu,) = shown
    texts = [action.text() for action in menu.actions() if action.text()]
    assert stand.window.actions_by_name["pop_out"].text() not in texts
    pin = stand.window.actions_by_name["pin"].text()
    next(action for action in menu.actions() if action.text() == pin).trigger()
    assert stand.window.presenter.pinned == {popout.key}


def test_it_can_be_dragged_away(stand: Stand, popout: PopOut) -> None:
    popout.tile.drag_asked.emit()
    assert [picture.frame.key for picture in stand.dragged] == [popout.key]


def test_it_acts_also_while_a_filter_hides_its_tile(stand: Stand, popout: PopOut, qtbot: QtBot) -> None:
    stand.window.toolbar.field.setText("priya")
    qtbot.keyClick(popout, Qt.Key.Key_S)
    assert [picture.frame.key for picture in stand.snapshots] == [popout.key]
    qtbot.keyClick(popout, Qt.Key.Key_Space)
    assert set(stand.window.gallery_view.frozen) == {popout.key}
    qtbot.keyClick(popout, Qt.Key.Key_Return)
    assert stand.window.gallery_view.large == popout.key


def test_its_menu_says_what_is_on(stand: Stand, popout: PopOut, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _position: shown.append(menu))
    qtbot.keyClick(popout, Qt.Key.Key_P)
    qtbot.mouseClick(popout.tile, Qt.MouseButton.RightButton, pos=QPoint(100, 100))
    named = {action.text(): action for action in shown[0].actions()}
    freeze, pin = (stand.window.actions_by_name[name].text() for name in ("freeze", "pin"))
    assert named[pin].isChecked()
    assert not named[freeze].isChecked()
    assert stand.window.actions_by_name["details"].text() not in named


def test_frozen_it_asks_for_nothing_and_let_go_both_show_the_newest(stand: Stand, popout: PopOut, qtbot: QtBot) -> None:
    qtbot.keyClick(popout, Qt.Key.Key_Space)
    assert stand.rooms_px[popout.key] is None
    stand.now += 0.5
    stand.feed(camera(1, colour="#20c040", name="Kenji"))
    assert not is_near(stand.colour_in(popout.tile), "#20c040")
    qtbot.keyClick(popout, Qt.Key.Key_Space)
    stand.show_newest()
    assert is_near(stand.colour_in(popout.tile), "#20c040")
    assert is_near(stand.colour_in(stand.window.gallery_view.tiles[popout.key]), "#20c040")


def test_a_stream_that_sends_no_more_is_seen_in_it_too(stand: Stand) -> None:
    stand.feed(camera(1, colour="#20c040"))
    key = stand.tiles[0].key
    stand.newest.clear()
    stand.window.presenter.pop_out(key)
    stand.settle()
    assert is_near(stand.colour_in(stand.window.presenter.popouts[key].tile), "#20c040")
