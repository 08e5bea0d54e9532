"""The four buttons that a tile shows under the pointer: drawn, not widgets, so that a tile stays one widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from recall_viewer.gui import icons

if TYPE_CHECKING:
    from recall_viewer.gui.look import Look

BUTTONS = (("snapshot", "camera"), ("freeze", "freeze"), ("pin", "pin"), ("large", "large"))
"""Name of the action and of the icon, from left to right."""
SIZE_PX = 28
NARROWEST_TILE_PX = 220
PLATE = QColor(16, 18, 20, 217)
HOVERED = QColor("#3A4049")


def boxes(tile: QRectF, *, is_share: bool) -> list[QRectF]:
    """Return where the buttons are: at the top right, or in the bar of a share; none in a narrow tile."""
    if tile.width() < NARROWEST_TILE_PX:
        return []
    width = SIZE_PX * len(BUTTONS)
    if is_share:
        left, top, height = tile.center().x() - width / 2, tile.bottom() - SIZE_PX, SIZE_PX
    else:
        left, top, height = tile.right() - 10 - width, tile.top() + 10, SIZE_PX
    return [QRectF(left + SIZE_PX * number, top, SIZE_PX, height) for number in range(len(BUTTONS))]


def name_at(tile: QRectF, position: QPointF, *, is_share: bool) -> str | None:
    """Return the action whose button is at a place."""
    for box, (name, _) in zip(boxes(tile, is_share=is_share), BUTTONS, strict=False):
        if box.contains(position):
            return name
    return None


def paint(painter: QPainter, tile: QRectF, look: Look, hovered: str | None) -> None:
    """Paint them; what is on (frozen, pinned) is lit."""
    placed = boxes(tile, is_share=look.is_share)
    if not placed:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if not look.is_share:
        painter.setBrush(PLATE)
        painter.drawRoundedRect(placed[0].united(placed[-1]).adjusted(-2, -2, 2, 2), 6, 6)
    lit = {"freeze": bool(look.frozen), "pin": look.is_pinned}
    for box, (name, icon) in zip(placed, BUTTONS, strict=True):
        if name == hovered or lit.get(name):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(HOVERED)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 5, 5)
        place = QRect(round(box.center().x()) - 8, round(box.center().y()) - 8, 16, 16)
        icons.icon(icon, "on_canvas").paint(painter, place)
