"""The lines of the popup under the filter field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QWidget

from recall_viewer.gui import controls
from recall_viewer.gui import theme as themes
from recall_viewer.gui.look import plain

if TYPE_CHECKING:
    from PySide6.QtGui import QEnterEvent, QMouseEvent, QPaintEvent

HEAD_PX = 26
PADDING_PX = 8
WORD_PADDING_PX = 4
BETWEEN_PX = 12
RADIUS_PX = 5
LONGEST_DETAIL = 200
"""Letters; what a bot is called comes from the wire."""


class Row(QAbstractButton):
    """A filter to choose: its text at the left, what there is to know of it at the right.

    `filter` goes into the field; `shown` is how it reads, in the letters of ids where `is_mono`. A `is_word` row is as
    narrow as its text and has no detail.

    Signals:
        pointed: the pointer moved over it.
    """

    pointed = Signal()

    def __init__(
        self, filter_text: str, shown: str, *, is_mono: bool = False, is_word: bool = False, is_recent: bool = False
    ) -> None:
        super().__init__()
        self.filter = filter_text
        self.is_word = is_word
        self.is_recent = is_recent
        self._shown = plain(shown)
        self._detail = ""
        self._is_current = False
        self._font = themes.font(12, is_mono=True) if is_mono else themes.font(13, weight=500)
        self._detail_font = themes.font(12)
        self._padding_px = WORD_PADDING_PX if is_word else PADDING_PX
        self.setAccessibleName(self._shown)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setFixedHeight(themes.CONTROL_PX)
        if is_word:
            self.setFixedWidth(round(themes.text_width(self._font, self._shown)) + 2 * WORD_PADDING_PX)
        else:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self.setToolTip(controls.hint(plain(filter_text)) if shown != filter_text else "")

    @property
    def detail(self) -> str:
        """What stands at the right."""
        return self._detail

    def show_detail(self, text: str) -> None:
        """Say what there is to know of it now."""
        self._detail = plain(text[:LONGEST_DETAIL])
        self.setAccessibleName(f"{self._shown}, {self._detail}")
        self.update()

    @property
    def is_current(self) -> bool:
        """Whether Enter chooses it."""
        return self._is_current

    def show_current(self, *, is_current: bool) -> None:
        """Mark it as the one that Enter chooses, or not."""
        self._is_current = is_current
        self.update()

    # Qt

    def sizeHint(self) -> QSize:
        """Return the height of a line; its width is that of the popup."""
        return QSize(0, themes.CONTROL_PX)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell that it is pointed at: by a pointer that moves, not by one that happens to lie there."""
        super().mouseMoveEvent(event)
        self.pointed.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        super().enterEvent(event)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it; the text gives way to the detail only where the two do not fit."""
        theme = themes.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._is_current or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.selection))
            painter.drawRoundedRect(QRectF(self.rect()), RADIUS_PX, RADIUS_PX)
        box = QRectF(self.rect()).adjusted(self._padding_px, 0, -self._padding_px, 0)
        text_width = min(themes.text_width(self._font, self._shown), box.width())
        detail_room = max(box.width() - text_width - BETWEEN_PX, box.width() / 3)
        middle = Qt.AlignmentFlag.AlignVCenter
        if self._detail:
            detail = QFontMetricsF(self._detail_font).elidedText(self._detail, Qt.TextElideMode.ElideRight, detail_room)
            painter.setFont(self._detail_font)
            painter.setPen(QColor(theme.text if self._is_current else theme.secondary))
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | middle, detail)
            box.setRight(box.right() - themes.text_width(self._detail_font, detail) - BETWEEN_PX)
        painter.setFont(self._font)
        painter.setPen(QColor(theme.text))
        # A word was measured for its width, and must not lose its end to a rounding.
        shown = (
            self._shown
            if self.is_word
            else QFontMetricsF(self._font).elidedText(self._shown, Qt.TextElideMode.ElideRight, box.width())
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | middle, shown)


class Head(QWidget):
    """The title of a section; at the right what a key does there, while it does it."""

    def __init__(self, title: str, hint: str = "") -> None:
        super().__init__()
        self.setFixedHeight(HEAD_PX)
        self._hint = controls.label(hint, size_px=11, tone="secondary")
        self._hint.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(PADDING_PX, 3, PADDING_PX, 0)
        row.addWidget(controls.label(title, size_px=11, weight=600, tone="secondary"), 1)
        row.addWidget(self._hint)

    def show_hint(self, *, is_shown: bool) -> None:
        """Say what the key does, or keep silent."""
        self._hint.setVisible(is_shown)


class Words(QWidget):
    """A line of words to choose from, and what they are."""

    def __init__(self, rows: list[Row], detail: str) -> None:
        super().__init__()
        self.setFixedHeight(themes.CONTROL_PX)
        label: QLabel = controls.label(detail, size_px=12, tone="secondary")
        line = QHBoxLayout(self)
        line.setContentsMargins(PADDING_PX - WORD_PADDING_PX, 0, PADDING_PX, 0)
        line.setSpacing(0)
        for row in rows:
            line.addWidget(row)
        line.addStretch()
        line.addWidget(label)
