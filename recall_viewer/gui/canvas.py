"""What the tiles stand on: near black in both themes, with the ring around the selected tile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from recall_viewer.gui import theme

if TYPE_CHECKING:
    from recall_viewer.gui.gallery_view import GalleryView
    from recall_viewer.model.layout import Rect

HANDLE = QColor("#6B7480")
HANDLE_PX = 4


class Canvas(QWidget):
    """Paints the ground, the ring, and how far the filmstrip is scrolled."""

    def __init__(self, view: GalleryView) -> None:
        super().__init__(view)
        self._view = view
        self._strip: Rect | None = None
        self._scrolled_px = 0
        self._overflow_px = 0
        self._is_below = False
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def show_strip(self, strip: Rect | None, scrolled_px: int, overflow_px: int, *, is_below: bool) -> None:
        """Take over where the filmstrip is."""
        self._strip, self._scrolled_px = strip, scrolled_px
        self._overflow_px, self._is_below = overflow_px, is_below
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.CANVAS)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ring(painter)
        if self._strip is not None and self._overflow_px:
            self._paint_handle(painter, self._strip)

    def _paint_ring(self, painter: QPainter) -> None:
        tile = self._view.tiles.get(self._view.selected) if self._view.selected else None
        if tile is not None and not tile.isHidden():
            painter.setPen(QPen(theme.FOCUS_ON_CANVAS if self._view.hasFocus() else theme.UNFOCUSED, 2))
            painter.drawRoundedRect(QRectF(tile.geometry()).adjusted(-3, -3, 3, 3), 8, 8)

    def _paint_handle(self, painter: QPainter, strip: Rect) -> None:
        length = strip.width if self._is_below else strip.height
        share = length / (length + self._overflow_px)
        start = (length - length * share) * self._scrolled_px / self._overflow_px
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(HANDLE)
        if self._is_below:
            handle = QRectF(strip.x + start, strip.bottom - HANDLE_PX - 2, length * share, HANDLE_PX)
        else:
            handle = QRectF(strip.right - HANDLE_PX - 2, strip.y + start, HANDLE_PX, length * share)
        painter.drawRoundedRect(handle, 2, 2)
