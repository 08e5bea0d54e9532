"""A TCP connection on which one HTTP request is read and answered."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from abc import ABC, abstractmethod
from typing import cast

from websockets.exceptions import InvalidMessage
from websockets.frames import Frame
from websockets.http11 import Request, Response
from websockets.server import ServerProtocol

LINGER_S = 5.0
"""How long the other side may take to end a connection after we said the last word, before it is cut."""

MOST_FRAMES_A_STEP = 256
FRAMES_A_S = 5000
"""How many frames one connection may bring for long; then it is read no faster. A flood of pings or of fragments of one
byte takes all the time there is: at 30 µs a frame, the 256 KiB that asyncio reads at once would hold up the window for
a second and a half. Pictures come in a few frames each."""
SHORTEST_STEP_BYTES = 2048
LONGEST_STEP_BYTES = 2**18

# Attached to nothing: websockets logs each failed handshake and, at debug, whole requests with their tokens.
_SILENT = logging.Logger("websockets", logging.CRITICAL + 1)  # noqa: LOG001 - so that no handler ever sees it


class Exchange(asyncio.Protocol, ABC):
    """Carries bytes between a transport and websockets' sans-I/O protocol, without a task or a queue of its own.

    A subclass answers the request, and takes the frames if its answer was 101.
    """

    def __init__(self, *, max_message_size_bytes: int | None = None) -> None:
        self.protocol = ServerProtocol(max_size=max_message_size_bytes, logger=_SILENT)
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done when the connection is gone and all about it has been reported."""
        self.transport: asyncio.Transport
        self.writing_paused = False
        self._requested = False
        self._loop = asyncio.get_running_loop()
        self._ending: asyncio.TimerHandle | None = None
        self._unread = memoryview(b"")
        self._step_bytes = SHORTEST_STEP_BYTES
        self._rest: asyncio.TimerHandle | None = None
        self._pauses: set[str] = set()

    @abstractmethod
    def answer(self, request: Request) -> Response:
        """Return the answer to the request."""

    def malformed(self, data: bytes) -> None:
        """Learn that what came, `data` at last, was no HTTP request; it has been answered."""

    def answered(self, request: Request, response: Response) -> None:
        """Learn that the answer is on its way."""

    def frame(self, frame: Frame) -> None:
        """Take a frame of the websocket; pings and the closing handshake have been seen to."""

    def flush(self) -> None:
        """Send what the protocol has to send; if that ends the connection, see that it does end."""
        pieces = self.protocol.data_to_send()
        # All at once: a flood of pings makes thousands of pongs. To a connection that is gone asyncio writes a log.
        if pieces and not self.transport.is_closing():
            self.transport.write(b"".join(pieces))
            if not pieces[-1]:
                self._end_writing()
        if self._ending is None and self.protocol.close_expected():
            self._ending = self._loop.call_later(LINGER_S, self.transport.abort)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to read (asyncio)."""
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Read on, in steps (asyncio)."""
        self._unread = memoryview(bytes(self._unread) + data if self._unread else data)
        if self._rest is None:
            self._read_on()

    def take(self, data: bytes | memoryview) -> int:
        """Read a piece of what came; return how many frames ended in it."""
        # It is added to a bytearray, and for that a view will do.
        self.protocol.receive_data(data)  # type: ignore[arg-type]
        if not self._requested and self.protocol.handshake_exc is not None:
            self._answer_malformed(bytes(data))
        # Pongs go out before anything that takes time.
        self.flush()
        events = self.protocol.events_received()
        for event in events:
            if isinstance(event, Request):
                self._answer(event)
            elif isinstance(event, Frame):
                self.frame(event)
        return len(events)

    def eof_received(self) -> None:
        """Note that the other side writes no more; asyncio then closes the transport, once all is sent."""
        self.protocol.receive_eof()
        self.flush()

    def connection_lost(self, _error: Exception | None) -> None:
        """End (asyncio)."""
        self.protocol.receive_eof()
        self._unread = memoryview(b"")
        for timer in (self._ending, self._rest):
            if timer:
                timer.cancel()
        if not self.lost.done():
            self.lost.set_result(None)

    def pause_writing(self) -> None:
        """Read no more from someone who asks for pongs faster than they fetch them: what we owe must not grow."""
        self.writing_paused = True
        self.pause_reading("writing")

    def resume_writing(self) -> None:
        """Read on, now that they fetch what we send."""
        self.writing_paused = False
        self.resume_reading("writing")

    def pause_reading(self, reason: str) -> None:
        """Read no more until this reason, and every other, is gone."""
        self._pauses.add(reason)
        self.transport.pause_reading()

    def resume_reading(self, reason: str) -> None:
        """Read on, unless there is another reason not to."""
        self._pauses.discard(reason)
        if not self._pauses:
            self.transport.resume_reading()

    def _read_on(self) -> None:
        self._rest = None
        self.resume_reading("flood")
        while self._unread:
            step, self._unread = self._unread[: self._step_bytes], self._unread[self._step_bytes :]
            frames = self.take(step)
            if frames > MOST_FRAMES_A_STEP:
                self._step_bytes = SHORTEST_STEP_BYTES
                self.pause_reading("flood")
                self._rest = self._loop.call_later(frames / FRAMES_A_S, self._read_on)
                return
            self._step_bytes = min(2 * self._step_bytes, LONGEST_STEP_BYTES)
        # An empty view holds what it was cut from.
        self._unread = memoryview(b"")

    def _end_writing(self) -> None:
        if self.transport.can_write_eof():
            # The other side may have reset the connection already.
            with contextlib.suppress(OSError):
                self.transport.write_eof()
        else:
            self.transport.close()

    def _answer(self, request: Request) -> None:
        self._requested = True
        if self.protocol.close_expected():
            # A close frame came with the request, before there was a websocket to close.
            self.transport.abort()
            return
        response = self.answer(request)
        if request.method == "HEAD":
            response.body = b""
        self.protocol.send_response(response)
        self.flush()
        self.answered(request, response)

    def _answer_malformed(self, data: bytes) -> None:
        """Answer what websockets does not: it refuses a request with a body, a POST for one, without a word."""
        self._requested = True
        if isinstance(self.protocol.handshake_exc, InvalidMessage):
            first_line = data.partition(b"\r\n")[0]
            is_http = first_line.endswith((b" HTTP/1.1", b" HTTP/1.0"))
            self.transport.write(self.expectation(426 if is_http else 400).serialize())
        self.malformed(data)

    def expectation(self, status: int) -> Response:
        """Return the answer to whatever is not an upgrade; it gives nothing away."""
        response = self.protocol.reject(status, "A websocket is expected here.\n")
        if status == 426:
            response.headers["Upgrade"] = "websocket"
        return response
