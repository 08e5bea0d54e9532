"""Makes the README's pictures anew from the demo: the real window, offscreen, with simulated bots on real sockets."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_API"] = "pyside6"

from PySide6.QtCore import QProcess
from qasync import QEventLoop

from recall_viewer.clock import clock
from recall_viewer.gui import application, theme
from recall_viewer.gui.shell import Shell
from recall_viewer.gui.store import Store
from recall_viewer.gui.window import MainWindow
from recall_viewer.protocol.access import Access
from recall_viewer.server.server import Server
from recall_viewer.settings import Settings
from recall_viewer.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Sequence


FOLDER = Path(__file__).resolve().parent / "screenshots"
PATIENCE_S = 20.0
STAGE_AFTER_S = 2.0

SCENES: dict[str, tuple[theme.Theme, int, Sequence[str]]] = {
    "grid": (theme.DARK, 9, ()),
    "stage": (theme.DARK, 7, ("--share",)),
    "light": (theme.LIGHT, 9, ()),
}
"""Name of the picture → theme, tiles to wait for, further arguments of the stand-in bot."""


async def take(qt: application.Application, name: str) -> None:
    """Take one picture."""
    chosen, tiles, arguments = SCENES[name]
    viewer = Viewer(Settings(port=0), Access(), Shell(qt, Store(), MainWindow()), lambda: None)
    theme.apply(qt, chosen)
    server = Server(
        viewer.reception,
        access=Access(),
        clock=clock,
        max_message_size_bytes=2**24,
        max_connections=64,
        receiving_limit_bytes=2**29,
    )
    await server.start("127.0.0.1", 0)
    viewer.start(server)
    # The address on the picture is the usual one, whatever was free on this machine.
    viewer.window.show_address("ws://127.0.0.1:8765/")
    viewer.window.show()
    bot = QProcess()
    people = tiles - len(arguments)
    bot.start(
        sys.executable,
        ["-m", "recall_viewer", "simulate", server.address, "--participants", str(people), *arguments],
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            await viewer.projector.until_all_live(tiles, asyncio.Event())
            await asyncio.sleep(STAGE_AFTER_S)
            await viewer.projector.until_all_live(1, asyncio.Event())
        path = FOLDER / f"{name}.png"
        if not viewer.projector.save_screenshot(path):
            sys.exit(f"cannot write {path}")
        print(path)
    finally:
        bot.kill()
        bot.waitForFinished()
        await server.close()
        await viewer.close()


def main(names: Sequence[str]) -> int:
    """Take these pictures, or all."""
    FOLDER.mkdir(exist_ok=True)
    # The person's own settings have no place on the pictures.
    settings = tempfile.TemporaryDirectory()
    os.environ["RECALL_VIEWER_CONFIG_DIR"] = settings.name
    qt = application.make("screenshots")
    for name in names or SCENES:
        with asyncio.Runner(loop_factory=lambda: QEventLoop(qt)) as runner:
            runner.run(take(qt, name))
    settings.cleanup()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
