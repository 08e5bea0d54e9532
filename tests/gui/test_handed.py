"""What another start asks for: the filter, the window before the others, and the way back."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from recall_viewer.gui.handed import show_bots
from tests.frames import BOT, OTHER_BOT, camera

if TYPE_CHECKING:
    from tests.gui.stand import Stand


def notice(stand: Stand) -> str:
    labels = stand.window.notice.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible() and label.text())


def links(stand: Stand) -> dict[str, QPushButton]:
    buttons = stand.window.notice.findChildren(QPushButton)
    return {button.text(): button for button in buttons if button.text() and button.isVisible()}


def press(stand: Stand, text: str) -> None:
    QTest.mouseClick(links(stand)[text], Qt.MouseButton.LeftButton)
    stand.settle()


def test_the_window_shows_these_bots_alone_and_says_so(stand: Stand) -> None:
    stand.feed(camera(1, name="Ada"), camera(2, name="Bo", bot=OTHER_BOT))
    show_bots(stand.window, [OTHER_BOT])
    stand.settle()
    assert [tile.key.bot_id for tile in stand.tiles] == [OTHER_BOT]
    assert notice(stand) == f"Filter set from outside\n{OTHER_BOT}"


def test_undo_brings_back_whatever_stood_in_the_field(stand: Stand) -> None:
    stand.feed(camera(1, name="Ada"), camera(2, name="Bo", bot=OTHER_BOT))
    stand.window.toolbar.field.setText("ada is:camera")
    show_bots(stand.window, [BOT, OTHER_BOT])
    stand.settle()
    assert len(stand.tiles) == 2
    press(stand, "Undo")
    assert stand.window.toolbar.field.text() == "ada is:camera"
    assert len(stand.tiles) == 1
    assert not stand.window.notice.isVisible()


def test_each_undo_goes_back_one_step(stand: Stand) -> None:
    for bot in (BOT, OTHER_BOT):
        show_bots(stand.window, [bot])
    stand.settle()
    press(stand, "Undo")
    assert stand.window.toolbar.field.text() == BOT


def test_the_same_filter_again_is_said_and_needs_no_way_back(stand: Stand) -> None:
    for _ in range(2):
        show_bots(stand.window, [BOT])
    stand.settle()
    assert "Filter set from outside" in notice(stand)
    assert not links(stand)


def test_what_a_link_asks_for_is_not_kept_among_the_recent_filters(stand: Stand) -> None:
    stand.store.remember_filter("ada")
    show_bots(stand.window, [BOT])
    assert stand.store.recent_filters == ("ada",)


def test_the_window_comes_back_from_the_task_bar(stand: Stand) -> None:
    stand.window.setWindowState(Qt.WindowState.WindowMinimized | Qt.WindowState.WindowMaximized)
    show_bots(stand.window, [BOT])
    assert stand.window.windowState() == Qt.WindowState.WindowMaximized


def test_the_leave_to_come_forward_is_used_up(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_ACTIVATION_TOKEN", raising=False)
    seen: list[str | None] = []
    stand.window.activateWindow = lambda: seen.append(os.environ.get("XDG_ACTIVATION_TOKEN"))  # type: ignore[method-assign]
    show_bots(stand.window, [BOT], "gnome-1")
    show_bots(stand.window, [BOT])
    assert seen == ["gnome-1", None]
    assert "XDG_ACTIVATION_TOKEN" not in os.environ


@pytest.mark.usefixtures("german")
def test_it_is_said_in_german(stand: Stand) -> None:
    show_bots(stand.window, [BOT])
    stand.settle()
    assert "Filter von außen gesetzt" in notice(stand)
    press(stand, "Rückgängig")
    assert stand.window.toolbar.field.text() == ""
