"""The panel of what went wrong: grouped, counted, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from recall_viewer.gui import controls, icons
from recall_viewer.gui import theme as themes
from recall_viewer.gui.problems_list import ProblemsList
from recall_viewer.gui.problems_model import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QResizeEvent, QShowEvent

    from recall_viewer.model.problems import Group

HEIGHT_PX = 186
DETAIL_PX = 104
MOST_OF_WINDOW = 0.45
FILTER_PX = 220
WIDE_PX = 1000
"""From here on 32 bytes find room in one line."""


class ProblemsPanel(QWidget):
    """Shows the groups of `Problems`, and the rest of one of them below the list where the person asks for it.

    Signals:
        closed: the person closed it.
        cleared: the person wants them forgotten.
    """

    closed = Signal()
    cleared = Signal()

    def __init__(self, time_text: Callable[[float], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = Rows(time_text)
        self._groups: Sequence[Group] = ()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Problems"))
        self._words = WordsField(self.tr("Filter problems"))
        self._words.textChanged.connect(lambda _text: self.show_groups(self._groups))
        self._list = ProblemsList()
        self._list.copy_asked.connect(self._copy)
        self._list.detail_asked.connect(self._toggle_detail)
        self._list.current_changed.connect(self._show_detail)
        self._detail = QPlainTextEdit(readOnly=True)
        self._detail.setObjectName("detail")
        self._detail.setFont(themes.font(12, is_mono=True))
        self._detail.setAccessibleName(self.tr("Details of the problem"))
        self._detail.setTabChangesFocus(True)
        self._detail.hide()
        for widget in (self._words, self._list, self._detail):
            widget.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(self._list, 1)
        column.addWidget(self._detail)
        self.show_groups(())
        self._fit()
        self.hide()

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show these, newest first; only rows that changed are painted."""
        self._groups = groups
        wanted = self._words.text().casefold()
        rows = [row for row in self._rows.of(groups) if wanted in f"{row.text} {row.source}".casefold()]
        self._list.show_rows(rows, if_none=self.tr("Nothing matches") if groups else self.tr("No problems"))

    def rows(self) -> list[list[str]]:
        """Return the texts that are listed, row by row: last, problem, from, count."""
        return [row.cells for row in self._list.rows]

    # Parts

    def _head(self) -> QHBoxLayout:
        title = controls.label(self.tr("Problems"), weight=600)
        copy = controls.link(self.tr("Copy all"))
        copy.setToolTip(self.tr("Copy all that are listed"))
        copy.clicked.connect(self._copy_all)
        clear = controls.link(self.tr("Clear"))
        clear.clicked.connect(self.cleared)
        close = controls.icon_button("close", self.tr("Close problems"))
        close.setIcon(icons.icon("close", "secondary"))
        close.clicked.connect(self.closed)
        row = QHBoxLayout()
        row.setContentsMargins(12, 4, 4, 4)
        row.setSpacing(10)
        row.addWidget(title)
        row.addSpacing(8)
        row.addStretch(1)
        row.addWidget(self._words, 100)
        for button in (copy, clear, close):
            row.addWidget(button)
        return row

    def _copy(self, rows: list[Row]) -> None:
        if rows:
            QGuiApplication.clipboard().setText("\n".join(row.detail() if row.excerpt else row.line for row in rows))

    def _copy_all(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(row.line for row in self._list.rows))

    def _toggle_detail(self) -> None:
        had_focus = self._detail.hasFocus()
        self._detail.setVisible(self._detail.isHidden())
        if had_focus:
            self._list.setFocus()
        self._fit()
        self._show_detail()
        self._list.scrollTo(self._list.currentIndex())

    def _show_detail(self) -> None:
        if self._detail.isHidden():
            return
        row = self._list.current_row
        if row is None:
            self._toggle_detail()
            return
        per_line = 32 if self.width() >= WIDE_PX else 16
        text = row.detail(per_line)
        if text != self._detail.toPlainText():
            self._detail.setPlainText(text)

    def _fit(self) -> None:
        """Take the height that it needs, but leave most of a low window to the pictures."""
        wanted = HEIGHT_PX + (0 if self._detail.isHidden() else DETAIL_PX)
        most = int(self.window().height() * MOST_OF_WINDOW) if self.parentWidget() else wanted
        self._detail.setFixedHeight(min(DETAIL_PX, max(40, most // 3)))
        self.setFixedHeight(min(wanted, most))

    def _step_back(self, watched: QObject) -> Callable[[], None] | None:
        """Return what Esc does here before it is the window's."""
        if watched is self._words and self._words.text():
            return self._words.clear
        if watched is not self._words and not self._detail.isHidden():
            return self._toggle_detail
        return None

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        """Follow the height of the window."""
        super().showEvent(event)
        self.window().installEventFilter(self)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the lines of the detail."""
        super().resizeEvent(event)
        self._show_detail()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit into a window that was resized, and catch Esc while it means something here."""
        if event.type() == QEvent.Type.Resize and watched is self.window():
            self._fit()
        is_key = event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) and watched is not self.window()
        if is_key and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            step = self._step_back(watched)
            if step is not None:
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    step()
                return True
        return super().eventFilter(watched, event)


class WordsField(QLineEdit):
    """A field to search in, with the sign that says so."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._sign = icons.icon("search", "secondary")
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self.setMaximumWidth(themes.scaled(FILTER_PX))
        self.setFixedHeight(themes.CONTROL_PX)
        self.setTextMargins(24, 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the field and its sign."""
        super().paintEvent(event)
        self._sign.paint(QPainter(self), QRect(8, (self.height() - 16) // 2, 16, 16))
