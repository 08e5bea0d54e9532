"""A server that answers as Recall's API does (API v1.10, documented), or as badly as a test wants it."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from types import TracebackType

PATIENCE_S = 10.0


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    path: str
    authorization: str | None


class Service:
    """Runs for as long as its block. `people` are in every bot's meeting; `reply` answers in place of that, if set."""

    def __init__(self, trust: ssl.SSLContext | None = None) -> None:
        self.people: list[object] = []
        self.reply: Callable[[BaseHTTPRequestHandler], None] | None = None
        self.asked: list[Asked] = []
        self.released = threading.Event()
        """Set at the end: a reply may wait for it."""
        self._changed = threading.Condition()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        if trust is not None:
            self._server.socket = trust.wrap_socket(self._server.socket, server_side=True)
        scheme = "http" if trust is None else "https"
        self.base_url = f"{scheme}://127.0.0.1:{self._server.server_port}/api/v1/"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.released.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def until_asked(self, times: int) -> None:
        """Wait until so many requests came."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.asked) >= times, PATIENCE_S), self.asked

    def hold(self, _request: BaseHTTPRequestHandler) -> None:
        """Answer nothing until the end."""
        self.released.wait()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                with service._changed:
                    service.asked.append(Asked(self.path, self.headers.get("Authorization")))
                    service._changed.notify_all()
                (service.reply or service._answer)(self)

            do_CONNECT = do_GET  # noqa: N815 - http.server's name

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
                pass

        return Handler

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        body = {"id": request.path.split("/")[-2], "status_changes": [], "meeting_participants": self.people}
        send(request, 200, json.dumps(body).encode())


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Take it for granted that a client hangs up."""


def person(participant_id: object, name: object = "Ada", *codes: str) -> dict[str, object]:
    """A participant as documented; the events happened a second apart."""
    events = [{"code": code, "created_at": f"2026-10-06T08:10:{at:02}.5Z"} for at, code in enumerate(codes)]
    return {"id": participant_id, "name": name, "is_host": True, "platform": "desktop", "events": events}


def send(request: BaseHTTPRequestHandler, status: int, body: bytes = b"", **headers: str) -> None:
    """Answer with this; `_` in the name of a header stands for a hyphen."""
    request.send_response(status)
    for name, value in ({"Content_Length": str(len(body))} | headers).items():
        request.send_header(name.replace("_", "-"), value)
    request.end_headers()
    request.wfile.write(body)


def sending(status: int, body: bytes = b"", **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """Return a reply that is always the same."""
    return lambda request: send(request, status, body, **headers)
