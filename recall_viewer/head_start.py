"""What a start does before most of the program is loaded: takes the port, and notes who wants it to end already."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
from ipaddress import ip_address
from typing import TYPE_CHECKING, Self

from recall_viewer.addresses import url

if TYPE_CHECKING:
    from types import FrameType, TracebackType

QUEUE = 512
"""Connections the system may keep for us: after a flap all bots come back at once."""
SIGNALS = (signal.SIGINT, signal.SIGTERM)


class HeadStart:
    """A block: in it SIGINT and SIGTERM end nothing, but set `is_over`, as `end` does.

    From `listen` on a bot can connect. The system takes its connection, and it is answered once the rest is loaded,
    some tenths of a second later.
    """

    def __init__(self) -> None:
        self.listener: socket.socket | None = None
        """Listens until whoever serves it closes it, or the block ends."""
        self.is_over = False
        self._before = [signal.getsignal(one) for one in SIGNALS]

    def __enter__(self) -> Self:
        for one in SIGNALS:
            signal.signal(one, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for one, before in zip(SIGNALS, self._before, strict=True):
            signal.signal(one, before)
        if self.listener is not None:
            self.listener.close()

    def listen(self, host: str, port: int) -> None:
        """Listen on an address and say so; nothing happens where that cannot be, or where the host is a name.

        Who asks the server to start instead hears why.
        """
        with contextlib.suppress(OSError, ValueError):
            family = socket.AF_INET6 if ip_address(host).version == 6 else socket.AF_INET
            self.listener = socket.create_server((host, port), family=family, backlog=QUEUE)
            announce(f"listening on {url('ws', host, self.listener.getsockname()[1])}")

    def end(self) -> None:
        """Note that somebody wants the program to end."""
        self.is_over = True

    def _note(self, _signal: int, _frame: FrameType | None) -> None:
        self.end()


def announce(line: str) -> None:
    """Tell a script where to dial; one that no longer reads, or has no room for the line, ends nothing."""
    try:
        print(line, flush=True)
    except OSError:
        # What stays in the buffer would fail again at the end, and change the exit code.
        with contextlib.suppress(OSError), open(os.devnull, "w") as nothing:  # noqa: PTH123 - no path, a device
            os.dup2(nothing.fileno(), sys.stdout.fileno())
