"""What a tile tells assistive programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTimer

from recall_viewer.gui.look import kind_name, state_name

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from recall_viewer.gui.look import Look

EVERY_MS = 2000


class Speech:
    """Keeps name and description of a tile up to date, at most every two seconds: changes are read aloud."""

    def __init__(self, tile: QWidget) -> None:
        self._tile = tile
        self._look: Look | None = None
        self._pause = QTimer(tile, singleShot=True, interval=EVERY_MS)
        self._pause.timeout.connect(self._speak)

    def say(self, look: Look) -> None:
        """Say what the tile shows now, or soon."""
        self._look = look
        if not self._pause.isActive():
            self._speak()

    def _speak(self) -> None:
        look = self._look
        if look is None:
            return
        states = (kind_name(look.kind), state_name(look.state), _tr("frozen") if look.frozen else "")
        name = ", ".join(part for part in (look.name, *states) if part)
        pinned = _tr("pinned") if look.is_pinned else ""
        speaking = _tr("speaking") if look.is_speaking else ""
        parts = (*(badge.text for badge in look.badges), pinned, speaking, look.unchanged, look.size, look.age)
        description = ", ".join(part for part in parts if part)
        if (name, description) != (self._tile.accessibleName(), self._tile.accessibleDescription()):
            self._tile.setAccessibleName(name)
            self._tile.setAccessibleDescription(description)
            self._pause.start()


def _tr(text: str) -> str:
    return QCoreApplication.translate("Tile", text)
