"""What stands in place of the tiles while there are none: the way to a picture."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from recall_viewer.gui import controls
from recall_viewer.gui import theme as themes
from recall_viewer.gui.shapes import paint_state
from recall_viewer.model.status import State

CARD_PADDING_PX = 20
PAGE_WIDTH_PX = 640


class StartPage(QWidget):
    """Nothing connected yet: where a bot dials in, and what dialled in and was no video.

    Signals:
        demo_asked: the person wants to see simulated participants.
        problems_asked: the person wants to read what went wrong.
    """

    demo_asked = Signal()
    problems_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("startPage")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._address = QLineEdit(readOnly=True)
        self._address.setFont(themes.font(12, is_mono=True))
        self._address.setFixedHeight(themes.CONTROL_PX)
        self._address.setAccessibleName(self.tr("Listening address"))
        self._problem = _text("")
        self._problem_card = self._make_problem_card()
        title = _text(self.tr("Nothing connected yet"), size_px=20, weight=600)
        subtitle = _text(
            self.tr("A bot dials in to this window. Give it an address that it can reach."), tone="secondary"
        )
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(title)
        column.addWidget(subtitle)
        column.addSpacing(4)
        for card in (self._make_address_card(), self._problem_card, self._make_demo_card()):
            column.addWidget(card)
        column.addStretch()
        holder = QWidget(maximumWidth=PAGE_WIDTH_PX)
        holder.setLayout(column)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 16, 12, 8)
        row.addWidget(holder)

    @property
    def address(self) -> str:
        """Where bots dial in, as it is shown."""
        return self._address.text()

    def show_address(self, address: str) -> None:
        """Say where bots dial in."""
        self._address.setText(address)
        self._address.setCursorPosition(0)

    def show_problem(self, text: str) -> None:
        """Say what dialled in and was refused or not understood; nothing where that did not happen."""
        self._problem.setText(text)
        self._problem_card.setVisible(bool(text))

    def _make_address_card(self) -> QFrame:
        copy = controls.push_button(self.tr("Copy"), "copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._address.text()))
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._address)
        line.addWidget(copy)
        hint = self.tr(
            "Bots cannot reach a local address: put a tunnel before it, and give the bot the tunnel's wss:// address."
        )
        return _card(
            _text(self.tr("Listening here"), weight=600),
            line,
            _text(hint, tone="secondary", size_px=12),
        )

    def _make_problem_card(self) -> QFrame:
        link = controls.link(self.tr("Show in Problems"))
        link.clicked.connect(self.problems_asked)
        title = _text(self.tr("Last problem"), tone="amber", weight=600)
        card = _card(title, self._problem, link)
        card.hide()
        return card

    def _make_demo_card(self) -> QFrame:
        show = controls.push_button(self.tr("Show demo"), "play")
        show.clicked.connect(self.demo_asked)
        advice = self.tr("Six simulated participants dial in over a real socket. Their tiles say DEMO.")
        return _card(
            _text(self.tr("No bot at hand?"), weight=600),
            _text(advice, tone="secondary", size_px=12),
            show,
        )


class WaitingPage(QWidget):
    """The filter lets nothing through: which bot is waited for, and what is hidden meanwhile.

    Signals:
        copy_asked: the person wants the whole id.
        all_asked: the person wants the filter cleared.
    """

    copy_asked = Signal()
    all_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # It stands on the canvas, where the dark colours hold in both themes.
        self.setObjectName("gallery")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._title = _centred("", 20, 600)
        self._detail = _centred("secondary", 13, 400)
        self._copy = controls.push_button(self.tr("Copy full ID"), "copy")
        self._copy.clicked.connect(self.copy_asked)
        self._all = QPushButton()
        self._all.clicked.connect(self.all_asked)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch()
        buttons.addWidget(self._copy)
        buttons.addWidget(self._all)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch()
        column.addWidget(Ring(self))
        column.addWidget(self._title)
        column.addWidget(self._detail)
        column.addLayout(buttons)
        column.addStretch()

    def show_waiting(self, ids: tuple[str, ...], hidden: int, bots: int) -> None:
        """Say what is waited for; without ids the filter simply matches nothing."""
        if ids:
            more = f" +{len(ids) - 1}" if len(ids) > 1 else ""
            self._title.setText(self.tr("Waiting for bot {id}…").format(id=ids[0][:8]) + more)
            first = self.tr("No stream of this bot has arrived yet. Its tiles appear here when it dials in.")
        else:
            self._title.setText(self.tr("Nothing matches"))
            first = self.tr("No stream matches the filter now. One that does appears here at once.")
        hides = self.tr("{count} streams of {bots} bots are hidden by the filter.").format(count=hidden, bots=bots)
        self._detail.setText(f"{first}\n{hides}" if hidden else first)
        self._copy.setVisible(bool(ids))
        self._all.setText(self.tr("Show all {count}").format(count=hidden) + "   Esc")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the canvas."""
        QPainter(self).fillRect(event.rect(), themes.CANVAS)


class Ring(QWidget):
    """The shape of waiting, large and still."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(40)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it in the middle."""
        box = QRectF(self.width() / 2 - 14, self.height() / 2 - 14, 28, 28)
        paint_state(QPainter(self), State.WAITING, box, QColor(themes.DARK.secondary))


def _card(*rows: QWidget | QHBoxLayout) -> QFrame:
    card = QFrame()
    card.setObjectName("card")
    column = QVBoxLayout(card)
    column.setContentsMargins(CARD_PADDING_PX, 16, CARD_PADDING_PX, 16)
    column.setSpacing(8)
    for row in rows:
        if isinstance(row, QWidget):
            is_button = isinstance(row, QPushButton)
            column.addWidget(row, 0, Qt.AlignmentFlag.AlignLeft if is_button else Qt.AlignmentFlag(0))
        else:
            column.addLayout(row)
    return card


def _text(text: str, *, tone: str = "", size_px: int = 13, weight: int = 400) -> QLabel:
    made = controls.label(text, size_px=size_px, weight=weight, tone=tone)
    made.setWordWrap(True)
    return made


def _centred(tone: str, size_px: int, weight: int) -> QLabel:
    label = _text("", tone=tone, size_px=size_px, weight=weight)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label
