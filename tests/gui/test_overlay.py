"""A card over the window: it takes the focus, keeps it, and gives it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QPushButton

from recall_viewer.gui import theme
from recall_viewer.gui.overlay import Overlay
from tests.gui import ground

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.gui.ground import Ground


class Card(Overlay):
    """Two fields and a button."""

    def __init__(self, host: Ground) -> None:
        super().__init__(host)
        self.first, self.second, self.press = QLineEdit(), QLineEdit(), QPushButton("Inside")
        row = QHBoxLayout(self.card)
        for widget in (self.first, self.second, self.press):
            row.addWidget(widget)
        self.first_focus = self.first


@pytest.fixture
def window(qtbot: QtBot) -> Ground:
    return ground.show(qtbot)


@pytest.fixture
def card(window: Ground) -> Card:
    return Card(window)


def test_it_covers_the_window_and_takes_the_focus(card: Card, window: Ground) -> None:
    assert card.isHidden()
    card.open()
    assert card.is_open
    assert card.geometry() == window.rect()
    assert card.first.hasFocus()


def test_escape_closes_it_and_is_no_shortcut_of_the_window(card: Card, window: Ground, qtbot: QtBot) -> None:
    window.add_action("back", "Back", ["Esc"])
    card.open()
    with qtbot.waitSignal(card.closed, timeout=1000):
        qtbot.keyClick(card.first, Qt.Key.Key_Escape)
    assert not card.is_open
    assert window.field.hasFocus()
    assert not window.ran
    qtbot.keyClick(window.field, Qt.Key.Key_Escape)
    assert window.ran == ["back"]


def test_a_press_beside_the_card_closes_it_and_presses_nothing_below(card: Card, window: Ground, qtbot: QtBot) -> None:
    pressed: list[bool] = []
    window.button.clicked.connect(pressed.append)
    card.open()
    below = window.button.mapTo(window, window.button.rect().bottomLeft() + QPoint(5, -2))
    assert window.childAt(below) is card
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton, pos=below)
    assert not card.is_open
    assert not pressed
    assert window.field.hasFocus()


def test_a_press_on_the_card_does_not_close_it(card: Card, qtbot: QtBot) -> None:
    card.open()
    qtbot.mouseClick(card.card, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert card.is_open


def test_tab_goes_round_inside_the_card(card: Card, qtbot: QtBot) -> None:
    card.open()
    inside = [card.second, card.press, card.first, card.second]
    for widget in inside:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert widget.hasFocus()
    for widget in (card.first, card.press):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        assert widget.hasFocus()


def test_tab_leaves_out_what_cannot_be_used(card: Card, qtbot: QtBot) -> None:
    card.second.setEnabled(False)
    card.press.hide()
    card.open()
    qtbot.keyClick(card.first, Qt.Key.Key_Tab)
    assert card.first.hasFocus()


def test_it_goes_when_a_shortcut_of_the_window_takes_the_focus_and_does_not_take_it_back(
    card: Card, window: Ground, qtbot: QtBot
) -> None:
    window.add_action("filter", "Filter", ["Ctrl+F"]).triggered.connect(window.button.setFocus)
    card.open()
    qtbot.keyClick(card.first, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.ran == ["filter"]
    assert not card.is_open
    assert window.button.hasFocus()


def test_another_card_takes_its_place_and_the_focus_still_finds_home(card: Card, window: Ground, qtbot: QtBot) -> None:
    other = Card(window)
    card.open()
    other.open()
    assert not card.is_open
    assert other.first.hasFocus()
    qtbot.keyClick(other.first, Qt.Key.Key_Escape)
    assert window.field.hasFocus()


def test_a_focus_that_is_gone_is_not_given_back(card: Card, window: Ground, qtbot: QtBot) -> None:
    window.button.setFocus()
    card.open()
    window.button.deleteLater()
    qtbot.waitSignal(window.button.destroyed, timeout=1000).wait()
    card.dismiss()
    assert not card.is_open


def test_it_follows_the_size_of_the_window(card: Card, window: Ground, qtbot: QtBot) -> None:
    card.open()
    window.resize(400, 300)
    qtbot.waitUntil(lambda: card.size() == window.size())
    assert card.rect().adjusted(15, 15, -15, -15).contains(card.card.geometry())
    assert abs(card.card.geometry().center().x() - card.rect().center().x()) <= 1


def test_opening_it_again_changes_nothing_and_closing_it_twice_neither(card: Card, window: Ground) -> None:
    closed: list[None] = []
    card.closed.connect(lambda: closed.append(None))
    card.open()
    card.second.setFocus()
    card.open()
    assert card.first.hasFocus()
    card.dismiss()
    card.dismiss()
    assert len(closed) == 1
    assert window.field.hasFocus()


@pytest.mark.parametrize("dark", [True, False])
def test_the_card_has_the_colour_of_a_surface_and_a_shadow_that_fades(qtbot: QtBot, dark: bool) -> None:
    window = ground.show(qtbot, dark=dark)
    before = window.grab().toImage()
    card = Card(window)
    card.open()
    after = window.grab().toImage()
    box = card.card.geometry()
    inside, below = box.topLeft() + QPoint(6, 3), QPoint(box.center().x(), box.bottom())
    assert after.pixelColor(inside).name() == theme.current().surface.lower()
    darker = [
        before.pixelColor(below + QPoint(0, away)).lightness() - after.pixelColor(below + QPoint(0, away)).lightness()
        for away in (4, 20, 40, 80)
    ]
    assert darker[0] > darker[1] >= darker[2] >= darker[3] == 0
    assert darker[0] >= 5
