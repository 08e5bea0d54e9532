"""The facts of one stream, in the panel at the right: who, in which state, pictures, rates, identity, connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from recall_viewer.gui import controls
from recall_viewer.gui import theme as themes
from recall_viewer.gui.details import MOST_LABELS
from recall_viewer.gui.fact_row import FactRow
from recall_viewer.gui.shapes import colour_of, paint_bars, paint_state
from recall_viewer.gui.traces import TraceView

if TYPE_CHECKING:
    from recall_viewer.gui.details import DetailsFacts

FACTS_PX = 273
"""The width of the facts: what a scroll bar leaves, whether there is one or not."""


class FactsPage(QScrollArea):
    """Shows the facts of one stream.

    Signals:
        copy_asked: the person wants this text in the clipboard.
    """

    copy_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("facts")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Details of the selected stream"))
        self._rows: dict[str, FactRow] = {}
        self._subject = Subject()
        self._sizes = TraceView(self.tr("Picture sizes"))
        self._rates = TraceView(self.tr("Frames per second"))
        self._gaps = TraceView(self.tr("Gaps between frames"))
        self._gaps_hint = controls.label(size_px=12, tone="secondary")
        self._labels: list[FactRow] = []
        self.setWidget(self._make_facts())

    def show_facts(self, facts: DetailsFacts) -> None:
        """Show what is known; what says the same as before costs nothing."""
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
