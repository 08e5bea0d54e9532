"""The list of what went wrong: grouped, counted, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from recall_viewer.gui import controls, words
from recall_viewer.gui import theme as themes
from recall_viewer.gui.look import plain
from recall_viewer.gui.shapes import colour_of, paint_state

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from recall_viewer.model.problems import Group
    from recall_viewer.model.status import State

HEIGHT_PX = 186


class ProblemsPanel(QWidget):
    """Shows the groups of `Problems`.

    Signals:
        closed: the person closed it.
        cleared: the person wants them forgotten.
    """

    closed = Signal()
    cleared = Signal()

    def __init__(self, time_text: Callable[[float], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._time_text = time_text
        self._groups: Sequence[Group] = ()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT_PX)
        self._words = QLineEdit(placeholderText=self.tr("Filter problems"))
        self._words.setMaximumWidth(220)
        self._words.setFixedHeight(themes.CONTROL_PX)
        self._words.textChanged.connect(lambda _text: self.show_groups(self._groups))
        self._tree = QTreeWidget()
        self._tree.setRootIsDecorated(False)
        self._tree.setUniformRowHeights(True)
        self._tree.setIndentation(0)
        self._tree.setHeaderLabels([self.tr("Last"), self.tr("Problem"), self.tr("From"), self.tr("Count")])
        self._tree.setAccessibleName(self.tr("Problems"))
        self._tree.setIconSize(QSize(12, 12))
        header = self._tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for column, width in ((0, 88), (2, 190), (3, 70)):
            header.resizeSection(column, width)
        column_layout = QVBoxLayout(self)
        column_layout.setContentsMargins(0, 0, 0, 0)
        column_layout.setSpacing(0)
        column_layout.addLayout(self._head())
        column_layout.addWidget(self._tree)
        self.hide()

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show these, newest first."""
        self._groups = groups
        wanted = self._words.text().casefold()
        self._tree.clear()
        for group in groups:
            text, source = words.sentence(group.problem), plain(group.problem.source)
            if wanted in f"{text} {source}".casefold():
                self._tree.addTopLevelItem(self._item(group, text, source))

    def rows(self) -> list[list[str]]:
        """Return the texts that are listed, row by row."""
        items = [self._tree.topLevelItem(number) for number in range(self._tree.topLevelItemCount())]
        return [[item.text(column) for column in range(4)] for item in items if item is not None]

    def _item(self, group: Group, text: str, source: str) -> QTreeWidgetItem:
        count = f"× {group.count}"
        item = QTreeWidgetItem([self._time_text(group.last_at), text, source, count])
        item.setIcon(1, _sign_icon(words.sign(group.problem)))
        item.setForeground(0, QColor(themes.current().secondary))
        item.setForeground(2, QColor(themes.current().secondary))
        item.setTextAlignment(3, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if group.problem.excerpt:
            item.setToolTip(1, words.excerpt(group.problem.excerpt))
        return item

    def _head(self) -> QHBoxLayout:
        title = controls.label(self.tr("Problems"), weight=600)
        copy = controls.link(self.tr("Copy all"))
        copy.clicked.connect(self._copy)
        clear = controls.link(self.tr("Clear"))
        clear.clicked.connect(self.cleared)
        close = controls.icon_button("close", self.tr("Close"))
        close.clicked.connect(self.closed)
        row = QHBoxLayout()
        row.setContentsMargins(12, 4, 4, 4)
        row.addWidget(title)
        row.addStretch()
        row.addWidget(self._words)
        for button in (copy, clear, close):
            row.addWidget(button)
        return row

    def _copy(self) -> None:
        lines = [
            "\t".join(
                (
                    self._time_text(group.last_at),
                    words.sentence(group.problem),
                    plain(group.problem.source),
                    str(group.count),
                )
            )
            for group in self._groups
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))


def _sign_icon(state: State) -> QIcon:
    pixmap = QPixmap(24, 24)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_state(painter, state, QRectF(2, 2, 20, 20), colour_of(state, themes.current()))
    painter.end()
    pixmap.setDevicePixelRatio(2)
    return QIcon(pixmap)
