"""`wss://`: the same as `ws://`, and its handshakes counted just so."""

from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING

import pytest
import websocket

from recall_viewer.server.door import Door
from recall_viewer.server.handshakes import MOST_UNFINISHED, Handshakes
from recall_viewer.server.tls import load_tls
from recall_viewer.tasks import Tasks
from tests.server.support import BINARY, CLOSE, PATIENCE_S, TEXT, frame, running, upgrade

if TYPE_CHECKING:
    from tests.server.conftest import Certificate

PICTURE = bytes(range(256)) * 5000


def test_a_bot_over_tls(certificate: Certificate) -> None:
    def bot(url: str) -> None:
        client = websocket.create_connection(
            url.replace("127.0.0.1", "localhost"),
            suppress_origin=True,
            timeout=5,
            sslopt={"context": certificate.trusting},
        )
        client.send("hello")
        client.send_binary(PICTURE)
        client.close()

    async def main() -> None:
        tls = load_tls(certificate.cert, certificate.key)
        async with running(ssl_context=tls, max_message_size_bytes=2 << 20) as (server, stage):
            assert server.address.startswith("wss://127.0.0.1:")
            await asyncio.to_thread(bot, server.address)
            await stage.until(lambda: bool(stage.closed_))
            assert stage.contents == ["hello", PICTURE]
            assert stage.closed_ == [(1, 1000, "peer")]

    asyncio.run(main())


def test_what_comes_right_behind_the_handshake_is_not_lost(certificate: Certificate) -> None:
    async def main() -> None:
        tls = load_tls(certificate.cert, certificate.key)
        async with running(ssl_context=tls, max_connections=20) as (_, stage):
            for _ in range(20):
                raw = await stage.connect(ssl=certificate.trusting)
                raw.writer.write(upgrade() + frame(TEXT, b"hello"))
            await stage.until(lambda: len(stage.messages) == 20)

    asyncio.run(main())


def test_the_end_over_tls(certificate: Certificate) -> None:
    async def main() -> None:
        async with running(ssl_context=load_tls(certificate.cert, certificate.key)) as (server, stage):
            bot = await stage.dial(ssl=certificate.trusting)
            silent = await stage.connect()
            loop = asyncio.get_running_loop()
            began = loop.time()
            await server.close()
            assert loop.time() - began < 2
            assert await bot.read_frame() == (CLOSE, (1001).to_bytes(2) + b"shutting down")
            assert stage.closed_ == [(1, 1001, "shutdown")]
            assert await silent.read_to_end() == b""

    asyncio.run(main())


def test_a_message_over_the_limit_and_a_vanishing_bot_over_tls(certificate: Certificate) -> None:
    async def main() -> None:
        tls = load_tls(certificate.cert, certificate.key)
        async with running(ssl_context=tls, max_message_size_bytes=100) as (_, stage):
            bot = await stage.dial(ssl=certificate.trusting)
            bot.send(BINARY, bytes(101))
            assert await bot.read_close() == 1009
            await stage.until(lambda: len(stage.closed_) == 1)
            (await stage.dial(ssl=certificate.trusting)).reset()
            await stage.until(lambda: len(stage.closed_) == 2)
            assert stage.closed_ == [(1, 1009, "too_large"), (2, 1006, "lost")]

    asyncio.run(main())


def test_a_bot_that_dials_ws_where_wss_is_spoken_is_refused(certificate: Certificate) -> None:
    async def main() -> None:
        async with running(ssl_context=load_tls(certificate.cert, certificate.key)) as (_, stage):
            raw = await stage.connect()
            raw.writer.write(upgrade())
            await raw.read_to_end()
            await stage.until(lambda: bool(stage.refusals))
            assert stage.refusals == ["handshake"]
            assert "wss://" in stage.details[0]

    asyncio.run(main())


def test_a_bot_that_does_not_trust_the_certificate_is_named(certificate: Certificate) -> None:
    def bot(url: str) -> None:
        with pytest.raises(ssl.SSLCertVerificationError):
            websocket.create_connection(
                url.replace("127.0.0.1", "localhost"), sslopt={"context": ssl.create_default_context()}, timeout=5
            )

    async def main() -> None:
        async with running(ssl_context=load_tls(certificate.cert, certificate.key)) as (server, stage):
            await asyncio.to_thread(bot, server.address)
            await stage.until(lambda: bool(stage.refusals))
            assert stage.refusals == ["handshake"]
            assert "trust the certificate" in stage.details[0]

    asyncio.run(main())


def test_a_flood_before_tls_is_counted_and_cut(certificate: Certificate) -> None:
    async def main() -> None:
        async with running(ssl_context=load_tls(certificate.cert, certificate.key)) as (_, stage):
            flood = [await stage.connect() for _ in range(MOST_UNFINISHED)]
            await stage.dial(ssl=certificate.trusting)
            assert await flood[0].read_to_end() == b""
            assert stage.refusals == ["handshake"]

    asyncio.run(main())


def test_a_tls_handshake_has_its_time(certificate: Certificate) -> None:
    async def main() -> None:
        tls = load_tls(certificate.cert, certificate.key)
        async with running(ssl_context=tls, handshake_timeout_s=0.05) as (_, stage):
            before, after = await stage.connect(), await stage.connect(ssl=certificate.trusting)
            assert await before.read_to_end() == b""
            assert await after.read_to_end() == b""
            assert stage.refusals == ["handshake", "handshake"]

    asyncio.run(main())


def test_whoever_hangs_up_during_tls_was_not_refused(certificate: Certificate) -> None:
    async def main() -> None:
        async with running(ssl_context=load_tls(certificate.cert, certificate.key)) as (_, stage):
            for end in ("eof", "reset", "close"):
                raw = await stage.connect()
                if end == "eof":
                    raw.writer.write_eof()
                    await raw.read_to_end()
                elif end == "reset":
                    raw.reset()
                else:
                    raw.writer.close()
            await stage.dial(ssl=certificate.trusting)
            assert stage.refusals == []

    asyncio.run(main())


def test_a_client_hello_that_is_read_before_tls_takes_over_is_not_lost(certificate: Certificate) -> None:
    class Behind(asyncio.Protocol):
        """What the door opens to: answers in capitals."""

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = transport

        def data_received(self, data: bytes) -> None:
            assert isinstance(self.transport, asyncio.Transport)
            self.transport.write(data.upper())

    class Eager(asyncio.Protocol):
        """Reads first and then goes to the door, as an event loop may that watches sockets by itself."""

        def __init__(self, door: Door) -> None:
            self.door = door

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = transport

        def data_received(self, data: bytes) -> None:
            self.transport.set_protocol(self.door)
            self.door.connection_made(self.transport)
            self.door.data_received(data)

    async def main() -> None:
        refusals: list[str] = []
        tasks = Tasks()
        handshakes = Handshakes(lambda _, __, detail: refusals.append(detail), timeout_s=PATIENCE_S)
        tls = load_tls(certificate.cert, certificate.key)
        listener = await asyncio.get_running_loop().create_server(
            lambda: Eager(Door(handshakes, lambda _: Behind(), tls=tls, tasks=tasks)), "127.0.0.1", 0
        )
        port = listener.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", port, ssl=certificate.trusting, server_hostname="localhost"
        )
        writer.write(b"hello")
        assert await reader.readexactly(5) == b"HELLO"
        assert refusals == []
        writer.transport.abort()
        handshakes.close()
        listener.close()
        await listener.wait_closed()
        await tasks.close()

    asyncio.run(main())
