"""The page about names: a key is given and taken away, and how it stands is told without ever showing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from recall_viewer.gui.key_desk import KeySource
from recall_viewer.settings import Settings
from tests.gui.test_settings_dialog import Opened

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

KEY = "sesame-7f3a"


class Page(Opened):
    """The dialog at this page, and what it asked for."""

    def __init__(self, qtbot: QtBot, folder: Path, settings: Settings | None = None) -> None:
        super().__init__(qtbot, folder, settings or Settings())
        self.asked = 0
        self.given: list[str] = []
        self.desk.asked.connect(self._count)
        self.desk.given.connect(self.given.append)

    def _count(self) -> None:
        self.asked += 1

    def type(self, text: str) -> None:
        self.field.clear()
        self.field.insert(text)

    @property
    def field(self) -> QLineEdit:
        return self.find(QLineEdit, "API key")

    def is_enabled(self, button: str) -> bool:
        return self.find(QPushButton, button).isEnabled()


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path) -> Page:
    page = Page(qtbot, tmp_path)
    page.show_page("Names")
    return page


def test_the_keyring_is_asked_no_earlier_than_somebody_looks(qtbot: QtBot, tmp_path: Path) -> None:
    page = Page(qtbot, tmp_path)
    assert not page.asked
    page.show_page("Names")
    assert page.asked


@pytest.mark.parametrize("by_key", [False, True])
def test_a_key_is_given_and_stays_nowhere_in_the_dialog(page: Page, *, by_key: bool) -> None:
    assert not page.is_enabled("Save")
    page.type(f" {KEY} ")
    assert page.field.echoMode() is QLineEdit.EchoMode.Password
    assert not page.given
    if by_key:
        QTest.keyClick(page.field, Qt.Key.Key_Return)
    else:
        page.press("Save")
    assert page.given == [KEY]
    assert page.dialog.isVisible()
    assert page.field.text() == ""
    for widget in page.dialog.findChildren(QWidget):
        shown = [widget.toolTip(), widget.accessibleName(), *(getattr(widget, "text", str)() for _ in "x")]
        assert KEY not in " ".join(map(str, shown))


def test_half_a_key_is_given_by_nothing_else(page: Page) -> None:
    page.type("half")
    page.show_page("General")
    QTest.keyClick(page.dialog, Qt.Key.Key_Escape)
    assert not page.given


@pytest.mark.parametrize("typed", ["two words", "schlüssel"])
def test_what_could_be_no_key_is_not_taken(page: Page, typed: str) -> None:
    page.type(typed)
    assert not page.is_enabled("Save")
    QTest.keyClick(page.field, Qt.Key.Key_Return)
    assert not page.given
    words = "There is none.\nThis is no key: it has neither blanks nor letters with accents."
    assert page.find(QLabel, words).property("tone") == "amber"


def test_a_key_is_taken_away(page: Page) -> None:
    assert not page.is_enabled("Remove")
    page.desk.show(source=KeySource.KEYRING)
    page.press("Remove")
    assert page.given == [""]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (KeySource.NONE, "There is none."),
        (KeySource.ASKING, "The system's keyring is being asked…"),
        (KeySource.ENVIRONMENT, "It comes from RECALL_API_KEY, for this run."),
        (KeySource.KEYRING, "It is kept in the system's keyring."),
        (KeySource.RUN, "It is used until the program ends, and not kept."),
    ],
)
def test_where_it_comes_from_is_told(page: Page, source: KeySource, words: str) -> None:
    page.desk.show(source=source)
    assert page.find(QLabel, words).property("tone") == "secondary"
    assert bool(page.field.placeholderText()) is (source not in (KeySource.NONE, KeySource.ASKING))


def test_what_is_wrong_with_it_is_told_until_it_is_over(page: Page) -> None:
    page.desk.show(source=KeySource.RUN, keyring_problem="it is locked", api_problem="refused")
    words = "It is used until the program ends, and not kept.\nKeyring: it is locked\nNo names: refused"
    assert page.find(QLabel, words).property("tone") == "amber"
    page.desk.show(source=KeySource.KEYRING, keyring_problem="", api_problem="")
    assert page.find(QLabel, "It is kept in the system's keyring.").property("tone") == "secondary"


def test_a_key_of_the_environment_cannot_be_changed_here(page: Page) -> None:
    page.desk.show(source=KeySource.ENVIRONMENT)
    assert not page.field.isEnabled()
    assert not page.is_enabled("Save")
    assert not page.is_enabled("Remove")


def test_an_api_of_the_environment_has_no_region(qtbot: QtBot, tmp_path: Path) -> None:
    page = Page(qtbot, tmp_path, Settings(api_base_url="https://recall.example/api/v1/"))
    assert "RECALL_API_BASE_URL" in page.show_page("Names")
    assert not page.find(QComboBox, "Region").isEnabled()


def test_in_another_language_the_new_page_is_told_and_the_old_one_no_more(page: Page) -> None:
    QApplication.sendEvent(page.dialog, QEvent(QEvent.Type.LanguageChange))
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    page.desk.show(source=KeySource.KEYRING)
    assert page.find(QLabel, "It is kept in the system's keyring.")
    page.press("Remove")
    assert page.given == [""]
