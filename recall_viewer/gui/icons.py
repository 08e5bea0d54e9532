"""Icons: one drawing each, tinted for the theme when they are painted, so that they follow it."""

from __future__ import annotations

from functools import cache
from typing import Literal

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from recall_viewer import resources
from recall_viewer.gui import theme as themes

Tone = Literal["text", "secondary", "amber", "on_canvas"]
APPLICATION_SIZES_PX = (16, 24, 32, 48, 64, 128, 256)


class TintedIcon(QIconEngine):
    """A line icon in a colour of the current theme."""

    def __init__(self, name: str, tone: Tone) -> None:
        super().__init__()
        self._name = name
        self._tone = tone

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        """Paint it into a rectangle of the painter."""
        ratio = painter.device().devicePixelRatioF() if painter.device() else 1.0
        pixmap = _draw(self._name, self._colour(mode), round(min(rect.width(), rect.height()) * ratio))
        painter.drawPixmap(rect, pixmap)

    def pixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State) -> QPixmap:
        """Return it as a pixmap of a size in device pixels."""
        return _draw(self._name, self._colour(mode), min(size.width(), size.height()))

    def clone(self) -> QIconEngine:
        """Return another one like it."""
        return TintedIcon(self._name, self._tone)

    def _colour(self, mode: QIcon.Mode) -> str:
        theme = themes.current()
        if mode is QIcon.Mode.Disabled:
            return theme.placeholder
        colours = {"secondary": theme.secondary, "amber": theme.amber, "on_canvas": themes.DARK.text}
        return colours.get(self._tone, theme.text)


def icon(name: str, tone: Tone = "text") -> QIcon:
    """Return a line icon that is painted in a colour of whatever theme there is then."""
    return QIcon(TintedIcon(name, tone))


@cache
def application_icon() -> QIcon:
    """Return the icon of the program, in the sizes that window managers ask for."""
    made = QIcon()
    for size_px in APPLICATION_SIZES_PX:
        made.addPixmap(_draw("recall-viewer", "", size_px))
    return made


@cache
def _draw(name: str, tint: str, size_px: int) -> QPixmap:
    pixmap = QPixmap(size_px, size_px)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer = QSvgRenderer(QByteArray(resources.read_bytes(f"icons/{name}.svg")))
    renderer.render(painter, QRectF(pixmap.rect()))
    if tint:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(pixmap.rect(), QColor(tint))
    painter.end()
    return pixmap
