"""One bot's websocket: its messages put together, stamped and handed on; its pings; its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from websockets.exceptions import PayloadTooBig
from websockets.frames import CloseCode, Opcode
from websockets.protocol import State

from recall_viewer.server.exchange import Exchange
from recall_viewer.texts import Text

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from websockets.frames import Frame
    from websockets.http11 import Request, Response

    from recall_viewer.server.handshakes import Handshake
    from recall_viewer.server.receiver import CloseReason


@dataclass(frozen=True, slots=True)
class Keepalive:
    """How often to ping, and how long to wait after the first unanswered ping; in seconds.

    Proxies cut connections that are idle; a busy bot may answer late.
    """

    interval_s: float = 20.0
    patience_s: float = 60.0


class Keeper(Protocol):
    """Who owns the connections, decides on them and reports them."""

    def began(self, connection: BotConnection) -> None:
        """There is a TCP connection."""

    def answer(self, connection: BotConnection, request: Request) -> Response:
        """Decide on a request."""

    def malformed(self, connection: BotConnection, data: bytes) -> None:
        """What came was not HTTP."""

    def opened(self, connection: BotConnection, request: Request) -> None:
        """It is a websocket now."""

    def message(self, connection: BotConnection, data: str | bytes, arrived_at: float) -> None:
        """A message is complete."""

    def receiving(self, connection: BotConnection, change_bytes: int) -> None:
        """So many more (or fewer) bytes wait for the rest of their message."""

    def closed(self, connection: BotConnection, code: int, reason: CloseReason, detail: str) -> None:
        """The websocket is closed; called once, and only after `opened`."""

    def ended(self, connection: BotConnection) -> None:
        """The TCP connection is gone."""


class BotConnection(Exchange):
    """A connection from its first byte to its last.

    Messages are put together here, not by websockets' reader: it closes a message of more than 4096 fragments, and
    would hand on a message only when a task gets its turn.
    """

    def __init__(
        self,
        keeper: Keeper,
        handshake: Handshake,
        *,
        clock: Callable[[], float],
        max_message_size_bytes: int,
        keepalive: Keepalive,
    ) -> None:
        super().__init__(max_message_size_bytes=max_message_size_bytes)
        self.handshake = handshake
        self.id = 0
        """Given by the keeper with its place; 0 before."""
        self.opened_at = 0.0
        self.receiving_bytes = 0
        """Bytes read of a message that is not complete."""
        self.receiving_since = 0.0
        """When the first of them came, by the clock."""
        self._keeper = keeper
        self._clock = clock
        self._keepalive = keepalive
        self._next_ping: asyncio.TimerHandle | None = None
        self._open = False
        self._farewell: tuple[int, CloseReason, str] | None = None
        self._spoken = False
        self._fragments = bytearray()
        self._fragments_are_text = False
        self._message_ended = False
        self._read_at = 0.0
        self._pings_unanswered = 0

    # What the keeper asks for

    @property
    def spoken(self) -> bool:
        """Whether any part of a message ever came. Pings and pongs say nothing."""
        return self._spoken or self.receiving_bytes > 0

    def drop(self, code: CloseCode, reason: CloseReason, detail: str) -> None:
        """Close at once: say why, read nothing more, keep nothing of what was read."""
        if self.protocol.state is State.OPEN:
            self._farewell = (code, reason, detail)
            # A close frame carries at most 123 bytes of text.
            self.protocol.fail(code, detail[:100])
            self.flush()
            self._take_stock()

    def say_goodbye(self) -> None:
        """Begin the closing handshake: the program ends."""
        if self.protocol.state is State.OPEN:
            self._farewell = (CloseCode.GOING_AWAY, "shutdown", "the program ended")
            self.protocol.send_close(CloseCode.GOING_AWAY, "shutting down")
            self.flush()
            self._take_stock()

    # What the transport and the protocol say

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin (asyncio)."""
        super().connection_made(transport)
        self._keeper.began(self)

    def take(self, data: bytes | memoryview) -> int:
        """Read a piece of what came; all messages that end in it are complete now."""
        self._read_at = self._clock()
        # Whatever comes from the other side counts as an answer.
        self._pings_unanswered = 0
        frames = super().take(data)
        self._take_stock()
        return frames

    def connection_lost(self, error: Exception | None) -> None:
        """End (asyncio)."""
        self.protocol.receive_eof()
        if self._farewell is None and error is not None:
            self._farewell = (CloseCode.ABNORMAL_CLOSURE, "lost", str(error))
        self._take_stock()
        self._keeper.ended(self)
        super().connection_lost(error)

    def answer(self, request: Request) -> Response:
        """Leave it to the keeper."""
        return self._keeper.answer(self, request)

    def malformed(self, data: bytes) -> None:
        """Leave it to the keeper."""
        self._keeper.malformed(self, data)

    def answered(self, request: Request, response: Response) -> None:
        """Open, if the answer was an upgrade."""
        if response.status_code == 101:
            self.opened_at = self._read_at
            self._open = True
            self._next_ping = self._loop.call_later(self._keepalive.interval_s, self._ping)
            self._keeper.opened(self, request)

    def frame(self, frame: Frame) -> None:
        """Put messages together. After a farewell nothing is heard any more."""
        if self._farewell is not None or self.protocol.state is State.CONNECTING:
            return
        if frame.opcode is Opcode.TEXT or frame.opcode is Opcode.BINARY:
            self._spoken = True
            is_text = frame.opcode is Opcode.TEXT
            if frame.fin:
                self._complete(_taken(frame), is_text)
            else:
                self._fragments_are_text = is_text
                self._fragments += _taken(frame)
        elif frame.opcode is Opcode.CONT:
            self._fragments += _taken(frame)
            if frame.fin:
                fragments, self._fragments = self._fragments, bytearray()
                self._complete(fragments, self._fragments_are_text)

    def _complete(self, data: bytes | bytearray | memoryview, is_text: bool) -> None:
        self._message_ended = True
        # From here on its bytes are the keeper's to count.
        self._set_receiving(len(self.protocol.reader.buffer))
        # bytes() of bytes is no copy: a picture in one frame stays where websockets unmasked it.
        self._keeper.message(self, _text(bytes(data)) if is_text else bytes(data), self._read_at)

    # Keeping account

    def _take_stock(self) -> None:
        """Say what is still being received, or that nothing more will be."""
        if self.protocol.state is State.OPEN:
            unparsed_bytes = len(self.protocol.reader.buffer)
            self._set_receiving(len(self._fragments) + unparsed_bytes)
            return
        self._fragments = bytearray()
        self._set_receiving(0)
        if self._open:
            self._open = False
            if self._next_ping:
                self._next_ping.cancel()
            self._farewell = self._farewell or self._their_farewell()
            self._keeper.closed(self, *self._farewell)

    def _set_receiving(self, now_bytes: int) -> None:
        if now_bytes and (self._message_ended or not self.receiving_bytes):
            self.receiving_since = self._read_at
        self._message_ended = False
        change_bytes, self.receiving_bytes = now_bytes - self.receiving_bytes, now_bytes
        if change_bytes:
            self._keeper.receiving(self, change_bytes)

    def _their_farewell(self) -> tuple[int, CloseReason, str]:
        error, frame = self.protocol.parser_exc, self.protocol.close_rcvd
        if isinstance(error, PayloadTooBig):
            size_bytes = (error.size or 0) + (error.current_size or 0)
            detail = Text(
                "a message of {count} bytes or more exceeds the limit of {most} bytes",
                count=size_bytes,
                most=error.max_size,
            )
            return CloseCode.MESSAGE_TOO_BIG, "too_large", detail
        if frame is not None:
            return frame.code, "peer", frame.reason
        if error is not None and not isinstance(error, EOFError):
            sent = self.protocol.close_sent
            return (sent.code if sent else CloseCode.ABNORMAL_CLOSURE), "lost", f"not a websocket's bytes: {error}"
        return CloseCode.ABNORMAL_CLOSURE, "lost", "it ended without a close frame"

    def _ping(self) -> None:
        # Counted, not timed: after a sleep of this computer nobody has had the time to answer.
        if self._pings_unanswered * self._keepalive.interval_s >= self._keepalive.patience_s:
            detail = f"pings unanswered for {self._keepalive.patience_s:g} s"
            self._farewell = (CloseCode.ABNORMAL_CLOSURE, "lost", detail)
            self.protocol.fail(CloseCode.INTERNAL_ERROR, "keepalive ping timeout")
            self.flush()
            self._take_stock()
            if self.writing_paused:
                # It fetches nothing: neither would it fetch a close frame.
                self.transport.abort()
            return
        self._next_ping = self._loop.call_later(self._keepalive.interval_s, self._ping)
        self._pings_unanswered += 1
        if not self.writing_paused:
            self.protocol.send_ping(b"")
            self.flush()


def _taken(frame: Frame) -> bytes | bytearray | memoryview:
    """Return the data of a frame, which holds them no longer: websockets' parser keeps the frame until the next one."""
    data, frame.data = frame.data, b""
    return data


def _text(data: bytes) -> str | bytes:
    """Return a text message as text, bytes that are not UTF-8 replaced.

    JSON with letters beyond ASCII stays bytes, which say the same to whoever reads JSON: as a `str` it would take two
    or four times the memory, and be encoded again to be parsed.
    """
    if not data.isascii() and data[:1] == b"{":
        return data
    return str(data, "utf-8", "replace")
