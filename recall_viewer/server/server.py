"""The server bots dial: listens, and reports what comes to a receiver."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import time
from importlib.util import find_spec
from typing import TYPE_CHECKING

from recall_viewer.addresses import url
from recall_viewer.head_start import QUEUE
from recall_viewer.server.connection import BotConnection, Keepalive
from recall_viewer.server.door import Door
from recall_viewer.server.receiver import CloseReason, ConnectionAbout, Receiver, RefusalReason
from recall_viewer.server.registry import Registry
from recall_viewer.tasks import Tasks

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from recall_viewer.protocol.access import Access
    from recall_viewer.server.handshakes import Handshake
    from recall_viewer.server.reach import Reach

__all__ = ["CloseReason", "ConnectionAbout", "Keepalive", "Receiver", "RefusalReason", "Server"]

HANDSHAKE_TIMEOUT_S = 5.0
"""From the TCP connection to the upgrade, TLS included. A bot on another continent needs less than one."""

CLOSE_GRACE_S = 1.0
"""What bots have to answer the close frame when the program ends; it promises to be gone in 3 s."""

TURNS_TO_BE_MADE = 5
"""Turns of the loop from an accepted socket to its protocol; asyncio takes three."""

ACCEPTED_AT_ONCE = 4
"""asyncio would accept all that wait in one go, before any of them can be counted or cut: descriptors would run out.
Some turns of the loop pass until it hands one over, and each turn may accept as many again."""

_logger = logging.getLogger(__name__)


class Server:
    """Listens on one address, lets in whom `access` allows, and reports to `receiver`. Lives on one event loop.

    `clock` gives the times of the reports (monotonic seconds), `wall_clock` unix time for signatures. A message over
    `max_message_size_bytes` closes its connection with 1009. `receiving_limit_bytes` bounds all messages not yet
    complete; over it the largest that takes long loses its connection. `ssl_context` (see `tls.load_tls`) makes it
    `wss://`. `reach` takes the connections of its own checks for itself.
    """

    def __init__(
        self,
        receiver: Receiver,
        *,
        access: Access,
        clock: Callable[[], float],
        wall_clock: Callable[[], float] = time.time,
        max_message_size_bytes: int,
        max_connections: int,
        receiving_limit_bytes: int,
        ssl_context: ssl.SSLContext | None = None,
        reach: Reach | None = None,
        handshake_timeout_s: float = HANDSHAKE_TIMEOUT_S,
        keepalive: Keepalive | None = None,
    ) -> None:
        self._clock = clock
        self._max_message_size_bytes = max_message_size_bytes
        self._keepalive = keepalive or Keepalive()
        self._tls = ssl_context
        self._reach = reach
        self._tasks = Tasks()
        self._closing = asyncio.Lock()
        self._listener: asyncio.Server | None = None
        self._address = ""
        self._port = 0
        self._registry = Registry(
            receiver,
            access=access,
            clock=clock,
            wall_clock=wall_clock,
            max_connections=max_connections,
            receiving_limit_bytes=receiving_limit_bytes,
            handshake_timeout_s=handshake_timeout_s,
        )

    @property
    def address(self) -> str:
        """The URL it listens on, like `ws://127.0.0.1:8765/`; empty before it listens."""
        return self._address

    @property
    def port(self) -> int:
        """The port it listens on; 0 before it listens."""
        return self._port

    @property
    def receiving_bytes(self) -> int:
        """Bytes held of messages that are not complete yet."""
        return self._registry.receiving_bytes

    def has_spoken(self, connection_id: int) -> bool:
        """Whether a connection is open and any part of a message ever came on it."""
        return self._registry.has_spoken(connection_id)

    def use_access(self, access: Access) -> None:
        """Let in whom this allows from now on; who is in stays."""
        self._registry.use_access(access)

    async def start(self, host: str, port: int) -> None:
        """Listen; port 0 takes a free one. Raises OSError if that cannot be; it may be tried again then."""
        loop = asyncio.get_running_loop()
        if port == 0:
            # A name may stand for several addresses, and each would get a port of its own.
            host = str((await loop.getaddrinfo(host, 0))[0][4][0])
        self._take(await loop.create_server(self._door, host, port, backlog=ACCEPTED_AT_ONCE), host)

    async def serve(self, listener: socket.socket, host: str) -> None:
        """Serve who dials a socket that listens on this host already."""
        loop = asyncio.get_running_loop()
        self._take(await loop.create_server(self._door, sock=listener, backlog=ACCEPTED_AT_ONCE), host)

    def _take(self, listener: asyncio.Server, host: str) -> None:
        if find_spec("websockets.speedups") is None:
            _logger.warning("websockets has no C extension here: receiving takes forty times the time")
        self._listener = listener
        for shown in listener.sockets:
            # asyncio has one number for both; the queue is the system's, and a copy of the socket has the same one.
            with socket.fromfd(shown.fileno(), shown.family, shown.type) as same:
                same.listen(QUEUE)
        self._port = listener.sockets[0].getsockname()[1]
        self._address = url("wss" if self._tls else "ws", host, self._port)

    async def close(self) -> None:
        """Take no more connections, say 1001 to all, and cut who does not answer: done within 2 s. Idempotent."""
        async with self._closing:
            if self._listener is None:
                return
            await self._accept_no_more(self._listener)
            await self._registry.close(CLOSE_GRACE_S)
            await self._tasks.close()
            self._listener.close()
            await self._listener.wait_closed()
            self._listener = None

    async def _accept_no_more(self, listener: asyncio.Server) -> None:
        """Let those come that asyncio has just accepted: it leaves their sockets open where its server is closed."""
        # Windows' loop has no readers, and cancels what it accepts by itself. (Only Linux was tried.)
        with contextlib.suppress(NotImplementedError):
            for shown in listener.sockets:
                asyncio.get_running_loop().remove_reader(shown.fileno())
        for _ in range(TURNS_TO_BE_MADE):
            await asyncio.sleep(0)

    def _door(self) -> Door:
        return Door(self._registry.handshakes, self._admit, tls=self._tls, tasks=self._tasks)

    def _admit(self, handshake: Handshake) -> BotConnection:
        return BotConnection(
            self._registry if self._reach is None else self._reach.guard(self._registry),
            handshake,
            clock=self._clock,
            max_message_size_bytes=self._max_message_size_bytes,
            keepalive=self._keepalive,
        )
