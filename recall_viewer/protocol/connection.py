"""One bot's connection: tells the dialects apart and turns each message into events."""

from __future__ import annotations

from dataclasses import replace

from recall_viewer.protocol import attendee, endpoint, stream
from recall_viewer.protocol.events import (
    Bot,
    BotIdentified,
    Dialect,
    Event,
    MessageIgnored,
    MessageProblem,
    MessageRejected,
)
from recall_viewer.protocol.wire import Message, Unreadable, parse
from recall_viewer.texts import Text

EXCERPT_BYTES = 200
"""What is kept of a message that was not understood, for the person to see."""

_BLANKS = b" \t\r\n"
"""What JSON allows before its first sign."""


class Connection:
    """What one connection has said so far.

    The first message that is understood decides on the dialect; until then each is judged afresh, so one broken
    message does not blind a connection that must not be closed. A message in JSON is always judged by its own shape,
    whatever the connection; the dialect says what becomes of the rest.
    """

    def __init__(self) -> None:
        self._dialect = Dialect.WAITING
        self._bot: Bot | None = None

    @property
    def dialect(self) -> Dialect:
        """How this connection talks, as far as is known."""
        return self._dialect

    @property
    def bot(self) -> Bot | None:
        """Whom the hello of a stream or audio connection named; None before it, and in dialects without one."""
        return self._bot

    def receive(self, message: str | bytes | bytearray | memoryview) -> list[Event]:
        """Read one whole websocket message: `str` is a text message, anything else a binary one.

        Raises nothing over content. A video message gives exactly one VideoFrame or FrameRejected, any other exactly
        one of the other events. A frame of the stream protocol is a view into `message` if that is immutable.
        """
        event: Event
        if isinstance(message, str):
            event = self._read_text(message)
        else:
            message = _flat(message)
            event = self._read_binary(message)
        if isinstance(event, MessageRejected):
            event = replace(event, excerpt=_excerpt(message))
        if self._dialect is Dialect.WAITING:
            self._dialect = Dialect.UNRECOGNISED
        return [event]

    def _read_text(self, text: str) -> Event:
        read = parse(text)
        return self._judge(read) or self._refuse(read)

    def _read_binary(self, message: memoryview) -> Event:
        if self._dialect is Dialect.AUDIO:
            return MessageIgnored("audio", "audio")
        # Before anything else: the id of participant 123 begins a frame with the very byte that begins JSON.
        if stream.holds_png(message):
            self._recognise(Dialect.STREAM)
            return stream.read_frame(message, self._bot)
        read: Message | Unreadable = Unreadable(Text("neither JSON nor a PNG after a header of 8 bytes"))
        if bytes(message[:EXCERPT_BYTES]).lstrip(_BLANKS).startswith(b"{"):
            read = parse(message)
        if self._dialect is Dialect.STREAM and isinstance(read, Unreadable):
            return stream.read_frame(message, self._bot)
        return self._judge(read) or self._refuse(read)

    def _judge(self, read: Message | Unreadable) -> Event | None:
        """Read JSON by its shape; None if it has none that is known."""
        if isinstance(read, Unreadable):
            return None
        if stream.is_hello(read):
            return self._greet(read)
        if endpoint.is_event(read, known=self._dialect is Dialect.ENDPOINT):
            self._recognise(Dialect.ENDPOINT)
            return endpoint.read_event(read)
        if attendee.is_trigger(read):
            self._recognise(Dialect.ATTENDEE)
            return attendee.read_trigger(read)
        return None

    def _greet(self, hello: Message) -> BotIdentified | MessageRejected:
        # A hello settles the dialect even if its bot_id is broken: frames will follow, and they can be shown.
        self._dialect = stream.dialect_of(hello)
        event = stream.read_hello(hello)
        if isinstance(event, BotIdentified):
            self._bot = event.bot
        return event

    def _recognise(self, dialect: Dialect) -> None:
        if self._dialect in (Dialect.WAITING, Dialect.UNRECOGNISED):
            self._dialect = dialect

    def _refuse(self, read: Message | Unreadable) -> MessageRejected | MessageIgnored:
        if self._dialect is Dialect.AUDIO:
            return MessageIgnored("audio", "audio")
        if isinstance(read, Unreadable):
            problem: MessageProblem = "json"
            detail = read.detail
        else:
            problem = "hello" if self._dialect is Dialect.STREAM else "event"
            detail = Text(
                "JSON, but no hello (protocol_version), no event (event, data) and none of Attendee's (trigger)"
            )
        if self._dialect in (Dialect.WAITING, Dialect.UNRECOGNISED):
            problem = "unrecognised"
        return MessageRejected(problem, detail)


def _excerpt(message: str | memoryview) -> bytes:
    beginning = message[:EXCERPT_BYTES]  # a character takes one byte or more
    encoded = beginning.encode("utf-8", "replace") if isinstance(beginning, str) else bytes(beginning)
    return encoded[:EXCERPT_BYTES]


def _flat(message: bytes | bytearray | memoryview) -> memoryview:
    """Return single bytes in a row, copied only if `message` is a view of anything else."""
    view = memoryview(message)
    return view if view.format == "B" and view.ndim == 1 and view.c_contiguous else memoryview(view.tobytes())
