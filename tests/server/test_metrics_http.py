"""The page of metrics, and who may see it."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from recall_viewer.server.metrics_http import MetricsServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

PAGE = b"# TYPE recall_viewer_connections gauge\n"
KIND = "text/plain; version=1.0.0; charset=utf-8"


@contextlib.asynccontextmanager
async def serving(render: Callable[[], bytes] = lambda: PAGE) -> AsyncIterator[MetricsServer]:
    server = MetricsServer(render, KIND)
    assert server.address == ""
    await server.start(0)
    try:
        yield server
    finally:
        await server.close()
        await server.close()
    assert asyncio.all_tasks() == {asyncio.current_task()}


def ask(
    server: MetricsServer, target: str = "/metrics", host: str | None = None, method: str = "GET"
) -> tuple[int, bytes, str | None]:
    parts = urlsplit(server.address)
    client = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=5)
    try:
        client.request(method, target, headers={"Host": host} if host else {})
        answer = client.getresponse()
        return answer.status, answer.read(), answer.getheader("Content-Type")
    finally:
        client.close()


def test_the_page() -> None:
    async def main() -> None:
        async with serving() as server:
            port = urlsplit(server.address).port
            assert server.address == f"http://127.0.0.1:{port}/metrics"
            for host in (None, "localhost", f"localhost:{port}", f"127.0.0.1:{port}", "LOCALHOST"):
                assert await asyncio.to_thread(ask, server, "/metrics", host) == (200, PAGE, KIND)
            assert (await asyncio.to_thread(ask, server, "/metrics?x=y"))[0] == 200
            assert await asyncio.to_thread(ask, server, "/metrics", None, "HEAD") == (200, b"", KIND)

    asyncio.run(main())


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", "[::1]", "::1"]
)
def test_other_names_see_nothing(host: str) -> None:
    async def main() -> None:
        async with serving() as server:
            status, body, _ = await asyncio.to_thread(ask, server, "/metrics", host)
            assert status == 403
            assert PAGE not in body

    asyncio.run(main())


@pytest.mark.parametrize("hosts", [b"", b"Host: localhost\r\nHost: evil.example\r\n"])
def test_no_name_and_two_names_see_nothing(hosts: bytes) -> None:
    async def main() -> None:
        async with serving() as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(server.address).port)
            writer.write(b"GET /metrics HTTP/1.1\r\n" + hosts + b"\r\n")
            answer = await reader.read()
            assert answer.startswith(b"HTTP/1.1 403 ")
            writer.close()
            await writer.wait_closed()

    asyncio.run(main())


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [("GET", "/", 404), ("GET", "/metrics/x", 404), ("GET", "/health", 404), ("POST", "/metrics", 405)],
)
def test_there_is_nothing_else(method: str, target: str, status: int) -> None:
    async def main() -> None:
        async with serving() as server:
            assert (await asyncio.to_thread(ask, server, target, None, method))[0] == status

    asyncio.run(main())


def test_a_failing_render_is_reported_and_answered() -> None:
    def fail() -> bytes:
        raise LookupError("no numbers")

    async def main() -> None:
        errors = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: errors.append(context["exception"]))
        async with serving(fail) as server:
            assert (await asyncio.to_thread(ask, server))[0] == 500
            assert [type(error) for error in errors] == [LookupError]

    asyncio.run(main())


def test_a_silent_client_does_not_hold_up_the_end() -> None:
    async def main() -> None:
        async with serving() as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(server.address).port)
            writer.write(b"GET /met")
            # An answer to another shows that the first is being read.
            await asyncio.to_thread(ask, server)
            await asyncio.wait_for(server.close(), 1)
            with contextlib.suppress(ConnectionError):
                assert await reader.read() == b""
            writer.close()

    asyncio.run(main())


def test_a_port_in_use_is_an_error() -> None:
    async def main() -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            server = MetricsServer(lambda: PAGE, KIND)
            with pytest.raises(OSError, match="in use"):
                await server.start(taken.getsockname()[1])
            await server.close()

    asyncio.run(main())
