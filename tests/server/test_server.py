"""Listening and closing."""

from __future__ import annotations

import asyncio
import gc
import socket
from typing import Any

import pytest
import websocket

from recall_viewer.protocol.access import Access
from recall_viewer.server.server import Server
from tests.server.support import CLOSE, TEXT, Raw, Stage, running, upgrade


@pytest.mark.parametrize(
    ("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "0.0.0.0"), ("::1", "[::1]"), ("::", "[::]")]
)
def test_the_address_is_an_url(host: str, shown: str) -> None:
    async def main() -> None:
        async with running(host=host) as (server, _):
            port = server.address.rstrip("/").rpartition(":")[2]
            assert int(port) > 0
            assert server.address == f"ws://{shown}:{port}/"

    asyncio.run(main())


def test_any_free_port_is_one_port_though_a_name_has_two_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve = socket.getaddrinfo

    def both(host: str, *rest: Any, **named: Any) -> list[Any]:
        names = ["127.0.0.2", "127.0.0.3"] if host == "both.example" else [host]
        return [info for name in names for info in resolve(name, *rest, **named)]

    monkeypatch.setattr(socket, "getaddrinfo", both)

    async def main() -> None:
        async with running(host="both.example") as (server, stage):
            assert server.address.startswith("ws://127.0.0.2:")
            await stage.dial()

    asyncio.run(main())


def test_a_socket_that_listens_already_is_served_with_who_waits_at_it() -> None:
    async def main() -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            address = f"ws://127.0.0.1:{listener.getsockname()[1]}/"
            with socket.create_connection(listener.getsockname()) as early:
                early.sendall(upgrade())
                async with running(listener=listener) as (server, stage):
                    assert server.address == address
                    await stage.until(lambda: len(stage.opened_) == 1)
                    early.close()
                    await stage.until(lambda: len(stage.closed_) == 1)

    asyncio.run(main())


@pytest.mark.parametrize("is_listening", [False, True])
def test_that_it_will_be_slow_is_said(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, is_listening: bool
) -> None:
    async def main() -> None:
        async with running(listener=socket.create_server(("127.0.0.1", 0)) if is_listening else None):
            pass

    monkeypatch.setattr("recall_viewer.server.server.find_spec", lambda _name: None)
    asyncio.run(main())
    assert "websockets has no C extension" in caplog.text


def test_a_port_in_use_is_an_error_and_another_can_be_tried() -> None:
    async def main() -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            stage = Stage()
            server = Server(
                stage,
                access=Access(None, None),
                clock=stage.clock,
                max_message_size_bytes=1000,
                max_connections=1,
                receiving_limit_bytes=1000,
            )
            assert server.address == ""
            with pytest.raises(OSError, match="in use"):
                await server.start("127.0.0.1", taken.getsockname()[1])
            await server.close()
            await server.start("127.0.0.1", 0)
            assert server.address.startswith("ws://127.0.0.1:")
            await server.close()

    asyncio.run(main())


def test_bots_hear_1001_when_the_program_ends() -> None:
    def bot(url: str) -> int:
        client = websocket.create_connection(url, suppress_origin=True, timeout=5)
        client.send("hello")
        _, frame = client.recv_data_frame()
        client.shutdown()
        return int.from_bytes(frame.data[:2])

    async def main() -> None:
        async with running() as (server, stage):
            told = asyncio.get_running_loop().run_in_executor(None, bot, server.address)
            await stage.until(lambda: bool(stage.messages))
            await server.close()
            assert await told == 1001
            assert stage.closed_ == [(1, 1001, "shutdown")]

    asyncio.run(main())


def test_peers_that_say_nothing_do_not_hold_up_the_end() -> None:
    async def main() -> None:
        async with running() as (server, stage):
            silent, talking, half_open = await stage.dial(), await stage.dial(), await stage.connect()
            talking.send(TEXT, b"half", fin=False)
            half_open.writer.write(b"GET / HTTP/1.1\r\n")
            await stage.until(lambda: server.receiving_bytes == 4)
            loop = asyncio.get_running_loop()
            began = loop.time()
            await asyncio.gather(server.close(), server.close())
            await server.close()
            assert sorted(stage.closed_) == [(1, 1001, "shutdown"), (2, 1001, "shutdown")]
            assert await silent.read_frame() == (CLOSE, (1001).to_bytes(2) + b"shutting down")
            assert await silent.read_to_end() == b""
            assert await half_open.read_to_end() == b""
            assert loop.time() - began < 2
            assert stage.refusals == []
            with pytest.raises(ConnectionRefusedError):
                await stage.connect()

    asyncio.run(main())


def test_an_end_among_answering_bots_is_quick_and_hears_nothing_more() -> None:
    async def answer(bot: Raw) -> None:
        await bot.read_close()
        bot.send(TEXT, b"too late")
        bot.send(CLOSE, (1001).to_bytes(2))
        await bot.read_to_end()
        bot.writer.close()

    async def main() -> None:
        async with running() as (server, stage):
            bots = [await stage.dial() for _ in range(10)]
            loop = asyncio.get_running_loop()
            began = loop.time()
            await asyncio.gather(server.close(), *(answer(bot) for bot in bots))
            assert loop.time() - began < 0.9
            assert stage.messages == []
            assert [reason for _, _, reason in stage.closed_] == ["shutdown"] * 10

    asyncio.run(main())


@pytest.mark.parametrize("turns", range(4))
def test_whom_asyncio_accepted_at_the_last_moment_is_gone_when_it_is_closed(turns: int) -> None:
    async def main() -> None:
        async with running() as (server, _):
            address = ("127.0.0.1", int(server.address.rstrip("/").rpartition(":")[2]))
            # All at once, without a turn of the loop in between.
            dialled = [socket.create_connection(address) for _ in range(8)]
            for _ in range(turns):
                await asyncio.sleep(0)
            await server.close()
            assert not [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for one in dialled:
                one.close()

    asyncio.run(main())
    # What was left open would be reported now.
    gc.collect()
