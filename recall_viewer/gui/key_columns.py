"""Groups of shortcuts in columns: keys at the left, what they do beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QWidget

from recall_viewer.gui import controls, key_caps
from recall_viewer.gui.key_caps import KeyCaps
from recall_viewer.gui.matching import match

if TYPE_CHECKING:
    from collections.abc import Sequence

ROW_PX = 28
HEAD_PX = 24
BETWEEN_GROUPS_PX = 16
BETWEEN_COLUMNS_PX = 32
AFTER_KEYS_PX = 24
MOST_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class KeyRow:
    """What one or several shortcuts do; each way is a row of caps."""

    ways: tuple[tuple[str, ...], ...]
    text: str

    @property
    def searched(self) -> str:
        """What a search looks at: words and keys, the keys both apart and as they are written."""
        keys = " ".join(f"{key_caps.spoken(way)} {' '.join(way)}" for way in self.ways)
        return f"{self.text} {keys}"


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """Rows under a title."""

    title: str
    rows: tuple[KeyRow, ...]


def divide(heights: Sequence[int], columns: int) -> list[list[int]]:
    """Return which groups, by number, stand in each column: in order, with the highest column as low as can be."""
    if columns == 1 or len(heights) <= 1:
        return [list(range(len(heights)))] if heights else []
    best: list[list[int]] = []
    for cut in range(1, len(heights) + 1):
        rest = [[number + cut for number in column] for column in divide(heights[cut:], columns - 1)]
        tried = [list(range(cut)), *rest]
        if not best or _highest(tried, heights) < _highest(best, heights):
            best = tried
    return best


def _highest(columns: list[list[int]], heights: Sequence[int]) -> int:
    return max(sum(heights[number] + BETWEEN_GROUPS_PX for number in column) for column in columns)


@dataclass(slots=True)
class _Line:
    row: KeyRow
    caps: KeyCaps
    label: QLabel


@dataclass(slots=True)
class _Block:
    title: QLabel
    lines: list[_Line] = field(default_factory=list)

    @property
    def height(self) -> int:
        return HEAD_PX + ROW_PX * len(self.lines)

    def shown(self) -> list[_Line]:
        return [line for line in self.lines if not line.caps.isHidden()]


class Columns(QWidget):
    """Places the groups for the width it is given; a search closes the gaps, but joins no columns."""

    def __init__(self, nothing: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = 0
        self._blocks: list[_Block] = []
        self._nothing = controls.label(nothing, tone="secondary")
        self._nothing.setParent(self)

    def show_groups(self, groups: Sequence[KeyGroup]) -> None:
        """Take over other groups."""
        for block in self._blocks:
            for widget in (block.title, *(part for line in block.lines for part in (line.caps, line.label))):
                widget.hide()
                widget.deleteLater()
        self._blocks = [self._block(group) for group in groups]

    def show_fitting(self, typed: str) -> None:
        """Show the rows in which all typed words stand."""
        for block in self._blocks:
            for line in block.lines:
                fits = match(typed, line.row.searched) is not None
                line.caps.setVisible(fits)
                line.label.setVisible(fits)
            block.title.setVisible(bool(block.shown()))
        self._nothing.setVisible(not self.texts())

    def texts(self) -> list[str]:
        """Return what is shown, titles too, in order."""
        return [
            text
            for block in self._blocks
            if (shown := block.shown())
            for text in (block.title.text(), *(line.row.text for line in shown))
        ]

    def lay_out(self, width: int) -> QSize:
        """Place everything for a width, in logical pixels; return the room that all rows need, searched for or not."""
        if not self._blocks:
            return QSize(0, 0)
        keys = max(line.caps.sizeHint().width() for block in self._blocks for line in block.lines)
        heights = [block.height for block in self._blocks]
        for most in range(MOST_COLUMNS, 0, -1):
            columns = divide(heights, most)
            text_widths = [self._text_width(column) for column in columns]
            between = BETWEEN_COLUMNS_PX * (len(columns) - 1)
            needed = sum(text_widths) + len(columns) * (keys + AFTER_KEYS_PX) + between
            if needed <= width:
                break
        self.count = len(columns)
        left, lowest = 0, 0
        for column, text_width in zip(columns, text_widths, strict=True):
            room = min(text_width, width - keys - AFTER_KEYS_PX)
            height = self._place(column, left, keys, room)
            lowest = max(lowest, height)
            left += keys + AFTER_KEYS_PX + room + BETWEEN_COLUMNS_PX if height else 0
        self._nothing.setGeometry(0, 0, width, ROW_PX)
        whole = QSize(min(needed, width), _highest(columns, heights) - BETWEEN_GROUPS_PX)
        self.resize(whole.width(), max(lowest, ROW_PX))
        return whole

    def _block(self, group: KeyGroup) -> _Block:
        title = controls.label(group.title, size_px=11, weight=600, tone="secondary")
        title.setParent(self)
        block = _Block(title)
        for row in group.rows:
            line = _Line(row, KeyCaps(row.ways, self), controls.label(row.text))
            line.label.setParent(self)
            block.lines.append(line)
        return block

    def _text_width(self, column: list[int]) -> int:
        return max(
            line.label.fontMetrics().horizontalAdvance(line.row.text) + 2
            for number in column
            for line in self._blocks[number].lines
        )

    def _place(self, column: list[int], left: int, keys: int, text_width: int) -> int:
        """Place the shown rows of a column; return where it ends."""
        top = 0
        for number in column:
            block = self._blocks[number]
            shown = block.shown()
            if not shown:
                continue
            top += BETWEEN_GROUPS_PX if top else 0
            block.title.setGeometry(left, top, keys + AFTER_KEYS_PX + text_width, HEAD_PX)
            top += HEAD_PX
            for line in shown:
                size = line.caps.sizeHint()
                line.caps.setGeometry(left, top + (ROW_PX - size.height()) // 2, size.width(), size.height())
                line.label.setGeometry(left + keys + AFTER_KEYS_PX, top, text_width, ROW_PX)
                elided = line.label.fontMetrics().elidedText(line.row.text, Qt.TextElideMode.ElideRight, text_width)
                line.label.setText(elided)
                line.label.setToolTip("" if elided == line.row.text else line.row.text)
                top += ROW_PX
        return top
