"""A bare window for cards to lie over: a field, a button, and shortcuts of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QPushButton, QVBoxLayout, QWidget

from recall_viewer.gui import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytestqt.qtbot import QtBot


class Ground(QMainWindow):
    """Notes in `ran` which of its shortcuts came through."""

    def __init__(self, *, dark: bool = True) -> None:
        super().__init__()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        if application.property("theme") != dark:
            theme.apply(application, theme.DARK if dark else theme.LIGHT)
            application.setProperty("theme", dark)
        self.ran: list[str] = []
        self.field = QLineEdit()
        self.button = QPushButton("Below")
        body = QWidget()
        column = QVBoxLayout(body)
        column.addWidget(self.field)
        column.addWidget(self.button)
        self.setCentralWidget(body)
        self.resize(1280, 800)

    def add_action(self, name: str, text: str, keys: Sequence[str] = (), *, is_checkable: bool = False) -> QAction:
        """Add an action with shortcuts for the whole window."""
        action = QAction(text, self)
        action.setObjectName(name)
        action.setCheckable(is_checkable)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.triggered.connect(lambda: self.ran.append(name))
        self.addAction(action)
        return action


def show(qtbot: QtBot, *, dark: bool = True) -> Ground:
    """Return such a window, on the screen and active."""
    made = Ground(dark=dark)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    made.field.setFocus()
    qtbot.waitUntil(made.field.hasFocus)
    return made
