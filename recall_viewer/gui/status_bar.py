"""The line at the bottom: where bots dial in, what comes, what is amiss, also among hidden streams."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from recall_viewer.gui import theme as themes
from recall_viewer.gui.shapes import colour_of, paint_state
from recall_viewer.model.status import State

PADDING_PX = 11.0


@dataclass(frozen=True, slots=True)
class Part:
    """One fact; `state` gives it a shape and a colour."""

    text: str
    state: State | None = None
    is_strong: bool = False
    is_coloured: bool = True


class StatusBar(QWidget):
    """Facts from the left, rates from the right; what has no room at the left end of the right half gives way."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left: tuple[Part, ...] = ()
        self._right: tuple[Part, ...] = ()
        self._font = themes.font(12)
        self._strong = themes.font(12, weight=600)
        self.setObjectName("status")
        self.setFixedHeight(themes.STATUS_BAR_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_parts(self, left: tuple[Part, ...], right: tuple[Part, ...]) -> None:
        """Take over what to say; repaints only what changed."""
        if (left, right) == (self._left, self._right):
            return
        self._left, self._right = left, right
        self.setAccessibleName(", ".join(part.text for part in (*left, *right)))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(themes.current().window))
        painter.setPen(QColor(themes.current().hairline))
        painter.drawLine(0, 0, self.width(), 0)
        x = 5.0
        for number, part in enumerate(self._left):
            width = self._width(part)
            if x + width > self.width():
                break
            if number:
                self._separate(painter, x)
            self._paint(painter, part, x)
            x += width
        right = self.width() - 2.0
        for number, part in enumerate(reversed(self._right)):
            left = right - self._width(part)
            if left < x:
                break
            if number:
                self._separate(painter, right)
            self._paint(painter, part, left)
            right = left

    def _width(self, part: Part) -> float:
        shape = 16.0 if part.state else 0.0
        return 2 * PADDING_PX + shape + themes.text_width(self._strong if part.is_strong else self._font, part.text)

    def _paint(self, painter: QPainter, part: Part, left: float) -> None:
        left += PADDING_PX
        colour = QColor(themes.current().secondary)
        if part.state is not None:
            shape_colour = colour_of(part.state, themes.current())
            size = 8.0 if part.state is State.LIVE else 9.0
            paint_state(painter, part.state, QRectF(left, self.height() / 2 - size / 2 + 0.5, size, size), shape_colour)
            left += 16
            colour = shape_colour if part.is_coloured else colour
        painter.setPen(colour)
        painter.setFont(self._strong if part.is_strong else self._font)
        painter.drawText(round(left), round(self.height() / 2 + 4.5), part.text)

    def _separate(self, painter: QPainter, x: float) -> None:
        painter.setPen(QColor(themes.current().hairline))
        painter.drawLine(round(x), 7, round(x), self.height() - 7)
