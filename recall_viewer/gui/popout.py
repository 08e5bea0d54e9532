"""One stream in a window of its own that stays on top, for a second monitor or beside other work."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from recall_viewer.gui import actions, icons
from recall_viewer.gui.tile import Tile
from recall_viewer.gui.tile_paint import Fonts

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent

    from recall_viewer.gui.outlets import Outlets, ShownPicture
    from recall_viewer.model.keys import StreamKey

SIZE_PX = QSize(480, 270)
SMALLEST_PX = QSize(160, 90)
DONE_HERE = ("snapshot", "copy_picture", "freeze", "pin", "large")
"""Actions whose keys work here too: the shortcuts of the main window do not reach it."""


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
        self._is_frozen = False
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

    def freeze(self, picture: ShownPicture | None) -> None:
        """Keep this picture as it is and ask for none, or (None) go on."""
        self._is_frozen = picture is not None
        if picture is not None:
            self.tile.keep_picture(picture)
        self._update_want()

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
        elif (name := _keys().get(QKeySequence(event.keyCombination()).toString())) is not None:
            self.action_asked.emit(name)
        else:
            super().keyPressEvent(event)

    def _update_want(self) -> None:
        is_seen = self.isVisible() and not self.isMinimized()
        self._outlets.want(self.key, self.tile.room_px() if is_seen and not self._is_frozen else None)
        if not is_seen and not self._is_frozen:
            self.tile.drop_picture()


@cache
def _keys() -> dict[str, str]:
    """Return the name of an action by its key, as the one table has them."""
    return {
        QKeySequence(key).toString(): spec.name
        for spec in actions.table()
        if spec.name in DONE_HERE
        for key in (*spec.keys, *spec.gallery_keys)
    }
