"""A process of bots: it connects, waits for its start, and sends pictures evenly until its input ends.

`python -m tests.benchmarks.sender` reads an `Order` as one line of JSON, answers `ready` once all bots are connected,
and reads the start (seconds of the monotonic clock, which all processes share).
"""

from __future__ import annotations

import contextlib
import json
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import websocket

from tests.benchmarks import frames
from tests.benchmarks.wire import EndpointWire, StreamWire

if TYPE_CHECKING:
    import socket
    from collections.abc import Sequence

FIRST_PARTICIPANT = 1000


@dataclass(frozen=True, slots=True)
class Order:
    """What to send: `streams` by number, each so many seconds after the beginning of every period."""

    address: str
    folder: str
    kind: str
    protocol: str
    bot_id: str
    period_s: float
    streams: list[int]
    offsets_s: list[float]

    def line(self) -> str:
        """Return it as a line of JSON."""
        return json.dumps(asdict(self))


class Connection:
    """One websocket, on which messages go out whole, whoever sends them."""

    def __init__(self, order: Order) -> None:
        self._websocket = websocket.create_connection(order.address, suppress_origin=True, timeout=30)
        if order.protocol == "stream":
            self._websocket.send(json.dumps({"protocol_version": 1, "bot_id": order.bot_id}))
        self._websocket.settimeout(None)
        connected = self._websocket.sock
        assert connected is not None
        self._socket: socket.socket = connected
        self._lock = threading.Lock()

    def send(self, parts: Sequence[bytes]) -> None:
        """Send one message; waits while the other side does not read."""
        with self._lock:
            gone = self._socket.sendmsg(parts)
            for part in parts:
                if gone < len(part):
                    self._socket.sendall(memoryview(part)[gone:])
                gone = max(0, gone - len(part))

    def close(self) -> None:
        """Cut it, whoever is sending."""
        self._websocket.shutdown()


@dataclass(frozen=True, slots=True)
class Bot:
    """Sends the frames of one stream, the first at `start` of the monotonic clock."""

    wire: StreamWire | EndpointWire
    connection: Connection
    stream: int
    start: float
    period_s: float

    def send_until(self, ended: threading.Event) -> None:
        """Send each frame when it is due. What is overdue by a whole period is left out, as by a camera."""
        number = 0
        while not ended.wait(self.start + number * self.period_s - time.monotonic()):
            parts = self.wire.message(FIRST_PARTICIPANT + self.stream, number, number * self.period_s)
            try:
                self.connection.send(parts)
            except OSError:
                return
            number = max(number + 1, int((time.monotonic() - self.start) / self.period_s))


def main() -> None:
    """Do what one order says."""
    order = Order(**json.loads(sys.stdin.readline()))
    pictures = frames.provide(Path(order.folder), order.kind)
    if order.protocol == "stream":
        wire: StreamWire | EndpointWire = StreamWire(pictures)
        connections = [Connection(order) for _ in order.streams]
    else:
        wire = EndpointWire(pictures, order.bot_id, "h264" if order.kind == frames.H264 else "png")
        connections = [Connection(order)] * len(order.streams)
    print("ready", flush=True)
    start = float(sys.stdin.readline())
    ended = threading.Event()
    for stream, offset_s, connection in zip(order.streams, order.offsets_s, connections, strict=True):
        bot = Bot(wire, connection, stream, start + offset_s, order.period_s)
        threading.Thread(target=bot.send_until, args=[ended], daemon=True).start()
    sys.stdin.read()
    ended.set()
    for connection in connections:
        with contextlib.suppress(OSError):
            connection.close()


if __name__ == "__main__":
    main()
