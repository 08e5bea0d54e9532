"""The keyboard sheet: every key that does something, made from the table of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

from PySide6.QtCore import QCoreApplication, QRect, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from recall_viewer.gui import controls, key_caps
from recall_viewer.gui import theme as themes
from recall_viewer.gui.key_columns import ROW_PX, Columns, KeyGroup, KeyRow
from recall_viewer.gui.overlay import Overlay
from recall_viewer.gui.search_field import SearchField

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QKeyEvent

SheetName = Literal["look", "keep", "move", "find", "program"]

PADDING_PX = 24
ABOVE_PX = 20
UNDER_HEAD_PX = 15
FIELD_PX = 200
SMALLEST_WIDTH_PX = 340
NOTE_PX = 20


class Keyed(Protocol):
    """What the sheet reads of a line of the table of actions."""

    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def keys(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def gallery_keys(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def sheet(self) -> SheetName: ...  # noqa: D102


def groups_of(table: Iterable[Keyed]) -> list[KeyGroup]:
    """Return the groups of the sheet, in order: all actions that have a key, and the keys of the gallery itself."""
    titles: dict[SheetName, str] = {
        "look": tr("Look"),
        "keep": tr("Keep"),
        "move": tr("Move"),
        "find": tr("Find"),
        "program": tr("Program"),
    }
    rows: dict[SheetName, list[KeyRow]] = {name: [] for name in titles}
    rows["move"] = [
        KeyRow(((" ".join(key_caps.ARROWS.values()),),), tr("Select a tile")),
        KeyRow((key_caps.caps_of("Home"),), tr("First tile")),
        KeyRow((key_caps.caps_of("End"),), tr("Last tile")),
    ]
    for spec in table:
        ways = tuple(dict.fromkeys(key_caps.caps_of(keys) for keys in (*spec.gallery_keys, *spec.keys)))
        if ways:
            rows[spec.sheet].append(KeyRow(ways, spec.text.removesuffix("…")))
    return [KeyGroup(title, tuple(rows[name])) for name, title in titles.items() if rows[name]]


def tr(text: str) -> str:
    """Translate a text of the sheet."""
    return QCoreApplication.translate("KeySheet", text)


class KeySheet(Overlay):
    """Shows the groups in as many columns as the window has room for, and scrolls where it has too little."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, radius_px=10)
        self.field = SearchField(self.tr("Search shortcuts"))
        self.field.setMaximumWidth(FIELD_PX)
        self.field.textChanged.connect(self._show_fitting)
        self.first_focus = self.field
        self.close_button = controls.icon_button("close", self.tr("Close (Esc)"))
        self.close_button.setFixedSize(themes.CONTROL_PX, themes.CONTROL_PX)
        self.close_button.clicked.connect(self.dismiss)
        self._columns = Columns(self.tr("No key does that"))
        self._scroll = QScrollArea()
        self._note = controls.label(
            self.tr("Letters, Space and Enter work while the gallery has the focus"), size_px=12, tone="secondary"
        )
        self._lay_out()

    def explain(self, groups: Sequence[KeyGroup]) -> None:
        """Open it with these."""
        self._columns.show_groups(groups)
        self.field.clear()
        self._show_fitting("")
        self.open()

    def texts(self) -> list[str]:
        """Return what is shown, titles too, in order."""
        return self._columns.texts()

    @property
    def columns(self) -> int:
        """How many columns it has now."""
        return self._columns.count

    def card_rect(self, room: QRect) -> QRect:
        """Stand in the middle, as wide as its columns; its size does not depend on what is searched."""
        inner = self._columns.lay_out(room.width() - 2 * PADDING_PX)
        width = min(max(inner.width() + 2 * PADDING_PX, SMALLEST_WIDTH_PX), room.width())
        height = ABOVE_PX + themes.CONTROL_PX + UNDER_HEAD_PX + inner.height() + ABOVE_PX
        with_note = height + UNDER_HEAD_PX + NOTE_PX
        has_room = with_note <= room.height() and self._note.sizeHint().width() <= width
        self._note.setVisible(has_room)
        box = QRect(0, 0, width, min(with_note if has_room else height, room.height()))
        box.moveCenter(room.center())
        return box

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll, while the field keeps the focus."""
        bar = self._scroll.verticalScrollBar()
        steps = {
            Qt.Key.Key_Up: -ROW_PX,
            Qt.Key.Key_Down: ROW_PX,
            Qt.Key.Key_PageUp: -bar.pageStep(),
            Qt.Key.Key_PageDown: bar.pageStep(),
        }
        bar.setValue(bar.value() + steps.get(Qt.Key(event.key()), 0))
        super().keyPressEvent(event)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(PADDING_PX, 0, PADDING_PX, 0)
        head.setSpacing(8)
        head.addWidget(controls.label(self.tr("Keyboard"), size_px=20, weight=600))
        head.addStretch(1)
        head.addWidget(self.field, 100)
        head.addWidget(self.close_button)
        self._scroll.setWidget(self._columns)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The card is their ground.
        self._scroll.viewport().setAutoFillBackground(False)
        self._columns.setAutoFillBackground(False)
        body = QHBoxLayout()
        # The scroll bar stands in the padding, so that it takes no room from the columns.
        body.setContentsMargins(PADDING_PX, 0, PADDING_PX - self._scroll.verticalScrollBar().sizeHint().width(), 0)
        body.addWidget(self._scroll)
        self._note.setFixedHeight(NOTE_PX)
        self._note.setContentsMargins(PADDING_PX, 0, PADDING_PX, 0)
        column = QVBoxLayout(self.card)
        column.setContentsMargins(0, ABOVE_PX, 0, ABOVE_PX)
        column.setSpacing(UNDER_HEAD_PX)
        column.addLayout(head)
        column.addLayout(body, 1)
        column.addWidget(self._note)

    def _show_fitting(self, typed: str) -> None:
        self._columns.show_fitting(typed)
        self._scroll.verticalScrollBar().setValue(0)
        self.place()
