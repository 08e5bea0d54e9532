"""A stage for tests of the server: a receiver that keeps everything, a clock that stands still, raw clients."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import socket
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from recall_viewer.protocol.access import Access
from recall_viewer.server.server import CloseReason, ConnectionAbout, RefusalReason, Server

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Callable

TEXT, BINARY, CONT, CLOSE, PING, PONG = 1, 2, 0, 8, 9, 10
PATIENCE_S = 10.0

# The vector of Recall's documentation.
SECRET = "whsec_plJ3nmyCDGBKInavdOK15jsl"
SIGNED_AT = 1_731_705_121.0
SIGNED = (
    "webhook-id: msg_loFOjxBNrRLzqYUf",
    "webhook-timestamp: 1731705121",
    "webhook-signature: v1,lntUxBvRZSyOOAg9QtH1r72h5TqCVwGChyHJKqIK1sM=",
)


@dataclass
class Stage:
    """Everything that a server said, the clock that it reads, and clients to talk to it."""

    now: float = 100.0
    opened_: dict[int, ConnectionAbout] = field(default_factory=dict)
    messages: list[tuple[int, str | bytes, float]] = field(default_factory=list)
    closed_: list[tuple[int, int | None, CloseReason]] = field(default_factory=list)
    details: list[str] = field(default_factory=list)
    refusals: list[RefusalReason] = field(default_factory=list)
    refused_remotes: list[str] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)
    stumble: bool = False
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    address: str = ""
    clients: list[Raw] = field(default_factory=list)

    def clock(self) -> float:
        self.changed.set()
        return self.now

    def opened(self, connection_id: int, about: ConnectionAbout) -> None:
        self.opened_[connection_id] = about
        self.changed.set()

    def message(self, connection_id: int, data: str | bytes, arrived_at: float) -> None:
        self.messages.append((connection_id, data, arrived_at))
        self.changed.set()
        if self.stumble:
            raise LookupError("a mistake in the receiver")

    def closed(self, connection_id: int, code: int | None, reason: CloseReason, detail: str) -> None:
        self.closed_.append((connection_id, code, reason))
        self.details.append(detail)
        self.changed.set()

    def refused(self, reason: RefusalReason, remote: str, detail: str) -> None:
        self.refusals.append(reason)
        self.refused_remotes.append(remote)
        self.details.append(detail)
        self.changed.set()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for a condition that only reports and readings of the clock can bring about."""
        async with asyncio.timeout(PATIENCE_S):
            while not condition():
                self.changed.clear()
                await self.changed.wait()

    async def connect(self, *, ssl: ssl.SSLContext | None = None, over: socket.socket | None = None) -> Raw:
        """Open a TCP connection (through TLS if given a context) and say nothing; `over` is a socket made for it."""
        parts = urlsplit(self.address)
        name = "localhost" if ssl else None
        if over is not None:
            over.setblocking(False)
            await asyncio.get_running_loop().sock_connect(over, (parts.hostname, parts.port))
            raw = Raw(*await asyncio.open_connection(sock=over))
            self.clients.append(raw)
            return raw
        raw = Raw(*await asyncio.open_connection(parts.hostname, parts.port, ssl=ssl, server_hostname=name))
        self.clients.append(raw)
        return raw

    async def request(
        self, payload: bytes, *, ssl: ssl.SSLContext | None = None, over: socket.socket | None = None
    ) -> tuple[int, Raw]:
        """Send a request as it is; return the status of the answer, and the connection after its headers."""
        raw = await self.connect(ssl=ssl, over=over)
        raw.writer.write(payload)
        async with asyncio.timeout(PATIENCE_S):
            head = await raw.reader.readuntil(b"\r\n\r\n")
        return int(head.split(b" ")[1]), raw

    async def dial(
        self, target: str = "/", *headers: str, ssl: ssl.SSLContext | None = None, over: socket.socket | None = None
    ) -> Raw:
        """Return an open websocket."""
        status, raw = await self.request(upgrade(target, *headers), ssl=ssl, over=over)
        assert status == 101
        return raw

    @property
    def contents(self) -> list[str | bytes]:
        return [data for _, data, _ in self.messages]


@contextlib.asynccontextmanager
async def running(
    *, host: str = "127.0.0.1", listener: socket.socket | None = None, access: Access | None = None, **options: Any
) -> AsyncIterator[tuple[Server, Stage]]:
    """Yield a server and its stage. Afterwards nothing may be left, and no error may have gone unnoticed."""
    stage = Stage()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: stage.errors.append(context))
    defaults: dict[str, Any] = {
        "max_message_size_bytes": 1 << 20,
        "max_connections": 16,
        "receiving_limit_bytes": 1 << 26,
        "wall_clock": lambda: SIGNED_AT,
    }
    server = Server(stage, access=access or Access(None, None), clock=stage.clock, **(defaults | options))
    if listener is None:
        await server.start(host, 0)
    else:
        await server.serve(listener, host)
    stage.address = server.address
    try:
        yield server, stage
    finally:
        for raw in stage.clients:
            raw.writer.transport.abort()
        await server.close()
    assert stage.errors == []
    assert server.receiving_bytes == 0
    assert len(stage.closed_) == len(stage.opened_)
    # asyncio's own task that accepts, and this one.
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}


class Raw:
    """A client that says exactly what it is told to, and answers nothing by itself."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def send(self, opcode: int, payload: bytes = b"", *, fin: bool = True) -> None:
        self.writer.write(frame(opcode, payload, fin=fin))

    async def read_frame(self) -> tuple[int, bytes]:
        async with asyncio.timeout(PATIENCE_S):
            first, second = await self.reader.readexactly(2)
            size = second & 0x7F
            if size == 126:
                (size,) = struct.unpack("!H", await self.reader.readexactly(2))
            return first & 0x0F, await self.reader.readexactly(size)

    async def read_close(self) -> int:
        """Return the code of the close frame, over pings that come before it."""
        while True:
            opcode, payload = await self.read_frame()
            if opcode == CLOSE:
                return int.from_bytes(payload[:2])

    async def read_to_end(self) -> bytes:
        async with asyncio.timeout(PATIENCE_S):
            with contextlib.suppress(ConnectionError):
                return await self.reader.read()
        return b""

    def reset(self) -> None:
        """Vanish: the other side sees a reset."""
        bare: socket.socket = self.writer.get_extra_info("socket")
        bare.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


def frame(opcode: int, payload: bytes = b"", *, fin: bool = True) -> bytes:
    """Return a frame as a client sends it, masked with zeros (which leave the payload as it is)."""
    size = len(payload)
    if size < 126:
        length = bytes([0x80 | size])
    elif size < 1 << 16:
        length = bytes([0x80 | 126]) + struct.pack("!H", size)
    else:
        length = bytes([0x80 | 127]) + struct.pack("!Q", size)
    return bytes([(0x80 if fin else 0) | opcode]) + length + bytes(4) + payload


def upgrade(target: str = "/", *headers: str) -> bytes:
    """Return an upgrade request."""
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        f"GET {target} HTTP/1.1",
        "Host: localhost",
        "Upgrade: websocket",
        "Connection: keep-alive, Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
        *headers,
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
