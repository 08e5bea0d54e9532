"""What the cards of the first page are made of: texts that wrap, signs, rows that fold, a button that copies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from recall_viewer.gui import controls, icons
from recall_viewer.gui import theme as themes
from recall_viewer.gui.look import plain
from recall_viewer.gui.shapes import colour_of, paint_state
from recall_viewer.model.status import State

if TYPE_CHECKING:
    from collections.abc import Callable

PADDING_PX = 20
ROW_SPACING_PX = 8
COPIED_MS = 2000
LONGEST_WORD = 24
SIGN_PX = 10
TONES = {State.LIVE: "live", State.DISCONNECTED: "red", State.LATE: "amber"}


class Card(QFrame):
    """A plate with rows of widgets and layouts, one below the other."""

    def __init__(self, *rows: QWidget | QBoxLayout, name: str = "card") -> None:
        super().__init__()
        self.setObjectName(name)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(PADDING_PX, 16, PADDING_PX, 16)
        self.column.setSpacing(ROW_SPACING_PX)
        for row in rows:
            if isinstance(row, QBoxLayout):
                self.column.addLayout(row)
            else:
                self.column.addWidget(row, 0, at_left(row))


class Paragraph(QLabel):
    """A text that takes the width it gets and as many lines as it needs; a word longer than a line is broken."""

    def __init__(self, text: str = "", *, size_px: int = 12, weight: int = 400, tone: str = "secondary") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(themes.font(size_px, weight=weight))
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.say(text, tone)

    def say(self, text: str, tone: str = "secondary") -> None:
        """Show another text in a tone of the theme."""
        text = plain(text)
        self.setText(re.sub(rf"(\S{{{LONGEST_WORD}}})(?=\S)", "\\1\u200b", text))
        self.setAccessibleName(text)
        controls.set_tone(self, tone)


class Sign(QWidget):
    """The shape of a state, in the colours of whatever theme there is."""

    def __init__(self, state: State, size_px: int = SIGN_PX) -> None:
        super().__init__()
        self._state = state
        self._size_px = size_px
        self.setFixedSize(SIGN_PX + 2, SIGN_PX + 2)

    def show_state(self, state: State) -> None:
        """Paint another shape."""
        self._state = state
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it in the middle."""
        left, top = (self.width() - self._size_px) / 2, (self.height() - self._size_px) / 2
        box = QRectF(left, top, self._size_px, self._size_px)
        paint_state(QPainter(self), self._state, box, colour_of(self._state, themes.current()))


class StateLine(QWidget):
    """A shape and a few words in its colour, such as "ready"; nothing where there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self._sign = Sign(State.LIVE, 8)
        self._words = controls.label(size_px=12, weight=500)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._sign)
        row.addWidget(self._words)

    @property
    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def say(self, state: State, text: str) -> None:
        """Say something; an empty text hides the shape too."""
        self._sign.show_state(state)
        self._sign.setVisible(bool(text))
        self._words.setText(text)
        controls.set_tone(self._words, TONES.get(state, "secondary"))


class FoldingRow(QWidget):
    """Two parts side by side, the second at the right end; one above the other where they have no room."""

    def __init__(self, first: QWidget, second: QWidget, *, second_takes_rest: bool = False, least_px: int = 0) -> None:
        super().__init__()
        self._parts = first, second
        self._least_px = least_px
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(ROW_SPACING_PX)
        self._box.addWidget(first, 0 if second_takes_rest else 1, at_left(first))
        self._box.addWidget(second, 1 if second_takes_rest else 0, at_left(second))

    def minimumSizeHint(self) -> QSize:
        """Return the least it needs once it is folded."""
        width = max(part.minimumSizeHint().width() for part in self._parts)
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold or unfold."""
        super().resizeEvent(event)
        self._fold()

    def event(self, event: QEvent) -> bool:
        """Look again when a text became longer."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fold()
        return super().event(event)

    def _fold(self) -> None:
        first, second = self._parts
        needed = first.sizeHint().width() + ROW_SPACING_PX + (self._least_px or second.sizeHint().width())
        has_room = self.width() >= needed
        direction = QBoxLayout.Direction.LeftToRight if has_room else QBoxLayout.Direction.TopToBottom
        if direction is not self._box.direction():
            self._box.setDirection(direction)


class CopyButton(QPushButton):
    """Puts a text on the clipboard, and says so for two seconds.

    `source` is asked for the text when the button is pressed.
    """

    def __init__(self, text: str, source: Callable[[], str], *, has_icon: bool, is_primary: bool = False) -> None:
        super().__init__()
        self._text = f" {text}" if has_icon else text
        self._source = source
        if has_icon:
            self.setIcon(icons.icon("copy", "on_canvas" if is_primary else "text"))
        if is_primary:
            self.setObjectName("primary")
        self._timer = QTimer(self, singleShot=True, interval=COPIED_MS)
        self._timer.timeout.connect(lambda: self.setText(self._text))
        self._keep_width()
        self.clicked.connect(self._copy)

    def _keep_width(self) -> None:
        """Be as wide as the longer of the two texts needs, so that nothing moves."""
        widths = []
        for text in (self._copied(), self._text):
            self.setText(text)
            self.ensurePolished()
            widths.append(self.sizeHint().width())
        self.setMinimumWidth(max(widths))

    def _copied(self) -> str:
        return f" {self.tr('Copied')}" if self._text.startswith(" ") else self.tr("Copied")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._source())
        self.setText(self._copied())
        self._timer.start()


def flush_link(text: str) -> QPushButton:
    """Return a link that stands right below a text, in one line with it."""
    made = QPushButton(text)
    made.setObjectName("flushLink")
    return made


def step_title(number: int, text: str) -> QWidget:
    """Return the head of a step: its number in the colour of links, and what it is."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(controls.label(str(number), weight=600, tone="link"))
    row.addWidget(controls.label(text, weight=600))
    row.addStretch()
    return made


def at_left(widget: QWidget) -> Qt.AlignmentFlag:
    """Return how a widget stands in a column: buttons keep their own width, all else fills it."""
    return Qt.AlignmentFlag.AlignLeft if isinstance(widget, QPushButton) else Qt.AlignmentFlag(0)
