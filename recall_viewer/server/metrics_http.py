"""The address a Prometheus scrapes: one page, for this machine only."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from recall_viewer.server.exchange import Exchange

if TYPE_CHECKING:
    from collections.abc import Callable

    from websockets.http11 import Request, Response

HOST = "127.0.0.1"
NAMES = frozenset({"localhost", HOST})
"""Names it answers to. A web page can point a name of its own at 127.0.0.1, and would read along otherwise."""

REQUEST_TIMEOUT_S = 5.0


class MetricsServer:
    """Serves what `render` returns at `/metrics`. `render` runs on the event loop, so its numbers are of one moment."""

    def __init__(self, render: Callable[[], bytes], content_type: str) -> None:
        self._render = render
        self._content_type = content_type
        self._listener: asyncio.Server | None = None
        self._scrapes: set[_Scrape] = set()
        self._address = ""

    @property
    def address(self) -> str:
        """The URL of the page, like `http://127.0.0.1:9109/metrics`; empty before `start`."""
        return self._address

    async def start(self, port: int) -> None:
        """Listen; port 0 takes a free one. Raises OSError if that cannot be."""
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(lambda: _Scrape(self._answer, self._scrapes), HOST, port)
        self._address = f"http://{HOST}:{self._listener.sockets[0].getsockname()[1]}/metrics"

    async def close(self) -> None:
        """Stop at once. Idempotent."""
        listener, self._listener = self._listener, None
        if listener is None:
            return
        listener.close()
        scrapes = list(self._scrapes)
        for scrape in scrapes:
            scrape.transport.abort()
        if scrapes:
            await asyncio.wait([scrape.lost for scrape in scrapes])
        await listener.wait_closed()

    def _answer(self, exchange: Exchange, request: Request) -> Response:
        protocol = exchange.protocol
        hosts = request.headers.get_all("Host")
        if len(hosts) != 1 or hosts[0].partition(":")[0].lower() not in NAMES:
            return protocol.reject(403, "Ask for localhost or 127.0.0.1.\n")
        if request.path.partition("?")[0] != "/metrics":
            return protocol.reject(404, "There is /metrics and nothing else.\n")
        if request.method not in {"GET", "HEAD"}:
            response = protocol.reject(405, "GET is enough.\n")
            response.headers["Allow"] = "GET, HEAD"
            return response
        try:
            body = self._render()
        except Exception as error:  # noqa: BLE001 - it is passed on, and the scraper deserves an answer
            loop = asyncio.get_running_loop()
            loop.call_exception_handler({"message": "rendering metrics failed", "exception": error})
            return protocol.reject(500, "The metrics could not be rendered.\n")
        response = protocol.reject(200, "")
        for name, value in (("Content-Type", self._content_type), ("Content-Length", str(len(body)))):
            del response.headers[name]
            response.headers[name] = value
        response.body = body
        return response


class _Scrape(Exchange):
    """One request for the page."""

    def __init__(self, answer: Callable[[Exchange, Request], Response], scrapes: set[_Scrape]) -> None:
        super().__init__()
        self._decide = answer
        self._scrapes = scrapes
        self._deadline: asyncio.TimerHandle

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._deadline = self._loop.call_later(REQUEST_TIMEOUT_S, self.transport.abort)
        self._scrapes.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        self._deadline.cancel()
        self._scrapes.discard(self)
        super().connection_lost(error)

    def answer(self, request: Request) -> Response:
        return self._decide(self, request)
