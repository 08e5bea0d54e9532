"""The line at the bottom: where bots dial in, what comes, what is amiss, also among hidden streams."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from recall_viewer.gui import theme as themes
from recall_viewer.gui.shapes import colour_of, paint_state
from recall_viewer.model.status import State

PADDING_PX = 11.0
LEFT_PX = 5.0
RIGHT_PX = 2.0
SHORT_BELOW_PX = 720


OUTAGES = (State.LOST, State.DISCONNECTED, State.ERROR, State.STALE, State.LATE)
"""What is amiss with a stream, the worst first."""


@dataclass(frozen=True, slots=True)
class Part:
    """One fact; `state` gives it a shape and a colour.

    `short` is what it says in a narrow bar: "" for nothing, None for the same. `is_rate` marks figures that differ
    with every second.
    """

    text: str
    state: State | None = None
    is_strong: bool = False
    is_coloured: bool = True
    short: str | None = None
    is_rate: bool = False

    @property
    def is_outage(self) -> bool:
        """Whether it says that something is amiss."""
        return self.state in OUTAGES

    def shortened(self) -> Part:
        """Return it as it stands in a narrow bar."""
        return self if self.short is None else replace(self, text=self.short)


class StatusBar(QWidget):
    """Facts from the left, rates from the right. Where there is no room rates give way first, what is amiss last."""

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
        said = [*left, *right]
        self.setToolTip(" · ".join(part.text for part in said))
        # Assistive programs read a changed name aloud, so that it holds nothing that ticks.
        self.setAccessibleName(", ".join(part.text for part in said if not part.is_rate))
        self.setAccessibleDescription(", ".join(part.text for part in said if part.is_rate))
        self.update()

    def texts(self) -> list[str]:
        """Return what there is room for, from the left."""
        left, right = self._fitting()
        return [part.text for part in (*left, *right)]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(themes.current().window))
        painter.setPen(QColor(themes.current().hairline))
        painter.drawLine(0, 0, self.width(), 0)
        left, right = self._fitting()
        self._paint_row(painter, left, LEFT_PX)
        self._paint_row(painter, right, self.width() - RIGHT_PX - self._width_of(right))

    def _fitting(self) -> tuple[list[Part], list[Part]]:
        left, right = list(self._left), list(self._right)
        if self.width() < SHORT_BELOW_PX:
            left, right = ([part.shortened() for part in side if part.short != ""] for side in (left, right))
        room = self.width() - LEFT_PX - RIGHT_PX
        while right and self._width_of(left) + self._width_of(right) > room:
            del right[0]
        while len(left) > 1 and self._width_of(left) > room:
            # The last of the plain facts; among outages alone the last is the least of them.
            plain = [number for number, part in enumerate(left) if not part.is_outage]
            del left[plain[-1] if plain else -1]
        return left, right

    def _width_of(self, parts: list[Part]) -> float:
        return sum(self._width(part) for part in parts)

    def _paint_row(self, painter: QPainter, parts: list[Part], x: float) -> None:
        for number, part in enumerate(parts):
            if number:
                self._separate(painter, x)
            self._paint(painter, part, x)
            x += self._width(part)

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
