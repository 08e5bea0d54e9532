"""The way to a first picture: checks the public address, makes a token, ticks off what has happened."""

from __future__ import annotations

import secrets
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from recall_viewer.gui.address_card import ReachCheck
from recall_viewer.gui.checklist import Progress
from recall_viewer.gui.reach_words import sentence
from recall_viewer.protocol.access import Access
from recall_viewer.server.reach import Reach
from recall_viewer.server.reach_error import ReachError

if TYPE_CHECKING:
    from collections.abc import Callable

    from recall_viewer.gui.start_page import StartPage
    from recall_viewer.server.server import Server
    from recall_viewer.tasks import Tasks

TOKEN_BYTES = 24


class FirstSteps:
    """Serves the start page. `access` is what bots must bring; a token made here is asked for from then on."""

    def __init__(self, page: StartPage, access: Access, tasks: Tasks) -> None:
        self.reach = Reach(access)
        self.access = access
        self._tasks = tasks
        self._server: Server | None = None
        self._progress = Progress()
        self._is_connected = False
        self._reach_check: Callable[[], ReachCheck] | None = None
        self.serve(page)

    def serve(self, page: StartPage) -> None:
        """Serve a page, with all that is known by now, in place of the one before."""
        self._page = page
        page.show_token(self.access.token)
        page.show_progress(self._progress)
        page.show_connected(is_connected=self._is_connected)
        if self._reach_check is not None:
            page.show_reach(self._reach_check())
        page.check_asked.connect(self._ask)
        page.token_asked.connect(self._make_token)

    def listening(self, server: Server) -> None:
        """Note that bots can dial in now."""
        self._server = server
        self._page.show_address(server.address)
        self._tick(listening_at=_now())

    def connected(self) -> None:
        """Note that a bot dialled in."""
        self._show_connected(is_connected=True)
        if self._progress.connected_at is None:
            self._tick(connected_at=_now())

    def all_gone(self) -> None:
        """Note that nobody is connected any more: without a frame, that was no bot."""
        self._show_connected(is_connected=False)
        if self._progress.first_frame_at is None:
            self._show(replace(self._progress, connected_at=None))

    def framed(self) -> None:
        """Note that a frame came."""
        if self._progress.first_frame_at is None:
            self._tick(first_frame_at=_now())

    def _ask(self, address: str) -> None:
        self._show_reach(lambda: ReachCheck(address))
        self._tasks.start(self._check(address), "reach")

    async def _check(self, address: str) -> None:
        try:
            seconds = await self.reach.check(address)
        except ReachError as error:
            reason, detail = error.reason, error.detail
            self._show_reach(lambda: ReachCheck(address, problem=sentence(reason, detail)))
            return
        self._show_reach(lambda: ReachCheck(address, seconds))
        self._tick(reached_at=_now(), reached_address=address)

    def _make_token(self) -> None:
        self.access = Access(token=secrets.token_urlsafe(TOKEN_BYTES), secret=self.access.secret)
        self.reach.use_access(self.access)
        if self._server is not None:
            self._server.use_access(self.access)
        self._page.show_token(self.access.token)

    def _show_reach(self, check: Callable[[], ReachCheck]) -> None:
        """Say how a check stands; it is put into words anew in another language."""
        self._reach_check = check
        self._page.show_reach(check())

    def _show_connected(self, *, is_connected: bool) -> None:
        self._is_connected = is_connected
        self._page.show_connected(is_connected=is_connected)

    def _tick(self, **done: str) -> None:
        self._show(replace(self._progress, **done))

    def _show(self, progress: Progress) -> None:
        self._progress = progress
        self._page.show_progress(progress)


def _now() -> str:
    return time.strftime("%H:%M:%S")
