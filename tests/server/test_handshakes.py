"""Handshakes that fail, and those that never end."""

from __future__ import annotations

import asyncio

import pytest

from recall_viewer.protocol.access import Access
from recall_viewer.server.handshakes import MOST_UNFINISHED
from tests.server.support import PATIENCE_S, TEXT, running, upgrade

GOOD = upgrade().decode()


@pytest.mark.parametrize(
    ("request_text", "status"),
    [
        (GOOD.replace("Sec-WebSocket-Key: ", "Sec-WebSocket-Key: no"), 400),
        (GOOD.replace("Version: 13", "Version: 8"), 400),
        (GOOD.replace("HTTP/1.1", "HTTP/1.0"), 505),
        (GOOD.replace("GET", "POST"), 405),
        (GOOD.replace("/ HTTP", f"/{'x' * 9000} HTTP"), 414),
        (GOOD.replace("Host: localhost", f"Host: {'x' * 9000}"), 431),
        (GOOD.replace("Upgrade: websocket\r\n", "").replace("keep-alive, Upgrade", "close"), 426),
        ("\x16\x03\x01\x02\x00\r\n\r\n", 400),
        ("GET /?token=s3cret\r\n\r\n", 400),
        ("what\r\n\r\n", 400),
    ],
)
def test_a_request_that_cannot_be_upgraded_is_refused_once(request_text: str, status: int) -> None:
    async def main() -> None:
        async with running() as (_, stage):
            got, raw = await stage.request(request_text.encode())
            assert got == status
            await raw.read_to_end()
            assert stage.refusals == ["handshake"]
            assert "s3cret" not in stage.details[0]
            assert stage.errors == []

    asyncio.run(main())


def test_a_proxy_that_drops_the_upgrade_is_named() -> None:
    async def main() -> None:
        async with running() as (_, stage):
            request = GOOD.replace("Upgrade: websocket\r\n", "").replace("keep-alive, Upgrade", "close")
            await stage.request(request.encode())
            assert "proxy" in stage.details[0]
            await stage.request(b"\x16\x03\x01\r\n\r\n")
            assert "TLS" in stage.details[1]

    asyncio.run(main())


def test_a_handshake_has_its_time_and_no_more() -> None:
    async def main() -> None:
        async with running(handshake_timeout_s=0.05) as (_, stage):
            slow = await stage.connect()
            slow.writer.write(upgrade()[:-2])
            bot = await stage.dial()
            assert await slow.read_to_end() == b""
            await stage.until(lambda: bool(stage.refusals))
            assert stage.refusals == ["handshake"]
            # What became a websocket in time has all the time it wants.
            bot.send(TEXT, b"still here")
            await stage.until(lambda: bool(stage.messages))
            assert stage.closed_ == []

    asyncio.run(main())


def test_a_refused_bot_that_lingers_is_cut_without_another_report() -> None:
    async def main() -> None:
        async with running(access=Access("s3cret", None), handshake_timeout_s=0.05) as (_, stage):
            bot = await stage.connect()
            bot.writer.write(upgrade())
            page = await stage.connect()
            page.writer.write(b"GET /health HTTP/1.1\r\n\r\n")
            late = await stage.connect()
            await stage.until(lambda: len(stage.refusals) == 2)
            assert await late.read_to_end() == b""
            # The two others were there before it, and their time is over too.
            assert stage.refusals == ["token", "handshake"]

    asyncio.run(main())


def test_whoever_hangs_up_was_not_refused() -> None:
    async def main() -> None:
        async with running() as (_, stage):
            for start in (b"", b"GET / HT"):
                raw = await stage.connect()
                raw.writer.write(start)
                raw.writer.write_eof()
                await raw.read_to_end()
            await stage.dial()
            assert stage.refusals == []

    asyncio.run(main())


def test_in_a_flood_the_oldest_gives_way_and_never_the_newcomer() -> None:
    async def main() -> None:
        async with running() as (_, stage):
            flood = [await stage.connect() for _ in range(MOST_UNFINISHED)]
            await stage.dial()
            await stage.until(lambda: bool(stage.refusals))
            assert await flood[0].read_to_end() == b""
            assert stage.refusals == ["handshake"]
            address = flood[0].writer.get_extra_info("sockname")
            assert stage.refused_remotes == [f"127.0.0.1:{address[1]}"]
            # All others can still finish theirs.
            flood[1].writer.write(upgrade())
            async with asyncio.timeout(PATIENCE_S):
                assert (await flood[1].reader.readline()).startswith(b"HTTP/1.1 101")

    asyncio.run(main())


def test_open_websockets_are_no_handshakes() -> None:
    async def main() -> None:
        async with running(access=Access(None, None), max_connections=100) as (_, stage):
            for _ in range(MOST_UNFINISHED + 5):
                await stage.dial()
            assert stage.refusals == []
            assert stage.closed_ == []

    asyncio.run(main())
