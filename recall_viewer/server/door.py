"""Where a TCP connection comes in, and is taken through TLS if the server speaks it."""

from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING, cast

from recall_viewer.texts import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from recall_viewer.server.handshakes import Handshake, Handshakes
    from recall_viewer.tasks import Tasks

SHUTDOWN_TIMEOUT_S = 1.0
"""How long TLS may take to say goodbye; asyncio would wait for 30 s."""


class Door(asyncio.Protocol):
    """Counts a connection from its first moment on, and hands it to the protocol that `admit` returns.

    asyncio's own TLS servers show a connection only when its TLS handshake is done: a flood of silent ones could be
    neither counted nor cut.
    """

    def __init__(
        self,
        handshakes: Handshakes,
        admit: Callable[[Handshake], asyncio.Protocol],
        *,
        tls: ssl.SSLContext | None,
        tasks: Tasks,
    ) -> None:
        self._handshakes = handshakes
        self._admit = admit
        self._tls = tls
        self._tasks = tasks
        self._held = bytearray()
        self._handshake: Handshake
        self._loop = asyncio.get_running_loop()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let a connection in (asyncio)."""
        raw = cast("asyncio.Transport", transport)
        self._handshake = self._handshakes.begin(raw)
        if self._tls is None:
            self._hand_over(raw)
        else:
            # Not before asyncio has begun to read: in Python 3.11 a pause would not hold until then.
            self._loop.call_soon(self._begin_tls, raw, self._tls)

    def data_received(self, data: bytes) -> None:
        """Keep what comes before TLS is set up, or after it is and before the protocol behind knows (asyncio)."""
        self._held += data

    def connection_lost(self, _error: Exception | None) -> None:
        """Give up (asyncio)."""
        self._handshakes.end(self._handshake)

    def _hand_over(self, transport: asyncio.Transport) -> None:
        protocol = self._admit(self._handshake)
        transport.set_protocol(protocol)
        protocol.connection_made(transport)
        if self._held:
            protocol.data_received(bytes(self._held))

    def _begin_tls(self, raw: asyncio.Transport, tls: ssl.SSLContext) -> None:
        raw.pause_reading()
        self._tasks.start(self._secure(raw, tls), "TLS handshake")

    async def _secure(self, raw: asyncio.Transport, tls: ssl.SSLContext) -> None:
        secured: asyncio.Transport | None = None
        if not raw.is_closing():
            self._loop.call_soon(self._pass_on, raw)
            try:
                secured = await self._loop.start_tls(
                    raw, self, tls, server_side=True, ssl_shutdown_timeout=SHUTDOWN_TIMEOUT_S
                )
            except ssl.SSLError as error:
                self._handshakes.refuse(self._handshake, "handshake", _sentence(error))
            except ConnectionError:
                # They hung up: nobody was refused.
                pass
        if secured is None:
            self._handshakes.end(self._handshake)
        else:
            self._hand_over(secured)

    def _pass_on(self, raw: asyncio.Transport) -> None:
        """Give TLS what was read before it took over; reading goes on after this."""
        tls = raw.get_protocol()
        held, self._held = self._held, bytearray()
        while held and isinstance(tls, asyncio.BufferedProtocol):
            room = memoryview(tls.get_buffer(len(held)))
            count = min(len(room), len(held))
            room[:count] = held[:count]
            tls.buffer_updated(count)
            del held[:count]


def _sentence(error: ssl.SSLError) -> str:
    reason = (error.reason or str(error)).replace("_", " ").lower()
    if reason == "http request":
        return Text("it speaks plain ws:// where TLS (wss://) is expected")
    if "alert" in reason:
        return Text(
            "the other side broke off the TLS handshake: {reason}. Does it trust the certificate?", reason=reason
        )
    return Text("the TLS handshake failed: {reason}", reason=reason)
