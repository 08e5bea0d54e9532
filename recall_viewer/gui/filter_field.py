"""The field that a bot ID is pasted into, or a filter typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QLineEdit, QWidget

from recall_viewer.gui import icons

if TYPE_CHECKING:
    from recall_viewer.gui.theme import Theme

WIDTH_PX = 368
LONGEST_TEXT = 4096


class FilterField(QLineEdit):
    """A line of text into which nothing is pasted as it is: it may hold a token or a key.

    Signals:
        pasted: a text was pasted or dropped here, in whichever way.
    """

    pasted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(LONGEST_TEXT)
        self.setPlaceholderText(self.tr("Paste a bot ID, or type to filter"))
        self.setAccessibleName(self.tr("Filter"))
        self.setMaximumWidth(WIDTH_PX)
        self.addAction(
            icons.icon("search", theme.secondary, theme.placeholder), QLineEdit.ActionPosition.LeadingPosition
        )
        clear = QAction(icons.icon("close", theme.secondary, theme.placeholder), self.tr("Clear (Esc)"), self)
        clear.triggered.connect(self.clear)
        clear.setVisible(False)
        self.addAction(clear, QLineEdit.ActionPosition.TrailingPosition)
        self.textChanged.connect(lambda text: clear.setVisible(bool(text)))

    def paste_from_clipboard(self) -> None:
        """Take what the clipboard holds as pasted."""
        self.pasted.emit(QGuiApplication.clipboard().text())

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Catch the paste key."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste_from_clipboard()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the usual menu, with a paste of our own."""
        menu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        paste = menu.findChild(QAction, "edit-paste")
        if paste is not None:
            paste.triggered.disconnect()
            paste.triggered.connect(self.paste_from_clipboard)
        menu.popup(event.globalPos())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Catch the paste of the selection with the middle button."""
        clipboard = QGuiApplication.clipboard()
        if event.button() == Qt.MouseButton.MiddleButton and clipboard.supportsSelection():
            self.pasted.emit(clipboard.text(clipboard.Mode.Selection))
        else:
            super().mouseReleaseEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take a dropped text as pasted."""
        self.pasted.emit(event.mimeData().text())
        event.acceptProposedAction()
