"""Connections the way a bot keeps them: signed, dialled again every three seconds, closed in the normal way."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import ipaddress
import ssl
import time
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from recall_viewer.simulate.options import ENDPOINT_TRIES
from recall_viewer.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from recall_viewer.simulate.options import Options
    from recall_viewer.simulate.report import Report, Tally

CLOSE_TIMEOUT_S = 0.7
"""A receiver that does not answer the close must not hold up the end."""
MAX_SIZE_BYTES = 64 * 1024
"""A receiver never has to send anything."""

_UNAUTHORISED = 401
_FORBIDDEN = 403
_GOING_AWAY = 1001


def signature_headers(secret: bytes, message_id: str, timestamp_s: int) -> dict[str, str]:
    """The headers that sign an upgrade, whose payload is empty (Standard Webhooks; API v1.11, documented)."""
    digest = hmac.new(secret, f"{message_id}.{timestamp_s}.".encode(), hashlib.sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp_s),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def _trusting(cert: Path) -> ssl.SSLContext:
    """Return a client's context that takes this very certificate, and no other."""
    context = ssl.create_default_context(cafile=cert)
    context.check_hostname = False
    # One that an authority signed is trusted by itself too.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


def shown_address(url: str) -> str:
    """The address without what may be secret in it: query and user."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}{port}{parts.path}"


class Dialler:
    """Keeps connections of one bot until `stop` is set, `until` (of the loop's clock) has come, or it gives up."""

    def __init__(self, options: Options, report: Report, tally: Tally, stop: asyncio.Event, until: float) -> None:
        self._options = options
        self._report = report
        self._tally = tally
        self._stop = stop
        self._until = until
        self._tries = ENDPOINT_TRIES if options.protocol == "endpoint" else None
        self._wanted = 0

    async def keep(self, talk: Callable[[ClientConnection], Awaitable[None]]) -> bool:
        """Dial until `talk` comes to its end. False if that is given up; True at the end of the run, too."""
        self._wanted += 1
        failures = 0
        while not self._is_over():
            connection = await self._dial()
            if connection is None:
                failures += 1
                if failures == self._tries:
                    self._report.say(
                        f"Gave up after {failures} tries, as a bot does: its endpoint would be failed for good."
                    )
                    return False
            else:
                failures = 0
                if await self._converse(connection, talk):
                    return True
            await self._rest()
        return True

    def _is_over(self) -> bool:
        return self._stop.is_set() or asyncio.get_running_loop().time() >= self._until

    async def _dial(self) -> ClientConnection | None:
        options = self._options
        headers = None
        if options.secret is not None:
            headers = signature_headers(options.secret, f"msg_{uuid.uuid4().hex}", int(time.time()))
        secure: dict[str, Any] = {} if options.trust is None else {"ssl": _trusting(options.trust)}
        # Not as a context manager: that would close with 1011 where it is cancelled. A client closes itself.
        dialling = connect(
            options.url,
            compression=None,
            additional_headers=headers,
            proxy=None if _is_local(options.url) else True,
            close_timeout=CLOSE_TIMEOUT_S,
            max_size=MAX_SIZE_BYTES,
            **secure,
        )
        try:
            return await self._unless_stopped(dialling)
        except (OSError, WebSocketException) as error:
            self._report.problem(f"{_why(error)} Dialling again every {options.retry_s:g} s.")
            return None

    async def _unless_stopped(self, dialling: connect) -> ClientConnection | None:
        tasks = Tasks()

        async def dial() -> ClientConnection | Exception:
            try:
                return await dialling
            except (OSError, WebSocketException) as error:
                return error

        attempt = tasks.start(dial(), "dial")
        stopped = tasks.start(self._stop.wait(), "stop")
        await asyncio.wait({attempt, stopped}, return_when=asyncio.FIRST_COMPLETED)
        result = attempt.result() if attempt.done() else None
        await tasks.close()
        if isinstance(result, Exception):
            raise result
        return result

    async def _converse(
        self, connection: ClientConnection, talk: Callable[[ClientConnection], Awaitable[None]]
    ) -> bool:
        """Talk until it is said, the receiver closes, or the bot is told to stop. Whether it was said."""
        self._tally.connected += 1
        self._tally.ever_connected = True
        if self._tally.connected == self._wanted:
            self._report.settled()
        tasks = Tasks()
        talking = tasks.start(_said(talk, connection), "talk")
        listening = tasks.start(_drained(connection), "listen")
        stopped = tasks.start(self._stop.wait(), "stop")
        await asyncio.wait({talking, listening, stopped}, return_when=asyncio.FIRST_COMPLETED)
        said = talking.done() and talking.result()
        stopping = said or self._stop.is_set()
        # Before the talk is cancelled: a message that is half written must not be cut.
        await _hang_up(connection)
        await tasks.close()
        self._tally.connected -= 1
        if not stopping:
            self._report.problem(f"{_farewell(connection)} Dialling again every {self._options.retry_s:g} s.")
        return said

    async def _rest(self) -> None:
        left = self._until - asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(max(0.0, min(self._options.retry_s, left))):
                await self._stop.wait()
        except TimeoutError:
            return


async def _hang_up(connection: ClientConnection) -> None:
    """Close in the normal way; where the receiver does not even read, break off."""
    try:
        async with asyncio.timeout(CLOSE_TIMEOUT_S):
            await connection.close()
    except TimeoutError:
        connection.transport.abort()


async def _said(talk: Callable[[ClientConnection], Awaitable[None]], connection: ClientConnection) -> bool:
    try:
        await talk(connection)
    except ConnectionClosed:
        return False
    return True


async def _drained(connection: ClientConnection) -> None:
    """Whatever the receiver says is read and dropped, so that its close is read too."""
    try:
        async for _ in connection:
            pass
    except ConnectionClosed:
        return


def _is_local(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _why(error: Exception) -> str:
    if isinstance(error, InvalidStatus):
        status = error.response.status_code
        if status == _UNAUTHORISED:
            return (
                "The receiver refused the connection (401): it wants a token (RECALL_VIEWER_TOKEN, or ?token= in the "
                "address) or a signature (RECALL_VERIFICATION_SECRET), and got none or a wrong one."
            )
        if status == _FORBIDDEN:
            return "The receiver refused the connection (403): it does not let this client in."
        return f"The receiver refused the connection ({status})."
    if isinstance(error, TimeoutError):
        return "The receiver did not answer in time."
    if isinstance(error, ConnectionRefusedError):
        return "Nobody listens at this address."
    return f"The receiver cannot be reached: {str(error) or type(error).__name__}."


def _farewell(connection: ClientConnection) -> str:
    code, reason = connection.close_code, connection.close_reason
    if code == _GOING_AWAY:
        return "The receiver is going away (1001)."
    if code in (None, 1006):
        return "The connection to the receiver was lost."
    return f"The receiver closed the connection ({code}{f': {reason}' if reason else ''})."
