"""The running viewer in this process: tokens, mistakes, what is hidden, the end, the language."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
import websocket
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from recall_viewer.gui.settings_dialog import SettingsDialog
from recall_viewer.model.books import Fate
from recall_viewer.viewer import Viewer
from tests.e2e.program import participant_message
from tests.frames import BOT, png

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.viewer.running import Running


def test_a_token_made_here_is_asked_for_from_then_on_and_told_to_nobody_else(run: Callable[..., None]) -> None:
    async def scenario(running: Running) -> None:
        bot = await running.bot()
        page = running.viewer.window.start_page
        (button,) = [one for one in page.findChildren(QPushButton) if "Make a token" in one.text()]
        button.click()
        token = running.viewer.first_steps.access.token
        assert token is not None
        assert len(token) >= 32
        for query in ("", "?token=another"):
            with pytest.raises(websocket.WebSocketBadStatusException, match="401"):
                await running.bot(200, query=query)
        newcomer = await running.bot(300, query=f"?token={token}")
        # Who is in stays.
        for one in (bot, newcomer):
            one.send(png(640, 360))
        await running.until(running.shown(2))
        assert running.viewer.books.refused == {"token": 2}
        assert all(token not in group.problem.detail for group in running.viewer.problems.newest_first())
        assert token.encode() not in running.viewer.render_metrics()

    run(scenario)


def mistake(running: Running, where: Callable[[], object]) -> None:
    """Let the program take what is raised there, as it does in earnest; the fixture's own handler is passed by."""
    try:
        where()
    except LookupError as error:
        Viewer.internal_error(running.viewer, error)


def test_a_mistake_is_shown_and_logged_once_and_without_secrets(
    run: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    nothing: dict[str, str] = {}

    async def scenario(running: Running) -> None:
        for _ in range(3):
            mistake(running, lambda: nothing["ws://h/?token=s3cret"])
        mistake(running, lambda: nothing["elsewhere"])
        groups = running.viewer.problems.newest_first()
        assert [(group.problem.detail, group.count) for group in groups] == [
            ("KeyError: 'elsewhere'", 1),
            ("KeyError: 'ws://h/?…", 3),
        ]
        bot = await running.bot()
        bot.send(png(640, 360))
        await running.until(running.shown(1))

    run(scenario)
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == ["unexpected KeyError"] * 2


def test_an_end_right_after_the_start_is_in_order(run: Callable[..., None]) -> None:
    async def scenario(_running: Running) -> None:
        pass

    run(scenario)


def test_a_hidden_stream_comes_back_at_once_from_its_newest_frame(run: Callable[..., None]) -> None:
    async def scenario(running: Running) -> None:
        bot = await running.bot()
        bot.send(png(640, 360))
        await running.until(running.shown(1))
        running.viewer.window.toolbar.field.setText("nobody")
        for _ in range(3):
            bot.send(png(640, 360))
        books = running.viewer.books
        # The first frame may have come before its tile was laid out, and was recalled then.
        recalled = books.recalled
        await running.until(lambda: books.hidden - recalled == 3)
        running.viewer.window.toolbar.field.clear()
        await running.until(running.shown(2))
        assert books.recalled == recalled + 1

    run(scenario)


def test_frames_under_way_when_it_ends_are_counted(run: Callable[..., None]) -> None:
    async def scenario(running: Running) -> None:
        bots = [await running.bot(n) for n in range(4)]
        for bot in bots:
            bot.send(os.urandom(8) and png(1280, 720))
        await running.until(lambda: running.viewer.books.received == 4)

    run(scenario)


def test_the_screenshot_shows_a_frame_without_counting_it(run: Callable[..., None], tmp_path: Path) -> None:
    async def scenario(running: Running) -> None:
        bot = await running.bot()
        bot.send(png(640, 360))
        await running.until(running.shown(1))
        tile = running.viewer.window.gallery_view.visible_tiles()[0]
        assert tile.shown is not None
        passage = running.viewer.books.receive()
        object.__setattr__(tile.shown.frame, "passage", passage)
        tile.unpainted = tile.shown.frame
        assert running.viewer.projector.save_screenshot(tmp_path / "window.png")
        fates = [passage.fate]
        tile.repaint()
        assert [*fates, passage.fate] == [Fate.IN_FLIGHT, Fate.SHOWN]

    run(scenario)


def test_a_language_chosen_in_the_settings_is_spoken_at_once(run: Callable[..., None]) -> None:
    def words(widget: QWidget) -> list[str]:
        return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]

    async def scenario(running: Running) -> None:
        window = running.viewer.window
        page = window.start_page
        (address,) = [field for field in page.findChildren(QLineEdit) if not field.isReadOnly()]
        address.setText("wss://viewer.invalid/")
        QTest.keyClick(address, Qt.Key.Key_Return)
        await running.until(lambda: any("is not known" in text for text in words(window.start_page)))
        window.actions_by_name["settings"].trigger()
        (dialog,) = window.findChildren(SettingsDialog)
        for language, title, settings, said in (
            ("Deutsch", "Noch nichts verbunden", "Einstellungen", "ist nicht bekannt"),
            ("English", "Nothing connected yet", "Settings", "is not known"),
        ):
            chooser = next(one for one in dialog.findChildren(QComboBox) if one.findText(language) >= 0)
            chooser.setCurrentText(language)
            chooser.activated.emit(chooser.currentIndex())
            await running.until(lambda title=title: title in words(window.start_page))  # type: ignore[misc]
            assert dialog.windowTitle() == settings
            assert any(said in text for text in words(window.start_page))
        dialog.accept()

    run(scenario)


def test_a_bot_whose_cameras_are_all_off_counts_as_connected(run: Callable[..., None]) -> None:
    async def scenario(running: Running) -> None:
        window = running.viewer.window

        def says(title: str, counts: str) -> bool:
            titles = [one.text() for one in window.start_page.findChildren(QLabel) if one.isVisible()]
            return title in titles and counts in window.status.accessibleName()

        await running.until(lambda: says("Nothing connected yet", "0 bots, 0 streams"))
        bot = await running.bot(hello=False)
        await running.until(lambda: says("Connected, no video yet", "0 bots, 1 silent connection, 0 streams"))
        bot.send_raw(participant_message("join", 100, bot_id=BOT))
        await running.until(lambda: says("Connected, no video yet", "1 bot, 0 streams"))
        bot.close()
        await running.until(lambda: says("Nothing connected yet", "0 bots, 0 streams"))

    run(scenario)


def test_a_link_shows_one_bot_alone_and_a_wrong_one_is_said(run: Callable[..., None]) -> None:
    async def scenario(running: Running) -> None:
        viewer = running.viewer
        viewer.open_link(f"recall-viewer://bot/{BOT}")
        assert viewer.window.toolbar.field.text() == BOT
        assert viewer.window.notice.isVisible()
        for wrong in ("recall-viewer://bot/", f"recall-viewer://bot/{BOT}?token=hush", "https://example.org/"):
            viewer.open_link(wrong)
        assert viewer.window.toolbar.field.text() == BOT
        (problem,) = viewer.problems.newest_first()
        assert problem.count == 3
        assert problem.problem.detail.startswith("A link was not followed: a link is recall-viewer://bot/ID")

    run(scenario)
