"""Icons: one drawing each, tinted for the theme at run time."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from recall_viewer import resources

SCALES = (1, 2, 3)
"""Pixels a logical pixel that an icon is drawn for; Qt takes the nearest."""


@cache
def icon(name: str, colour: str, disabled_colour: str, size_px: int = 16) -> QIcon:
    """Return a line icon in a colour."""
    made = QIcon()
    for mode, tint in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled_colour)):
        for scale in SCALES:
            made.addPixmap(_draw(name, tint, size_px, scale), mode)
    return made


@cache
def application_icon() -> QIcon:
    """Return the icon of the program, in the sizes that window managers ask for."""
    made = QIcon()
    for size_px in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(_draw("recall-viewer", "", size_px, 1))
    return made


def _draw(name: str, tint: str, size_px: int, scale: int) -> QPixmap:
    pixmap = QPixmap(size_px * scale, size_px * scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer = QSvgRenderer(QByteArray(resources.read_bytes(f"icons/{name}.svg")))
    renderer.render(painter, QRectF(pixmap.rect()))
    if tint:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(pixmap.rect(), QColor(tint))
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap
