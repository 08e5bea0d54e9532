"""A field to search in what is shown around it, with the sign that says so."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from recall_viewer.gui import icons
from recall_viewer.gui import theme as themes

SIGN_PX = 16
TEXT_AFTER_PX = 8
LONGEST_TEXT = 200


class SearchField(QLineEdit):
    """A line of text with a magnifier before it.

    `is_bare` leaves out the edge, for a field that is the head of a card; `margin_px` is the room before the magnifier.
    """

    def __init__(self, hint: str, *, is_bare: bool = False, margin_px: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._margin_px = margin_px
        self._sign = icons.icon("search", "secondary")
        if is_bare:
            self.setObjectName("bare")
        self.setFixedHeight(themes.CONTROL_PX)
        self.setMaxLength(LONGEST_TEXT)
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        # The stylesheet pads what has an edge.
        self.setTextMargins(margin_px + SIGN_PX + TEXT_AFTER_PX - (0 if is_bare else 6), 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the field, and the sign."""
        super().paintEvent(event)
        box = QRect(self._margin_px, (self.height() - SIGN_PX) // 2, SIGN_PX, SIGN_PX)
        self._sign.paint(QPainter(self), box)
