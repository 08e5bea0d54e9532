"""Small controls that several parts of the window are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from recall_viewer.gui import icons
from recall_viewer.gui import theme as themes

if TYPE_CHECKING:
    from recall_viewer.gui.theme import Theme


def label(text: str = "", *, size_px: int = 13, weight: int = 400, colour: str = "", is_mono: bool = False) -> QLabel:
    """Return a text that is never taken for markup, whatever is put into it."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(themes.font(size_px, weight=weight, is_mono=is_mono))
    if colour:
        made.setStyleSheet(f"color: {colour}")
    return made


def link(text: str) -> QPushButton:
    """Return a button that looks like a link."""
    made = QPushButton(text)
    made.setObjectName("link")
    return made


def icon_button(icon_name: str, theme: Theme, name: str) -> QToolButton:
    """Return a flat button with an icon alone, and its name as the hint."""
    made = QToolButton()
    made.setObjectName("flat")
    made.setIcon(icons.icon(icon_name, theme.text, theme.placeholder))
    made.setToolTip(name)
    made.setAccessibleName(name)
    return made


def push_button(text: str, theme: Theme, icon_name: str = "") -> QPushButton:
    """Return an ordinary button, with an icon where one is named."""
    made = QPushButton(f" {text}" if icon_name else text)
    if icon_name:
        made.setIcon(icons.icon(icon_name, theme.text, theme.placeholder))
    return made
