"""Whether a public address leads to this very window: dials it with a nonce that the server here must see."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import ssl
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from websockets.exceptions import WebSocketException
from websockets.frames import CloseCode

from recall_viewer.protocol.access import Access
from recall_viewer.server.answers import wants_websocket
from recall_viewer.server.reach_error import MISDIRECTED, ReachError, explained

if TYPE_CHECKING:
    from websockets.http11 import Request, Response

    from recall_viewer.server.connection import BotConnection, Keeper
    from recall_viewer.server.reach_error import Reason
    from recall_viewer.server.receiver import CloseReason

PARAMETER = "recall-viewer-check"
TIMEOUT_S = 10.0
CLOSE_TIMEOUT_S = 1.0
"""How long whoever else answered may take over the close; the result is known by then."""

_TARGET = re.compile(rf"[?&]{PARAMETER}=([0-9a-f]{{32}})(?:&|$)")
# Attached to nothing: websockets logs whole requests with their tokens at debug.
_SILENT = logging.Logger("websockets", logging.CRITICAL + 1)  # noqa: LOG001 - so that no handler ever sees it


@dataclass(slots=True)
class _Attempt:
    """One check: what the server must see, what it then says, and what it made of the request."""

    nonce: str
    reply: str
    has_arrived: bool = False
    refusal: Reason | None = None


class Reach:
    """Checks public addresses, and keeps its own connections from being taken for bots.

    `access` is that of the server: the address must bring the token. It cannot bring a signature, whose stand-in is the
    nonce. `trust` are the certificates to believe, None for those of the system. Lives on the server's event loop.
    """

    def __init__(self, access: Access, *, trust: ssl.SSLContext | None = None) -> None:
        self._access = Access(token=access.token)
        self._trust = trust
        self._attempts: dict[str, _Attempt] = {}

    def use_access(self, access: Access) -> None:
        """Ask for another token from now on, as the server does."""
        self._access = Access(token=access.token)

    def guard(self, keeper: Keeper) -> Keeper:
        """Return what one new connection is to report to, in place of the server's own keeper."""
        return _Guard(self, keeper)

    async def check(self, address: str, timeout_s: float = TIMEOUT_S) -> float:
        """Dial `address` as a bot would; return after how many seconds the answer of this server was there.

        Redirects are not followed. Raises ReachError.
        """
        attempt = _Attempt(secrets.token_hex(16), secrets.token_hex(16))
        self._attempts[attempt.nonce] = attempt
        try:
            async with asyncio.timeout(timeout_s):
                return await self._dial(address, attempt)
        except TimeoutError:
            # The system has timeouts of its own, and they mean the same.
            raise (ReachError("silent") if attempt.has_arrived else ReachError("timeout", f"{timeout_s:g}")) from None
        except (OSError, WebSocketException, ValueError, ImportError) as error:
            # Not chained: these quote the address, and with it the token.
            raise (ReachError(attempt.refusal) if attempt.refusal else explained(error, address)) from None
        finally:
            del self._attempts[attempt.nonce]

    def answer(self, nonce: str, connection: BotConnection, request: Request) -> tuple[Response, str]:
        """Decide on a request that brought a nonce; return the answer, and what to say once it is a websocket."""
        attempt = self._attempts.get(nonce)
        if attempt is None:
            # Too late, or from another window whose tunnel ends here.
            return connection.protocol.reject(MISDIRECTED, "Not the window that asked.\n"), ""
        attempt.has_arrived = True
        if not wants_websocket(request):
            attempt.refusal = "upgrade"
            return connection.expectation(426), ""
        if refusal := self._access.refusal(request.path, request.headers, 0.0):
            attempt.refusal = "token" if refusal.reason == "token" else "origin"
            return connection.protocol.reject(refusal.status, "This request may not connect.\n"), ""
        response = connection.protocol.accept(request)
        if response.status_code != 101:
            attempt.refusal = "upgrade"
        return response, attempt.reply

    async def _dial(self, address: str, attempt: _Attempt) -> float:
        from recall_viewer.server.dialling import Dialling  # noqa: PLC0415 - a client, for the few who ask for a check

        loop = asyncio.get_running_loop()
        parts = urlsplit(address)
        trust = None
        if parts.scheme == "wss":
            # Reading the system's certificates takes long enough to be seen.
            trust = self._trust or await asyncio.to_thread(ssl.create_default_context)
        target = f"{address}{'&' if parts.query else '?'}{PARAMETER}={attempt.nonce}"
        began = loop.time()
        async with Dialling(
            target,
            compression=None,
            proxy=None if _is_loopback(parts.hostname or "") else True,
            open_timeout=None,
            close_timeout=CLOSE_TIMEOUT_S,
            ping_interval=None,
            max_size=1024,
            logger=_SILENT,
            ssl=trust,
        ) as websocket:
            if not attempt.has_arrived:
                raise ReachError("other")
            if await websocket.recv() != attempt.reply:
                raise ReachError("silent")
            return loop.time() - began


class _Guard:
    """Stands between one connection and its keeper (`connection.Keeper`): a check is answered here, and ends here."""

    def __init__(self, reach: Reach, keeper: Keeper) -> None:
        self._reach = reach
        self._keeper = keeper
        self._is_check = False
        self._reply = ""

    def began(self, connection: BotConnection) -> None:
        """Nothing is known yet."""
        self._keeper.began(connection)

    def answer(self, connection: BotConnection, request: Request) -> Response:
        """Tell a check from a bot."""
        found = _TARGET.search(request.path)
        if found is None:
            return self._keeper.answer(connection, request)
        self._is_check = True
        connection.handshake.settled = True
        response, self._reply = self._reach.answer(found[1], connection, request)
        return response

    def malformed(self, connection: BotConnection, data: bytes) -> None:
        """Pass it on: nobody can tell what it was."""
        self._keeper.malformed(connection, data)

    def opened(self, connection: BotConnection, request: Request) -> None:
        """Say what the other end of a check waits for, and end it."""
        if not self._is_check:
            self._keeper.opened(connection, request)
            return
        connection.protocol.send_text(self._reply.encode())
        connection.drop(CloseCode.NORMAL_CLOSURE, "peer", "reached")

    def message(self, connection: BotConnection, data: str | bytes, arrived_at: float) -> None:
        """Pass on what a bot says."""
        if not self._is_check:
            self._keeper.message(connection, data, arrived_at)

    def receiving(self, connection: BotConnection, change_bytes: int) -> None:
        """Pass on what a bot is about to say."""
        if not self._is_check:
            self._keeper.receiving(connection, change_bytes)

    def closed(self, connection: BotConnection, code: int, reason: CloseReason, detail: str) -> None:
        """Pass on the end of a bot's websocket."""
        if not self._is_check:
            self._keeper.closed(connection, code, reason, detail)

    def ended(self, connection: BotConnection) -> None:
        """Pass on that the TCP connection is gone."""
        self._keeper.ended(connection)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
