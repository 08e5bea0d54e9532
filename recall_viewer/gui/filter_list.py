"""The list in the popup under the filter field: its sections, and which line is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from recall_viewer.gui.filter_rows import HEAD_PX, Head, Row, Words
from recall_viewer.gui.summary import plural
from recall_viewer.model.ids import looks_like_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from recall_viewer.gui.filter_choices import Choice

SHORT_ID = 8


class ChoiceList(QScrollArea):
    """Recent filters, bots, and words. It never has the focus: whoever owns it moves the selection.

    Signals:
        pressed: a row was clicked; it is the selected one now.
        selected: another row is selected, or none.
    """

    pressed = Signal()
    selected = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recent: Sequence[Choice] = ()
        self._bots: Sequence[Choice] = ()
        self._lines: list[list[Row]] = []
        self._current: Row | None = None
        self._recent_head: Head | None = None
        self.setObjectName("choices")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._content = QWidget()
        self._build()

    @property
    def current(self) -> Row | None:
        """The selected row."""
        return self._current

    @property
    def rows(self) -> list[Row]:
        """All rows, in order."""
        return [row for line in self._lines for row in line]

    @property
    def content_height_px(self) -> int:
        """How high it would be without scrolling."""
        return self._content.sizeHint().height()

    def show_choices(self, recent: Sequence[Choice], bots: Sequence[Choice]) -> None:
        """Take over what to offer. What was selected stays so, and where only numbers changed no row is made anew."""
        was_offered = [[choice.filter for choice in choices] for choices in (self._recent, self._bots)]
        self._recent, self._bots = recent, bots
        if was_offered != [[choice.filter for choice in choices] for choices in (recent, bots)]:
            self._build()
        for row, choice in zip(self.rows, (*recent, *bots), strict=False):
            row.show_detail(self._detail(choice))

    def select(self, row: Row | None) -> None:
        """Select a row, or none."""
        if row is self._current:
            return
        if self._current is not None:
            self._current.show_current(is_current=False)
        self._current = row
        if row is not None:
            row.show_current(is_current=True)
            self._reveal()
        if self._recent_head is not None:
            self._recent_head.show_hint(is_shown=row is not None and row.is_recent)
        self.selected.emit()

    def step(self, by: int) -> None:
        """Go to the next line (1) or back (-1): from none to the first, from the first to none, and never around."""
        number = self._line_of_current() + by
        if number < 0:
            self.select(None)
            self.verticalScrollBar().setValue(0)
        elif number < len(self._lines):
            self.select(self._lines[number][0])

    def step_aside(self, by: int) -> bool:
        """Go to the next word (1) of the selected line or back (-1); False where the line has no words."""
        if self._current is None or not self._current.is_word:
            return False
        line = self._lines[self._line_of_current()]
        self.select(line[max(0, min(line.index(self._current) + by, len(line) - 1))])
        return True

    def remove_current(self) -> str:
        """Take the selected recent filter out, select the next one, and return it; "" where no such is selected."""
        row = self._current
        if row is None or not row.is_recent:
            return ""
        number = self._line_of_current()
        self.select(None)
        self.show_choices([choice for choice in self._recent if choice.filter != row.filter], self._bots)
        if self._recent:
            self.select(self._lines[min(number, len(self._recent) - 1)][0])
        return row.filter

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the selected row in view."""
        super().resizeEvent(event)
        self._reveal()

    # Parts

    def _reveal(self) -> None:
        """Scroll to the selected row, so far that the title above it can be seen too."""
        if self._current is not None:
            self.ensureWidgetVisible(self._current, 0, HEAD_PX)

    def _build(self) -> None:
        selected = (self._current.filter, self._current.is_recent) if self._current else None
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._lines = []
        self._recent_head = None
        if self._recent:
            self._recent_head = Head(self.tr("Recent"), self.tr("Del removes"))
            self._add_choices(column, self._recent_head, [_recent_row(choice) for choice in self._recent])
        if self._bots:
            self._add_choices(column, Head(self.tr("Bots here now")), [_bot_row(choice) for choice in self._bots])
        column.addWidget(Head(self.tr("Words")))
        for words, what in self._words():
            self._lines.append([Row(word, shown, is_word=True) for word, shown in words])
            column.addWidget(Words(self._lines[-1], what))
        column.addStretch()
        for row in self.rows:
            row.clicked.connect(lambda _checked=False, row=row: self._press(row))
            row.pointed.connect(lambda row=row: self.select(row))
        # A row may be on the way to tell of its click: the old ones live until that is over.
        old = self.takeWidget()
        if old is not None:
            old.deleteLater()
        self.setWidget(self._content)
        self._content.setAutoFillBackground(False)
        self._current = None
        self.select(next((row for row in self.rows if (row.filter, row.is_recent) == selected), None))

    def _add_choices(self, column: QVBoxLayout, head: Head, rows: list[Row]) -> None:
        column.addWidget(head)
        for row in rows:
            column.addWidget(row)
            self._lines.append([row])

    def _words(self) -> list[tuple[list[tuple[str, str]], str]]:
        kinds = [(word, word) for word in ("is:screen", "is:camera", "is:small")]
        states = [(word, word) for word in ("is:live", "is:stale", "is:disconnected")]
        return [
            (kinds, self.tr("a kind")),
            (states, self.tr("a state")),
            ([("-", self.tr("-word"))], self.tr("everything but")),
        ]

    def _detail(self, choice: Choice) -> str:
        count = plural(choice.streams, self.tr("stream"), self.tr("streams"))
        return f"{count}, {choice.label}" if choice.label else count

    def _press(self, row: Row) -> None:
        self.select(row)
        self.pressed.emit()

    def _line_of_current(self) -> int:
        return next((number for number, line in enumerate(self._lines) if self._current in line), -1)


def _recent_row(choice: Choice) -> Row:
    """One id stands in full; of several only their beginnings have room."""
    words = choice.filter.split()
    if len(words) > 1:
        shown = " ".join(word[:SHORT_ID] if looks_like_id(word) else word for word in words)
    else:
        shown = choice.filter
    return Row(choice.filter, shown, is_mono=all(map(looks_like_id, words)), is_recent=True)


def _bot_row(choice: Choice) -> Row:
    return Row(choice.filter, choice.filter[:SHORT_ID], is_mono=True)
