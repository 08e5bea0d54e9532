"""Plain HTTP on the listening port: what an upgrade is, and what everything else gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from websockets.datastructures import Headers
    from websockets.http11 import Request, Response

    from recall_viewer.server.exchange import Exchange


def wants_websocket(request: Request) -> bool:
    """Whether a request asks for an upgrade; whether it asks rightly is for websockets to say."""
    return _has(request.headers, "Upgrade", "websocket") and _has(request.headers, "Connection", "upgrade")


def lost_its_upgrade(request: Request) -> bool:
    """Whether a bot asked, but a proxy on the way took the headers off that must not be passed on by themselves."""
    return not wants_websocket(request) and "Sec-WebSocket-Key" in request.headers


def plain_answer(exchange: Exchange, request: Request) -> Response:
    """Return the answer to a request that is no upgrade."""
    path = request.path.partition("?")[0].rstrip("/")
    if path == "/health" and request.method in {"GET", "HEAD"}:
        return exchange.protocol.reject(200, "ok")
    return exchange.expectation(426)


def _has(headers: Headers, name: str, token: str) -> bool:
    """Whether one of the comma-separated values of a header is `token`, whatever its case."""
    return any(token == part.strip().lower() for value in headers.get_all(name) for part in value.split(","))
