"""Shows the bots that another start asked for: filters, comes to the front, and says so with a way back."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication

from recall_viewer.gui.notice import Word
from recall_viewer.model.asked import filter_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from recall_viewer.gui.window import MainWindow

ACTIVATION = "XDG_ACTIVATION_TOKEN"


def show_bots(window: MainWindow, bots: Iterable[str], activation: str | None = None) -> None:
    """Filter by these bots alone. `activation` is the desktop's leave to come to the front, where it gave one.

    The filter is not kept among the recent ones: a link in a web page may have set it.
    """
    before, text = window.toolbar.field.text(), filter_for(bots)
    window.toolbar.field.setText(text)
    # The field may be another one by then, in another language.
    undo = (_tr("Undo"), lambda: window.toolbar.field.setText(before))
    window.say(Word(_tr("Filter set from outside"), text, links=[undo] if before != text else []))
    _come_forward(window, activation)


def _come_forward(window: MainWindow, activation: str | None) -> None:
    if activation is not None:
        # Qt takes it from here, and takes it away, where Wayland is asked to activate a window.
        os.environ[ACTIVATION] = activation
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.raise_()
    window.activateWindow()
    os.environ.pop(ACTIVATION, None)
    # Where the system lets nobody come forward, it marks the window instead.
    QApplication.alert(window)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Handed", text)
