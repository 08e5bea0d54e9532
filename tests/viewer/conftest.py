"""The running viewer in this process: real server, real sockets, real window, real disk."""

from __future__ import annotations

import asyncio
import gc
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from qasync import QEventLoop

from recall_viewer.clock import clock
from recall_viewer.gui.shell import Shell
from recall_viewer.gui.store import Store
from recall_viewer.gui.window import MainWindow
from recall_viewer.protocol.access import Access
from recall_viewer.server.server import Server
from recall_viewer.settings import Settings
from recall_viewer.viewer import Viewer
from tests.viewer.running import Running

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from pathlib import Path

    from recall_viewer.gui.application import Application


@pytest.fixture
def run(qapp: Application, tmp_path: Path) -> Callable[..., None]:
    """Run a scenario against a viewer; nothing may go wrong inside, and no frame may get lost in the books."""

    def start(scenario: Callable[[Running], Coroutine[Any, Any, None]], **settings: Any) -> None:
        async def whole() -> None:
            chosen = Settings(port=0, **({"snapshot_dir": tmp_path / "pictures"} | settings))
            failures: list[object] = []
            viewer = Viewer(chosen, Access(), Shell(qapp, Store(), MainWindow()), lambda: None)
            viewer.internal_error = failures.append  # type: ignore[method-assign,assignment]
            asyncio.get_running_loop().set_exception_handler(lambda _loop, context: failures.append(context))
            server = Server(
                viewer.reception,
                access=Access(),
                clock=clock,
                max_message_size_bytes=chosen.max_message_size,
                max_connections=chosen.max_connections,
                receiving_limit_bytes=chosen.memory_limit // 2,
                reach=viewer.first_steps.reach,
            )
            viewer.window.show()
            await server.start(chosen.host, chosen.port)
            viewer.start(server)
            running = Running(viewer, server)
            try:
                await scenario(running)
            finally:
                # Who does not answer the goodbye is waited for, and no scenario is about that.
                running.hang_up()
                await server.close()
                await viewer.close()
                # Each change of the theme would go through all that are left.
                viewer.window.deleteLater()
                QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            books = viewer.books
            settled = books.shown + books.superseded + books.hidden - books.recalled + books.repeated
            assert books.received == settled + books.rejected.total() + books.dropped.total()
            assert books.in_flight == 0
            assert not failures

        with asyncio.Runner(loop_factory=lambda: QEventLoop(qapp)) as runner:
            runner.run(whole())
        # What is left of it belongs to Qt's thread; in the next test another one may be the first to look for garbage.
        gc.collect()

    return start
