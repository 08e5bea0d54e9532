"""One stream in a window of its own that stays on top, for a second monitor or beside other work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QKeyCombination, QSize, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from recall_viewer.gui import icons
from recall_viewer.gui.tile import Tile
from recall_viewer.gui.tile_paint import Fonts

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent

    from recall_viewer.gui.outlets import Outlets
    from recall_viewer.model.keys import StreamKey

SIZE_PX = QSize(480, 270)
SMALLEST_PX = QSize(160, 90)
KEYS = {
    QKeyCombination(Qt.Key.Key_S): "snapshot",
    QKeyCombination(Qt.Modifier.CTRL, Qt.Key.Key_S): "snapshot",
    QKeyCombination(Qt.Modifier.CTRL, Qt.Key.Key_C): "copy_picture",
    QKeyCombination(Qt.Key.Key_Space): "freeze",
    QKeyCombination(Qt.Key.Key_P): "pin",
    QKeyCombination(Qt.Key.Key_Return): "large",
}
"""What the keys do in a window of its own: the shortcuts of the main one do not reach it."""


class PopOut(QWidget):
    """Holds one tile.

    Signals:
        closed: the person closed it.
        action_asked: a button of the tile, or a key: the name of the action.
    """

    closed = Signal()
    action_asked = Signal(str)

    def __init__(self, key: StreamKey, outlets: Outlets, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window | Qt.WindowType.WindowStaysOnTopHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowIcon(icons.application_icon())
        self.key = key
        self._outlets = outlets
        self.tile = Tile(key, Fonts.make(), outlets, self)
        self.tile.activated.connect(self.close)
        self.tile.button_pressed.connect(self.action_asked)
        self.tile.room_changed.connect(self._update_want)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tile)
        self.setMinimumSize(SMALLEST_PX)
        self.resize(SIZE_PX)

    def show_title(self, name: str) -> None:
        """Say in the title whose picture it is."""
        if self.windowTitle() != name:
            self.setWindowTitle(name)

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for pictures."""
        super().showEvent(event)
        self._update_want()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for pictures of the new size."""
        super().resizeEvent(event)
        self._update_want()

    def changeEvent(self, event: QEvent) -> None:
        """Ask for none while it is minimised."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self._update_want()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask for no more."""
        self._outlets.want(self.key, None)
        self.tile.drop_picture()
        self.closed.emit()
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Esc, and do what the gallery's keys do."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif (name := KEYS.get(event.keyCombination())) is not None:
            self.action_asked.emit(name)
        else:
            super().keyPressEvent(event)

    def _update_want(self) -> None:
        is_seen = self.isVisible() and not self.isMinimized()
        self._outlets.want(self.key, self.tile.room_px() if is_seen else None)
