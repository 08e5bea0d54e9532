"""A guarded server to be reached, and what else may answer at an address: other programs, proxies, tunnels."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING

import pytest

from recall_viewer.protocol.access import Access
from recall_viewer.server.connection import BotConnection, Keepalive
from recall_viewer.server.reach import Reach
from recall_viewer.server.reach_error import ReachError
from recall_viewer.server.server import Server
from tests.server.support import SIGNED_AT, Stage

if TYPE_CHECKING:
    import ssl

    from recall_viewer.server.handshakes import Handshake

TOKEN = "t0ken-which-must-not-show"

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class GuardedServer(Server):
    """A server whose connections report to the guard of a `Reach`."""

    reach: Reach

    def _admit(self, handshake: Handshake) -> BotConnection:
        keeper = self.reach.guard(self._registry)
        return BotConnection(
            keeper, handshake, clock=self._clock, max_message_size_bytes=1 << 20, keepalive=Keepalive()
        )


@contextlib.asynccontextmanager
async def window(
    access: Access | None = None,
    *,
    tls: ssl.SSLContext | None = None,
    trust: ssl.SSLContext | None = None,
    max_connections: int = 16,
    handshake_timeout_s: float = 5,
) -> AsyncIterator[tuple[Reach, Stage]]:
    """Yield what checks, and the stage of a server that it guards. Afterwards nothing may be left."""
    stage = Stage()
    asyncio.get_running_loop().set_exception_handler(lambda _, context: stage.errors.append(context))
    access = access or Access()
    server = GuardedServer(
        stage,
        access=access,
        clock=stage.clock,
        wall_clock=lambda: SIGNED_AT,
        max_message_size_bytes=1 << 20,
        max_connections=max_connections,
        receiving_limit_bytes=1 << 26,
        ssl_context=tls,
        handshake_timeout_s=handshake_timeout_s,
    )
    server.reach = Reach(access, trust=trust)
    await server.start("localhost" if tls else "127.0.0.1", 0)
    stage.address = server.address
    try:
        yield server.reach, stage
    finally:
        for raw in stage.clients:
            raw.writer.transport.abort()
        await server.close()
    assert stage.errors == []
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}


@contextlib.asynccontextmanager
async def someone_else(handler: Handler) -> AsyncIterator[str]:
    """Yield the address of a program that does with its connections what `handler` does."""
    ended: list[asyncio.Future[None]] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ended.append(asyncio.get_running_loop().create_future())
        mine = ended[-1]
        try:
            with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
                await handler(reader, writer)
        finally:
            writer.transport.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()
            mine.set_result(None)

    listener = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield f"ws://127.0.0.1:{listener.sockets[0].getsockname()[1]}/"
    finally:
        listener.close()
        await listener.wait_closed()
        await asyncio.gather(*ended)


def saying(answer: str, heard: list[bytes] | None = None) -> Handler:
    """Return a handler that reads a request, says something and hangs up."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        if heard is not None:
            heard.append(request)
        writer.write(answer.encode())

    return handle


def status(code: int, *headers: str) -> Handler:
    return saying("\r\n".join([f"HTTP/1.1 {code} Words", "Content-Length: 0", *headers, "", ""]))


def tunnel(to: str, change: Callable[[bytes], bytes] = bytes, *, answers: bool = True) -> Handler:
    """Return a handler that passes a request on, changed, and the answer back."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, _, port = to.removeprefix("ws://").rstrip("/").rpartition(":")
        request = await reader.readuntil(b"\r\n\r\n")
        behind, onward = await asyncio.open_connection(host, int(port))
        onward.write(change(request))
        while data := await behind.read(4096):
            if answers:
                writer.write(data)
        if not answers:
            # The one that asked gives up first.
            await reader.read()
        onward.close()
        await onward.wait_closed()

    return handle


async def reason(reach: Reach, address: str, timeout_s: float = 5) -> tuple[str, str]:
    with pytest.raises(ReachError) as caught:
        await reach.check(address, timeout_s)
    assert TOKEN not in str(caught.value)
    assert caught.value.__cause__ is None
    return caught.value.reason, caught.value.detail


def assert_nobody_came(stage: Stage) -> None:
    assert (stage.opened_, stage.messages, stage.closed_, stage.refusals) == ({}, [], [], [])
