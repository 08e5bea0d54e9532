"""Small traces: bars over time, painted in one go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from recall_viewer.gui import theme as themes

Tone = Literal["size", "live", "amber", "hidden"]

TRACE_PX = 23
GAP_PX = 2
_FILLS = {"size": "#5B7FB8", "live": "#3F8F6B"}
"""Dimmer than the colours of text, because there is so much of them; 3.4 against the window of either theme."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: how much of the height is filled, and how far an outline above it goes (both 0 to 1).

    A bar of the tone "hidden" is an outline alone.
    """

    filled: float
    tone: Tone
    outlined: float = 0.0


@dataclass(frozen=True, slots=True)
class Trace:
    """Bars from the oldest to the newest, and what they say in words."""

    bars: tuple[Bar | None, ...] = ()
    said: str = ""


class TraceView(QWidget):
    """Paints a trace on a line."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[Bar | None, ...] = ()
        self.setFixedHeight(TRACE_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def show_trace(self, trace: Trace) -> None:
        """Take over a trace; paints only where it changed."""
        if trace.bars != self._bars:
            self._bars = trace.bars
            self.update()
        if trace.said != self.accessibleDescription():
            self.setAccessibleDescription(trace.said)
            self.setToolTip(trace.said)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the bars, the newest at the right."""
        painter = QPainter(self)
        room = self.height() - 1
        painter.fillRect(0, room, self.width(), 1, QColor(themes.current().hairline))
        if not self._bars:
            return
        pitch = (self.width() + GAP_PX) / len(self._bars)
        width = max(1, round(pitch) - GAP_PX)
        for number, bar in enumerate(self._bars):
            if bar is not None:
                _paint_bar(painter, bar, round(number * pitch), width, room)


def _paint_bar(painter: QPainter, bar: Bar, left: int, width: int, room: int) -> None:
    filled, whole = _pixels(bar.filled, room), _pixels(max(bar.filled, bar.outlined), room)
    colour = _colour(bar.tone)
    if whole > filled or bar.tone == "hidden":
        painter.setPen(QPen(colour, 1))
        painter.drawRect(QRectF(left + 0.5, room - whole + 0.5, width - 1, whole - 1))
    if filled and bar.tone != "hidden":
        painter.fillRect(left, room - filled, width, filled, colour)


def _pixels(part: float, room: int) -> int:
    return max(1, round(min(part, 1.0) * room)) if part > 0 else 0


def _colour(tone: Tone) -> QColor:
    theme = themes.current()
    return QColor({"amber": theme.amber, "hidden": theme.edge}.get(tone) or _FILLS[tone])
