"""Small controls that several parts of the window are made of."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from recall_viewer.gui import icons
from recall_viewer.gui import theme as themes

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent


class Sign(QWidget):
    """An icon that is no button. It is painted each time, so that it follows the theme; a label keeps its pixels."""

    def __init__(self, icon_name: str, tone: icons.Tone, size_px: int) -> None:
        super().__init__()
        self._icon = icons.icon(icon_name, tone)
        self.setFixedSize(QSize(size_px, size_px))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        self._icon.paint(painter, QRect(0, 0, self.width(), self.height()))
        painter.end()


def label(text: str = "", *, size_px: int = 13, weight: int = 400, tone: str = "", is_mono: bool = False) -> QLabel:
    """Return a text that is never taken for markup, in a tone of the theme ("secondary", "amber", "red", …)."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(themes.font(size_px, weight=weight, is_mono=is_mono))
    set_tone(made, tone)
    return made


def set_tone(widget: QWidget, tone: str) -> None:
    """Give a text another tone of the theme."""
    if widget.property("tone") != tone:
        widget.setProperty("tone", tone)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class Line(QLabel):
    """A text of one line that takes what room there is; what does not fit is told by its hint."""

    def __init__(self, text: str, *, size_px: int = 13, weight: int = 400, tone: str = "") -> None:
        super().__init__()
        self._whole = text
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(themes.font(size_px, weight=weight))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        set_tone(self, tone)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text to the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        self.setText(shown)
        self.setToolTip(hint(self._whole) if shown != self._whole else "")


def hint(text: str) -> str:
    """Return a text as a hint that shows it as it is: Qt takes one that looks like markup for markup."""
    return f"<span>{html.escape(text)}</span>" if text else ""


def link(text: str) -> QPushButton:
    """Return a button that looks like a link."""
    made = QPushButton(text)
    made.setObjectName("link")
    return made


def icon_button(icon_name: str, name: str) -> QToolButton:
    """Return a flat button with an icon alone, and its name as the hint."""
    made = QToolButton()
    made.setObjectName("flat")
    made.setIcon(icons.icon(icon_name))
    made.setToolTip(name)
    made.setAccessibleName(name)
    return made


def push_button(text: str, icon_name: str = "") -> QPushButton:
    """Return an ordinary button, with an icon where one is named."""
    made = QPushButton(f" {text}" if icon_name else text)
    made.setAccessibleName(text)
    if icon_name:
        made.setIcon(icons.icon(icon_name))
    return made
