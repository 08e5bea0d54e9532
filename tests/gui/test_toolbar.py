"""The toolbar as it looks: one line of text, icons apart from their words, groups apart from each other."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QFrame, QToolButton, QWidget

from tests.frames import camera

if TYPE_CHECKING:
    from tests.gui.stand import Stand


def rules(stand: Stand) -> list[QFrame]:
    return [one for one in stand.window.toolbar.findChildren(QFrame, "rule") if one.isVisible()]


def left_of(stand: Stand, widget: QWidget) -> int:
    return widget.mapTo(stand.window.toolbar, widget.rect().topLeft()).x()


@pytest.mark.parametrize("width", [1280, 700])
def test_all_of_it_stands_on_one_line(stand: Stand, width: int) -> None:
    stand.feed(camera())
    stand.window.resize(width, 800)
    stand.settle()
    toolbar = stand.window.toolbar
    buttons = [
        one for one in toolbar.findChildren(QToolButton) if one.isVisible() and one.parent() is not toolbar.field
    ]
    assert len(buttons) == 8
    for widget in (toolbar.field, *buttons):
        top = widget.mapTo(toolbar, widget.rect().topLeft()).y()
        assert top + widget.height() / 2 == 21, widget.objectName()


def test_lines_part_the_groups_of_worded_buttons(stand: Stand) -> None:
    first, second = rules(stand)
    found = stand.window.toolbar.findChildren(QToolButton, "flat")
    buttons = {one.defaultAction().objectName(): one for one in found if one.defaultAction()}
    assert left_of(stand, first) < left_of(stand, buttons["snapshot"])
    assert left_of(stand, buttons["freeze"]) < left_of(stand, second) < left_of(stand, buttons["problems"])
    stand.window.resize(700, 800)
    stand.settle()
    assert not rules(stand)


def test_a_word_stands_apart_from_its_icon(stand: Stand) -> None:
    (button,) = [one for one in stand.window.toolbar.findChildren(QToolButton) if one.text().strip() == "Snapshot"]
    image = stand.image(button)
    inked = [
        any(image.pixelColor(x, y).lightness() > 120 for y in range(4, image.height() - 4))
        for x in range(image.width())
    ]
    icon = inked.index(True)
    word = icon + len(list(takewhile(bool, inked[icon:])))
    assert 10 <= len(list(takewhile(lambda is_inked: not is_inked, inked[word:]))) <= 13
