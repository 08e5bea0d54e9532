"""What an empty window shows: the areas of the full one, so that its parts appear in a place that is theirs already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from recall_viewer.gui import placement
from recall_viewer.gui import theme as themes

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class Blank(QWidget):
    """Bars above and below the ground of the start page."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the areas."""
        theme = themes.current()
        menu_bar_px = 0 if placement.is_small(self.window()) else themes.MENU_BAR_PX
        above, below = menu_bar_px + themes.TOOLBAR_PX, themes.STATUS_BAR_PX
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.window))
        painter.fillRect(self.rect().adjusted(0, above - 1, 0, 1 - below), QColor(theme.hairline))
        painter.fillRect(self.rect().adjusted(0, above, 0, -below), QColor(theme.start_page))
