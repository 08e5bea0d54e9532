"""The popup under the filter field: when it opens and closes, and how one chooses in it without leaving the field."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from recall_viewer.gui.filter_choices import Choice, bot_choices, recent_choices
from recall_viewer.gui.filter_field import FilterField
from recall_viewer.gui.filter_popup import FilterPopup
from recall_viewer.gui.filter_rows import Row
from recall_viewer.model.books import Books
from recall_viewer.model.gallery import Gallery
from recall_viewer.protocol.events import Bot
from tests.frames import BOT, OTHER_BOT, camera

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

RECENT = [Choice(BOT, 10), Choice("b07d55e8 is:camera", 6), Choice("is:stale", 0)]
BOTS = [Choice(BOT, 10, "weekly review"), Choice(OTHER_BOT, 1)]
WORDS = ["is:screen", "is:camera", "is:small", "is:live", "is:stale", "is:disconnected", "-"]


class Desk:
    """A window with a filter field on top, its popup, and something else that can be pressed or have the focus."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window = QWidget()
        self.window.resize(900, 700)
        self.field = FilterField()
        self.other = FilterField()
        self.button = QPushButton("Snapshot")
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.clicked.connect(lambda: self.pressed.append("button"))
        column = QVBoxLayout(self.window)
        column.addWidget(self.field)
        column.addStretch()
        column.addWidget(self.other)
        column.addWidget(self.button)
        self.popup = FilterPopup(self.field, self.window)
        self.popup.about_to_show.connect(lambda: self.popup.show_choices(RECENT, BOTS))
        self.popup.chosen.connect(self.field.setText)
        self.removed: list[str] = []
        self.pressed: list[str] = []
        self.popup.removed.connect(self.removed.append)
        back = QAction(self.window)
        back.setShortcut("Esc")
        back.triggered.connect(lambda: self.pressed.append("back"))
        self.window.addAction(back)
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitActive(self.window)
        self.other.setFocus()

    def is_open(self) -> bool:
        return self.popup.is_open

    def go(self, reason: Qt.FocusReason = Qt.FocusReason.ShortcutFocusReason) -> None:
        self.field.setFocus(reason)

    def key(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(QApplication.focusWidget() or self.window, key)

    def row(self, text: str) -> Row:
        return next(row for row in self.popup.findChildren(Row) if row.filter == text and row.isVisible())


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def test_it_opens_for_whoever_goes_to_the_empty_field_and_offers_all(desk: Desk) -> None:
    assert not desk.is_open()
    desk.go()
    assert desk.popup.isVisible()
    assert desk.popup.current == ""
    assert desk.field.hasFocus()
    filters = [filter_text for filter_text, _ in desk.popup.rows()]
    assert filters == [choice.filter for choice in RECENT + BOTS] + WORDS
    details = [detail for _, detail in desk.popup.rows()]
    assert details[:5] == ["10 streams", "6 streams", "0 streams", "10 streams, weekly review", "1 stream"]


def test_a_click_into_the_field_opens_it(desk: Desk) -> None:
    QTest.mouseClick(desk.field, Qt.MouseButton.LeftButton)
    assert desk.is_open()
    desk.key(Qt.Key.Key_Escape)
    QTest.mouseClick(desk.field, Qt.MouseButton.LeftButton)
    assert desk.is_open()


@pytest.mark.parametrize(
    "reason", [Qt.FocusReason.TabFocusReason, Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.OtherFocusReason]
)
def test_who_only_passes_by_is_left_alone(desk: Desk, reason: Qt.FocusReason) -> None:
    desk.go(reason)
    assert not desk.is_open()


def test_a_field_that_is_filled_opens_it_with_down_alone(desk: Desk) -> None:
    desk.field.setText("ada")
    desk.go()
    assert not desk.is_open()
    desk.key(Qt.Key.Key_Down)
    assert desk.is_open()
    assert desk.popup.current == BOT


def test_typing_closes_it_and_an_empty_field_opens_it_again(desk: Desk) -> None:
    desk.go()
    desk.key(Qt.Key.Key_A)
    assert desk.field.text() == "a"
    assert not desk.is_open()
    desk.key(Qt.Key.Key_Backspace)
    assert desk.is_open()
    desk.field.setText("ada")
    assert not desk.is_open()
    desk.field.clear()
    assert not desk.is_open()


def test_it_stands_below_the_field_as_wide_as_it_and_inside_the_window(desk: Desk) -> None:
    desk.go()
    box, field = desk.popup.geometry(), desk.field.geometry()
    assert box.left() == field.left()
    assert box.width() == field.width() == 368
    assert field.bottom() < box.top() <= field.bottom() + 8
    whole_px = box.height()
    desk.window.resize(400, 300)
    QApplication.processEvents()
    assert desk.window.rect().contains(desk.popup.geometry())
    assert desk.popup.height() < whole_px
    desk.key(*[Qt.Key.Key_Down] * 8)
    row = desk.row("-")
    assert desk.popup.current == "-"
    assert desk.popup.rect().contains(row.mapTo(desk.popup, row.rect().center()))
    desk.key(Qt.Key.Key_Escape)
    QTest.mouseClick(desk.field, Qt.MouseButton.LeftButton)
    first = desk.row(BOT)
    assert desk.popup.rect().contains(first.mapTo(desk.popup, first.rect().center()))


def test_the_arrow_keys_go_through_the_lines_and_sideways_through_words(desk: Desk) -> None:
    desk.go()
    desk.key(Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert desk.popup.current == "b07d55e8 is:camera"
    desk.key(Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert desk.popup.current == ""
    desk.key(*[Qt.Key.Key_Down] * 7)
    assert desk.popup.current == "is:live"
    desk.key(Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert desk.popup.current == "is:disconnected"
    desk.key(Qt.Key.Key_Left)
    assert desk.popup.current == "is:stale"
    desk.key(Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert desk.popup.current == "-"
    assert desk.field.hasFocus()
    assert not desk.field.text()


def test_enter_chooses_and_closes(desk: Desk, qtbot: QtBot) -> None:
    desk.go()
    desk.key(Qt.Key.Key_Down, Qt.Key.Key_Down)
    with qtbot.waitSignal(desk.popup.chosen) as chosen:
        desk.key(Qt.Key.Key_Return)
    assert chosen.args == ["b07d55e8 is:camera"]
    assert not desk.is_open()
    assert desk.field.hasFocus()


def test_a_click_chooses_and_leaves_the_focus_in_the_field(desk: Desk) -> None:
    desk.go()
    QTest.mouseClick(desk.row(OTHER_BOT), Qt.MouseButton.LeftButton)
    assert desk.field.text() == OTHER_BOT
    assert not desk.is_open()
    assert desk.field.hasFocus()


def test_enter_with_nothing_selected_belongs_to_the_field(desk: Desk, qtbot: QtBot) -> None:
    desk.go()
    with qtbot.assertNotEmitted(desk.popup.chosen), qtbot.waitSignal(desk.field.returnPressed):
        desk.key(Qt.Key.Key_Return)


def test_a_word_adds_to_what_was_typed_and_a_filter_replaces_it(desk: Desk) -> None:
    desk.field.setText("ada ")
    desk.go()
    desk.key(Qt.Key.Key_Down)
    QTest.mouseClick(desk.row("is:small"), Qt.MouseButton.LeftButton)
    assert desk.field.text() == "ada is:small"
    desk.key(Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert desk.field.text() == BOT


def test_the_pointer_selects_what_it_moves_over(desk: Desk) -> None:
    desk.go()
    QTest.mouseMove(desk.row(OTHER_BOT), QPoint(40, 10))
    QTest.mouseMove(desk.row(OTHER_BOT), QPoint(50, 12))
    assert desk.popup.current == OTHER_BOT


def test_escape_closes_it_before_it_is_anything_else(desk: Desk) -> None:
    desk.go()
    desk.key(Qt.Key.Key_Escape)
    assert not desk.is_open()
    assert not desk.pressed
    assert desk.field.hasFocus()
    desk.key(Qt.Key.Key_Escape)
    assert desk.pressed == ["back"]


def test_it_closes_when_the_focus_goes(desk: Desk) -> None:
    desk.go()
    desk.key(Qt.Key.Key_Tab)
    assert desk.other.hasFocus()
    assert not desk.is_open()


def test_a_press_elsewhere_closes_it_and_counts(desk: Desk) -> None:
    desk.go()
    handle = desk.window.windowHandle()
    inside = desk.row(BOT).mapTo(desk.window, QPoint(5, -5))
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, pos=inside)
    assert desk.is_open()
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, pos=desk.button.geometry().center())
    assert not desk.is_open()
    assert desk.pressed == ["button"]


def test_delete_removes_recent_filters_and_nothing_else(desk: Desk) -> None:
    desk.go()
    desk.key(Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Delete)
    assert desk.removed == ["b07d55e8 is:camera"]
    assert desk.popup.current == "is:stale"
    desk.key(Qt.Key.Key_Delete, Qt.Key.Key_Delete)
    assert desk.removed == ["b07d55e8 is:camera", "is:stale", BOT]
    assert desk.popup.current == ""
    desk.key(Qt.Key.Key_Down, Qt.Key.Key_Delete)
    assert desk.popup.current == BOT
    assert len(desk.removed) == 3
    assert [filter_text for filter_text, _ in desk.popup.rows()] == [BOT, OTHER_BOT, *WORDS]


def test_numbers_change_while_it_is_open_and_the_selection_stays(desk: Desk) -> None:
    desk.go()
    desk.key(*[Qt.Key.Key_Down] * 4)
    row = desk.row(OTHER_BOT)
    desk.popup.show_choices(RECENT, [BOTS[0], replace(BOTS[1], streams=3)])
    assert desk.row(OTHER_BOT) is row
    assert row.detail == "3 streams"
    desk.popup.show_choices([], BOTS)
    assert desk.popup.current == BOT
    assert (OTHER_BOT, "1 stream") in desk.popup.rows()


def test_with_nothing_to_offer_the_words_remain(desk: Desk) -> None:
    desk.go()
    desk.popup.show_choices([], [])
    assert [filter_text for filter_text, _ in desk.popup.rows()] == WORDS
    desk.key(Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert desk.field.text() == "is:screen"


def test_a_name_from_the_wire_cannot_disturb_the_line(desk: Desk) -> None:
    desk.go()
    desk.popup.show_choices([], [Choice("bot\u202e&x\n1", 1, "<b>a</b>\n\u202eb")])
    row = desk.row("bot\u202e&x\n1")
    assert "\n" not in row.accessibleName()
    assert "\u202e" not in row.accessibleName()
    assert "<b>a</b>" in row.accessibleName()


def test_choices_are_made_from_what_is_here() -> None:
    gallery = Gallery(Books())
    labelled = Bot(BOT, None, (("meeting", "weekly review"), ("team", "core")))
    for event in (camera(1, name="Ada"), camera(2, name="Kenji"), camera(3, name="Priya", bot=OTHER_BOT)):
        gallery.apply(1 if event.bot.id == BOT else 2, event, 100.0)
    gallery.apply(1, replace(camera(2, name="Kenji"), bot=labelled), 100.5)
    streams = gallery.ordered()
    assert bot_choices(streams) == [Choice(BOT, 2, "weekly review, core"), Choice(OTHER_BOT, 1)]
    texts = [BOT, f"{BOT} {OTHER_BOT}", "kenji", "b07d55e8 is:camera", "-ada", "is:stale", "nobody"]
    assert [choice.streams for choice in recent_choices(texts, streams, 101.0)] == [2, 3, 1, 1, 2, 0, 0]
    assert [choice.filter for choice in recent_choices(texts, streams, 101.0)] == texts
    assert recent_choices(["is:stale"], streams, 110.0) == [Choice("is:stale", 3)]


def test_an_id_that_is_here_is_an_id_and_no_name() -> None:
    gallery = Gallery(Books())
    gallery.apply(1, camera(1, name="Ada", bot="daily7"), 100.0)
    gallery.apply(2, camera(2, name="The daily7 team", bot=OTHER_BOT), 100.0)
    assert recent_choices(["daily7"], gallery.ordered(), 100.0) == [Choice("daily7", 1)]
