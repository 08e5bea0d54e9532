"""The rows of the Problems panel; one that changed says so, and the others stay as they are."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QPersistentModelIndex, Qt

from recall_viewer.gui import words
from recall_viewer.gui.look import plain
from recall_viewer.gui.saying import said
from recall_viewer.model.ids import looks_like_id

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from recall_viewer.model.problems import Group, GroupKey, Problem
    from recall_viewer.model.status import State

Index = QModelIndex | QPersistentModelIndex

LAST, PROBLEM, SOURCE, COUNT, COPY = range(5)
_ROLE = Qt.ItemDataRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def tr(text: str) -> str:
    """Translate a text of the list of problems."""
    return QCoreApplication.translate("ProblemsPanel", text)


@dataclass(frozen=True, slots=True)
class Row:
    """One group of problems as it is shown; `first` and `last` are local times."""

    key: GroupKey
    sign: State
    text: str
    source: str
    count: int
    first: str
    last: str
    excerpt: bytes

    @property
    def cells(self) -> list[str]:
        """The texts of its columns; of an id there is room for its start."""
        source = self.source[:8] if looks_like_id(self.source) else self.source
        return [self.last, self.text, source, f"× {self.count}"]

    @property
    def line(self) -> str:
        """All of it in one line, for the clipboard."""
        return "\t".join((self.last, self.text, self.source, f"× {self.count}"))

    def detail(self, bytes_per_line: int = 32) -> str:
        """Return all that is known of it, with the first bytes of what was not understood."""
        times = tr("first {first}, last {last}, × {count}").format(first=self.first, last=self.last, count=self.count)
        source = tr("From {source}").format(source=self.source) + " · " if self.source else ""
        return "\n".join(
            part for part in (self.text, source + times, words.excerpt(self.excerpt, bytes_per_line)) if part
        )


class Rows:
    """Makes rows of groups, and does so anew only for those that grew."""

    def __init__(self, time_text: Callable[[float], str]) -> None:
        self._time_text = time_text
        self._known: dict[GroupKey, tuple[Problem, int, Row]] = {}

    def of(self, groups: Sequence[Group]) -> list[Row]:
        """Return the rows of groups, in their order."""
        known, self._known = self._known, {}
        for group in groups:
            key = group.problem.group_key
            last = known.get(key)
            is_same = last is not None and last[0] is group.problem and last[1] == group.count
            self._known[key] = last if last and is_same else (group.problem, group.count, self._make(key, group))
        return [row for _, _, row in self._known.values()]

    def _make(self, key: GroupKey, group: Group) -> Row:
        problem = group.problem
        return Row(
            key=key,
            sign=words.sign(problem),
            text=words.sentence(problem),
            source=plain(said(problem.source)),
            count=group.count,
            first=self._time_text(group.first_at),
            last=self._time_text(group.last_at),
            excerpt=problem.excerpt,
        )


class ProblemsModel(QAbstractTableModel):
    """The rows for a view: what is selected and where it is scrolled to outlive every change."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Take over what to show, with as few changes as there are."""
        wanted = {row.key for row in rows}
        for number in reversed(range(len(self.rows))):
            if self.rows[number].key not in wanted:
                self.beginRemoveRows(QModelIndex(), number, number)
                del self.rows[number]
                self.endRemoveRows()
        for number, row in enumerate(rows):
            self._put(number, row)

    def _put(self, number: int, row: Row) -> None:
        at = next((other for other in range(number, len(self.rows)) if self.rows[other].key == row.key), None)
        if at is None:
            self.beginInsertRows(QModelIndex(), number, number)
            self.rows.insert(number, row)
            self.endInsertRows()
            return
        if at != number:
            self.beginMoveRows(QModelIndex(), at, at, QModelIndex(), number)
            self.rows.insert(number, self.rows.pop(at))
            self.endMoveRows()
        if self.rows[number] != row:
            self.rows[number] = row
            self.dataChanged.emit(self.index(number, LAST), self.index(number, COPY))

    # Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name and default
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name and default
        """Return how many columns there are."""
        return 0 if parent.isValid() else COPY + 1

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Return what a cell shows."""
        row = self.rows[index.row()]
        if role == _ROLE.DisplayRole:
            return tr("Copy") if index.column() == COPY else row.cells[index.column()]
        if role == _ROLE.TextAlignmentRole:
            return _RIGHT if index.column() == COUNT else _LEFT
        if role == _ROLE.ToolTipRole:
            return _hint(tr("Copy this problem") if index.column() == COPY else row.detail())
        return None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> Any:
        """Return the title of a column."""
        if orientation is Qt.Orientation.Horizontal and role == _ROLE.DisplayRole:
            return [tr("Last"), tr("Problem"), tr("From"), tr("Count"), ""][section]
        if orientation is Qt.Orientation.Horizontal and role == _ROLE.TextAlignmentRole:
            return _RIGHT if section == COUNT else _LEFT
        return None


def _hint(text: str) -> str:
    """Return a text as markup: Qt takes a hint that begins like markup for markup, and this comes from the wire."""
    return f"<p style='white-space: pre-wrap'>{html.escape(text)}</p>"
