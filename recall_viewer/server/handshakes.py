"""Connections that are not websockets yet: few, and not for long."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from recall_viewer.addresses import bracketed
from recall_viewer.server.limits import has_descriptors_to_spare
from recall_viewer.texts import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from recall_viewer.server.receiver import RefusalReason

MOST_UNFINISHED = 64
"""Handshakes that may be under way at once. A bot needs some milliseconds for its own, so only a flood gets here."""


class Handshake:
    """One connection until its upgrade is finished, TLS included.

    `remote` is its address and port as text, `host` the address alone.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self.host, self.remote = _addresses(transport.get_extra_info("peername"))
        self.settled = False
        """Whether it has had its answer, a refusal or a plain page: then its end is not worth a report."""
        self.deadline: asyncio.TimerHandle | None = None
        self._transport = transport

    def abort(self) -> None:
        """Cut the connection, whatever is still to be sent."""
        self._transport.abort()


class Handshakes:
    """All unfinished handshakes, the oldest first. Over the limit the oldest gives way, never the newcomer.

    `refused` is told of each that was refused, once.
    """

    def __init__(self, refused: Callable[[RefusalReason, str, str], None], *, timeout_s: float) -> None:
        self._refused = refused
        self._timeout_s = timeout_s
        self._unfinished: dict[Handshake, None] = {}
        self._closed = False

    def begin(self, transport: asyncio.Transport) -> Handshake:
        """Take in a new connection."""
        handshake = Handshake(transport)
        if self._closed:
            # asyncio had accepted it before it was told to accept no more.
            handshake.settled = True
            handshake.abort()
            return handshake
        handshake.deadline = asyncio.get_running_loop().call_later(self._timeout_s, self._too_late, handshake)
        self._unfinished[handshake] = None
        if not has_descriptors_to_spare(transport.get_extra_info("socket").fileno()):
            detail = Text("this program has as many files and connections open as the system allows")
            self._cut(handshake, "limit", detail)
        elif len(self._unfinished) > MOST_UNFINISHED:
            detail = Text("the oldest of more than {most} unfinished handshakes", most=MOST_UNFINISHED)
            self._cut(next(iter(self._unfinished)), "handshake", detail)
        return handshake

    def end(self, handshake: Handshake) -> None:
        """It became a websocket, or its connection is gone."""
        self._unfinished.pop(handshake, None)
        if handshake.deadline:
            handshake.deadline.cancel()

    def refuse(self, handshake: Handshake, reason: RefusalReason, detail: str) -> None:
        """Report a refusal; the answer is the caller's business."""
        if not handshake.settled:
            handshake.settled = True
            self._refused(reason, handshake.remote, detail)

    def close(self) -> None:
        """Cut them all, and all that may still come, without a report."""
        self._closed = True
        for handshake in list(self._unfinished):
            handshake.settled = True
            self.end(handshake)
            handshake.abort()

    def _too_late(self, handshake: Handshake) -> None:
        detail = Text("no whole upgrade request within {most_s:g} s", most_s=self._timeout_s)
        self._cut(handshake, "handshake", detail)

    def _cut(self, handshake: Handshake, reason: RefusalReason, detail: str) -> None:
        self.refuse(handshake, reason, detail)
        self.end(handshake)
        handshake.abort()


def _addresses(peer: object) -> tuple[str, str]:
    """Return the host and "host:port" of a socket's peer, IPv6 in brackets."""
    if not isinstance(peer, tuple) or len(peer) < 2:
        # It was gone before anyone could ask.
        return Text("unknown"), Text("unknown")
    host, port = str(peer[0]), peer[1]
    return host, f"{bracketed(host)}:{port}"
