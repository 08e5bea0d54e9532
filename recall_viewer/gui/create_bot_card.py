"""The card that makes the bot: the request with the address in it, ready to be copied."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QWidget

from recall_viewer.gui import create_bot
from recall_viewer.gui import theme as themes
from recall_viewer.gui.choosers import Segments
from recall_viewer.gui.create_bot import ApiVersion
from recall_viewer.gui.start_parts import Card, CopyButton, FoldingRow, Paragraph, flush_link, step_title

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from recall_viewer.gui.create_bot import Obstacle

LEAST_LINES = 8
MARGIN_PX = 8
HINT_LEAST_PX = 200
NO_ADDRESS = "wss://…/"


class CreateBotCard(Card):
    """Shows the request with the token masked, and copies it whole.

    Signals:
        token_asked: the person wants the address protected by a token.
    """

    token_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._address = ""
        self._token: str | None = None
        choices: dict[str, str] = {
            ApiVersion.CURRENT: self.tr("Current API (v1.11)"),
            ApiVersion.OLDER: self.tr("Older API (v1.10)"),
        }
        self.switch = Segments(self.tr("API"), choices)
        self.switch.choose(ApiVersion.CURRENT)
        self.switch.chosen.connect(self._refresh)
        self.view = BodyView(self.tr("Create Bot request"))
        self.copy_json = CopyButton(self.tr("Copy JSON"), self.body, has_icon=True, is_primary=True)
        self.copy_curl = CopyButton(self.tr("Copy as curl"), self._curl, has_icon=False)
        self._hint = Paragraph()
        self.make_token = flush_link(self.tr("Make a token"))
        self.make_token.clicked.connect(self.token_asked)
        unguarded = Paragraph(self.tr("Without a token anyone who knows the address can send pictures."))
        self._unguarded = FoldingRow(unguarded, self.make_token)
        self.column.addWidget(FoldingRow(step_title(3, self.tr("Create the bot")), self.switch))
        self.column.addWidget(self.view)
        self.column.addWidget(FoldingRow(self._buttons(), self._hint, second_takes_rest=True, least_px=HINT_LEAST_PX))
        self.column.addWidget(self._unguarded)
        self._refresh()

    @property
    def version(self) -> ApiVersion:
        """The version of the API that the request is for."""
        return ApiVersion(self.switch.value)

    def choose_version(self, version: ApiVersion) -> None:
        """Show the request for a version of the API."""
        self.switch.choose(version)
        self._refresh()

    def show_address(self, address: str) -> None:
        """Fill in the public address, as `create_bot.public_address` returns it."""
        self._address = address
        self._refresh()

    def show_token(self, token: str | None) -> None:
        """Fill in the token that bots must bring; None where they need none."""
        self._token = token
        if token is not None and self.make_token.hasFocus():
            # The focus stays near: on what comes next, and not wherever Qt would put it.
            (self.copy_json if self.copy_json.isEnabled() else self.view).setFocus()
        self._unguarded.setVisible(token is None)
        self._refresh()

    def body(self) -> str:
        """Return the request as it is copied, with the token in it."""
        return create_bot.body(self.version, self._address, self._token)

    def _curl(self) -> str:
        return create_bot.curl(self.body(), create_bot.DEFAULT_BASE_URL)

    def _buttons(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.copy_json)
        row.addWidget(self.copy_curl)
        row.addStretch()
        return made

    def _refresh(self) -> None:
        whole = create_bot.with_token(self._address or NO_ADDRESS, self._token)
        self.view.show_body(create_bot.body(self.version, create_bot.masked(whole)), whole)
        obstacle = create_bot.obstacle(self._address)
        reason = self._reason(obstacle) if obstacle else ""
        for button in (self.copy_json, self.copy_curl):
            button.setEnabled(not obstacle)
            button.setToolTip(reason)
        if obstacle:
            self._hint.say(reason, "secondary" if obstacle == "empty" else "amber")
        else:
            self._hint.say(self.tr("Fill in meeting_url. curl reads $RECALL_API_KEY."))

    def _reason(self, obstacle: Obstacle) -> str:
        return {
            "empty": self.tr("Give the public address first."),
            "invalid": self.tr("The public address is none: it has to look like wss://host/."),
            "local": self.tr("The public address is a local one: the API answers 403 to it."),
        }[obstacle]


class BodyView(QPlainTextEdit):
    """A request to be read and selected. Tokens are masked to the eye; what is copied has them.

    It wants to be as high as its lines; where it `may_shrink` it scrolls instead.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self._masked = ""
        self._whole = ""
        self._may_shrink = True
        self.setObjectName("body")
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.setFont(themes.font(12, is_mono=True))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self.setViewportMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_body(self, text: str, address: str) -> None:
        """Show a body with a masked address; `address` is what stands in its place when it is copied."""
        self._masked = create_bot.quoted(create_bot.masked(address))[1:-1]
        self._whole = create_bot.quoted(address)[1:-1]
        if text != self.toPlainText():
            self.setPlainText(text)
            self.updateGeometry()

    def let_shrink(self, *, may_shrink: bool) -> None:
        """Say whether it may be lower than its lines."""
        self._may_shrink = may_shrink
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the size with all lines."""
        return QSize(400, self._height_px(self.blockCount()))

    def minimumSizeHint(self) -> QSize:
        """Return the size with the lines that have to be seen."""
        lines = min(LEAST_LINES, self.blockCount()) if self._may_shrink else self.blockCount()
        return QSize(120, self._height_px(lines))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make room for a scroll bar where the lines are too long now."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802 - Qt calls it so
        """Copy the selection with the whole address."""
        data = QMimeData()
        # Qt ends the lines of a selection with paragraph separators.
        selected = self.textCursor().selectedText().replace("\u2029", "\n")
        data.setText(selected.replace(self._masked, self._whole))
        return data

    def _height_px(self, lines: int) -> int:
        line_px = self.blockBoundingRect(self.document().firstBlock()).height()
        metrics = self.fontMetrics()
        longest_px = max(metrics.horizontalAdvance(line) for line in self.toPlainText().split("\n"))
        has_bar = longest_px > self.viewport().width()
        bar_px = self.horizontalScrollBar().sizeHint().height() if has_bar else 0
        # Qt scrolls unless there is a pixel to spare.
        return math.ceil(lines * line_px) + 1 + 2 * (MARGIN_PX + 1) + bar_px
