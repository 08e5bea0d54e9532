"""The edge of a tile: its round corners, and the line of one that needs somebody or whose participant speaks."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from recall_viewer.gui import theme
from recall_viewer.gui.theme import DARK

RADIUS_PX = 6.0


def round_corners(painter: QPainter, tile: QRectF) -> None:
    """Lay the canvas over the corners: cheaper than clipping the picture, and smooth."""
    corners = QPainterPath()
    corners.addRect(tile)
    corners.addRoundedRect(tile, RADIUS_PX, RADIUS_PX)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(corners, theme.CANVAS)


def paint_red(painter: QPainter, tile: QRectF) -> None:
    """Paint the edge of a tile that needs somebody."""
    red = QColor(DARK.red)
    red.setAlphaF(0.5)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(red, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(tile.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_PX, RADIUS_PX)


def paint_speaking(painter: QPainter, tile: QRectF) -> None:
    """Paint the edge of a tile whose participant speaks: inside, where the ring of the selected tile never is."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    # The dark line keeps it apart from a picture of its own colour.
    for colour, width, inset in ((QColor(0, 0, 0, 160), 1.0, 2.5), (QColor(DARK.live), 2.0, 1.0)):
        painter.setPen(QPen(colour, width))
        painter.drawRoundedRect(tile.adjusted(inset, inset, -inset, -inset), RADIUS_PX - inset, RADIUS_PX - inset)
