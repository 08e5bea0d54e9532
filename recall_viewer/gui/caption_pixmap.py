"""A caption painted once for as long as it says the same: most of many frames a second change nothing in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap

from recall_viewer.gui import caption

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF

    from recall_viewer.gui.look import Look
    from recall_viewer.gui.tile_paint import Fonts


class CaptionPixmap:
    """The caption of one tile."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts
        self._pixmap = QPixmap()
        self._says: tuple[object, ...] = ()
        """What stands in it."""

    def paint(self, painter: QPainter, look: Look, tile: QRectF, box: QRectF, buttons: QRectF | None) -> None:
        """Paint it into `box` of a `tile`, all in logical pixels; `buttons` is the room that buttons take of it."""
        ratio = painter.device().devicePixelRatioF()
        says = (look, box, buttons, ratio)
        if says != self._says:
            self._says, self._pixmap = says, QPixmap((box.size() * ratio).toSize())
            self._pixmap.setDevicePixelRatio(ratio)
            self._pixmap.fill(Qt.GlobalColor.transparent)
            own = QPainter(self._pixmap)
            own.translate(-box.topLeft())
            caption.paint_caption(own, look, tile, self._fonts, box=box, buttons=buttons)
            own.end()
        painter.drawPixmap(box.topLeft(), self._pixmap)
