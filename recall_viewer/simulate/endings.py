"""What ends a bot from outside: signals, and the end of the input of whoever started it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType


@contextmanager
def signals_caught(stop: Callable[[], None]) -> Iterator[None]:
    """Within, SIGINT and SIGTERM call `stop` in the running loop instead of interrupting it.

    Only in the main thread, which alone gets signals; elsewhere nothing is done.
    """
    loop = asyncio.get_running_loop()
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def caught(_number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(stop)

    # Not `loop.add_signal_handler`: Windows lacks it, and the loop wakes up for these everywhere.
    before = {number: signal.signal(number, caught) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def watch_input(stop: Callable[[], None]) -> None:
    """Have `stop` called in the running loop once standard input ends: nobody is outlived by a bot they started."""
    loop = asyncio.get_running_loop()
    descriptor = sys.stdin.fileno()

    def watch() -> None:
        # Not through sys.stdin: at the program's end its lock must not be held by this thread.
        with suppress(OSError):
            while os.read(descriptor, 4096):
                pass
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(stop)

    threading.Thread(target=watch, name="input", daemon=True).start()
