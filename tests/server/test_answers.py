"""HTTP on the listening port, and who may not connect."""

from __future__ import annotations

import asyncio
import http.client
from urllib.parse import urlsplit

import pytest
import websocket

from recall_viewer.protocol.access import Access, parse_secret
from tests.server.support import SECRET, SIGNED, SIGNED_AT, TEXT, frame, running, upgrade

TOKEN = Access("s3cret", None)


def ask(address: str, method: str, target: str, body: bytes | None = None) -> tuple[int, bytes, dict[str, str]]:
    parts = urlsplit(address)
    client = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=5)
    try:
        client.request(method, target, body)
        answer = client.getresponse()
        return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}
    finally:
        client.close()


@pytest.mark.parametrize("target", ["/health", "/health/", "/health?token=wrong", "/health/?a=b"])
def test_health_needs_no_token(target: str) -> None:
    async def main() -> None:
        async with running(access=TOKEN) as (server, stage):
            status, body, headers = await asyncio.to_thread(ask, server.address, "GET", target)
            assert (status, body) == (200, b"ok")
            assert headers["content-type"].startswith("text/plain")
            assert "server" not in headers
            status, body, headers = await asyncio.to_thread(ask, server.address, "HEAD", target)
            assert (status, body, headers["content-length"]) == (200, b"", "2")
            assert stage.refusals == []

    asyncio.run(main())


@pytest.mark.parametrize(
    ("method", "target", "body"),
    [
        ("GET", "/", None),
        ("GET", "/healthy", None),
        ("GET", "/metrics", None),
        ("HEAD", "/", None),
        ("POST", "/", None),
        ("POST", "/health", b"x" * 100),
        ("PUT", "/anything?token=s3cret", b"x"),
        ("OPTIONS", "*", None),
    ],
)
def test_anything_else_hears_that_a_websocket_is_expected(method: str, target: str, body: bytes | None) -> None:
    async def main() -> None:
        async with running(access=TOKEN) as (server, stage):
            await stage.dial("/?token=s3cret")
            status, answer, headers = await asyncio.to_thread(ask, server.address, method, target, body)
            assert status == 426
            assert headers["upgrade"] == "websocket"
            assert answer == (b"" if method == "HEAD" else b"A websocket is expected here.\n")

    asyncio.run(main())


@pytest.mark.parametrize("target", ["/", "/video", "/video/", "/a/b?x=y&z", "/health", "/?"])
def test_any_path_takes_an_upgrade(target: str) -> None:
    async def main() -> None:
        async with running() as (_, stage):
            await stage.dial(target)
            await stage.until(lambda: bool(stage.opened_))
            assert stage.opened_[1].path == target.partition("?")[0]

    asyncio.run(main())


def test_no_compression_is_agreed_on() -> None:
    async def main() -> None:
        async with running() as (_, stage):
            raw = await stage.connect()
            raw.writer.write(upgrade("/", "Sec-WebSocket-Extensions: permessage-deflate"))
            head = await raw.reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 101 ")
            assert b"deflate" not in head

    asyncio.run(main())


def test_a_web_page_is_refused() -> None:
    def page(address: str) -> int:
        with pytest.raises(websocket.WebSocketBadStatusException) as refusal:
            websocket.create_connection(address, origin="http://evil.example", timeout=5)
        return int(refusal.value.status_code)

    async def main() -> None:
        async with running() as (server, stage):
            assert await asyncio.to_thread(page, server.address) == 403
            status, _ = await stage.request(upgrade("/", "Origin:", "Origin: a"))
            assert status == 403
            assert stage.refusals == ["origin", "origin"]
            assert stage.opened_ == {}

    asyncio.run(main())


@pytest.mark.parametrize("target", ["/", "/?token=wrong", "/token=s3cret", "/?token="])
def test_a_wrong_token_is_refused_and_repeated_nowhere(target: str) -> None:
    async def main() -> None:
        async with running(access=TOKEN) as (_, stage):
            status, raw = await stage.request(upgrade(target))
            assert status == 401
            assert b"wrong" not in await raw.read_to_end()
            assert stage.refusals == ["token"]
            assert stage.refused_remotes[0].startswith("127.0.0.1:")
            assert "wrong" not in stage.details[0].partition(":")[2]
            await stage.dial("/?token=s3cret")

    asyncio.run(main())


def test_what_comes_behind_a_refused_request_is_not_heard() -> None:
    async def main() -> None:
        async with running(access=TOKEN) as (_, stage):
            raw = await stage.connect()
            raw.writer.write(upgrade("/?token=wrong") + frame(TEXT, b"let me in"))
            assert (await raw.read_to_end()).startswith(b"HTTP/1.1 401 ")
            assert stage.messages == []

    asyncio.run(main())


def test_an_answer_to_head_has_no_body() -> None:
    async def main() -> None:
        async with running() as (_, stage):
            status, raw = await stage.request(b"HEAD /health HTTP/1.1\r\nHost: x\r\n\r\n")
            assert status == 200
            assert await raw.read_to_end() == b""

    asyncio.run(main())


def test_a_signature_is_checked_by_the_wall_clock() -> None:
    access = Access(None, parse_secret(SECRET))

    async def main() -> None:
        async with running(access=access) as (_, stage):
            await stage.dial("/", *SIGNED)
            for headers in ((), SIGNED[:2], (*SIGNED[:2], "webhook-signature: v1,AAAA"), (*SIGNED, *SIGNED)):
                status, _ = await stage.request(upgrade("/", *headers))
                assert status == 401
            assert stage.refusals == ["signature"] * 4
        async with running(access=access, wall_clock=lambda: SIGNED_AT + 301) as (_, stage):
            status, _ = await stage.request(upgrade("/", *SIGNED))
            assert status == 401

    asyncio.run(main())


def test_token_and_signature_are_both_needed_where_both_are_set() -> None:
    async def main() -> None:
        async with running(access=Access("s3cret", parse_secret(SECRET))) as (_, stage):
            await stage.dial("/?token=s3cret", *SIGNED)
            assert (await stage.request(upgrade("/?token=s3cret")))[0] == 401
            assert (await stage.request(upgrade("/", *SIGNED)))[0] == 401
            assert stage.refusals == ["signature", "token"]

    asyncio.run(main())
