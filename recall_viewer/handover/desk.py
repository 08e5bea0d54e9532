"""Takes what other starts of the same user hand to the window that runs."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, cast

from recall_viewer.handover.message import LONGEST_LINE, TAKEN, handover_in
from recall_viewer.texts import Text

if sys.platform == "win32":
    from recall_viewer.handover.pipes import is_of_this_user, listen
else:
    from recall_viewer.handover.sockets import is_of_this_user, listen

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from recall_viewer.handover.message import Handover

    class _Listener(Protocol):
        """What listens, on either system."""

        def close(self) -> None:
            """Listen no more."""


PATIENCE_S = 2.0
"""From the connection to the answer. Another start needs some milliseconds."""

MOST_CLIENTS = 4
"""At once; over it the oldest goes, so that one that says nothing keeps nobody out."""


class Desk:
    """Open while the window listens on its port. Lives on one event loop.

    `take` gets what is handed over, `report` a sentence for each that was refused.
    """

    def __init__(self, take: Callable[[Handover], None], report: Callable[[Text], None]) -> None:
        self.take = take
        self.report = report
        self.clients: dict[_Client, None] = {}
        self._listener: _Listener | None = None

    async def open(self, port: int) -> None:
        """Take what is meant for the window that listens on this port. Raises OSError where that cannot be."""
        self._listener = await listen(port, lambda: _Client(self))

    async def close(self) -> None:
        """Take no more, at once. Idempotent."""
        listener, self._listener = self._listener, None
        if listener is None:
            return
        listener.close()
        clients = list(self.clients)
        for client in clients:
            client.transport.abort()
        if clients:
            await asyncio.wait([client.lost for client in clients])


class _Client(asyncio.Protocol):
    """One other start: one line, one answer."""

    transport: asyncio.Transport

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._received = bytearray()
        loop = asyncio.get_running_loop()
        self.lost: asyncio.Future[None] = loop.create_future()
        self._deadline = loop.call_later(PATIENCE_S, self.drop, Text("it took too long"))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        clients = self._desk.clients
        clients[self] = None
        if not is_of_this_user(transport.get_extra_info("socket")):
            self.drop(Text("it belongs to another user"))
        elif len(clients) > MOST_CLIENTS:
            next(iter(clients)).drop(Text("too many came at once"))

    def data_received(self, data: bytes) -> None:
        self._received += data
        line, end, _ = self._received.partition(b"\n")
        if len(line) >= LONGEST_LINE:
            self._refuse(Text("its line is longer than {count} bytes", count=LONGEST_LINE))
        elif end:
            self._take(bytes(line))

    def eof_received(self) -> None:
        if self._received:
            self.drop(Text("its line has no end"))
        # Who leaves without a word only asked whether a window is here.

    def connection_lost(self, error: Exception | None) -> None:  # noqa: ARG002 - asyncio gives it
        self._deadline.cancel()
        self._desk.clients.pop(self, None)
        self.lost.set_result(None)

    def drop(self, why: Text) -> None:
        """Cut it off without an answer; one that has its answer is only cut off."""
        if not self.transport.is_closing():
            self._desk.report(why)
        self.transport.abort()

    def _take(self, line: bytes) -> None:
        try:
            handover = handover_in(line)
        except ValueError:
            self._refuse(Text("its line is no JSON that names bots"))
            return
        self._desk.take(handover)
        self._end(TAKEN)

    def _refuse(self, why: Text) -> None:
        self._desk.report(why)
        self._end(f"refused: {why}\n".encode())

    def _end(self, answer: bytes) -> None:
        self.transport.write(answer)
        self.transport.close()
