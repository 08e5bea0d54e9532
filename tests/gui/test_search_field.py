"""The field to search in: its sign, its name, and its edge or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from recall_viewer.gui import theme
from recall_viewer.gui.search_field import SearchField
from tests.gui import ground
from tests.gui.stand import is_near

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from pytestqt.qtbot import QtBot


def shown(qtbot: QtBot, *, is_bare: bool) -> QImage:
    window = ground.show(qtbot)
    field = SearchField("Search here", is_bare=is_bare, margin_px=10, parent=window)
    field.setGeometry(0, 0, 200, 28)
    field.show()
    assert field.accessibleName() == field.placeholderText() == "Search here"
    return field.grab().toImage()


@pytest.mark.parametrize("is_bare", [True, False])
def test_the_sign_stands_before_the_text(qtbot: QtBot, is_bare: bool) -> None:
    image = shown(qtbot, is_bare=is_bare)

    def inked(left: int, right: int) -> bool:
        return any(
            is_near(image.pixelColor(x, y), theme.DARK.secondary, 40) for x in range(left, right) for y in range(4, 24)
        )

    assert inked(10, 26)
    assert not inked(27, 33)


def test_only_a_bare_one_has_no_edge(qtbot: QtBot) -> None:
    assert is_near(shown(qtbot, is_bare=False).pixelColor(100, 0), theme.DARK.edge)
    assert not is_near(shown(qtbot, is_bare=True).pixelColor(100, 0), theme.DARK.edge, 40)
