"""The panel at the right: everything that is known of the selected stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from recall_viewer.gui import controls, icons
from recall_viewer.gui import theme as themes
from recall_viewer.gui.facts_page import FACTS_PX, FactsPage

if TYPE_CHECKING:
    from recall_viewer.gui.details import DetailsFacts

WIDTH_PX = 300
LEAST_BESIDE_PX = 260
"""What has to be left for the tiles."""
HEAD_PX = 35
"""With the edge of what follows, 37."""


class DetailsPanel(QWidget):
    """Shows one stream; whoever owns it says which, a few times a second at most.

    Signals:
        closed: the person closed it.
        copy_asked: the person wants this text in the clipboard.
    """

    closed = Signal()
    copy_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("details")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Details"))
        self._width_px = themes.scaled(FACTS_PX) + WIDTH_PX - FACTS_PX
        self.setFixedWidth(self._width_px)
        self._facts: FactsPage | None = None
        nothing = controls.label(self.tr("Select a tile"), tone="secondary")
        nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        self._pages.addWidget(nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self._pages, 1)

    def fit(self, room_px: int) -> bool:
        """Take its width of the room, or all where little would be left; True where it takes all."""
        takes_all = room_px < self._width_px + LEAST_BESIDE_PX
        self.setMaximumWidth(room_px if takes_all else self._width_px)
        return takes_all

    def show_stream(self, facts: DetailsFacts | None) -> None:
        """Show a stream, or that none is selected."""
        if facts is None:
            self._pages.setCurrentIndex(0)
            return
        page = self._page()
        page.show_facts(facts)
        self._pages.setCurrentWidget(page)

    def _page(self) -> FactsPage:
        """Return what holds the facts, made for the first stream: a hundred parts that most starts never show."""
        if self._facts is None:
            self._facts = FactsPage()
            self._facts.copy_asked.connect(self.copy_asked)
            self._pages.addWidget(self._facts)
            self.setFocusProxy(self._facts)
        return self._facts

    def _head(self) -> QWidget:
        close = controls.icon_button("close", self.tr("Close details"))
        close.setIcon(icons.icon("close", "secondary"))
        close.clicked.connect(self.closed)
        head = QWidget()
        head.setFixedHeight(HEAD_PX)
        row = QHBoxLayout(head)
        row.setContentsMargins(12, 2, 4, 0)
        row.addWidget(controls.label(self.tr("Details"), weight=600))
        row.addStretch()
        row.addWidget(close)
        return head
