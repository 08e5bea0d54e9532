"""What has to happen before there is a picture, step by step, ticked as it happens."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QVBoxLayout, QWidget

from recall_viewer.gui import controls
from recall_viewer.gui import theme as themes
from recall_viewer.gui.create_bot import origin_of
from recall_viewer.gui.start_parts import Card, Paragraph

MARK_X = 12.0
RADIUS = 9.5
TEXT_LEFT_PX = 34
BELOW_STEP_PX = 12
_TICK = QPolygonF([QPointF(-4, 0.2), QPointF(-1.2, 3), QPointF(4.2, -3)])


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it got. Times are text as it is shown, None for what has not happened.

    `reached_address` is the public address with which it was reached from outside; only its host is shown.
    """

    listening_at: str | None = None
    reached_at: str | None = None
    reached_address: str = ""
    connected_at: str | None = None
    first_frame_at: str | None = None


class Mark(Enum):
    """How a step stands: done, the next one to wait for, or later than that."""

    DONE = auto()
    NEXT = auto()
    LATER = auto()


class Line(NamedTuple):
    """One step as it is shown."""

    title: str
    detail: str
    is_done: bool


class Checklist(Card):
    """The card "On the way". What was passed over keeps an empty ring; the next is the first after the last tick."""

    def __init__(self) -> None:
        super().__init__(controls.label(_tr("On the way"), weight=600))
        self._steps = [Step(has_follower=number < 3) for number in range(4)]
        for step in self._steps:
            self.column.addWidget(step)
        self.column.setSpacing(0)
        self.column.insertSpacing(1, 12)
        self.show_progress(Progress())

    def show_progress(self, progress: Progress) -> None:
        """Tick what has happened."""
        lines = _lines(progress)
        next_one = max((number + 1 for number, line in enumerate(lines) if line.is_done), default=0)
        for number, (step, line) in enumerate(zip(self._steps, lines, strict=True)):
            waiting = Mark.NEXT if number == next_one else Mark.LATER
            step.show_line(line, Mark.DONE if line.is_done else waiting)


class Step(QWidget):
    """A ring, a title and a detail, with a line down to the step that follows."""

    def __init__(self, *, has_follower: bool) -> None:
        super().__init__()
        self._has_follower = has_follower
        self._mark = Mark.LATER
        self._title = controls.label(weight=600)
        self._detail = Paragraph()
        column = QVBoxLayout(self)
        # The ring is higher than the title.
        column.setContentsMargins(TEXT_LEFT_PX, 2, 0, BELOW_STEP_PX if has_follower else 0)
        column.setSpacing(2)
        column.addWidget(self._title)
        column.addWidget(self._detail)

    def show_line(self, line: Line, mark: Mark) -> None:
        """Say how it stands."""
        self._mark = mark
        self._title.setText(line.title)
        controls.set_tone(self._title, "secondary" if mark is Mark.LATER else "")
        self._title.setFont(themes.font(weight=400 if mark is Mark.LATER else 600))
        self._detail.say(line.detail)
        words = {Mark.DONE: _tr("done"), Mark.NEXT: _tr("next"), Mark.LATER: _tr("not yet")}
        self._title.setAccessibleName(f"{line.title}: {words[mark]}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ring beside the title, and the line below it."""
        theme = themes.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self._title.geometry().center().y() + 1.0
        if self._has_follower:
            painter.fillRect(int(MARK_X) - 1, int(middle + RADIUS) + 5, 2, self.height(), QColor(theme.hairline))
        painter.translate(MARK_X, middle)
        match self._mark:
            case Mark.DONE:
                _paint_tick(painter, QColor(theme.live))
            case Mark.NEXT:
                _paint_ring(painter, QColor(theme.focus), 2)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(theme.focus))
                painter.drawEllipse(QPointF(0, 0), 4, 4)
            case Mark.LATER:
                _paint_ring(painter, QColor(theme.edge), 1.5)


def _paint_tick(painter: QPainter, colour: QColor) -> None:
    pale = QColor(colour)
    pale.setAlphaF(0.24)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(pale)
    painter.drawEllipse(QPointF(0, 0), RADIUS + 0.5, RADIUS + 0.5)
    pen = QPen(colour, 1.5)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPolyline(_TICK)


def _paint_ring(painter: QPainter, colour: QColor, width: float) -> None:
    painter.setPen(QPen(colour, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(0, 0), RADIUS - width / 2 + 0.5, RADIUS - width / 2 + 0.5)


def _lines(progress: Progress) -> list[Line]:
    since = _tr("since {time}")
    listening, connected = progress.listening_at, progress.connected_at
    origin = origin_of(progress.reached_address)
    reached = ", ".join(part for part in (origin, progress.reached_at) if part)
    return [
        Line(
            _tr("Listening"),
            since.format(time=listening) if listening else _tr("not yet"),
            listening is not None,
        ),
        Line(
            _tr("Reached from outside"),
            reached if progress.reached_at else _tr("not yet; check the public address"),
            progress.reached_at is not None,
        ),
        Line(
            _tr("Bot connected"),
            since.format(time=connected) if connected else _tr("waiting; bots retry every 3 s"),
            connected is not None,
        ),
        Line(
            _tr("First frame"),
            progress.first_frame_at or _tr("usually within 2 s"),
            progress.first_frame_at is not None,
        ),
    ]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Checklist", text)
