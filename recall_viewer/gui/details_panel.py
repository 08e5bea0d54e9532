"""The panel at the right: everything that is known of the selected stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from recall_viewer.gui import controls, icons
from recall_viewer.gui import theme as themes
from recall_viewer.gui.details import MOST_LABELS
from recall_viewer.gui.fact_row import FactRow
from recall_viewer.gui.shapes import colour_of, paint_bars, paint_state
from recall_viewer.gui.traces import TraceView

if TYPE_CHECKING:
    from recall_viewer.gui.details import DetailsFacts

WIDTH_PX = 300
LEAST_BESIDE_PX = 260
"""What has to be left for the tiles."""
HEAD_PX = 35
"""With the edge of what follows, 37."""
FACTS_PX = 273
"""The width of the facts: what a scroll bar leaves, whether there is one or not."""


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
        self._rows: dict[str, FactRow] = {}
        self._subject = Subject()
        self._sizes = TraceView(self.tr("Picture sizes"))
        self._rates = TraceView(self.tr("Frames per second"))
        self._gaps = TraceView(self.tr("Gaps between frames"))
        self._gaps_hint = controls.label(size_px=12, tone="secondary")
        self._labels: list[FactRow] = []
        self._scroll = QScrollArea()
        self._scroll.setObjectName("facts")
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(self.tr("Details of the selected stream"))
        self._scroll.setWidget(self._make_facts())
        self.setFocusProxy(self._scroll)
        nothing = controls.label(self.tr("Select a tile"), tone="secondary")
        nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        self._pages.addWidget(nothing)
        self._pages.addWidget(self._scroll)
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
        self._pages.setCurrentIndex(0 if facts is None else 1)
        if facts is None:
            return
        self._subject.show_subject(facts)
        self._sizes.show_trace(facts.sizes)
        self._rates.show_trace(facts.rates)
        self._gaps.show_trace(facts.gaps)
        if self._gaps_hint.text() != facts.gaps.said:
            self._gaps_hint.setText(facts.gaps.said)
        for name, row in self._rows.items():
            row.show_value(getattr(facts, name))
        self._show_labels(facts.labels)

    def _show_labels(self, labels: tuple[tuple[str, str], ...]) -> None:
        for number, row in enumerate(self._labels):
            if number < len(labels):
                row.show_label(labels[number][0])
                row.show_value(labels[number][1])
            row.setVisible(number < len(labels))

    # Parts

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

    def _make_facts(self) -> QWidget:
        facts = QWidget()
        facts.setObjectName("factsPage")
        column = QVBoxLayout(facts)
        column.setContentsMargins(10, 0, 0, 12)
        # It takes the height of what it holds, and the width of its rows.
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        column.setSpacing(0)
        column.addWidget(self._subject)
        self._add_picture(column)
        self._add_rates(column)
        self._add_identity(column)
        self._add_connection(column)
        return facts

    def _add_picture(self, column: QVBoxLayout) -> None:
        self._add_title(column, self.tr("Picture"), controls.label(self.tr("last 5 min"), size_px=12, tone="secondary"))
        self._add_trace(column, self._sizes)
        self._add_row(column, "size_now", self.tr("Size now"))
        self._add_row(column, "size_before", self.tr("Before"))
        self._add_row(column, "format", self.tr("Format"))

    def _add_rates(self, column: QVBoxLayout) -> None:
        hint = controls.label(self.tr("last 60 s"), size_px=12, tone="secondary")
        self._add_title(column, self.tr("Frames per second"), hint)
        self._add_trace(column, self._rates)
        self._add_row(column, "fps", self.tr("Received / shown"))
        self._add_row(column, "counts", self.tr("In all"))
        self._add_row(column, "not_shown", self.tr("Superseded / hidden"))
        self._add_row(column, "bit_rate", self.tr("Rate"))
        self._add_title(column, self.tr("Gaps"), self._gaps_hint)
        self._add_trace(column, self._gaps)

    def _add_identity(self, column: QVBoxLayout) -> None:
        self._add_title(column, self.tr("Identity"))
        self._add_row(column, "participant", self.tr("Participant"), self.tr("Copy participant ID"), is_mono=True)
        self._add_row(column, "role", self.tr("Role"))
        self._add_row(column, "bot", self.tr("Bot"), self.tr("Copy bot ID"), is_id=True, is_mono=True)
        self._add_row(column, "recording", self.tr("Recording"), self.tr("Copy recording ID"), is_id=True, is_mono=True)
        self._add_row(column, "kind", self.tr("Kind"))
        for _ in range(MOST_LABELS):
            row = FactRow(themes.scaled(FACTS_PX), "", self.tr("Copy label"))
            row.copy_asked.connect(self.copy_asked)
            row.hide()
            column.addWidget(row)
            self._labels.append(row)

    def _add_connection(self, column: QVBoxLayout) -> None:
        self._add_title(column, self.tr("Connection"))
        self._add_row(column, "protocol", self.tr("Protocol"))
        self._add_row(column, "remote", self.tr("From"), self.tr("Copy address"), is_mono=True)
        self._add_row(column, "opened", self.tr("Open since"))
        self._add_row(column, "video_time", self.tr("Sender's clock"))

    def _add_title(self, column: QVBoxLayout, text: str, hint: QLabel | None = None) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 8, 0, 0)
        row.setSpacing(0)
        title = controls.label(text, size_px=12, weight=600)
        title.setFixedHeight(themes.scaled(20))
        row.addWidget(title)
        if hint is not None:
            # Of a fixed width, so that another text in it lays out nothing.
            hint.setFixedSize(themes.scaled(FACTS_PX) - title.sizeHint().width(), title.height())
            hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            row.addWidget(hint)
        column.addLayout(row)

    def _add_trace(self, column: QVBoxLayout, trace: TraceView) -> None:
        column.addSpacing(8)
        column.addWidget(trace)
        column.addSpacing(2)

    def _add_row(
        self, column: QVBoxLayout, name: str, text: str, copy: str = "", *, is_id: bool = False, is_mono: bool = False
    ) -> None:
        row = self._rows[name] = FactRow(
            themes.scaled(FACTS_PX), text, copy, is_id=is_id, is_mono=is_mono or bool(copy)
        )
        row.copy_asked.connect(self.copy_asked)
        column.addWidget(row)


class Subject(QWidget):
    """The state's shape, the name, and the state in words at the right; the name gives way."""

    def __init__(self) -> None:
        super().__init__()
        self._facts: DetailsFacts | None = None
        self.setFixedHeight(themes.scaled(26))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_subject(self, facts: DetailsFacts) -> None:
        """Take over whose details are shown; paints only what changed."""
        last, self._facts = self._facts, facts
        said = f"{facts.name}, {facts.status}"
        if last is None or (last.name, last.status, last.state) != (facts.name, facts.status, facts.state):
            self.setAccessibleName(said)
            self.setToolTip(controls.hint(facts.name))
            self.setAccessibleDescription(facts.name)
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it."""
        facts = self._facts
        if facts is None:
            return
        painter, theme = QPainter(self), themes.current()
        colour = QColor(theme.frozen) if facts.is_frozen else colour_of(facts.state, theme)
        box = QRectF(1, self.height() / 2 - 5, 10, 10)
        if facts.is_frozen:
            paint_bars(painter, box, colour)
        else:
            paint_state(painter, facts.state, box, colour)
        font = themes.font(12, weight=600)
        width = themes.text_width(font, facts.status)
        painter.setFont(font)
        painter.setPen(colour)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, 0, self.width(), self.height()), middle | Qt.AlignmentFlag.AlignRight, facts.status)
        font = themes.font(15, weight=600)
        room = QRectF(20, 0, self.width() - width - 30, self.height())
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        name = QFontMetricsF(font).elidedText(facts.name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignLeft, name)
