"""The card of the two addresses: the one listened on, and the public one that leads to it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from recall_viewer.gui import controls, create_bot
from recall_viewer.gui import theme as themes
from recall_viewer.gui.start_parts import Card, CopyButton, FoldingRow, Paragraph, StateLine, step_title
from recall_viewer.model.status import State


@dataclass(frozen=True, slots=True)
class ReachCheck:
    """How the check of an address stands: through after `seconds`, failed for a `problem` (a sentence), or under way.

    `address` is the one that `check_asked` gave: what is said of another one is not shown.
    """

    address: str
    seconds: float | None = None
    problem: str = ""

    @property
    def is_under_way(self) -> bool:
        """Whether nothing is known yet."""
        return self.seconds is None and not self.problem


class AddressCard(Card):
    """Shows the address here, takes the public one, and says what a check of it found.

    Signals:
        changed: the public address is another now.
        check_asked: the person wants to know whether this address reaches the window; the token is in it.
    """

    changed = Signal()
    check_asked = Signal(str)

    def __init__(self) -> None:
        self._token: str | None = None
        self._check: ReachCheck | None = None
        self._address = _field(self.tr("Listening address"))
        self._address.setReadOnly(True)
        self._public = _field(self.tr("Public address"))
        self._public.setPlaceholderText(self.tr("The tunnel's address: https://… or wss://…"))
        self._ready, self._result = StateLine(), StateLine()
        self._advice = Paragraph()
        self._copy = CopyButton(self.tr("Copy"), self._address.text, has_icon=True)
        self._copy.setAccessibleName(self.tr("Copy the listening address"))
        self._button = controls.push_button(self.tr("Check"))
        super().__init__(
            FoldingRow(step_title(1, self.tr("Listening here")), self._ready),
            _line(self._address, self._copy),
            FoldingRow(step_title(2, self.tr("Public address (your tunnel)")), self._result),
            _line(self._public, self._button),
            self._advice,
        )
        self.column.insertSpacing(2, 8)
        self._public.textChanged.connect(self._typed)
        self._public.editingFinished.connect(self._tidy)
        self._public.returnPressed.connect(self._ask)
        self._button.clicked.connect(self._ask)
        self.show_address("")
        self._refresh()

    @property
    def address(self) -> str:
        """Where bots dial in, as it is shown."""
        return self._address.text()

    @property
    def public_address(self) -> str:
        """The address that a bot would dial, without our token; empty where none was given."""
        return create_bot.public_address(self._public.text())

    def show_address(self, address: str) -> None:
        """Say where bots dial in."""
        self._address.setText(address)
        self._address.setCursorPosition(0)
        self._ready.say(State.LIVE, self.tr("ready") if address else "")
        self._copy.setEnabled(bool(address))

    def show_public_address(self, address: str) -> None:
        """Put an address into the field, as if the person had typed it."""
        self._public.setText(address)

    def show_token(self, token: str | None) -> None:
        """Check with the token that bots must bring; None where they need none."""
        self._token = token
        self._forget_other()

    def show_reach(self, check: ReachCheck) -> None:
        """Say how the check of the public address stands; nothing where the address is another by now."""
        if check.address == self._whole_address():
            self._check = check
            self._refresh()

    def _whole_address(self) -> str:
        return create_bot.with_token(self.public_address, self._token)

    def _typed(self) -> None:
        self._forget_other()
        self.changed.emit()

    def _forget_other(self) -> None:
        """What was found out about another address says nothing about this one."""
        if self._check is not None and self._check.address != self._whole_address():
            self._check = None
        self._refresh()

    def _tidy(self) -> None:
        """Show the address as it will be used."""
        if self._public.text() != self.public_address:
            self._public.setText(self.public_address)

    def _ask(self) -> None:
        address = self._whole_address()
        if create_bot.obstacle(address) or (self._check is not None and self._check.is_under_way):
            return
        self._tidy()
        self._check = ReachCheck(address)
        self._refresh()
        self.check_asked.emit(address)

    def _refresh(self) -> None:
        obstacle = create_bot.obstacle(self.public_address)
        self._button.setEnabled(obstacle is None)
        self._result.say(*self._result_words())
        if self._check is not None and self._check.problem:
            self._advice.say(self._check.problem, "red")
        elif obstacle == "local":
            text = self.tr("This is a local address, which no bot can reach. Put a tunnel before this window.")
            self._advice.say(text, "amber")
        elif obstacle == "invalid":
            self._advice.say(self.tr("This is no address of a websocket: it has to look like wss://host/."), "amber")
        else:
            self._advice.say(self.tr("Bots cannot reach 127.0.0.1; the API answers 403 to a local address."))
        self._button.setToolTip("" if obstacle is None else self._advice.accessibleName())

    def _result_words(self) -> tuple[State, str]:
        check = self._check
        if check is None:
            return State.WAITING, ""
        if check.problem:
            return State.DISCONNECTED, self.tr("does not reach this window")
        if check.seconds is None:
            return State.WAITING, self.tr("checking…")
        return State.LIVE, self.tr("reaches this window, {ms} ms").format(ms=max(1, round(check.seconds * 1000)))


def _field(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setFont(themes.font(12, is_mono=True))
    made.setFixedHeight(themes.CONTROL_PX)
    made.setAccessibleName(name)
    return made


def _line(field: QLineEdit, button: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(field, 1)
    row.addWidget(button)
    return row
