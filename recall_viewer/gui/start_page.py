"""Nothing connected yet: the way from the address here to the first picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from recall_viewer.gui import controls
from recall_viewer.gui.address_card import AddressCard
from recall_viewer.gui.checklist import Checklist
from recall_viewer.gui.create_bot_card import CreateBotCard
from recall_viewer.gui.start_parts import PADDING_PX, Card, Paragraph, Sign, flush_link
from recall_viewer.model.status import State

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from recall_viewer.gui.address_card import ReachCheck
    from recall_viewer.gui.checklist import Progress

TWO_COLUMNS_FROM_PX = 900
WIDTHS_PX = (640, 368)
"""Of the two columns, at most."""
GAP_PX = 24
CARD_GAP_PX = 12
SMALL_BELOW_PX = 480


class StartPage(QScrollArea):
    """Where a bot dials in, how to make one, how far it got, and what dialled in and was no video.

    Signals:
        check_asked: the person wants to know whether this address reaches the window; the token is in it.
        token_asked: the person wants the address protected by a token.
        demo_asked: the person wants to see simulated participants.
        problems_asked: the person wants to read what went wrong.
    """

    check_asked = Signal(str)
    token_asked = Signal()
    demo_asked = Signal()
    problems_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_wide: bool | None = None
        self.setObjectName("startPage")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._title = Paragraph(size_px=20, weight=600, tone="")
        self._subtitle = Paragraph(size_px=13)
        self._addresses = AddressCard()
        self._create = CreateBotCard()
        self._checklist = Checklist()
        self._problem_title = Paragraph(size_px=13, weight=600, tone="amber")
        self._problem = Paragraph(tone="")
        self._problem_link = flush_link(self.tr("Show in Problems"))
        self._problem_card = self._make_problem_card()
        self._ground = Ground()
        self._assemble()
        self.show_connected(is_connected=False)
        self._addresses.check_asked.connect(self.check_asked)
        self._addresses.changed.connect(lambda: self._create.show_address(self.public_address))
        self._create.token_asked.connect(self.token_asked)

    # What the window tells it

    @property
    def address(self) -> str:
        """Where bots dial in, as it is shown."""
        return self._addresses.address

    @property
    def public_address(self) -> str:
        """The address that a bot would dial, without our token; empty where none was given."""
        return self._addresses.public_address

    def take_over(self, other: StartPage) -> None:
        """Take over what the person gave to another page: the public address, the version of the API."""
        self._addresses.show_public_address(other.public_address)
        self._create.choose_version(other._create.version)

    def show_address(self, address: str) -> None:
        """Say where bots dial in."""
        self._addresses.show_address(address)

    def show_token(self, token: str | None) -> None:
        """Put the token that bots must bring into what is checked and copied; None where they need none."""
        self._addresses.show_token(token)
        self._create.show_token(token)

    def show_reach(self, check: ReachCheck) -> None:
        """Say how the check of the public address stands; nothing where the address is another by now."""
        self._addresses.show_reach(check)

    def show_connected(self, *, is_connected: bool) -> None:
        """Say that nothing is connected, or why what is connected shows no picture."""
        if is_connected:
            self._title.say(self.tr("Connected, no video yet"), "")
            self._subtitle.say(
                self.tr("Cameras may be off, or the bot waits in the lobby. Tiles appear here with the first frame.")
            )
        else:
            self._title.say(self.tr("Nothing connected yet"), "")
            self._subtitle.say(self.tr("A bot dials in to this window. Give it an address that it can reach."))

    def show_progress(self, progress: Progress) -> None:
        """Tick what has happened on the way."""
        self._checklist.show_progress(progress)

    def show_problem(self, time: str, title: str, text: str) -> None:
        """Say what dialled in and was refused or not understood, and the remedy; without a title nothing."""
        self._problem_title.say(f"{time}  {title}" if time else title, "amber")
        self._problem.say(text, "")
        self._problem_card.setVisible(bool(title))

    # Parts

    def _assemble(self) -> None:
        self._left = _column(self._addresses, self._create)
        self._right = _column(self._checklist, self._make_demo_card())
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for part, stretch in zip((self._left, self._right), WIDTHS_PX, strict=True):
            self._columns.addLayout(part, stretch)
        page = QVBoxLayout()
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        for widget, space_px in ((self._title, 4), (self._subtitle, 16)):
            page.addWidget(widget)
            page.addSpacing(space_px)
        page.addLayout(self._columns)
        page.addStretch()
        self._holder = QWidget()
        self._holder.setLayout(page)
        self._ground.row.addWidget(self._holder)
        self.setWidget(self._ground)

    def _make_problem_card(self) -> Card:
        head = QHBoxLayout()
        head.setSpacing(8)
        sign = Sign(State.LATE)
        # As high as the first line of the title, however many follow.
        sign.setFixedHeight(self._problem_title.fontMetrics().height())
        head.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._problem_title, 1)
        self._problem_link.clicked.connect(self.problems_asked)
        card = Card(head, self._problem, self._problem_link, name="problemCard")
        # The link has room of its own below it.
        card.column.setContentsMargins(PADDING_PX, 16, PADDING_PX, 10)
        card.hide()
        return card

    def _make_demo_card(self) -> Card:
        show = controls.push_button(self.tr("Show demo"), "play")
        show.clicked.connect(self.demo_asked)
        advice = self.tr("Six simulated participants dial in over a real socket. Their tiles say DEMO.")
        card = Card(controls.label(self.tr("No bot at hand?"), weight=600), Paragraph(advice), show)
        card.column.insertSpacing(2, 4)
        return card

    # Room

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand in two columns where there is room."""
        self._arrange()
        super().resizeEvent(event)

    def _arrange(self) -> None:
        is_wide, is_small = self.width() >= TWO_COLUMNS_FROM_PX, self.width() < SMALL_BELOW_PX
        side_px, top_px = (12, 16) if is_small else (GAP_PX, 28)
        self._ground.row.setContentsMargins(side_px, top_px, side_px, 16)
        if is_wide is self._is_wide:
            return
        self._is_wide = self._ground.is_wide = is_wide
        direction = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        self._columns.setDirection(direction)
        self._columns.setSpacing(GAP_PX if is_wide else CARD_GAP_PX)
        self._holder.setMaximumWidth(sum(WIDTHS_PX) + GAP_PX if is_wide else WIDTHS_PX[0])
        # A page that scrolls anyway needs no second thing in it that scrolls.
        self._create.view.let_shrink(may_shrink=is_wide)
        # Below each other, what went wrong comes first.
        (self._left if is_wide else self._right).removeWidget(self._problem_card)
        if is_wide:
            self._right.insertWidget(1, self._problem_card)
        else:
            self._left.insertWidget(0, self._problem_card)
        QWidget.setTabOrder(self._create.make_token if is_wide else self, self._problem_link)


class Ground(QWidget):
    """What the page scrolls: as low as it can be, so that the request in it scrolls before the page does."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("startGround")
        self.row = QHBoxLayout(self)
        self.is_wide = False

    def minimumSizeHint(self) -> QSize:
        """Return the least size; for two columns its width alone, as no text there breaks into the most lines."""
        least = super().minimumSizeHint()
        return QSize(least.width(), 0) if self.is_wide else least

    def heightForWidth(self, width: int) -> int:
        """Return the least height."""
        return self.row.minimumHeightForWidth(width)


def _column(*cards: Card) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(CARD_GAP_PX)
    for card in cards:
        column.addWidget(card)
    column.addStretch()
    return column
