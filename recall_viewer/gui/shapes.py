"""The shape of each state, painted: fonts lack them, and a colour alone tells nothing to many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from recall_viewer.gui.theme import DARK, Theme
from recall_viewer.model.status import State

if TYPE_CHECKING:
    from collections.abc import Callable

BOX_PX = 10.0


def colour_of(state: State, theme: Theme = DARK) -> QColor:
    """Return the colour that goes with a state."""
    match state:
        case State.LIVE:
            return QColor(theme.live)
        case State.LATE | State.STALE:
            return QColor(theme.amber)
        case State.DISCONNECTED | State.LOST | State.ERROR:
            return QColor(theme.red)
        case State.WAITING | State.OFF | State.ENDED:
            return QColor(theme.secondary)


def paint_state(painter: QPainter, state: State, box: QRectF, colour: QColor) -> None:
    """Paint a state's shape into a square box (logical pixels)."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / BOX_PX, box.height() / BOX_PX)
    _PAINTERS[state](painter, colour)
    painter.restore()


def paint_bars(painter: QPainter, box: QRectF, colour: QColor) -> None:
    """Paint the two bars of a frozen tile, which lie over any state."""
    unit = box.width() / BOX_PX
    for left in (1.5, 6.0):
        painter.fillRect(QRectF(box.left() + left * unit, box.top() + unit, 2.5 * unit, 8 * unit), colour)


def _line(painter: QPainter, colour: QColor, width: float = 1.5) -> None:
    pen = QPen(colour, width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _on(colour: QColor) -> QColor:
    """Return what can be seen on a colour."""
    return QColor("#341A19") if colour.lightness() > 140 else QColor("#FFFFFF")


def _fill(painter: QPainter, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)


def _cross(painter: QPainter, low: float, high: float) -> None:
    painter.drawLine(QPointF(low, low), QPointF(high, high))
    painter.drawLine(QPointF(low, high), QPointF(high, low))


_TRIANGLE = QPolygonF([QPointF(5, 1), QPointF(9.4, 9), QPointF(0.6, 9)])
_DIAMOND = QPolygonF([QPointF(5, 0), QPointF(10, 5), QPointF(5, 10), QPointF(0, 5)])


def _ring(painter: QPainter, colour: QColor) -> None:
    _line(painter, colour)
    painter.drawEllipse(QPointF(5, 5), 4, 4)


def _disc(painter: QPainter, colour: QColor) -> None:
    _fill(painter, colour)
    painter.drawEllipse(QPointF(5, 5), 3.6, 3.6)


def _outline_triangle(painter: QPainter, colour: QColor) -> None:
    _line(painter, colour)
    painter.drawPolygon(_TRIANGLE)


def _filled_triangle(painter: QPainter, colour: QColor) -> None:
    _line(painter, colour, 1.0)
    painter.setBrush(colour)
    painter.drawPolygon(_TRIANGLE)


def _filled_square(painter: QPainter, colour: QColor) -> None:
    _fill(painter, colour)
    painter.drawRoundedRect(QRectF(1, 1, 8, 8), 1, 1)


def _outline_square(painter: QPainter, colour: QColor) -> None:
    _line(painter, colour)
    painter.drawRoundedRect(QRectF(1.25, 1.25, 7.5, 7.5), 1, 1)


def _plain_cross(painter: QPainter, colour: QColor) -> None:
    _line(painter, colour, 1.6)
    _cross(painter, 1.2, 8.8)


def _crossed_disc(painter: QPainter, colour: QColor) -> None:
    disc = QPainterPath()
    disc.addEllipse(QPointF(5, 5), 5, 5)
    painter.fillPath(disc, colour)
    _line(painter, _on(colour), 1.4)
    _cross(painter, 3.2, 6.8)


def _marked_diamond(painter: QPainter, colour: QColor) -> None:
    _fill(painter, colour)
    painter.drawPolygon(_DIAMOND)
    _line(painter, _on(colour), 1.3)
    painter.drawLine(QPointF(5, 2.8), QPointF(5, 5.3))
    painter.drawPoint(QPointF(5, 7.2))


_PAINTERS: dict[State, Callable[[QPainter, QColor], None]] = {
    State.WAITING: _ring,
    State.LIVE: _disc,
    State.LATE: _outline_triangle,
    State.STALE: _filled_triangle,
    State.OFF: _filled_square,
    State.ENDED: _outline_square,
    State.DISCONNECTED: _plain_cross,
    State.LOST: _crossed_disc,
    State.ERROR: _marked_diamond,
}
