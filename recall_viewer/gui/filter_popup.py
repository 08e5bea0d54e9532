"""The popup under the filter field: filters of before, the bots that are here, and the words that it understands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from recall_viewer.gui.filter_field import WIDTH_PX
from recall_viewer.gui.filter_list import ChoiceList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QHideEvent, QShowEvent

    from recall_viewer.gui.filter_choices import Choice

BELOW_FIELD_PX = 5
MARGIN_PX = 8
PADDING_PX = 4
BOTTOM_PX = 7
OPENING_REASONS = (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.ShortcutFocusReason)


class Presses(QObject):
    """Watches the whole application for presses of a mouse button, only while somebody wants to know.

    Not the native window, which would see the same: PySide takes its wrapper for dead while the window lives.

    Signals:
        pressed: where, as a global position.
    """

    pressed = Signal(QPoint)

    def watch(self, *, is_watching: bool) -> None:
        """Begin, or stop."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
            if is_watching:
                application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Report presses, and let every event go on."""
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            self.pressed.emit(event.globalPosition().toPoint())
        return super().eventFilter(watched, event)


class FilterPopup(QWidget):
    """Lies over the window, below the field, which keeps the focus and leaves it the keys that it needs.

    It opens when somebody goes to the empty field, and with Down in any case; Esc, a press elsewhere, a typed letter
    and the focus leaving the field close it.

    Signals:
        about_to_show: it opens; whoever owns the choices gives them to `show_choices` now.
        chosen: a choice was made; the text that the field shall have.
        removed: the person wants this recent filter forgotten. It is gone from the list already.
    """

    about_to_show = Signal()
    chosen = Signal(str)
    removed = Signal(str)

    def __init__(self, field: QLineEdit, parent: QWidget) -> None:
        super().__init__(parent)
        self._field = field
        self._ground = parent
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Filters to choose from"))
        self._list = ChoiceList(self)
        self._list.pressed.connect(self._choose)
        self._list.selected.connect(self._announce)
        column = QVBoxLayout(self)
        column.setContentsMargins(PADDING_PX, PADDING_PX, PADDING_PX, BOTTOM_PX)
        column.addWidget(self._list)
        self._presses = Presses(self)
        self._presses.pressed.connect(self._note_press)
        self.hide()
        field.installEventFilter(self)
        field.textChanged.connect(self._follow_text)
        field.textEdited.connect(self._follow_typing)
        parent.installEventFilter(self)

    @property
    def is_open(self) -> bool:
        """Whether it lies there."""
        return not self.isHidden()

    @property
    def current(self) -> str:
        """The filter that Enter would choose; "" for none."""
        return self._list.current.filter if self._list.current else ""

    def rows(self) -> list[tuple[str, str]]:
        """Return the filters that are offered, in order, with what is said of each."""
        return [(row.filter, row.detail) for row in self._list.rows]

    def show_choices(self, recent: Sequence[Choice], bots: Sequence[Choice]) -> None:
        """Take over what to offer, also while it is open: what is selected stays so."""
        self._list.show_choices(recent, bots)
        self.place()

    def open(self) -> None:
        """Open it, with nothing selected."""
        if self.is_open:
            return
        self.about_to_show.emit()
        self._list.select(None)
        self._list.verticalScrollBar().setValue(0)
        self.place()
        self.show()
        self.raise_()

    def place(self) -> None:
        """Stand below the field, as wide as it, and as high as there is room for."""
        corner = self._field.mapTo(self._ground, QPoint(0, self._field.height() + BELOW_FIELD_PX))
        width = min(max(self._field.width(), WIDTH_PX), self._ground.width() - 2 * MARGIN_PX)
        left = max(MARGIN_PX, min(corner.x(), self._ground.width() - MARGIN_PX - width))
        height = self._list.content_height_px + PADDING_PX + BOTTOM_PX
        self.setGeometry(left, corner.y(), width, min(height, self._ground.height() - MARGIN_PX - corner.y()))

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        """Watch for a press elsewhere in the window while it is open; not all that can be pressed takes the focus."""
        super().showEvent(event)
        self._presses.watch(is_watching=True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Watch no longer."""
        super().hideEvent(event)
        self._presses.watch(is_watching=False)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Let no press between the rows reach what lies below."""
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the field and the window; take the keys that belong to the popup while it is open."""
        kind = event.type()
        if watched is self._ground and kind == QEvent.Type.Resize and self.is_open:
            self.place()
        if watched is self._field:
            return self._follow_field(event) or super().eventFilter(watched, event)
        return super().eventFilter(watched, event)

    def _follow_field(self, event: QEvent) -> bool:
        """React to an event of the field; return whether it is used up."""
        kind = event.type()
        if isinstance(event, QFocusEvent):
            if kind == QEvent.Type.FocusOut:
                self.hide()
            elif kind == QEvent.Type.FocusIn and event.reason() in OPENING_REASONS and not self._field.text():
                self.open()
        elif isinstance(event, QKeyEvent):
            if kind == QEvent.Type.KeyPress:
                is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
                return is_plain and self._press_key(event.key())
            if kind == QEvent.Type.ShortcutOverride and self.is_open and event.key() == Qt.Key.Key_Escape:
                # Or it would be a shortcut of the window before it is a key.
                event.accept()
                return True
        elif kind == QEvent.Type.MouseButtonPress and self._field.hasFocus() and not self._field.text():
            self.open()
        return False

    # Keys, pointer, typing

    def _press_key(self, key: int) -> bool:
        """Act on a key pressed in the field; return whether it is used up."""
        if key == Qt.Key.Key_Down:
            self.open()
            self._list.step(1)
            return True
        if not self.is_open:
            return False
        match key:
            case Qt.Key.Key_Up:
                self._list.step(-1)
                return True
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                return self._list.step_aside(1 if key == Qt.Key.Key_Right else -1)
            case Qt.Key.Key_Escape:
                self.hide()
                return True
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self._list.current is not None:
                self._choose()
                return True
            case Qt.Key.Key_Delete if removed := self._list.remove_current():
                self.place()
                self.removed.emit(removed)
                return True
        return False

    def _choose(self) -> None:
        """Give the field its text. A word adds to what stands there; all else takes its place."""
        row = self._list.current
        if row is None:
            return
        before = self._field.text().rstrip()
        self.hide()
        self.chosen.emit(f"{before} {row.filter}" if row.is_word and before else row.filter)

    def _follow_text(self, text: str) -> None:
        if text:
            self.hide()

    def _follow_typing(self, text: str) -> None:
        # Whoever takes the last letter away looks for another filter; whoever clears the field has done with it.
        if not text:
            self.open()

    def _note_press(self, position: QPoint) -> None:
        """Close it when something else in the window is pressed."""
        own = [QRect(widget.mapToGlobal(QPoint()), widget.size()) for widget in (self, self._field)]
        if not any(rect.contains(position) for rect in own):
            self.hide()

    def _announce(self) -> None:
        """Tell a screen reader what is selected: it listens to the field, which has the focus."""
        row = self._list.current
        if row is not None and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._field, row.accessibleName()))
