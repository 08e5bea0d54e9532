"""What the command palette lists: entries in sections, those that fit what was typed, and how a row is painted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from recall_viewer.gui import icons, key_caps
from recall_viewer.gui import theme as themes
from recall_viewer.gui.matching import INSIDE, Match, match

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROW_PX = 36
HEAD_PX = 28
BETWEEN_SECTIONS_PX = 8
PADDING_PX = 12
ICON_PX = 16
TEXT_LEFT_PX = 40
RADIUS_PX = 6

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to choose.

    `hint` stands beside the text in a quieter tone and is searched too; `keys` is a shortcut ("Ctrl+K") or empty;
    `run` is called once the palette is gone; `icon` names a drawing, or is empty.
    """

    text: str
    hint: str
    keys: str
    run: Callable[[], None]
    icon: str = ""

    @property
    def identity(self) -> tuple[str, str]:
        """What tells it from others, also the next time the palette is opened."""
        return self.text, self.hint


@dataclass(frozen=True, slots=True)
class Section:
    """Entries under a title."""

    title: str
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list: an entry, with the places of its text that fit; without an entry a title, or a note."""

    text: str
    entry: Entry | None = None
    spans: tuple[tuple[int, int], ...] = ()
    is_note: bool = False


def arrange(sections: Sequence[Section], typed: str, recent: Sequence[tuple[str, str]]) -> list[Row]:
    """Return the rows for what was typed, best first; for nothing typed all, the recently used before the others."""
    if not typed.strip():
        return _all_rows(sections, recent)
    found = []
    for section in sections:
        fitting = [(fit, entry) for entry in section.entries if (fit := _fit(typed, entry)) is not None]
        if fitting:
            fitting.sort(key=lambda pair: (pair[0], _age(pair[1], recent)))
            found.append((section.title, fitting))
    found.sort(key=lambda titled: titled[1][0][0])
    rows = []
    for title, fitting in found:
        rows.append(Row(title))
        rows += [Row(entry.text, entry, fit.spans) for fit, entry in fitting]
    return rows


def _all_rows(sections: Sequence[Section], recent: Sequence[tuple[str, str]]) -> list[Row]:
    by_identity = {entry.identity: entry for section in sections for entry in section.entries}
    used = [by_identity[identity] for identity in recent if identity in by_identity]
    rest = [
        Section(section.title, [entry for entry in section.entries if entry.identity not in recent])
        for section in sections
    ]
    rows = []
    for section in (Section(tr("Recently used"), used), *rest):
        if section.entries:
            rows.append(Row(section.title))
            rows += [Row(entry.text, entry) for entry in section.entries]
    return rows


def _fit(typed: str, entry: Entry) -> Match | None:
    fit = match(typed, entry.text)
    if fit is not None or not entry.hint:
        return fit
    fit = match(typed, f"{entry.text} {entry.hint}")
    if fit is None:
        return None
    length = len(entry.text)
    spans = tuple((first, min(end, length)) for first, end in fit.spans if first < length)
    return replace(fit, rank=INSIDE + 1, spans=spans)


def _age(entry: Entry, recent: Sequence[tuple[str, str]]) -> int:
    return recent.index(entry.identity) if entry.identity in recent else len(recent)


def tr(text: str) -> str:
    """Translate a text of the command palette."""
    return QCoreApplication.translate("CommandPalette", text)


class Rows(QAbstractListModel):
    """The rows as Qt's list wants them; titles cannot be selected."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def show(self, rows: list[Row]) -> None:
        """Take over other rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt calls it so
        """Return how many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Return the text of a row; for screen readers with its hint and keys."""
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(row)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return what can be done with a row."""
        is_entry = self.rows[index.row()].entry is not None
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if is_entry else Qt.ItemFlag.NoItemFlags


def spoken(row: Row) -> str:
    """Return a row as a screen reader says it."""
    if row.entry is None:
        return row.text
    keys = key_caps.spoken(key_caps.caps_of(row.entry.keys))
    return ", ".join(part for part in (row.text, row.entry.hint, keys) if part)


class RowPainter(QStyledItemDelegate):
    """Paints the rows: icon, text with what was typed in it, hint, keys."""

    def __init__(self, rows: Rows) -> None:
        super().__init__(rows)
        self._rows = rows

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a row."""
        return QSize(0, self.height(index.row()))

    def height(self, number: int) -> int:
        """Return the height of the row with a number, in logical pixels."""
        row = self._rows.rows[number]
        if row.entry is None and not row.is_note:
            return HEAD_PX + (BETWEEN_SECTIONS_PX if number else 0)
        return max(ROW_PX, key_caps.cap_height() + 16)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row."""
        row = self._rows.rows[index.row()]
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.entry is None:
            _paint_title(painter, box, row)
        else:
            _paint_entry(painter, box, row, row.entry, is_current=bool(state & QStyle.StateFlag.State_Selected))
        painter.restore()


def _paint_title(painter: QPainter, box: QRect, row: Row) -> None:
    painter.setFont(themes.font() if row.is_note else themes.font(11, weight=600))
    painter.setPen(QColor(themes.current().secondary))
    top = 0 if row.is_note else box.height() - HEAD_PX + 4
    place = box.adjusted(PADDING_PX, top, -PADDING_PX, 0)
    painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, row.text)


def _paint_entry(painter: QPainter, box: QRect, row: Row, entry: Entry, *, is_current: bool) -> None:
    theme = themes.current()
    if is_current:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.selection))
        painter.drawRoundedRect(QRectF(box), RADIUS_PX, RADIUS_PX)
    if entry.icon:
        sign = icons.icon(entry.icon, "text" if is_current else "secondary")
        sign.paint(painter, QRect(box.left() + PADDING_PX, box.center().y() - 7, ICON_PX, ICON_PX))
    caps = key_caps.caps_of(entry.keys)
    right = box.right() + 1 - PADDING_PX
    if caps:
        right -= key_caps.caps_width(caps)
        key_caps.paint_caps(painter, caps, right, box.top() + box.height() / 2)
        right -= PADDING_PX
    left = float(box.left() + TEXT_LEFT_PX)
    left += _paint_text(painter, row, QRectF(left, box.top(), right - left, box.height())) + PADDING_PX
    if entry.hint and right > left:
        hint_font = themes.font(12)
        hint = QFontMetricsF(hint_font).elidedText(entry.hint, Qt.TextElideMode.ElideRight, right - left)
        painter.setFont(hint_font)
        painter.setPen(QColor(theme.secondary))
        beside = QRectF(left, box.top(), right - left, box.height())
        painter.drawText(beside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, hint)


def _paint_text(painter: QPainter, row: Row, box: QRectF) -> float:
    """Paint the text with the places that fit in another weight and colour; return its width."""
    plain_font, theme = themes.font(), themes.current()
    # Measured in the wider weight, so that nothing is cut off where much of it fits.
    text = QFontMetricsF(themes.font(weight=600)).elidedText(row.text, Qt.TextElideMode.ElideRight, box.width())
    shown = len(text) if text == row.text else len(text) - 1
    strong = QTextCharFormat()
    strong.setFontWeight(QFont.Weight.DemiBold)
    strong.setForeground(QColor(theme.link))
    formats = []
    for first, end in row.spans:
        if first < shown:
            part = QTextLayout.FormatRange()
            part.start, part.length, part.format = first, min(end, shown) - first, strong
            formats.append(part)
    layout = QTextLayout(text, plain_font)
    layout.setFormats(formats)
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    painter.setPen(QColor(theme.text))
    layout.draw(painter, QPointF(box.left(), box.top() + (box.height() - line.height()) / 2))
    return line.naturalTextWidth()
