"""A real receiver in a thread of its own, for bots under test to dial."""

from __future__ import annotations

import argparse
import asyncio
import base64
import io
import json
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from PIL import Image
from websockets.asyncio.server import serve

from recall_viewer.simulate import command
from recall_viewer.simulate.arguments import add_arguments

if TYPE_CHECKING:
    from collections.abc import Callable

    from websockets.asyncio.server import Server, ServerConnection
    from websockets.http11 import Request, Response

WAIT_S = 20.0


@dataclass(eq=False)
class Taken:
    """One connection: what its request brought, what was said, how it was closed."""

    path: str
    headers: dict[str, str]
    messages: list[str | bytes] = field(default_factory=list)
    close_code: int | None = None
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(message) for message in self.messages]

    @property
    def frames(self) -> list[dict[str, Any]]:
        """The bodies of the frames of the endpoint protocol."""
        return [event["data"]["data"] for event in self.events if event["event"] == "video_separate_png.data"]

    def named(self, event: str) -> list[dict[str, Any]]:
        """The participants of all events of a name."""
        return [e["data"]["data"]["participant"] for e in self.events if e["event"] == f"participant_events.{event}"]


class Receiver:
    """Takes whatever is sent.

    `refusals` are HTTP statuses for the first handshakes, `hang_ups` close codes for the first connections, sent after
    `patience` messages; `greetings` large messages are sent to each. A deaf one (`is_deaf`) reads nothing after the
    handshake. `watch` gets each message, in the thread.
    """

    def __init__(self) -> None:
        self.opened: list[Taken] = []
        self.handshakes = 0
        self.refusals: list[int] = []
        self.hang_ups: list[int] = []
        self.patience = 1
        self.greetings = 0
        self.is_deaf = False
        self.watch: Callable[[str | bytes], None] = lambda _message: None
        self.url = ""
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="receiver")
        self._end: Callable[[], object] = lambda: None

    @property
    def taken(self) -> list[Taken]:
        """All connections, once they are closed: the bot may be gone a moment before."""
        for taken in self.opened:
            assert taken.ended.wait(WAIT_S)
        return self.opened

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(WAIT_S)
        return self

    def __exit__(self, *_: object) -> None:
        self._end()
        self._thread.join(WAIT_S)
        assert not self._thread.is_alive()

    async def _serve(self) -> None:
        self._ended, loop = asyncio.Event(), asyncio.get_running_loop()
        self._end = lambda: loop.call_soon_threadsafe(self._ended.set)
        server: Server
        async with serve(self._take, "127.0.0.1", 0, max_size=2**24, process_request=self._answer) as server:
            self.url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
            self._ready.set()
            await self._ended.wait()

    def _answer(self, connection: ServerConnection, _request: Request) -> Response | None:
        self.handshakes += 1
        return connection.respond(self.refusals.pop(0), "no\n") if self.refusals else None

    async def _take(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        taken = Taken(connection.request.path, dict(connection.request.headers.raw_items()))
        self.opened.append(taken)
        if self.is_deaf:
            connection.transport.pause_reading()
            await self._ended.wait()
            connection.transport.abort()
            return
        for _ in range(self.greetings):
            await connection.send("hello " * 10_000)
        hang_up = self.hang_ups.pop(0) if self.hang_ups else None
        async for message in connection:
            taken.messages.append(message)
            self.watch(message)
            if hang_up is not None and len(taken.messages) == self.patience:
                await connection.close(hang_up)
        taken.close_code = connection.close_code
        taken.ended.set()


def parsed(*arguments: str) -> argparse.Namespace:
    """Arguments of the command line, as its parser makes them."""
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(arguments)


def run(*arguments: str) -> int:
    """What `recall-viewer simulate …` does."""
    return command.run(parsed(*arguments))


def picture_of(frame: dict[str, Any]) -> bytes:
    return base64.b64decode(frame["buffer"], validate=True)


def size_of(png: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(png)) as picture:
        assert picture.format == "PNG"
        picture.load()
        return picture.size


def by_stream(frames: list[dict[str, Any]]) -> dict[tuple[int, str], list[dict[str, Any]]]:
    streams: dict[tuple[int, str], list[dict[str, Any]]] = defaultdict(list)
    for frame in frames:
        streams[frame["participant"]["id"], frame["type"]].append(frame)
    return dict(streams)
