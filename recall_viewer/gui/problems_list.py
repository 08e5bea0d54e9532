"""The list of problems: rows painted for the theme, and the keys that belong to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
)

from recall_viewer.gui import controls, icons
from recall_viewer.gui import theme as themes
from recall_viewer.gui.problems_model import COPY, COUNT, LAST, PROBLEM, SOURCE, Index, ProblemsModel, Row
from recall_viewer.gui.shapes import colour_of, paint_state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex

HEADER_PX = 26
SOURCE_HIDES_BELOW_PX = 640
NARROW_PX = 480
PADDING_PX = 12
SIGN_LEFT_PX = 8
SIGN_PX = 10
SIGN_GAP_PX = 10
COPY_CENTRE_PX = 26
"""From the right edge of the list, with a scroll bar or without, so that it stays put."""
COPY_PX = 56


class ProblemsList(QTreeView):
    """Shows rows, newest first.

    Signals:
        copy_asked: the person wants these rows (`list[Row]`) in the clipboard.
        detail_asked: the person wants to see more of the current row, or less again.
        current_changed: another row is the current one, or what it says changed.
    """

    copy_asked = Signal(list)
    detail_asked = Signal()
    current_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("problems")
        self.setAccessibleName(self.tr("Problems"))
        self._model = ProblemsModel()
        self.setModel(self._model)
        self.setItemDelegate(RowPainter(self))
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setUniformRowHeights(True)
        self.setIndentation(0)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._style_header()
        self.clicked.connect(self._note_click)
        self._nothing = controls.label(tone="secondary")
        self._nothing.setParent(self)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def show_rows(self, rows: Sequence[Row], *, if_none: str) -> None:
        """Show rows, or a text where there are none; the selection and what is being read stay where they are."""
        before = self.current_row
        anchor = self._anchor(rows)
        self._model.show_rows(rows)
        if anchor is not None:
            key, top = anchor
            number = next(number for number, row in enumerate(self._model.rows) if row.key == key)
            bar = self.verticalScrollBar()
            self.doItemsLayout()
            bar.setValue(bar.value() + self.visualRect(self._model.index(number, LAST)).top() - top)
        self._nothing.setText(if_none)
        self._nothing.setVisible(not rows)
        if self.current_row != before:
            self.current_changed.emit()

    @property
    def rows(self) -> list[Row]:
        """The rows that are listed."""
        return self._model.rows

    @property
    def current_row(self) -> Row | None:
        """The row that the keyboard is at."""
        number = self.currentIndex().row()
        return self._model.rows[number] if 0 <= number < len(self._model.rows) else None

    @property
    def selected_rows(self) -> list[Row]:
        """The selected rows, from the top."""
        numbers = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self._model.rows[number] for number in numbers]

    def _anchor(self, rows: Sequence[Row]) -> tuple[object, int] | None:
        """Return a row that is seen and does not change, and where; `None` at the top, where the newest is wanted."""
        if not self.verticalScrollBar().value():
            return None
        staying = set(rows)
        number = self.indexAt(QPoint(1, 1)).row()
        while 0 <= number < len(self._model.rows):
            top = self.visualRect(self._model.index(number, LAST)).top()
            if top > self.viewport().height():
                break
            if self._model.rows[number] in staying:
                return self._model.rows[number].key, top
            number += 1
        return None

    def _style_header(self) -> None:
        header = self.header()
        header.setFont(themes.font(12, weight=500))
        header.setFixedHeight(themes.scaled(HEADER_PX))
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(24)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(PROBLEM, QHeaderView.ResizeMode.Stretch)

    def _lay_out_columns(self) -> None:
        """Give the columns their widths; the copy button's takes up what a scroll bar needs."""
        is_narrow = self.width() < NARROW_PX
        self.setColumnHidden(SOURCE, self.width() < SOURCE_HIDES_BELOW_PX)
        widths = {LAST: 84 if is_narrow else 100, SOURCE: 190, COUNT: 56 if is_narrow else 70}
        for column, width in widths.items():
            self.setColumnWidth(column, themes.scaled(width))
        self.setColumnWidth(COPY, COPY_PX - (self.width() - self.viewport().width()))

    def _note_click(self, index: QModelIndex) -> None:
        if index.column() == COPY:
            self.copy_asked.emit([self._model.rows[index.row()]])

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns, also when a scroll bar comes, and the text that stands where there are no rows."""
        super().resizeEvent(event)
        self._lay_out_columns()
        self._nothing.setGeometry(0, self.header().height(), self.width(), self.height() - self.header().height())

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        """Tell that another row is the current one."""
        super().currentChanged(current, previous)
        self.current_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the selected rows, or open and close the detail of the current one."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit(self.selected_rows)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_row is not None:
            self.detail_asked.emit()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open or close the detail of a row."""
        super().mouseDoubleClickEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() != COPY:
            self.detail_asked.emit()

    def focusInEvent(self, event: object) -> None:
        """Begin at the top where no row is the current one."""
        super().focusInEvent(event)  # type: ignore[arg-type]
        if self.current_row is None and self._model.rows:
            first = self._model.index(0, LAST)
            self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802 - Qt's name
        """Paint a row, with an edge around the current one while the list has the focus."""
        super().drawRow(painter, option, index)
        if self.hasFocus() and index.row() == self.currentIndex().row():
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = painter.pen()
            pen.setColor(QColor(themes.current().focus))
            pen.setWidth(2)
            painter.setPen(pen)
            row = QRectF(0, option.rect.top(), self.viewport().width(), option.rect.height())
            painter.drawRoundedRect(row.adjusted(1, 1, -1, -1), 4, 4)
            painter.restore()


class RowPainter(QStyledItemDelegate):
    """Paints the cells in the colours of the theme that there is then."""

    def __init__(self, view: ProblemsList) -> None:
        super().__init__(view)
        self._view = view
        self._copy = icons.icon("copy", "secondary")

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the height of a row."""
        return QSize(0, themes.scaled(themes.CONTROL_PX))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        theme = themes.current()
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(theme.selection))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, QColor(theme.surface))
        row = self._view.rows[index.row()]
        column = index.column()
        if column == COPY:
            centre = self._view.width() - COPY_CENTRE_PX
            self._copy.paint(painter, QRect(centre - 8, box.center().y() - 7, 16, 16))
            return
        left, right = (
            {LAST: PADDING_PX, PROBLEM: SIGN_LEFT_PX + SIGN_PX + SIGN_GAP_PX}.get(column, 0),
            0 if column == COUNT else PADDING_PX,
        )
        if column == PROBLEM:
            sign = QRectF(box.left() + SIGN_LEFT_PX, box.center().y() - SIGN_PX / 2 + 0.5, SIGN_PX, SIGN_PX)
            paint_state(painter, row.sign, sign, colour_of(row.sign, theme))
        is_quiet = column in (LAST, SOURCE)
        text_font = themes.font(12, weight=600 if column == COUNT else 400)
        painter.setPen(QColor(theme.secondary if is_quiet else theme.text))
        _draw(painter, text_font, row.cells[column], box.adjusted(left, 0, -right, 0), is_right=column == COUNT)


def _draw(painter: QPainter, used: QFont, text: str, box: QRect, *, is_right: bool) -> None:
    painter.setFont(used)
    side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
    shown = QFontMetrics(used).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
