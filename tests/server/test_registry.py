"""Who makes room when there is none, and who gives way when memory runs out."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from recall_viewer.protocol.access import Access, parse_secret
from recall_viewer.server.exchange import LINGER_S
from recall_viewer.server.registry import MOST_LINGERING
from tests.server.support import BINARY, CONT, PING, SECRET, SIGNED, TEXT, Raw, Stage, running, upgrade


async def silent_from(stage: Stage, host: str) -> Raw:
    """Dial from one of this machine's other addresses."""
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", int(stage.address.rstrip("/").rpartition(":")[2]), local_addr=(host, 0)
    )
    raw = Raw(reader, writer)
    stage.clients.append(raw)
    writer.write(upgrade())
    await reader.readuntil(b"\r\n\r\n")
    return raw


@pytest.mark.parametrize("access", [Access("s3cret", None), Access(None, parse_secret(SECRET))])
def test_guarded_silent_connections_keep_their_places(access: Access) -> None:
    async def main() -> None:
        async with running(access=access, max_connections=2) as (_, stage):
            await stage.dial("/?token=s3cret", *SIGNED)
            second = await stage.dial("/?token=s3cret", *SIGNED)
            assert (await stage.request(upgrade("/?token=s3cret", *SIGNED)))[0] == 503
            assert stage.refusals == ["limit"]
            assert "2 connections" in stage.details[0]
            # A free place is free at once.
            second.reset()
            await stage.until(lambda: bool(stage.closed_))
            await stage.dial("/?token=s3cret", *SIGNED)

    asyncio.run(main())


def test_the_longest_silent_one_makes_room() -> None:
    async def main() -> None:
        async with running(max_connections=3) as (server, stage):
            spoke = await stage.dial()
            spoke.send(TEXT, b"hello")
            await stage.until(lambda: server.has_spoken(1))
            longest = await stage.dial()
            stage.now += 1
            await stage.dial()
            longest.send(PING, b"a ping says nothing")
            await longest.read_frame()
            await stage.dial()
            assert stage.closed_ == [(2, 1013, "room")]
            assert await longest.read_close() == 1013
            assert await longest.read_to_end() == b""
            assert len(stage.opened_) == 4

    asyncio.run(main())


def test_those_that_made_room_and_do_not_hang_up_are_cut() -> None:
    async def main() -> None:
        async with running(max_connections=1) as (_, stage):
            loop = asyncio.get_running_loop()
            began = loop.time()
            first, *_ = [await stage.dial() for _ in range(MOST_LINGERING + 2)]
            while not first.writer.is_closing():
                first.send(PING)
                with contextlib.suppress(ConnectionError):
                    await first.writer.drain()
            assert loop.time() - began < LINGER_S
            assert len(stage.closed_) == MOST_LINGERING + 1

    asyncio.run(main())


def test_whoever_has_said_anything_stays_even_if_it_was_one_byte() -> None:
    async def main() -> None:
        async with running(max_connections=2) as (server, stage):
            first, second = await stage.dial(), await stage.dial()
            first.send(TEXT, b"a", fin=False)
            second.writer.write(b"\x82")
            await stage.until(lambda: server.has_spoken(1) and server.has_spoken(2))
            assert (await stage.request(upgrade()))[0] == 503
            assert stage.refusals == ["limit"]
            assert stage.closed_ == []

    asyncio.run(main())


def test_the_address_with_most_silent_ones_makes_room() -> None:
    async def main() -> None:
        async with running(max_connections=4) as (_, stage):
            await silent_from(stage, "127.0.0.2")
            for _ in range(2):
                stage.now += 1
                await silent_from(stage, "127.0.0.3")
            stage.now += 1
            await silent_from(stage, "127.0.0.4")
            await stage.dial()
            assert stage.closed_ == [(2, 1013, "room")]

    asyncio.run(main())


def test_a_bad_request_makes_nobody_give_way() -> None:
    async def main() -> None:
        async with running(max_connections=1) as (_, stage):
            await stage.dial()
            for request in (upgrade("/", "Origin: http://evil.example"), upgrade().replace(b": 13", b": 1")):
                await stage.request(request)
            assert stage.refusals == ["origin", "handshake"]
            assert stage.closed_ == []

    asyncio.run(main())


def test_nothing_is_known_of_a_connection_that_is_not_there() -> None:
    async def main() -> None:
        async with running() as (server, _):
            assert not server.has_spoken(1)

    asyncio.run(main())


def test_over_the_memory_limit_the_largest_old_message_is_given_up() -> None:
    async def main() -> None:
        async with running(receiving_limit_bytes=10_000) as (server, stage):
            small, large, young = [await stage.dial() for _ in range(3)]
            small.send(BINARY, bytes(3000), fin=False)
            large.send(BINARY, bytes(6000), fin=False)
            await stage.until(lambda: server.receiving_bytes == 9000)
            stage.now += 10.5
            young.send(BINARY, bytes(9000), fin=False)
            assert await large.read_close() == 1013
            await stage.until(lambda: bool(stage.closed_))
            assert stage.closed_ == [(2, 1013, "memory"), (1, 1013, "memory")]
            assert "6000 bytes" in stage.details[0]
            assert server.receiving_bytes == 9000
            young.send(CONT, b"the end")
            await stage.until(lambda: bool(stage.messages))
            assert stage.contents == [bytes(9000) + b"the end"]

    asyncio.run(main())


def test_a_young_message_is_spared_until_it_is_old() -> None:
    async def main() -> None:
        async with running(receiving_limit_bytes=1000) as (server, stage):
            bot = await stage.dial()
            bot.send(BINARY, bytes(2000), fin=False)
            await stage.until(lambda: server.receiving_bytes == 2000)
            assert stage.closed_ == []
            stage.now += 10.5
            # Nobody sends any more: it is found all the same.
            await stage.until(lambda: bool(stage.closed_))
            assert stage.closed_ == [(1, 1013, "memory")]
            assert server.receiving_bytes == 0

    asyncio.run(main())


def test_over_the_memory_limit_the_large_wait_and_the_small_go_on() -> None:
    async def main() -> None:
        async with running(receiving_limit_bytes=1_000_000, max_message_size_bytes=1 << 22) as (server, stage):
            early, greedy, small = [await stage.dial() for _ in range(3)]
            early.send(BINARY, bytes(700_000), fin=False)
            await stage.until(lambda: server.receiving_bytes == 700_000)
            greedy.send(BINARY, bytes(3_000_000), fin=False)
            await stage.until(lambda: server.receiving_bytes > 1_000_000)
            for number in range(1, 11):
                small.send(BINARY, bytes(100_000))
                await stage.until(lambda count=number: len(stage.messages) >= count)  # type: ignore[misc]
            # Half a share and what is read at once may come on top.
            assert server.receiving_bytes < 1_500_000 + 2**18
            early.send(CONT)
            greedy.send(CONT)
            # With the memory of the one, the other is read to its end.
            await stage.until(lambda: len(stage.messages) == 12)
            assert [len(content) for content in stage.contents[10:]] == [700_000, 3_000_000]
            assert stage.closed_ == []

    asyncio.run(main())


def test_a_message_larger_than_the_memory_for_all_gets_through_when_its_turn_comes() -> None:
    async def main() -> None:
        async with running(receiving_limit_bytes=1_000_000, max_message_size_bytes=1 << 22) as (server, stage):
            first, large = await stage.dial(), await stage.dial()
            first.send(BINARY, b"0123456789", fin=False)
            await stage.until(lambda: server.receiving_bytes == 10)
            large.send(BINARY, bytes(3_000_000))
            await stage.until(lambda: server.receiving_bytes > 1_000_000)
            first.send(CONT)
            await stage.until(lambda: len(stage.messages) == 2)
            assert [len(content) for content in stage.contents] == [10, 3_000_000]

    asyncio.run(main())


def test_the_age_of_a_message_is_counted_from_its_own_first_byte() -> None:
    async def main() -> None:
        async with running(receiving_limit_bytes=1000) as (server, stage):
            old, busy = await stage.dial(), await stage.dial()
            old.send(BINARY, bytes(600), fin=False)
            busy.send(BINARY, bytes(300), fin=False)
            await stage.until(lambda: server.receiving_bytes == 900)
            stage.now += 10.5
            busy.send(CONT, b"")
            busy.send(BINARY, bytes(900), fin=False)
            await stage.until(lambda: bool(stage.closed_))
            assert stage.closed_ == [(1, 1013, "memory")]

    asyncio.run(main())
