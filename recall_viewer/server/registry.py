"""The connections there are: who gets in, who makes room, and what is told of them."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from typing import TYPE_CHECKING, ParamSpec

from websockets.exceptions import InvalidHeader, InvalidMessage
from websockets.frames import CloseCode

from recall_viewer.server.answers import lost_its_upgrade, plain_answer, wants_websocket
from recall_viewer.server.handshakes import Handshakes
from recall_viewer.server.receiver import ConnectionAbout
from recall_viewer.texts import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from websockets.http11 import Request, Response

    from recall_viewer.protocol.access import Access
    from recall_viewer.server.connection import BotConnection
    from recall_viewer.server.receiver import CloseReason, Receiver, RefusalReason

Facts = ParamSpec("Facts")

UNFINISHED_GRACE_S = 10.0
"""A message younger than this is never given up for want of memory: it is simply on its way."""

TLS_RECORD = b"\x16\x03"
"""How a TLS handshake begins."""

MOST_LINGERING = 32
"""Connections that are closed and wait for the other side to hang up; over that the oldest is cut. Whoever makes room
for a flood of newcomers would else keep its descriptor for seconds."""

MEMORY_CHECK_S = 1.0
"""How often to look again while unfinished messages are over their limit and nobody sends."""


class Registry:
    """Keeps the connections of one server. `clock` is monotonic, `wall_clock` unix time; both in seconds."""

    def __init__(
        self,
        receiver: Receiver,
        *,
        access: Access,
        clock: Callable[[], float],
        wall_clock: Callable[[], float],
        max_connections: int,
        receiving_limit_bytes: int,
        handshake_timeout_s: float,
    ) -> None:
        self.handshakes = Handshakes(self._refused, timeout_s=handshake_timeout_s)
        self.receiving_bytes = 0
        self._receiver = receiver
        self._access = access
        self._clock = clock
        self._wall_clock = wall_clock
        self._max_connections = max_connections
        self._receiving_limit_bytes = receiving_limit_bytes
        self._ids = itertools.count(1)
        self._all: set[BotConnection] = set()
        self._open: dict[int, BotConnection] = {}
        self._lingering: dict[BotConnection, None] = {}
        self._held: set[BotConnection] = set()
        self._loop = asyncio.get_running_loop()
        self._memory_check: asyncio.TimerHandle | None = None

    def use_access(self, access: Access) -> None:
        """Let in whom this allows from now on; who is in stays."""
        self._access = access

    def has_spoken(self, connection_id: int) -> bool:
        """Whether any part of a message came on an open connection."""
        connection = self._open.get(connection_id)
        return connection is not None and connection.spoken

    async def close(self, grace_s: float) -> None:
        """Say 1001 to all; cut those that have not answered after `grace_s`."""
        self.handshakes.close()
        for connection in list(self._open.values()):
            connection.say_goodbye()
        if self._all:
            await asyncio.wait([connection.lost for connection in self._all], timeout=grace_s)
        for connection in self._all:
            connection.transport.abort()
        if self._all:
            await asyncio.wait([connection.lost for connection in self._all])
        if self._memory_check:
            self._memory_check.cancel()

    # What connections say (connection.Keeper)

    def began(self, connection: BotConnection) -> None:
        """Take in a TCP connection."""
        self._all.add(connection)

    def ended(self, connection: BotConnection) -> None:
        """Forget a TCP connection that is gone."""
        self.handshakes.end(connection.handshake)
        self._all.discard(connection)
        self._lingering.pop(connection, None)

    def answer(self, connection: BotConnection, request: Request) -> Response:
        """Decide: a page, a refusal, or the upgrade. Access comes first, room last: only a good bot takes a place."""
        protocol, handshake = connection.protocol, connection.handshake
        if not wants_websocket(request):
            if lost_its_upgrade(request):
                detail = Text("a proxy dropped the headers Upgrade and Connection, which it must pass on")
                self.handshakes.refuse(handshake, "handshake", detail)
            handshake.settled = True
            return plain_answer(connection, request)
        if refusal := self._access.refusal(request.path, request.headers, self._wall_clock()):
            self.handshakes.refuse(handshake, refusal.reason, refusal.detail)
            return protocol.reject(refusal.status, "This request may not connect.\n")
        response = protocol.accept(request)
        if response.status_code != 101:
            self.handshakes.refuse(handshake, "handshake", _upgrade_problem(protocol.handshake_exc))
            return response
        if not self._has_room():
            detail = Text("{count} connections are open, as many as allowed", count=self._max_connections)
            self.handshakes.refuse(handshake, "limit", detail)
            return protocol.reject(503, "Too many connections.\n")
        handshake.settled = True
        return response

    def malformed(self, connection: BotConnection, data: bytes) -> None:
        """Report what could not even be read, without quoting it."""
        if data.startswith(TLS_RECORD):
            detail = Text("it speaks TLS (wss://) where plain ws:// is expected")
        elif isinstance(connection.protocol.handshake_exc, InvalidMessage):
            # The exception quotes the request, and with it the token.
            detail = Text("what came was not a request for a websocket")
        else:
            detail = Text("the request is too long")
        self.handshakes.refuse(connection.handshake, "handshake", detail)

    def opened(self, connection: BotConnection, request: Request) -> None:
        """Give an upgraded connection its place, and report it."""
        self.handshakes.end(connection.handshake)
        connection.id = next(self._ids)
        self._open[connection.id] = connection
        path = request.path.partition("?")[0]
        about = ConnectionAbout(connection.handshake.remote, path, connection.opened_at)
        self._tell(self._receiver.opened, connection.id, about)

    def message(self, connection: BotConnection, data: str | bytes, arrived_at: float) -> None:
        """Pass a message on."""
        self._tell(self._receiver.message, connection.id, data, arrived_at)

    def closed(self, connection: BotConnection, code: int, reason: CloseReason, detail: str) -> None:
        """Report a close, and free the place."""
        # Its place is free from now on, even if the other side takes a while to hang up.
        del self._open[connection.id]
        self._held.discard(connection)
        connection.resume_reading("memory")
        self._tell(self._receiver.closed, connection.id, int(code), reason, detail)
        if reason != "shutdown":
            self._lingering[connection] = None
            if len(self._lingering) > MOST_LINGERING:
                next(iter(self._lingering)).transport.abort()

    def receiving(self, connection: BotConnection, change_bytes: int) -> None:
        """Keep the sum of what is unfinished, and within its limit."""
        self.receiving_bytes += change_bytes
        if self.receiving_bytes <= self._receiving_limit_bytes:
            for one in self._held:
                one.resume_reading("memory")
            self._held.clear()
        else:
            self._hold(connection)
            if change_bytes > 0:
                self._relieve()

    # Rules

    def _has_room(self) -> bool:
        if len(self._open) < self._max_connections:
            return True
        if self._access.token is not None or self._access.secret is not None:
            return False
        victim = longest_silent(self._open.values())
        if victim is None:
            return False
        detail = Text("it never said anything, and made room for a newcomer")
        victim.drop(CloseCode.TRY_AGAIN_LATER, "room", detail)
        return True

    def _hold(self, connection: BotConnection) -> None:
        """Read no more of a message that is over half its share, until there is memory again: its sender waits.

        Smaller ones go on, so that pictures of other bots get through, and so does the oldest: one always can. Half,
        because those that came first may have more, and the sum must not reach what all pictures together may take.
        """
        unfinished = [one for one in self._open.values() if one.receiving_bytes]
        oldest = min(unfinished, key=lambda one: one.receiving_since)
        if oldest in self._held:
            self._held.remove(oldest)
            oldest.resume_reading("memory")
        most_bytes = self._receiving_limit_bytes / len(unfinished) / 2
        if connection is not oldest and connection.receiving_bytes > most_bytes:
            self._held.add(connection)
            connection.pause_reading("memory")

    def _relieve(self) -> None:
        if self._memory_check:
            self._memory_check.cancel()
            self._memory_check = None
        while self.receiving_bytes > self._receiving_limit_bytes:
            oldest_start = self._clock() - UNFINISHED_GRACE_S
            late = [one for one in self._open.values() if one.receiving_bytes and one.receiving_since < oldest_start]
            if not late:
                self._memory_check = self._loop.call_later(MEMORY_CHECK_S, self._relieve)
                return
            victim = max(late, key=lambda one: one.receiving_bytes)
            detail = Text(
                "{count} bytes of a message that does not end, with {total} in all where {most} are allowed",
                count=victim.receiving_bytes,
                total=self.receiving_bytes,
                most=self._receiving_limit_bytes,
            )
            victim.drop(CloseCode.TRY_AGAIN_LATER, "memory", detail)

    def _refused(self, reason: RefusalReason, remote: str, detail: str) -> None:
        self._tell(self._receiver.refused, reason, remote, detail)

    def _tell(self, report: Callable[Facts, None], *facts: Facts.args, **named: Facts.kwargs) -> None:
        try:
            report(*facts, **named)
        except Exception as error:  # noqa: BLE001 - a mistake of the receiver may not cost a bot its connection
            message = f"the receiver failed over {report.__name__}"
            self._loop.call_exception_handler({"message": message, "exception": error})


def _upgrade_problem(error: Exception | None) -> Text:
    if isinstance(error, InvalidHeader):
        found = error.value or Text("missing")
        return Text("not a good upgrade request: the header {name} is {found}", name=error.name, found=found)
    return Text("not a good upgrade request: {why}", why=str(error))


def longest_silent(connections: Iterable[BotConnection]) -> BotConnection | None:
    """Return the connection that makes room: of the address with most silent ones the one that waits longest."""
    silent = [connection for connection in connections if not connection.spoken]
    if not silent:
        return None
    silent_of = Counter(connection.handshake.host for connection in silent)
    return min(silent, key=lambda one: (-silent_of[one.handshake.host], one.opened_at, one.id))
