"""Recall's REST API: one bot's participants, asked for in a thread, within bounds of time and size."""

from __future__ import annotations

import asyncio
import http.client
import socket
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import SplitResult, quote, urlsplit
from urllib.request import getproxies, proxy_bypass

from recall_viewer import __version__
from recall_viewer.directory.aside import aside
from recall_viewer.directory.roster import RosterError, read_roster
from recall_viewer.directory.schedule import retry_after_s
from recall_viewer.texts import Text, of_system

if TYPE_CHECKING:
    from recall_viewer.protocol.events import RosterReceived

TIMEOUT_S = 10.0
MAX_ANSWER_BYTES = 8 * 2**20
HANGS_UP_WITHIN_S = 0.5
"""How long a request that is given up may take to end. One that looks up a name or connects is left to itself."""

Reason = Literal["key", "bot", "limit", "redirect", "status", "unreachable", "timeout", "too_large", "answer"]


def url_of(region: str) -> str:
    """Return the address of a region's API (documented)."""
    return f"https://{region}.recall.ai/api/v1/"


class AskError(Exception):
    """No sound answer. `detail` says why in a sentence without the key, `wait_s` how long to wait if the answer did."""

    def __init__(self, reason: Reason, detail: Text, wait_s: float | None = None) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.wait_s = wait_s


@dataclass(frozen=True, slots=True)
class Api:
    """The API of one region, for whoever has the key. `trust` are the certificates to believe, None for the system's.

    `base_url` ends with a slash and is https, or http on a loopback address.
    """

    base_url: str
    key: str = field(repr=False)
    trust: ssl.SSLContext | None = None
    timeout_s: float = TIMEOUT_S

    @property
    def host(self) -> str:
        """Where it is, for a person to read."""
        return urlsplit(self.base_url).netloc

    async def roster(self, bot_id: str) -> RosterReceived:
        """Ask who is in a bot's meeting. Redirects are not followed. Raises AskError."""
        request = _Request(self, bot_id)
        answer = aside(request.run, "names")
        try:
            await asyncio.wait({answer}, timeout=self.timeout_s)
            if not answer.done():
                raise AskError("timeout", _late(self))
            return answer.result()
        finally:
            request.hang_up()
            await asyncio.wait({answer}, timeout=HANGS_UP_WITHIN_S)
            # How a request ended that was given up is of no interest, but has to be looked at.
            if not answer.cancel():
                answer.exception()


class _Request:
    """One request. `run` blocks, in a thread; `hang_up` ends it from outside."""

    def __init__(self, api: Api, bot_id: str) -> None:
        self._api = api
        self._bot_id = bot_id
        self._url = urlsplit(f"{api.base_url}bot/{quote(bot_id, safe='')}/")
        self._socket: socket.socket | None = None
        self._is_over = False

    def run(self) -> RosterReceived:
        """Ask, and read the answer. Raises AskError."""
        host = self._api.host
        try:
            body = self._body()
            return read_roster(self._bot_id, body)
        except RosterError as error:
            raise AskError(
                "answer", Text("the answer of {host} is not understood: {why}", host=host, why=error.args[0])
            ) from None
        except TimeoutError:
            raise AskError("timeout", _late(self._api)) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            # Not chained: nobody knows what these quote.
            raise AskError("unreachable", Text("{host} cannot be reached: {why}", host=host, why=_why(error))) from None

    def hang_up(self) -> None:
        """End it: whatever it waits for on its connection is over."""
        self._is_over = True
        if self._socket is not None:
            with suppress(OSError):
                # That of TLS would say goodbye first, in a conversation that another thread is in.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def _body(self) -> bytes:
        connection = _connection_to(self._url, self._api)
        try:
            connection.connect()
            self._socket = connection.sock
            if self._is_over:
                raise ConnectionAbortedError
            headers = {
                "Authorization": f"Token {self._api.key}",
                "Accept": "application/json",
                "User-Agent": f"recall-viewer/{__version__}",
            }
            connection.request("GET", self._url.path, headers=headers)
            with connection.getresponse() as response:
                if response.status != http.client.OK:
                    raise self._error_of(response.status, response.headers.get("Retry-After"))
                body = response.read(MAX_ANSWER_BYTES + 1)
        finally:
            connection.close()
        if len(body) > MAX_ANSWER_BYTES:
            raise AskError("too_large", _large(self._api))
        return body

    def _error_of(self, status: int, retry_after: str | None) -> AskError:
        host = self._api.host
        match status:
            case 401 | 403:
                return AskError("key", _refused(host, status))
            case 404:
                return AskError("bot", _unknown(host, self._bot_id))
            case 429:
                limit = Text("{host} allows no more requests for a while", host=host)
                return AskError("limit", limit, retry_after_s(retry_after, time.time()))
            case _ if 300 <= status < 400:
                return AskError("redirect", _elsewhere(host, status))
            case _:
                return AskError("status", Text("{host} answers with HTTP {status}", host=host, status=status))


def _late(api: Api) -> Text:
    return Text("{host} did not answer within {seconds:g} s", host=api.host, seconds=api.timeout_s)


def _large(api: Api) -> Text:
    return Text("the answer of {host} has more than {most:,} bytes", host=api.host, most=MAX_ANSWER_BYTES)


def _refused(host: str, status: int) -> Text:
    return Text(
        "{host} refuses the API key (HTTP {status}): is it whole, and is it one of this region?",
        host=host,
        status=status,
    )


def _unknown(host: str, bot_id: str) -> Text:
    return Text(
        "{host} does not know the bot {bot}: is it one of the key's workspace and region?",
        host=host,
        bot=bot_id,
    )


def _elsewhere(host: str, status: int) -> Text:
    return Text("{host} sends the key elsewhere (HTTP {status}), where it does not go", host=host, status=status)


def _connection_to(url: SplitResult, api: Api) -> http.client.HTTPConnection:
    host, port = url.hostname or "", url.port
    if url.scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=api.timeout_s)
    trust = api.trust or ssl.create_default_context()
    proxy = urlsplit(getproxies().get("https", ""))
    if not proxy.hostname or proxy_bypass(host):
        return http.client.HTTPSConnection(host, port, timeout=api.timeout_s, context=trust)
    through = http.client.HTTPSConnection(proxy.hostname, proxy.port, timeout=api.timeout_s, context=trust)
    through.set_tunnel(host, port)
    return through


def _why(error: Exception) -> str:
    match error:
        case ssl.SSLCertVerificationError():
            return error.verify_message
        case socket.gaierror():
            return Text("its name is not known")
        case http.client.RemoteDisconnected():
            return Text("it hung up without an answer")
        case OSError():
            return of_system(error)
        case http.client.HTTPException():
            return Text("what answers there does not speak HTTP")
        case _:
            return Text("its address, or that of the proxy, makes no sense")
