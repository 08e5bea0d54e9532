"""Where the window opens: nowhere (offscreen), or on X11, with a display of its own where there is none."""

from __future__ import annotations

import contextlib
import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PLATFORMS = ("offscreen", "xcb")
_SCREEN = "1920x1200x24"


@contextlib.contextmanager
def opened(platform: str) -> Iterator[tuple[dict[str, str], list[int]]]:
    """Give the environment for a Qt program, and the processes that were started for it."""
    given = {"QT_QPA_PLATFORM": platform}
    if platform == "offscreen" or "DISPLAY" in os.environ:
        yield given, []
        return
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", _SCREEN, "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading, encoding="ascii") as pipe:
            number = pipe.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        yield given | {"DISPLAY": f":{number}"}, [process.pid]
    finally:
        process.terminate()
        process.wait()
