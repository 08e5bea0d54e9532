"""Tells the person at another window that a pinned stream went stale or was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, QStandardPaths
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from recall_viewer.gui import icons
from recall_viewer.gui.look import display_name, state_name
from recall_viewer.model.status import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from recall_viewer.model.keys import StreamKey
    from recall_viewer.model.stream import Stream

WORRYING = (State.STALE, State.DISCONNECTED, State.LOST)


class Notifier(QObject):
    """Watches pinned streams. Once for each outage: a desktop notification, and a sign in the task bar.

    On Linux it goes through `notify-send` where that is installed, which every desktop hears. Qt knows notifications of
    a tray only, and plain GNOME has none.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.is_enabled = True
        self._window = window
        self._told: set[StreamKey] = set()
        self._tray: QSystemTrayIcon | None = None

    def look(self, pinned: Iterable[Stream], now: float) -> list[str]:
        """Tell of pinned streams that have just become worrying; return what was told."""
        worrying = {stream.key: stream for stream in pinned if stream.state(now) in WORRYING}
        news = [stream for key, stream in worrying.items() if key not in self._told]
        self._told = set(worrying)
        if not self.is_enabled:
            return []
        told = [f"{display_name(stream)}: {state_name(stream.state(now))}" for stream in news]
        for text in told:
            self._tell(text)
        return told

    def _tell(self, text: str) -> None:
        QApplication.alert(self._window)
        # In the title, because many desktops take the text below it for markup, and names come from the wire.
        sender = QStandardPaths.findExecutable("notify-send")
        if sender:
            QProcess.startDetached(sender, ["--app-name=Recall Viewer", "--icon=recall-viewer", "--", text])
            return
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(icons.application_icon(), self)
            self._tray.show()
        self._tray.showMessage(text, "Recall Viewer", icons.application_icon())
