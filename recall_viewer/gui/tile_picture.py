"""The picture of a tile: drawn as it is where it fits, dimmed or without colours where it is no longer true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from recall_viewer.model.status import State

if TYPE_CHECKING:
    from recall_viewer.gui.look import Look

STALE_DIM = QColor(0, 0, 0, round(255 * 0.35))
GREY_DIM = QColor(0, 0, 0, round(255 * 0.45))


class Picture:
    """What a tile shows of a frame."""

    def __init__(self) -> None:
        self._image = QImage()
        self._grey: QImage | None = None

    def show(self, image: QImage | None) -> None:
        """Take over an image, or let go of the one there was."""
        self._image, self._grey = QImage() if image is None else image, None

    def paint(self, painter: QPainter, look: Look, rect: QRect, room: QRect) -> None:
        """Paint it into `rect`, in a `room` that it may leave free at the edges; both in logical pixels."""
        if rect != room:
            painter.fillRect(room, Qt.GlobalColor.black)
        image = self._grey_image() if look.is_grey and not look.frozen else self._image
        ratio = painter.device().devicePixelRatio()
        exact = QRectF(rect.x(), rect.y(), image.width() / ratio, image.height() / ratio)
        is_exact = abs(exact.width() - rect.width()) <= 1 and abs(exact.height() - rect.height()) <= 1
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not is_exact)
        painter.drawImage(exact if is_exact else QRectF(rect), image)
        if look.frozen:
            return
        if look.state is State.STALE:
            painter.fillRect(rect, STALE_DIM)
        elif look.is_grey:
            painter.fillRect(rect, GREY_DIM)

    def _grey_image(self) -> QImage:
        if self._grey is None:
            self._grey = self._image.convertToFormat(QImage.Format.Format_Grayscale8)
        return self._grey
