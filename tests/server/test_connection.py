"""What bots send arrives as they sent it, with the right time, and nothing in it closes a connection."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import socket
import tracemalloc

import aiohttp
import pytest
import websocket
from hypothesis import given, settings
from hypothesis import strategies as st

from recall_viewer.server.exchange import LINGER_S
from recall_viewer.server.server import Keepalive
from tests.server.support import BINARY, CLOSE, CONT, PING, PONG, TEXT, frame, running, upgrade

PICTURE = bytes(range(256)) * 3000


def test_both_opcodes_from_websocket_client() -> None:
    def bot(url: str) -> None:
        client = websocket.create_connection(url, suppress_origin=True, timeout=5)
        client.send('{"protocol_version": 1}')
        client.send_binary(PICTURE)
        client.close()

    async def main() -> None:
        async with running() as (server, stage):
            await asyncio.to_thread(bot, server.address + "video?token=secret")
            await stage.until(lambda: bool(stage.closed_))
            assert stage.contents == ['{"protocol_version": 1}', PICTURE]
            assert isinstance(stage.contents[1], bytes)
            assert stage.closed_ == [(1, 1000, "peer")]
            about = stage.opened_[1]
            assert (about.path, about.opened_at) == ("/video", 100.0)
            assert about.remote.startswith("127.0.0.1:")

    asyncio.run(main())


def test_both_opcodes_from_aiohttp() -> None:
    async def main() -> None:
        async with running() as (server, stage):
            async with aiohttp.ClientSession() as session, session.ws_connect(server.address) as client:
                await client.send_str("Ada ✓")
                await client.send_bytes(PICTURE)
                await client.ping()
                await client.close(code=1001)
            await stage.until(lambda: bool(stage.closed_))
            assert stage.contents == ["Ada ✓", PICTURE]
            assert stage.closed_ == [(1, 1001, "peer")]

    asyncio.run(main())


def test_text_that_is_not_utf8_is_mended_and_closes_nothing() -> None:
    async def main() -> None:
        async with running() as (_, stage):
            bot = await stage.dial()
            bot.send(TEXT, b"caf\xe9 \xf0\x9f")
            bot.send(TEXT, b"next")
            await stage.until(lambda: len(stage.messages) == 2)
            assert stage.contents == ["caf\ufffd \ufffd", "next"]
            assert stage.closed_ == []

    asyncio.run(main())


def test_five_thousand_fragments_are_one_message_with_a_ping_among_them() -> None:
    async def main() -> None:
        async with running() as (_, stage):
            bot = await stage.dial()
            bot.send(BINARY, b"<", fin=False)
            for _ in range(5000):
                bot.send(CONT, b"x", fin=False)
            bot.send(PING, b"are you there")
            bot.send(CONT, b">")
            await stage.until(lambda: bool(stage.messages))
            assert stage.contents == [b"<" + b"x" * 5000 + b">"]
            assert isinstance(stage.contents[0], bytes)
            assert await bot.read_frame() == (PONG, b"are you there")

    asyncio.run(main())


@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_no_way_of_cutting_the_bytes_changes_the_messages(data: st.DataObject) -> None:
    sent = data.draw(st.lists(st.tuples(st.booleans(), st.binary(max_size=300)), min_size=1, max_size=6))
    stream = b""
    for is_text, payload in sent:
        cut = data.draw(st.integers(0, len(payload)))
        stream += frame(TEXT if is_text else BINARY, payload[:cut], fin=False) + frame(PONG)
        stream += frame(CONT, payload[cut:])
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=5)))
    # JSON beyond ASCII stays as it is.
    kept = [not is_text or (payload[:1] == b"{" and not payload.isascii()) for is_text, payload in sent]
    expected = [one[1] if keep else one[1].decode(errors="replace") for one, keep in zip(sent, kept, strict=True)]

    async def main() -> None:
        async with running() as (_, stage):
            bot = await stage.dial()
            for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
                bot.writer.write(stream[start:end])
                await bot.writer.drain()
                await asyncio.sleep(0)
            await stage.until(lambda: len(stage.messages) == len(sent))
            assert stage.contents == expected

    asyncio.run(main())


def test_a_message_is_stamped_when_its_last_byte_is_read() -> None:
    async def main() -> None:
        async with running() as (server, stage):
            bot = await stage.dial()
            whole = frame(BINARY, PICTURE)
            stage.now = 200.0
            bot.writer.write(whole[:-1])
            await stage.until(lambda: server.receiving_bytes == len(PICTURE) - 1)
            assert stage.messages == []
            stage.now = 300.0
            bot.writer.write(whole[-1:])
            await stage.until(lambda: bool(stage.messages))
            assert stage.messages == [(1, PICTURE, 300.0)]
            assert server.receiving_bytes == 0

    asyncio.run(main())


def test_fragments_count_as_being_received() -> None:
    async def main() -> None:
        async with running() as (server, stage):
            bot = await stage.dial()
            bot.send(TEXT, b"a" * 500, fin=False)
            await stage.until(lambda: server.receiving_bytes == 500)
            bot.send(CONT, b"b" * 500)
            await stage.until(lambda: bool(stage.messages))
            assert server.receiving_bytes == 0

    asyncio.run(main())


def test_an_impatient_bot_may_send_with_its_request() -> None:
    async def main() -> None:
        async with running() as (_, stage):
            bot = await stage.connect()
            bot.writer.write(upgrade() + frame(TEXT, b"hello") + frame(BINARY, b"pic"))
            await stage.until(lambda: len(stage.messages) == 2)
            assert stage.contents == ["hello", b"pic"]

    asyncio.run(main())


def test_a_close_with_the_request_leaves_nothing_behind() -> None:
    async def main() -> None:
        async with running() as (_, stage):
            bot = await stage.connect()
            bot.writer.write(upgrade() + frame(CLOSE, b"\x03\xe8"))
            await bot.read_to_end()
            assert stage.opened_ == {}
            assert stage.refusals == []

    asyncio.run(main())


def test_a_receiver_that_fails_costs_no_connection() -> None:
    async def main() -> None:
        async with running() as (_, stage):
            bot = await stage.dial()
            stage.stumble = True
            bot.send(TEXT, b"one")
            await stage.until(lambda: len(stage.errors) == 1)
            stage.stumble = False
            bot.send(TEXT, b"two")
            await stage.until(lambda: len(stage.messages) == 2)
            assert isinstance(stage.errors.pop()["exception"], LookupError)
            assert stage.closed_ == []

    asyncio.run(main())


def test_one_message_over_the_limit_closes_its_connection_and_no_other() -> None:
    async def main() -> None:
        async with running(max_message_size_bytes=1000) as (_, stage):
            good, bad = await stage.dial(), await stage.dial()
            bad.send(BINARY, bytes(1000))
            bad.send(BINARY, bytes(1001))
            good.send(BINARY, b"still here")
            assert await bad.read_close() == 1009
            await stage.until(lambda: len(stage.messages) == 2 and bool(stage.closed_))
            assert stage.messages == [(2, bytes(1000), 100.0), (1, b"still here", 100.0)]
            assert stage.closed_ == [(2, 1009, "too_large")]
            assert "1001 bytes" in stage.details[0]
            assert "limit of 1000 bytes" in stage.details[0]

    asyncio.run(main())


def test_fragments_over_the_limit_close_too() -> None:
    async def main() -> None:
        async with running(max_message_size_bytes=1000) as (_, stage):
            bot = await stage.dial()
            bot.send(BINARY, bytes(900), fin=False)
            bot.send(CONT, bytes(101))
            assert await bot.read_close() == 1009
            await stage.until(lambda: bool(stage.closed_))
            assert stage.closed_ == [(1, 1009, "too_large")]
            assert "1001 bytes" in stage.details[0]

    asyncio.run(main())


def test_a_bot_that_vanishes_is_lost() -> None:
    async def main() -> None:
        async with running() as (server, stage):
            bot = await stage.dial()
            bot.send(TEXT, b"half a mess", fin=False)
            await stage.until(lambda: server.receiving_bytes > 0)
            bot.reset()
            await stage.until(lambda: bool(stage.closed_))
            assert stage.closed_ == [(1, 1006, "lost")]
            assert stage.details[0]
            assert server.receiving_bytes == 0

    asyncio.run(main())


def test_a_connection_that_ends_without_a_close_frame_is_lost() -> None:
    async def main() -> None:
        async with running() as (_, stage):
            bot = await stage.dial()
            bot.writer.write_eof()
            await stage.until(lambda: bool(stage.closed_))
            assert stage.closed_ == [(1, 1006, "lost")]

    asyncio.run(main())


def test_a_close_frame_without_a_code_and_one_with_a_private_code_come_from_the_peer() -> None:
    async def main() -> None:
        async with running() as (_, stage):
            for payload in (b"", (4000).to_bytes(2) + b"bye"):
                bot = await stage.dial()
                bot.send(CLOSE, payload)
                assert await bot.read_frame() == (CLOSE, payload)
            await stage.until(lambda: len(stage.closed_) == 2)
            assert stage.closed_ == [(1, 1005, "peer"), (2, 4000, "peer")]
            assert stage.details[1] == "bye"

    asyncio.run(main())


def test_bytes_that_are_no_websocket_end_it_with_1002() -> None:
    async def main() -> None:
        async with running() as (_, stage):
            bot = await stage.dial()
            bot.writer.write(b"\xff" * 100)
            assert await bot.read_close() == 1002
            await stage.until(lambda: bool(stage.closed_))
            assert stage.closed_ == [(1, 1002, "lost")]

    asyncio.run(main())


def test_unanswered_pings_end_it() -> None:
    async def main() -> None:
        async with running(keepalive=Keepalive(0.01, 0.02)) as (_, stage):
            bot = await stage.dial()
            await stage.until(lambda: bool(stage.closed_))
            assert stage.closed_ == [(1, 1006, "lost")]
            assert "pings" in stage.details[0]
            opcode, _payload = await bot.read_frame()
            assert opcode == PING

    asyncio.run(main())


def test_a_silent_bot_that_answers_pings_stays() -> None:
    async def main() -> None:
        async with running(keepalive=Keepalive(0.01, 0.5)) as (server, stage):
            bot = await stage.dial()
            for _ in range(60):
                opcode, payload = await bot.read_frame()
                assert opcode == PING
                bot.send(PONG, payload)
            assert stage.closed_ == []
            assert not server.has_spoken(1)

    asyncio.run(main())


def test_a_sleep_of_this_computer_costs_no_bot_its_connection() -> None:
    async def main() -> None:
        async with running() as (_, stage):
            bot = await stage.dial()
            loop = asyncio.get_running_loop()
            awake = loop.time
            loop.time = lambda: awake() + 600  # type: ignore[method-assign]
            opcode, payload = await bot.read_frame()
            assert opcode == PING
            bot.send(PONG, payload)
            bot.send(TEXT, b"still here")
            await stage.until(lambda: stage.contents == ["still here"])
            assert stage.closed_ == []

    asyncio.run(main())


def test_whoever_asks_for_pongs_and_fetches_none_is_read_no_further() -> None:
    async def main() -> None:
        async with running(keepalive=Keepalive(0.1, 0.3)) as (_, stage):
            loop = asyncio.get_running_loop()
            small = socket.socket()
            small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            bot = await stage.dial(over=small)
            # The stream reader stops fetching at twice its limit; the pongs then fill every buffer on the way.
            flood = frame(PING, bytes(125)) * 1000
            began = loop.time()
            with contextlib.suppress(ConnectionError):
                while not bot.writer.is_closing():
                    bot.writer.write(flood)
                    await bot.writer.drain()
            assert stage.closed_ == [(1, 1006, "lost")]
            # Nor is it waited for.
            assert loop.time() - began < LINGER_S

    asyncio.run(main())


@pytest.mark.parametrize("flood", [frame(PING), frame(CONT, b"x", fin=False)], ids=["pings", "fragments"])
def test_a_flood_of_small_frames_leaves_the_others_their_time(flood: bytes) -> None:
    async def main() -> None:
        async with running() as (_, stage):
            good, bad = await stage.dial(), await stage.dial()
            bad.writer.write(frame(BINARY, b"<", fin=False) + flood * 5_000 + frame(CONT, b">"))
            for number in range(1, 6):
                good.send(BINARY, PICTURE[:1000])
                await stage.until(lambda count=number: len(stage.messages) >= count)  # type: ignore[misc]
            await stage.until(lambda: len(stage.messages) == 6)
            assert [connection for connection, _, _ in stage.messages] == [1, 1, 1, 1, 1, 2]
            assert stage.closed_ == []

    asyncio.run(main())


def test_a_message_is_in_memory_once_and_not_longer_than_needed() -> None:
    size, count = 2**20, 10

    async def main() -> None:
        async with running(max_message_size_bytes=2 * size) as (server, stage):
            bots = [await stage.dial() for _ in range(count)]
            for bot in bots:
                bot.send(BINARY, bytes(size // 2), fin=False)
                bot.send(CONT, bytes(size // 2), fin=False)
            await stage.until(lambda: server.receiving_bytes == count * size)
            assert tracemalloc.get_traced_memory()[0] < 1.5 * count * size
            for bot in bots:
                bot.send(CONT)
            await stage.until(lambda: len(stage.messages) == count)
            stage.messages.clear()
            # The last piece that was read of each may stay a while.
            assert tracemalloc.get_traced_memory()[0] < 0.4 * count * size
            for bot in bots:
                bot.writer.write(frame(BINARY, bytes(size))[:-1])
            await stage.until(lambda: server.receiving_bytes == count * (size - 1))
            for bot in bots:
                bot.reset()
            await stage.until(lambda: len(stage.closed_) == count)
            assert tracemalloc.get_traced_memory()[0] < 0.4 * count * size

    # Nothing may have to wait until Python looks for what refers to itself.
    gc.disable()
    tracemalloc.start()
    try:
        asyncio.run(main())
    finally:
        tracemalloc.stop()
        gc.enable()
