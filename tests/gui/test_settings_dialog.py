"""Each choice is taken over at once; what the command line settled can be read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QWidget,
)

from recall_viewer.gui.choosers import Chooser
from recall_viewer.gui.key_desk import KeyDesk
from recall_viewer.gui.settings_dialog import Run, SettingsDialog
from recall_viewer.gui.settings_facts import size_text
from recall_viewer.gui.store import Choices, Store
from recall_viewer.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

SECRET = "sesame-7f3a"

W = TypeVar("W", bound=QWidget)


class Opened:
    """A dialog that is open, and what it told."""

    def __init__(self, qtbot: QtBot, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self.store = Store({"RECALL_VIEWER_CONFIG_DIR": str(folder / "config")})
        self.desk = KeyDesk()
        run = Run(settings, "ws://127.0.0.1:8765/", folder / "Recall Viewer", self.desk)
        self.dialog = SettingsDialog(self.store, run)
        self.changed: list[str] = []
        self.dialog.changed.connect(self.changed.append)
        qtbot.addWidget(self.dialog)
        self.dialog.open()
        qtbot.waitExposed(self.dialog)

    def find(self, kind: type[W], name: str) -> W:
        found = [one for one in self.dialog.findChildren(kind) if name in (one.accessibleName(), _text(one))]
        assert len(found) == 1, name
        return found[0]

    def press(self, name: str) -> None:
        QTest.mouseClick(self.find(QAbstractButton, name), Qt.MouseButton.LeftButton, pos=QPoint(8, 12))

    def choose(self, name: str, text: str) -> None:
        """Choose with the keyboard, as the list allows it while it is folded."""
        box = self.find(QComboBox, name)
        box.setFocus()
        while box.currentText() != text:
            before = box.currentIndex()
            QTest.keyClick(box, Qt.Key.Key_Down)
            assert box.currentIndex() != before, text

    def show_page(self, title: str) -> str:
        """Go to a page and return what stands there."""
        pages = self.dialog.findChildren(QListWidget)[0]
        pages.setCurrentItem(pages.findItems(title, Qt.MatchFlag.MatchExactly)[0])
        return "\n".join(label.text() for label in self.dialog.findChildren(QLabel) if label.isVisible())


def _text(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Opened:
    return Opened(qtbot, tmp_path, Settings())


@pytest.mark.parametrize(
    ("act", "name", "value"),
    [
        (lambda shown: shown.press("Theme: Light"), "theme", "light"),
        (lambda shown: shown.choose("Language", "Deutsch"), "language", "de"),
        (lambda shown: shown.press("Reduced: nothing fades"), "reduced_motion", True),
        (lambda shown: shown.choose("Layout", "Grid: all tiles alike"), "layout", "grid"),
        (lambda shown: shown.press("Group the tiles of each bot"), "group_by_bot", True),
        (lambda shown: shown.press("When a pinned stream goes stale or is lost"), "notify_pinned", False),
        (lambda shown: shown.choose("Region", "eu-central-1"), "region", "eu-central-1"),
    ],
)
def test_a_choice_is_kept_and_told_at_once(
    opened: Opened, act: Callable[[Opened], None], name: str, value: object
) -> None:
    act(opened)
    assert getattr(opened.store.choices, name) == value
    assert opened.changed[-1] == name
    assert set(opened.changed) == {name}
    again = Store({"RECALL_VIEWER_CONFIG_DIR": str(opened.folder / "config")})
    assert again.choices == opened.store.choices != Choices()


def test_what_was_chosen_before_is_shown(qtbot: QtBot, tmp_path: Path) -> None:
    Store({"RECALL_VIEWER_CONFIG_DIR": str(tmp_path / "config")}).choices = Choices(
        theme="dark", language="de", layout="stage", reduced_motion=True, group_by_bot=True, notify_pinned=False
    )
    opened = Opened(qtbot, tmp_path, Settings())
    assert opened.find(QPushButton, "Theme: Dark").isChecked()
    assert opened.find(QComboBox, "Language").currentText() == "Deutsch"
    assert opened.find(QComboBox, "Layout").currentText().startswith("Stage")
    assert opened.find(QAbstractButton, "Reduced: nothing fades").isChecked()
    assert opened.find(QAbstractButton, "Group the tiles of each bot").isChecked()
    assert not opened.find(QAbstractButton, "When a pinned stream goes stale or is lost").isChecked()


def test_the_segments_are_radio_buttons_and_go_by_the_arrow_keys(opened: Opened) -> None:
    system, light = opened.find(QPushButton, "Theme: System"), opened.find(QPushButton, "Theme: Light")
    assert QAccessible.queryAccessibleInterface(system).role() == QAccessible.Role.RadioButton
    system.setFocus()
    QTest.keyClick(system, Qt.Key.Key_Right)
    assert light.hasFocus()
    assert light.isChecked()
    assert opened.store.choices.theme == "light"
    assert opened.changed == ["theme"]


def test_pressing_what_is_chosen_tells_nothing(opened: Opened) -> None:
    opened.press("Theme: System")
    assert not opened.changed


def test_the_wheel_over_a_list_chooses_nothing(opened: Opened) -> None:
    box = opened.find(QComboBox, "Layout")
    box.setFocus()
    down, none = QPoint(0, -120), Qt.MouseButton.NoButton
    wheel = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        down,
        down,
        none,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, wheel)
    assert opened.store.choices.layout == "auto"
    assert box.currentText().startswith("Auto")


def test_restoring_the_defaults_tells_what_changed_by_it_and_keeps_the_rest(opened: Opened) -> None:
    opened.store.remember_filter("Ada")
    opened.press("Theme: Dark")
    opened.press("Group the tiles of each bot")
    opened.changed.clear()
    opened.press("Restore defaults")
    assert opened.store.choices == Choices()
    assert sorted(opened.changed) == ["group_by_bot", "theme"]
    assert opened.find(QPushButton, "Theme: System").isChecked()
    assert opened.store.recent_filters == ("Ada",)


def test_a_folder_is_chosen_without_waiting_for_it(opened: Opened, qtbot: QtBot) -> None:
    wanted = opened.folder / "elsewhere"
    wanted.mkdir()
    assert opened.find(QLineEdit, "Folder of the snapshots").toolTip() == str(opened.folder / "Recall Viewer")
    opened.press("Choose…")
    dialog = opened.dialog.findChildren(QFileDialog)[0]
    assert dialog.isVisible()
    with qtbot.waitSignal(opened.dialog.changed):
        dialog.setDirectory(str(wanted))
        dialog.accept()
    assert opened.store.choices.snapshot_dir == wanted
    assert opened.changed == ["snapshot_dir"]
    assert opened.find(QLineEdit, "Folder of the snapshots").toolTip() == str(wanted)


def test_a_folder_in_the_home_folder_is_said_shortly(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    opened = Opened(qtbot, tmp_path, Settings())
    assert opened.find(QLineEdit, "Folder of the snapshots").text() == str(Path("~/Recall Viewer"))


def test_the_folder_can_be_opened(opened: Opened, qtbot: QtBot) -> None:
    with qtbot.waitSignal(opened.dialog.folder_asked):
        opened.press("Open")


def test_a_folder_of_the_command_line_cannot_be_changed_here(qtbot: QtBot, tmp_path: Path) -> None:
    opened = Opened(qtbot, tmp_path, Settings(snapshot_dir=tmp_path / "given"))
    assert opened.find(QLineEdit, "Folder of the snapshots").toolTip() == str(tmp_path / "given")
    assert not opened.find(QPushButton, "Choose…").isEnabled()
    assert "--snapshot-dir" in opened.show_page("General")


def test_a_folder_that_cannot_be_written_to_is_told(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whoever runs the tests as root may write everywhere.
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != tmp_path)
    opened = Opened(qtbot, tmp_path, Settings())
    hint = opened.find(QLabel, "This folder cannot be written to.")
    assert hint.property("tone") == "amber"


def test_what_cannot_be_saved_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "config").write_text("no folder")
    opened = Opened(qtbot, tmp_path, Settings())
    opened.press("Theme: Dark")
    assert "cannot be saved" in opened.show_page("General")
    assert opened.changed == ["theme"]


def test_the_limits_of_this_run_can_be_read_with_their_options(qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings(max_message_size=512 * 1024, max_connections=37, memory_limit=3 * 2**30, metrics_port=9109)
    opened = Opened(qtbot, tmp_path, settings)
    limits = opened.show_page("Limits")
    for text in ("512 KiB", "--max-message-size", "37", "--max-connections", "3 GiB", "--memory-limit"):
        assert text in limits.splitlines()
    assert "ws://127.0.0.1:8765/" in opened.show_page("Listening")
    assert "http://127.0.0.1:9109/metrics" in opened.show_page("Diagnostics")
    assert str(tmp_path / "config") in opened.show_page("Diagnostics")


def test_of_a_secret_it_says_only_that_there_is_one(qtbot: QtBot, tmp_path: Path) -> None:
    assert Opened(qtbot, tmp_path, Settings()).show_page("Listening").count("None is asked for") == 2
    opened = Opened(qtbot, tmp_path, Settings(token=SECRET, verification_secret=f"whsec_{SECRET}"))
    assert "A bot must bring it" in opened.show_page("Listening")
    assert "A bot must sign its request" in opened.show_page("Listening")
    for widget in opened.dialog.findChildren(QWidget):
        assert SECRET not in f"{_text(widget)} {widget.toolTip()} {widget.accessibleName()}"


def test_in_another_language_it_is_made_anew_on_the_same_page(opened: Opened) -> None:
    opened.show_page("Limits")
    QApplication.sendEvent(opened.dialog, QEvent(QEvent.Type.LanguageChange))
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert opened.dialog.findChildren(QListWidget)[0].currentItem().text() == "Limits"
    opened.press("Restore defaults")
    opened.show_page("General")
    opened.press("Theme: Dark")
    assert opened.store.choices.theme == "dark"


def test_whoever_chooses_the_language_by_key_can_choose_on(opened: Opened) -> None:
    def language() -> Chooser:
        return next(one for one in opened.dialog.findChildren(Chooser) if one.findText("Deutsch") >= 0)

    language().setFocus()
    QApplication.sendEvent(opened.dialog, QEvent(QEvent.Type.LanguageChange))
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert language().hasFocus()


def test_enter_and_escape_close_it(opened: Opened) -> None:
    pages = opened.dialog.findChildren(QListWidget)[0]
    pages.setFocus()
    QTest.keyClick(pages, Qt.Key.Key_Return)
    assert not opened.dialog.isVisible()
    opened.dialog.open()
    QTest.keyClick(opened.dialog, Qt.Key.Key_Escape)
    assert not opened.dialog.isVisible()


def test_all_that_can_be_focused_has_a_name(opened: Opened) -> None:
    for widget in opened.dialog.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            assert QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name), widget


@pytest.mark.parametrize(
    ("size_bytes", "text"),
    [(2**20, "1 MiB"), (1536 * 2**20, "1536 MiB"), (2**30, "1 GiB"), (2048, "2 KiB"), (1025, "1025 bytes")],
)
def test_sizes_are_said_in_units_without_fractions(size_bytes: int, text: str) -> None:
    assert size_text(size_bytes) == text
