"""The field that a bot ID is pasted into, or a filter typed."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QLineEdit, QWidget

from recall_viewer.gui import controls, icons
from recall_viewer.gui.theme import CONTROL_PX

WIDTH_PX = 368
LONGEST_TEXT = 4096


class FilterField(QLineEdit):
    """A line of text into which nothing is pasted as it is: it may hold a token or a key.

    Signals:
        pasted: a text was pasted or dropped here, in whichever way.
    """

    pasted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(LONGEST_TEXT)
        self.setPlaceholderText(self.tr("Paste a bot ID, or type to filter"))
        self.setAccessibleName(self.tr("Filter"))
        self.setMaximumWidth(WIDTH_PX)
        self.setFixedHeight(CONTROL_PX)
        self.setTextMargins(28, 0, CONTROL_PX - 4, 0)
        self._sign = icons.icon("search", "secondary")
        self._clear = controls.icon_button("close", self.tr("Clear (Esc)"))
        self._clear.setParent(self)
        self._clear.setCursor(Qt.CursorShape.ArrowCursor)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.setFixedSize(CONTROL_PX - 4, CONTROL_PX - 4)
        self._clear.setStyleSheet("padding: 0; border: none; min-height: 0; background: transparent")
        self._clear.clicked.connect(self.clear)
        self._clear.hide()
        self.textChanged.connect(lambda text: self._clear.setVisible(bool(text)))

    def paste_from_clipboard(self) -> None:
        """Take what the clipboard holds as pasted."""
        self.pasted.emit(QGuiApplication.clipboard().text())

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the field, and the sign that says what it is."""
        super().paintEvent(event)
        self._sign.paint(QPainter(self), QRect(8, (self.height() - 16) // 2, 16, 16))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the clear button at the right end."""
        super().resizeEvent(event)
        self._clear.move(self.width() - self._clear.width() - 2, (self.height() - self._clear.height()) // 2)

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
