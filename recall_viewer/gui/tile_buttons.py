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
NARROWEST_SHARE_PX = 320
NARROWEST_STATED_SHARE_PX = 460
"""A share narrower than this whose bar says its state keeps that room for it."""
AGE_PX = 96
BEFORE_PX = 260
"""Room in the bar of a share behind the buttons, for the age, and before them, for badge and state."""
PLATE = QColor(16, 18, 20, 217)
HOVERED = QColor("#3A4049")


def boxes(tile: QRectF, look: Look) -> list[QRectF]:
    """Return where the buttons are: at the top right, or in the bar of a share; none in a narrow tile."""
    if tile.width() < _narrowest_px(look):
        return []
    width = SIZE_PX * len(BUTTONS)
    if look.is_share:
        # In the middle, or further right where badge and state would have no room before them.
        left = max(tile.center().x() - width / 2, min(tile.right() - AGE_PX - width, tile.left() + BEFORE_PX))
        top, height = tile.bottom() - SIZE_PX, SIZE_PX
    else:
        left, top, height = tile.right() - 10 - width, tile.top() + 10, SIZE_PX
    return [QRectF(left + SIZE_PX * number, top, SIZE_PX, height) for number in range(len(BUTTONS))]


def in_bar(tile: QRectF, look: Look) -> QRectF | None:
    """Return the part of a share's bar that the buttons take, `None` in a narrow tile."""
    placed = boxes(tile, look)
    return placed[0].united(placed[-1]) if placed and look.is_share else None


def name_at(tile: QRectF, position: QPointF, look: Look) -> str | None:
    """Return the action whose button is at a place."""
    for box, (name, _) in zip(boxes(tile, look), BUTTONS, strict=False):
        if box.contains(position):
            return name
    return None


def paint(painter: QPainter, tile: QRectF, look: Look, hovered: str | None) -> None:
    """Paint them; what is on (frozen, pinned) is lit."""
    placed = boxes(tile, look)
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


def _narrowest_px(look: Look) -> int:
    if not look.is_share:
        return NARROWEST_TILE_PX
    return NARROWEST_STATED_SHARE_PX if look.has_strip else NARROWEST_SHARE_PX
