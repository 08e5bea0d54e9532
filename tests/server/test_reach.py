"""Whether a public address leads to this window: what is found out, and that no check is taken for a bot."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import pytest
from websockets.asyncio.server import ServerConnection, serve

from recall_viewer.protocol.access import Access, parse_secret
from recall_viewer.server.reach import PARAMETER, Reach
from recall_viewer.server.tls import load_tls
from tests.server.elsewhere import (
    TOKEN,
    Handler,
    assert_nobody_came,
    reason,
    saying,
    someone_else,
    status,
    tunnel,
    window,
)
from tests.server.support import SECRET, SIGNED, TEXT, Raw, upgrade

if TYPE_CHECKING:
    from tests.server.conftest import Certificate


# It reaches this window


@pytest.mark.parametrize("query", ["", "?a=1&b=2"])
def test_an_address_that_leads_here_is_reached_and_counts_as_no_connection(query: str) -> None:
    async def main() -> None:
        async with window() as (reach, stage):
            assert 0 < await reach.check(stage.address + query) < 5
            assert_nobody_came(stage)

    asyncio.run(main())


def test_it_takes_no_place_from_a_bot() -> None:
    async def main() -> None:
        async with window(max_connections=1) as (reach, stage):
            await stage.dial()
            await reach.check(stage.address)
            assert len(stage.opened_) == 1
            assert (stage.closed_, stage.refusals) == ([], [])

    asyncio.run(main())


def test_several_checks_at_once_each_have_their_answer() -> None:
    async def main() -> None:
        async with window() as (reach, stage):
            await asyncio.gather(*(reach.check(stage.address) for _ in range(5)))
            assert_nobody_came(stage)

    asyncio.run(main())


def test_through_a_tunnel_it_is_reached() -> None:
    async def main() -> None:
        async with window() as (reach, stage), someone_else(tunnel(stage.address)) as address:
            assert await reach.check(address) > 0
            assert_nobody_came(stage)

    asyncio.run(main())


def test_the_token_must_be_the_right_one() -> None:
    async def main() -> None:
        async with window(Access(TOKEN)) as (reach, stage):
            assert await reach.check(f"{stage.address}?token={TOKEN}") > 0
            assert await reason(reach, f"{stage.address}?token=another") == ("token", "")
            assert await reason(reach, stage.address) == ("token", "")
            assert_nobody_came(stage)

    asyncio.run(main())


def test_the_nonce_stands_in_for_a_signature() -> None:
    async def main() -> None:
        async with window(Access(secret=parse_secret(SECRET))) as (reach, stage):
            assert await reach.check(stage.address) > 0
            assert (await stage.request(upgrade("/")))[0] == 401
            await stage.dial("/", *SIGNED)
            assert stage.refusals == ["signature"]

    asyncio.run(main())


def test_bots_come_and_go_as_ever() -> None:
    async def main() -> None:
        async with window(Access(TOKEN)) as (_, stage):
            bot = await stage.dial(f"/?token={TOKEN}")
            bot.send(TEXT, b"a message")
            await stage.until(lambda: bool(stage.messages))
            bot.reset()
            await stage.until(lambda: bool(stage.closed_))
            assert (await stage.request(upgrade("/?token=another")))[0] == 401
            status_code, page = await stage.request(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert (status_code, await page.read_to_end()) == (200, b"ok")
            assert stage.contents == ["a message"]
            assert stage.refusals == ["token"]

    asyncio.run(main())


def test_a_nonce_that_nobody_waits_for_opens_nothing_and_is_no_refusal() -> None:
    async def main() -> None:
        async with window() as (_, stage):
            late = await stage.request(upgrade(f"/?{PARAMETER}={'0' * 32}"))
            assert late[0] == 421
            assert_nobody_came(stage)
            # What only looks like one is a bot's own affair.
            await stage.dial(f"/?{PARAMETER}=short")
            assert len(stage.opened_) == 1

    asyncio.run(main())


def test_one_that_does_not_hang_up_is_cut_without_a_word() -> None:
    async def go_on_talking(raw: Raw) -> None:
        while True:
            raw.writer.write(b"still here")
            await raw.writer.drain()
            await asyncio.sleep(0)

    async def main() -> None:
        async with window(handshake_timeout_s=0.05) as (_, stage):
            _, raw = await stage.request(upgrade(f"/?{PARAMETER}={'0' * 32}"))
            with pytest.raises(ConnectionError):
                await go_on_talking(raw)
            assert_nobody_came(stage)

    asyncio.run(main())


def test_a_check_that_is_given_up_leaves_nothing() -> None:
    async def main() -> None:
        asked = asyncio.Event()

        async def keep_waiting(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            asked.set()
            await reader.read()

        async with window() as (reach, _), someone_else(keep_waiting) as address, asyncio.TaskGroup() as group:
            check = group.create_task(reach.check(address))
            await asked.wait()
            check.cancel()

    asyncio.run(main())


def test_it_asks_as_a_bot_asks() -> None:
    async def main() -> None:
        heard: list[bytes] = []
        async with window() as (reach, _), someone_else(saying("HTTP/1.1 200 OK\r\n\r\n", heard)) as address:
            assert await reason(reach, f"{address}path?token=a%20b") == ("status", "200")
        request = heard[0].lower()
        assert request.startswith(b"get /path?token=a%20b&recall-viewer-check=")
        assert b"origin:" not in request
        assert b"sec-websocket-extensions:" not in request

    asyncio.run(main())


# It reaches this window, but no bot would get in


def test_a_proxy_that_takes_the_upgrade_off_is_named() -> None:
    def without_upgrade(request: bytes) -> bytes:
        lines = request.split(b"\r\n")
        return b"\r\n".join(line for line in lines if not line.lower().startswith((b"upgrade:", b"connection:")))

    async def main() -> None:
        async with window() as (reach, stage), someone_else(tunnel(stage.address, without_upgrade)) as address:
            assert await reason(reach, address) == ("upgrade", "")
            assert_nobody_came(stage)

    asyncio.run(main())


@pytest.mark.parametrize(
    ("added", "expected"), [(b"Origin: https://x\r\n", "origin"), (b"Sec-WebSocket-Version: 8\r\n", "upgrade")]
)
def test_a_proxy_that_spoils_the_request_is_named(added: bytes, expected: str) -> None:
    async def main() -> None:
        async with window() as (reach, stage):
            proxy = tunnel(stage.address, lambda request: request[:-2] + added + b"\r\n")
            async with someone_else(proxy) as address:
                assert await reason(reach, address) == (expected, "")
                assert_nobody_came(stage)

    asyncio.run(main())


def test_an_answer_that_does_not_come_back_is_named() -> None:
    async def main() -> None:
        async with window() as (reach, stage), someone_else(tunnel(stage.address, answers=False)) as address:
            assert await reason(reach, address, 0.2) == ("silent", "")
            assert_nobody_came(stage)

    asyncio.run(main())


def test_an_answer_that_is_not_ours_is_none() -> None:
    async def main() -> None:
        async with window() as (reach, stage):

            async def answer_itself(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                behind, onward = await asyncio.open_connection("127.0.0.1", int(stage.address[:-1].rpartition(":")[2]))
                onward.write(await reader.readuntil(b"\r\n\r\n"))
                writer.write(await behind.readuntil(b"\r\n\r\n") + b"\x81\x05hello")
                # What comes now is a close frame.
                await reader.read(1)
                onward.close()
                await onward.wait_closed()

            async with someone_else(answer_itself) as address:
                assert await reason(reach, address) == ("silent", "")

    asyncio.run(main())


# Something else is there


def test_another_window_is_not_this_one_and_takes_the_check_for_no_bot() -> None:
    async def main() -> None:
        async with window() as (reach, _), window(Access(TOKEN)) as (_, other):
            assert await reason(reach, other.address) == ("other", "")
            assert_nobody_came(other)

    asyncio.run(main())


def test_another_websocket_is_not_this_one() -> None:
    async def echo(connection: ServerConnection) -> None:
        async for message in connection:
            await connection.send(message)

    async def main() -> None:
        async with window() as (reach, _), serve(echo, "127.0.0.1", 0) as other:
            port = next(iter(other.sockets)).getsockname()[1]
            assert await reason(reach, f"ws://127.0.0.1:{port}/") == ("other", "")

    asyncio.run(main())


@pytest.mark.parametrize(
    ("handler", "expected"),
    [
        (status(401), ("denied", "401")),
        (status(403), ("denied", "403")),
        (status(404), ("status", "404")),
        (status(502), ("gateway", "502")),
        (status(530), ("gateway", "530")),
        (status(302, "Location: https://login.example/in?next=secret"), ("redirect", "https://login.example/")),
        (status(307, "Location: /elsewhere?token=secret"), ("redirect", "/elsewhere")),
        (status(304), ("status", "304")),
        (saying("SSH-2.0-OpenSSH_9.6\r\n"), ("hangup", "")),
        (saying(""), ("hangup", "")),
        (saying("HTTP/1.1 101 Sure\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"), ("other", "")),
    ],
)
def test_whatever_else_answers_is_told_apart(handler: Handler, expected: tuple[str, str]) -> None:
    async def main() -> None:
        async with window() as (reach, _), someone_else(handler) as address:
            assert await reason(reach, f"{address}?token={TOKEN}") == expected

    asyncio.run(main())


def test_a_redirect_to_this_very_window_is_not_followed() -> None:
    async def main() -> None:
        async with window() as (reach, stage), someone_else(status(308, f"Location: {stage.address}")) as address:
            assert (await reason(reach, address))[0] == "redirect"
            assert_nobody_came(stage)

    asyncio.run(main())


# Nobody is there


def test_a_port_where_nobody_listens_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{taken.getsockname()[1]}"

        async def main() -> None:
            async with window() as (reach, _):
                assert await reason(reach, f"ws://me:{TOKEN}@{place}/?token={TOKEN}") == ("refused", place)

        asyncio.run(main())


def test_a_name_with_several_addresses_where_nobody_listens_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def two(*_: object, **__: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (f"127.0.0.{last}", 9)) for last in (1, 2)]

    monkeypatch.setattr(socket, "getaddrinfo", two)

    async def main() -> None:
        assert await reason(Reach(Access()), "ws://localhost:9/") == ("refused", "localhost:9")

    asyncio.run(main())


def test_a_name_that_is_not_known_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    monkeypatch.setenv("no_proxy", "*")

    async def main() -> None:
        assert await reason(Reach(Access()), f"wss://gone.example/?token={TOKEN}") == ("name", "gone.example")

    asyncio.run(main())


def test_a_network_that_is_down_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: object, **__: object) -> None:
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(socket, "getaddrinfo", down)
    monkeypatch.setenv("no_proxy", "*")

    async def main() -> None:
        assert await reason(Reach(Access()), "wss://host.example/") == ("unreachable", "Network is unreachable")

    asyncio.run(main())


@pytest.mark.parametrize("proxy", ["socks5h://127.0.0.1:9", "ftp://127.0.0.1:9"])
def test_a_proxy_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("wss_proxy", proxy)

    async def main() -> None:
        assert (await reason(Reach(Access()), "wss://host.example/"))[0] == "proxy"

    asyncio.run(main())


def test_silence_ends_after_its_time() -> None:
    async def keep_silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    async def main() -> None:
        async with window() as (reach, _), someone_else(keep_silent) as address:
            assert await reason(reach, address, 0.1) == ("timeout", "0.1")

    asyncio.run(main())


@pytest.mark.parametrize(
    "address", ["", "https://host/", "ws://", "ws://host:port/", "ws://[/", "ws://host/#part", f"wss://{'a' * 70}.é/"]
)
def test_what_is_no_address_is_said_to_be_none(address: str) -> None:
    async def main() -> None:
        assert await reason(Reach(Access()), address) == ("address", "")

    asyncio.run(main())


# TLS


def test_with_a_certificate_that_is_trusted_it_is_reached(certificate: Certificate) -> None:
    async def main() -> None:
        tls = load_tls(certificate.cert, certificate.key)
        async with window(tls=tls, trust=certificate.trusting) as (reach, stage):
            address = f"wss://localhost:{stage.address.rstrip('/').rpartition(':')[2]}/"
            assert await reach.check(address) > 0
            assert_nobody_came(stage)

    asyncio.run(main())


def test_a_certificate_of_an_unknown_authority_is_named(certificate: Certificate) -> None:
    async def main() -> None:
        async with window(tls=load_tls(certificate.cert, certificate.key)) as (reach, stage):
            address = f"wss://localhost:{stage.address.rstrip('/').rpartition(':')[2]}/"
            failed, detail = await reason(reach, address)
            assert failed == "certificate"
            assert "unable to get local issuer certificate" in detail

    asyncio.run(main())


def test_plain_where_tls_is_meant_is_named() -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async def main() -> None:
        async with window() as (reach, _), someone_else(plain) as address:
            failed, detail = await reason(reach, address.replace("ws:", "wss:"))
            assert failed == "tls"
            # In the words of OpenSSL, which change.
            assert detail in ("wrong version number", "record layer failure", "packet length too long")

    asyncio.run(main())


def test_tls_where_plain_is_meant_hangs_up(certificate: Certificate) -> None:
    async def main() -> None:
        async with window(tls=load_tls(certificate.cert, certificate.key)) as (reach, stage):
            assert await reason(reach, stage.address.replace("wss:", "ws:")) == ("hangup", "")

    asyncio.run(main())
