"""What stands in place of the tiles while the filter lets nothing through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from recall_viewer.gui import controls
from recall_viewer.gui import theme as themes
from recall_viewer.gui.filter import bot_ids
from recall_viewer.gui.shapes import paint_state
from recall_viewer.gui.summary import plural
from recall_viewer.model.status import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recall_viewer.model.stream import Stream


class WaitingPage(QWidget):
    """The filter lets nothing through: which bot is waited for, and what is hidden meanwhile.

    Signals:
        copy_asked: the person wants the whole id.
        all_asked: the person wants the filter cleared.
    """

    copy_asked = Signal()
    all_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # It stands on the canvas, where the dark colours hold in both themes.
        self.setObjectName("gallery")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._title = _centred("", 20, 600)
        self._detail = _centred("secondary", 13, 400)
        self._copy = controls.push_button(self.tr("Copy full ID"), "copy")
        self._copy.clicked.connect(self.copy_asked)
        self._all = QPushButton()
        self._all.clicked.connect(self.all_asked)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch()
        buttons.addWidget(self._copy)
        buttons.addWidget(self._all)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch()
        column.addWidget(Ring(self))
        column.addWidget(self._title)
        column.addWidget(self._detail)
        column.addLayout(buttons)
        column.addStretch()

    def show_waiting(self, ids: tuple[str, ...], hidden: Sequence[Stream], *, is_connected: bool) -> None:
        """Say what is waited for, and what is `hidden` by that; without ids the filter simply matches nothing.

        `is_connected`: all bots that are asked for are.
        """
        if ids:
            more = f" +{len(ids) - 1}" if len(ids) > 1 else ""
            self._title.setText(self.tr("Waiting for bot {id}…").format(id=ids[0][:8]) + more)
            first = self.tr("No stream of this bot has arrived yet. Its tiles appear here when it dials in.")
            if is_connected:
                first = self.tr("It is connected and sends no video yet: cameras may be off, or it waits in the lobby.")
        else:
            self._title.setText(self.tr("Nothing matches"))
            first = self.tr("No stream matches the filter now. One that does appears here at once.")
        of_bots = plural(len(bot_ids(hidden)), self.tr("bot"), self.tr("bots"))
        streams = plural(len(hidden), self.tr("stream"), self.tr("streams"))
        hides = self.tr("Hidden by the filter: {streams} of {bots}.").format(streams=streams, bots=of_bots)
        self._detail.setText(f"{first}\n{hides}" if hidden else first)
        self._copy.setVisible(bool(ids))
        self._all.setText(self.tr("Show all {count}").format(count=len(hidden)) + "   Esc")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the canvas."""
        QPainter(self).fillRect(event.rect(), themes.CANVAS)


class Ring(QWidget):
    """The shape of waiting, large and still."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(40)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it in the middle."""
        box = QRectF(self.width() / 2 - 14, self.height() / 2 - 14, 28, 28)
        paint_state(QPainter(self), State.WAITING, box, QColor(themes.DARK.secondary))


def _text(text: str, *, tone: str = "", size_px: int = 13, weight: int = 400) -> QLabel:
    made = controls.label(text, size_px=size_px, weight=weight, tone=tone)
    made.setWordWrap(True)
    return made


def _centred(tone: str, size_px: int, weight: int) -> QLabel:
    label = _text("", tone=tone, size_px=size_px, weight=weight)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label
