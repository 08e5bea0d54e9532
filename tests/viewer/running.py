"""A viewer in this process with real sockets, and the bots that dialled in."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from tests.e2e.program import StreamBot
from tests.frames import BOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from recall_viewer.server.server import Server
    from recall_viewer.viewer import Viewer

PATIENCE_S = 10.0


class Running:
    """A viewer that listens, and the bots that dialled in."""

    def __init__(self, viewer: Viewer, server: Server) -> None:
        self.viewer = viewer
        self.server = server
        self._bots: list[StreamBot] = []

    async def bot(self, participant: int = 100, query: str = "", *, hello: bool = True) -> StreamBot:
        """Let a bot dial in."""
        bot = await asyncio.to_thread(StreamBot, self.server.address + query, BOT, participant, hello=hello)
        self._bots.append(bot)
        return bot

    @property
    def port(self) -> int:
        """The port that bots dial."""
        return int(re.findall(r":(\d+)/", self.server.address)[0])

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something is true of the viewer."""
        async with asyncio.timeout(PATIENCE_S):
            while not condition():  # noqa: ASYNC110 - what is waited for happens in Qt and in other threads
                await asyncio.sleep(0.01)

    def shown(self, count: int) -> Callable[[], bool]:
        """Say whether so many frames were painted."""
        return lambda: self.viewer.books.shown >= count

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key in the gallery."""
        self.viewer.window.gallery_view.setFocus()
        QTest.keyClick(self.viewer.window.gallery_view, key, modifiers)

    def notice(self) -> str:
        """Return what the notice says."""
        notice = self.viewer.window.notice
        return "\n".join(label.text() for label in notice.findChildren(QLabel)) if notice.isVisible() else ""

    def press_in_notice(self, text: str) -> None:
        """Press one of the notice's buttons."""
        buttons = self.viewer.window.notice.findChildren(QPushButton)
        QTest.mouseClick(next(button for button in buttons if button.text() == text), Qt.MouseButton.LeftButton)

    def hang_up(self) -> None:
        """Cut all bots."""
        for bot in self._bots:
            bot.vanish()
