"""The keyboard sheet: made from the table, in as many columns as there is room for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea

from recall_viewer.gui.key_caps import KeyCaps
from recall_viewer.gui.key_columns import BETWEEN_GROUPS_PX, divide
from recall_viewer.gui.key_sheet import KeySheet, SheetName, groups_of
from tests.gui import ground

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.gui.ground import Ground


@dataclass(frozen=True)
class Line:
    text: str
    sheet: SheetName
    keys: tuple[str, ...] = ()
    gallery_keys: tuple[str, ...] = ()


TABLE = [
    Line("Snapshot", "keep", ("Ctrl+S",), ("S",)),
    Line("Snapshot of all visible", "keep", ("Ctrl+Shift+S",)),
    Line("Copy picture", "keep", (), ("Ctrl+C",)),
    Line("Filter", "find", ("Ctrl+F",), ("/",)),
    Line("Large", "look", (), ("Return", "Enter")),
    Line("Full screen", "look", ("F11",), ("F",)),
    Line("Pin", "look", (), ("P",)),
    Line("Settings…", "program", ("Ctrl+,",)),
    Line("Quit", "program", ("Ctrl+Q",)),
    Line("About", "program"),
]


@pytest.fixture
def window(qtbot: QtBot) -> Ground:
    return ground.show(qtbot)


@pytest.fixture
def sheet(window: Ground) -> KeySheet:
    return KeySheet(window)


def test_the_groups_hold_every_action_that_has_a_key_and_the_keys_of_the_gallery(window: Ground) -> None:
    groups = {group.title: [(row.text, row.ways) for row in group.rows] for group in groups_of(TABLE)}
    assert list(groups) == ["Look", "Keep", "Move", "Find", "Program"]
    assert groups["Look"] == [
        ("Large", (("Enter",),)),
        ("Full screen", (("F",), ("F11",))),
        ("Pin", (("P",),)),
    ]
    assert groups["Keep"][:2] == [
        ("Snapshot", (("S",), ("Ctrl", "S"))),
        ("Snapshot of all visible", (("Ctrl", "Shift", "S"),)),
    ]
    assert [text for text, _ in groups["Move"]] == ["Select a tile", "First tile", "Last tile"]
    assert groups["Move"][0][1] == (("← ↑ ↓ →",),)
    assert [text for text, _ in groups["Program"]] == ["Settings", "Quit"]
    assert window.isVisible()


def test_a_group_without_rows_is_left_out() -> None:
    assert [group.title for group in groups_of([])] == ["Move"]


@given(st.lists(st.integers(1, 300), max_size=7), st.integers(1, 3))
def test_columns_keep_the_order_and_are_as_low_as_can_be(heights: list[int], columns: int) -> None:
    divided = divide(heights, columns)
    assert [number for column in divided for number in column] == list(range(len(heights)))
    assert len(divided) <= columns
    if not heights:
        return

    def fits(limit: int) -> bool:
        used, height = 1, 0
        for each in heights:
            if height and height + each + BETWEEN_GROUPS_PX > limit:
                used, height = used + 1, 0
            height += each + BETWEEN_GROUPS_PX
        return used <= columns

    highest = max(sum(heights[number] + BETWEEN_GROUPS_PX for number in column) for column in divided)
    singles = max(heights) + BETWEEN_GROUPS_PX
    assert fits(highest)
    assert highest == singles or not fits(highest - 1)


def labels(sheet: KeySheet) -> list[QLabel]:
    return [label for label in sheet.findChildren(QLabel) if label.isVisible()]


def test_it_shows_caps_beside_each_text(sheet: KeySheet) -> None:
    sheet.explain(groups_of(TABLE))
    assert sheet.field.hasFocus()
    caps = {cap.accessibleName(): cap for cap in sheet.findChildren(KeyCaps)}
    (label,) = [label for label in labels(sheet) if label.text() == "Full screen"]
    beside = caps["F or F11"]
    assert beside.geometry().center().y() == pytest.approx(label.geometry().center().y(), abs=1)
    assert beside.geometry().right() < label.geometry().left()


@pytest.mark.parametrize(("size", "columns"), [((1280, 800), 3), ((720, 600), 2), ((400, 300), 1)])
def test_it_has_as_many_columns_as_there_is_room_for(
    sheet: KeySheet, window: Ground, qtbot: QtBot, size: tuple[int, int], columns: int
) -> None:
    sheet.explain(groups_of(TABLE))
    window.resize(*size)
    qtbot.waitUntil(lambda: sheet.size() == window.size())
    assert sheet.columns == columns
    assert sheet.rect().contains(sheet.card.geometry())
    boxes = [label.geometry() for label in labels(sheet) if label.parentWidget() is not sheet.card]
    assert all(not one.intersects(other) for one in boxes for other in boxes if one is not other)
    assert all(label.toolTip() == "" for label in labels(sheet))


def test_in_a_small_window_it_scrolls_by_keys(sheet: KeySheet, window: Ground, qtbot: QtBot) -> None:
    window.resize(400, 300)
    sheet.explain(groups_of(TABLE))
    (scroll,) = sheet.findChildren(QScrollArea)
    bar = scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    qtbot.keyClick(sheet.field, Qt.Key.Key_Down)
    assert bar.value() == 28
    qtbot.keyClick(sheet.field, Qt.Key.Key_Up)
    assert bar.value() == 0
    for _ in range(5):
        qtbot.keyClick(sheet.field, Qt.Key.Key_PageDown)
    assert bar.value() == bar.maximum()
    assert sheet.field.hasFocus()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("snap", ["Keep", "Snapshot", "Snapshot of all visible"]),
        ("full", ["Look", "Full screen"]),
        ("ctrl+shift", ["Keep", "Snapshot of all visible"]),
        ("shift s", ["Keep", "Snapshot of all visible"]),
        ("home", ["Move", "First tile"]),
        ("zebra", []),
    ],
)
def test_the_search_looks_at_words_and_keys(sheet: KeySheet, qtbot: QtBot, typed: str, shown: list[str]) -> None:
    sheet.explain(groups_of(TABLE))
    card = sheet.card.geometry()
    qtbot.keyClicks(sheet.field, typed)
    assert sheet.texts() == shown
    assert ("No key does that" in [label.text() for label in labels(sheet)]) is (not shown)
    assert sheet.card.geometry() == card
    sheet.field.clear()
    assert len(sheet.texts()) == 5 + 12


def test_escape_and_its_button_close_it(sheet: KeySheet, window: Ground, qtbot: QtBot) -> None:
    sheet.explain(groups_of(TABLE))
    qtbot.keyClick(sheet.field, Qt.Key.Key_Tab)
    assert sheet.close_button.hasFocus()
    qtbot.keyClick(sheet.close_button, Qt.Key.Key_Escape)
    assert not sheet.is_open
    assert window.field.hasFocus()
    sheet.explain(groups_of(TABLE))
    qtbot.mouseClick(sheet.close_button, Qt.MouseButton.LeftButton)
    assert not sheet.is_open


def test_opened_again_it_shows_what_is_true_then(sheet: KeySheet, qtbot: QtBot) -> None:
    sheet.explain(groups_of(TABLE))
    qtbot.keyClicks(sheet.field, "snap")
    sheet.dismiss()
    sheet.explain(groups_of(TABLE[:1]))
    assert sheet.field.text() == ""
    assert sheet.texts() == ["Keep", "Snapshot", "Move", "Select a tile", "First tile", "Last tile"]
    qtbot.waitUntil(lambda: len(sheet.findChildren(KeyCaps)) == 4)
