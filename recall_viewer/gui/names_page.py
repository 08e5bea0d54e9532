"""The page of the settings about names: the key of Recall's API, and its region."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from recall_viewer.gui import controls
from recall_viewer.gui import theme as themes
from recall_viewer.gui.choosers import Chooser
from recall_viewer.gui.form import Form
from recall_viewer.gui.key_desk import KeySource
from recall_viewer.gui.saying import said
from recall_viewer.gui.store import RegionChoice
from recall_viewer.settings import is_api_key

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QShowEvent

    from recall_viewer.gui.key_desk import KeyDesk

FIELD_WIDTH_PX = 280


class NamesPage(Form):
    """Shows how the key stands; the key itself is never shown again. `is_elsewhere`: the environment settles the API.

    Signals:
        region_chosen: the person chose another region.
    """

    region_chosen = Signal(str)

    def __init__(self, desk: KeyDesk, *, is_elsewhere: bool) -> None:
        super().__init__()
        self._desk = desk
        self._key = _KeyField(self.tr("API key"))
        self._key.save.clicked.connect(self._save)
        self._key.field.entered.connect(self._save)
        self._key.field.textChanged.connect(self._show)
        self._key.remove.clicked.connect(lambda: desk.given.emit(""))
        self._hint = controls.label(size_px=12)
        self._region = Chooser(self.tr("Region"), {region: region for region in get_args(RegionChoice)})
        self._region.setFixedWidth(FIELD_WIDTH_PX)
        self._region.setEnabled(not is_elsewhere)
        self._region.chosen.connect(self.region_chosen)
        settled = self.tr("Settled by RECALL_API_BASE_URL, for this run.")
        self.add(self.tr("API key"), self._key, self._hint)
        self.add(
            self.tr("Region"), self._region, settled if is_elsewhere else self.tr("A key belongs to one region only.")
        )
        self.say(
            self.tr(
                "The older API (v1.10) sends no names. With a key Recall's API is asked for them, at most every five "
                "seconds; without one it is never asked."
            )
        )
        desk.changed.connect(self._show)
        self._show()

    def show_region(self, region: str) -> None:
        """Show which region is chosen."""
        self._region.choose(region)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask the keyring no earlier than somebody looks: it may want a password for its answer."""
        super().showEvent(event)
        self._desk.asked.emit()

    def _save(self) -> None:
        typed = self._key.field.text().strip()
        if is_api_key(typed):
            self._key.field.clear()
            self._desk.given.emit(typed)

    def _show(self) -> None:
        state, typed = self._desk.state, self._key.field.text().strip()
        is_given = state.source is KeySource.ENVIRONMENT
        is_wrong = bool(typed) and not is_api_key(typed)
        self._key.field.setEnabled(not is_given)
        self._key.field.setPlaceholderText("•" * 16 if state.source not in (KeySource.NONE, KeySource.ASKING) else "")
        self._key.save.setEnabled(bool(typed) and not is_wrong and not is_given)
        self._key.remove.setEnabled(state.source in (KeySource.KEYRING, KeySource.RUN))
        problems = []
        if state.keyring_problem:
            problems.append(self.tr("Keyring: {why}").format(why=said(state.keyring_problem)))
        if state.api_problem:
            problems.append(self.tr("No names: {detail}").format(detail=said(state.api_problem)))
        if is_wrong:
            problems = [self.tr("This is no key: it has neither blanks nor letters with accents.")]
        self._hint.setText("\n".join([self._words(state.source), *problems]))
        controls.set_tone(self._hint, "amber" if problems else "secondary")

    def _words(self, source: KeySource) -> str:
        match source:
            case KeySource.ENVIRONMENT:
                return self.tr("It comes from RECALL_API_KEY, for this run.")
            case KeySource.KEYRING:
                return self.tr("It is kept in the system's keyring.")
            case KeySource.RUN:
                return self.tr("It is used until the program ends, and not kept.")
            case KeySource.ASKING:
                return self.tr("The system's keyring is being asked…")
            case KeySource.NONE:
                return self.tr("There is none.")


class _KeyField(QWidget):
    """A field for the key, with the buttons that keep it and take it away."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.field = _Secret()
        self.field.setAccessibleName(name)
        self.save = controls.push_button(self.tr("Save"))
        self.remove = controls.push_button(self.tr("Remove"))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.field, 1)
        for button in (self.save, self.remove):
            button.setAutoDefault(False)
            button.setAccessibleDescription(name)
            line.addWidget(button)


class _Secret(QLineEdit):
    """A field whose text nobody can read over a shoulder. Enter belongs to it, not to the dialog.

    Signals:
        entered: Enter was pressed.
    """

    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(themes.CONTROL_PX)
        self.setEchoMode(QLineEdit.EchoMode.Password)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell of Enter, and leave all other keys to the field."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)
