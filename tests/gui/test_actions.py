"""Keys work wherever the focus is, but for those that belong to the gallery; a text field keeps its letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QPushButton

from recall_viewer.model.staging import Layout
from tests.frames import OTHER_BOT, camera

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from tests.gui.stand import Stand

KEY = Qt.Key


def first_page(stand: Stand) -> QWidget:
    return stand.window.start_page


def first_button(stand: Stand) -> QWidget:
    return next(one for one in stand.window.start_page.findChildren(QPushButton) if one.isEnabled())


def request(stand: Stand) -> QWidget:
    return stand.window.start_page.findChildren(QPlainTextEdit)[0]


def waiting_page(stand: Stand) -> QWidget:
    stand.feed(camera())
    stand.window.filtering.paste(OTHER_BOT)
    stand.settle()
    return stand.window.waiting_page


@pytest.mark.parametrize("place", [first_page, first_button, request, waiting_page])
def test_keys_of_the_window_work_where_there_are_no_tiles(stand: Stand, qtbot: QtBot, place: object) -> None:
    window = stand.window
    widget: QWidget = place(stand)  # type: ignore[operator]
    window.activateWindow()

    def press(key: Qt.Key) -> None:
        widget.setFocus()
        qtbot.keyClick(widget, key)
        stand.settle()

    press(KEY.Key_Question)
    assert window.overlays().key_sheet.is_open
    window.overlays().key_sheet.dismiss()
    press(KEY.Key_Slash)
    assert window.toolbar.field.hasFocus()
    for key in (KEY.Key_F, KEY.Key_F11):
        press(key)
        assert window.isFullScreen()
        press(key)
        assert not window.isFullScreen()
    layouts = []
    for key in (KEY.Key_G, KEY.Key_A):
        press(key)
        layouts.append(window.presenter.layout)
    assert layouts == [Layout.GRID, Layout.AUTO]
    press(KEY.Key_I)
    assert window.details_panel.isVisible()


def test_a_text_field_takes_letters_as_text(stand: Stand, qtbot: QtBot) -> None:
    stand.window.activateWindow()
    stand.window.toolbar.field.setFocus()
    for key in "fgai/?sp ":
        qtbot.keyClick(stand.window.toolbar.field, key)
    assert stand.window.toolbar.field.text() == "fgai/?sp "
    assert not stand.window.isFullScreen()
    assert stand.window.presenter.layout is Layout.AUTO
    assert stand.window.details_panel.isHidden()


def test_keys_of_the_gallery_press_buttons_and_do_nothing_else_outside_of_it(stand: Stand, qtbot: QtBot) -> None:
    stand.feed(camera())
    stand.window.activateWindow()
    stand.window.gallery_view.select(stand.tiles[0].key)
    stand.window.problems_panel.show()
    button = stand.window.problems_panel.findChildren(QPushButton)[0]
    button.setFocus()
    for key in (KEY.Key_S, KEY.Key_P, KEY.Key_Space, KEY.Key_Return):
        qtbot.keyClick(button, key)
    assert not stand.snapshots
    assert not stand.window.presenter.pinned
    assert not stand.window.gallery_view.frozen
    assert stand.window.gallery_view.large is None


def test_no_letter_reaches_the_window_below_a_card(stand: Stand, qtbot: QtBot) -> None:
    stand.window.activateWindow()
    stand.window.actions_by_name["recent"].trigger()
    for key in (KEY.Key_G, KEY.Key_F, KEY.Key_I, KEY.Key_Question):
        qtbot.keyClick(stand.window.overlays().recent.first_focus, key)
    assert stand.window.overlays().recent.is_open
    assert stand.window.presenter.layout is Layout.AUTO
    assert not stand.window.isFullScreen()
    assert stand.window.details_panel.isHidden()
