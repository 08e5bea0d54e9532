"""The command palette: every action, and whatever else can be gone to, by some typed letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListView, QVBoxLayout, QWidget

from recall_viewer.gui import controls
from recall_viewer.gui import theme as themes
from recall_viewer.gui.key_caps import KeyCaps, caps_of
from recall_viewer.gui.overlay import Overlay
from recall_viewer.gui.palette_rows import Entry, Row, RowPainter, Rows, Section, arrange, spoken, tr
from recall_viewer.gui.search_field import SearchField

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from PySide6.QtGui import QAction

WIDTH_PX = 600
FIELD_PX = 48
FOOT_PX = 38
LIST_ABOVE_PX = 4
LIST_AROUND_PX = 8
LIST_MOST_PX = 442
"""Eleven rows and a half, which says that there are more."""
RECENT_MOST = 5


class Keyed(Protocol):
    """What the palette reads of a line of the table of actions."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def icon(self) -> str: ...  # noqa: D102
    @property
    def keys(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def gallery_keys(self) -> tuple[str, ...]: ...  # noqa: D102


def action_entries(
    table: Iterable[Keyed], actions: Mapping[str, QAction], leave_out: Iterable[str] = ()
) -> list[Entry]:
    """Return an entry for each action of the table that can be done now; one that is switched on says so."""
    left_out = set(leave_out)
    entries = []
    for spec in table:
        action = actions[spec.name]
        if spec.name in left_out or not action.isEnabled():
            continue
        hint = tr("on") if action.isCheckable() and action.isChecked() else ""
        keys = next(iter((*spec.gallery_keys, *spec.keys)), "")
        entries.append(Entry(_without_mnemonic(action.text()), hint, keys, action.trigger, spec.icon))
    return entries


class CommandPalette(Overlay):
    """A field over a list: type, choose with Up and Down, run with Enter."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._sections: Sequence[Section] = ()
        self._total = 0
        self._recent: list[tuple[str, str]] = []
        self.field = SearchField(self.tr("Search actions"), is_bare=True, margin_px=15)
        self.field.setFixedHeight(FIELD_PX)
        self.field.setFont(themes.font(15))
        self.field.textChanged.connect(self._show_fitting)
        self.first_focus = self.field
        self._rows = Rows(self)
        self._painter = RowPainter(self._rows)
        self.list = self._make_list()
        self._around = QHBoxLayout()
        self._foot = QWidget()
        self._hints = QWidget()
        self.count = controls.label(size_px=12, tone="secondary")
        self._lay_out()

    def ask(self, sections: Sequence[Section]) -> None:
        """Open it with these to choose from."""
        self._sections = sections
        self._total = sum(len(section.entries) for section in sections)
        self.field.clear()
        self._show_fitting("")
        self.open()

    def texts(self) -> list[str]:
        """Return what is listed, titles too."""
        return [row.text for row in self._rows.rows]

    @property
    def current(self) -> Entry | None:
        """The entry that Enter runs."""
        index = self.list.currentIndex()
        return self._rows.rows[index.row()].entry if index.isValid() else None

    def card_rect(self, room: QRect) -> QRect:
        """Stand in the upper part of the window, as high as the list needs."""
        top = max(room.top(), round(self.height() * 0.14))
        width = min(WIDTH_PX, room.width())
        rows = sum(self._painter.height(number) for number in range(len(self._rows.rows)))
        around = FIELD_PX + 1 + LIST_ABOVE_PX + LIST_AROUND_PX + 1 + FOOT_PX
        shown = min(rows, LIST_MOST_PX, room.bottom() + 1 - top - around)
        # The scroll bar stands in the padding, so that it hardly moves what is beside it.
        right = 0 if shown < rows else LIST_AROUND_PX
        self._around.setContentsMargins(LIST_AROUND_PX, LIST_ABOVE_PX, right, LIST_AROUND_PX)
        self._hints.setVisible(self._hints.sizeHint().width() + self.count.sizeHint().width() + 56 <= width)
        return QRect((self.width() - width) // 2, top, width, around + shown)

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in the list and run, while the field keeps the focus."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}
        key = Qt.Key(event.key())
        if key in steps:
            self._move(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.list.currentIndex())
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card, and the lines between its parts."""
        super().paintEvent(event)
        painter, card = QPainter(self), self.card.geometry()
        colour = QColor(themes.current().hairline)
        for y in (FIELD_PX, card.height() - FOOT_PX - 1):
            painter.fillRect(QRect(card.left() + 1, card.top() + y, card.width() - 2, 1), colour)

    # Parts

    def _make_list(self) -> QListView:
        made = QListView()
        made.setModel(self._rows)
        made.setItemDelegate(self._painter)
        made.setFrameShape(QFrame.Shape.NoFrame)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        made.setMouseTracking(True)
        made.setAccessibleName(self.tr("What fits"))
        made.entered.connect(self._choose)
        made.clicked.connect(self._run)
        return made

    def _lay_out(self) -> None:
        hints = QHBoxLayout(self._hints)
        hints.setContentsMargins(0, 0, 0, 0)
        hints.setSpacing(8)
        for ways, text in (
            (("Up", "Down"), self.tr("choose")),
            (("Return",), self.tr("run")),
            (("Esc",), self.tr("close")),
        ):
            hints.addWidget(KeyCaps([[cap for way in ways for cap in caps_of(way)]]))
            hints.addWidget(controls.label(text, size_px=12, tone="secondary"))
            hints.addSpacing(8)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(16, 0, 16, 0)
        foot.addWidget(self._hints)
        foot.addStretch()
        foot.addWidget(self.count)
        self._foot.setFixedHeight(FOOT_PX)
        self._around.addWidget(self.list)
        column = QVBoxLayout(self.card)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(self.field)
        column.addLayout(self._around, 1)
        column.addWidget(self._foot)

    # Choosing

    def _show_fitting(self, typed: str) -> None:
        rows = arrange(self._sections, typed, self._recent)
        found = sum(row.entry is not None for row in rows)
        self._rows.show(rows or [Row(self.tr("Nothing fits these words"), is_note=True)])
        self.count.setText(self.tr("{found} of {total}").format(found=found, total=self._total))
        self.place()
        self.list.scrollToTop()
        self._move(1)

    def _move(self, steps: int) -> None:
        """Choose another entry, over titles; at the ends it stays, but for single steps, which go round."""
        numbers = [number for number, row in enumerate(self._rows.rows) if row.entry is not None]
        if not numbers:
            return
        index = self.list.currentIndex()
        at = numbers.index(index.row()) + steps if index.isValid() else 0
        at = at % len(numbers) if abs(steps) == 1 else max(0, min(at, len(numbers) - 1))
        self._choose(self._rows.index(numbers[at], 0))
        if at == 0:
            # The title above it belongs to it.
            self.list.scrollToTop()

    def _choose(self, index: QModelIndex) -> None:
        row = self._rows.rows[index.row()]
        if row.entry is None or index == self.list.currentIndex():
            return
        self.list.setCurrentIndex(index)
        if self.is_open:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field, spoken(row)))

    def _run(self, index: QModelIndex) -> None:
        entry = self._rows.rows[index.row()].entry if index.isValid() else None
        if entry is None:
            return
        self._recent = [entry.identity, *(used for used in self._recent if used != entry.identity)][:RECENT_MOST]
        self.dismiss()
        entry.run()


def _without_mnemonic(text: str) -> str:
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")
