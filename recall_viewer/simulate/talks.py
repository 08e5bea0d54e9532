"""What a bot says on its connections, from its arrival to its leave: one talk for each protocol."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recall_viewer.simulate import messages
from recall_viewer.simulate.turns import Entrances, Turns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from random import Random

    from websockets.asyncio.client import ClientConnection

    from recall_viewer.simulate.messages import Caller, Kind, ParticipantEvent
    from recall_viewer.simulate.options import Options
    from recall_viewer.simulate.report import Tally
    from recall_viewer.simulate.studio import Feed


@dataclass(slots=True)
class Stream:
    """One picture that moves: whose it is, where its frames come from, which get lost, and how many had their turn."""

    caller: Caller
    kind: Kind
    feed: Feed
    losses: Random
    sent: int = 0


class Bell:
    """Wakes everybody who waits for it."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake those who wait now."""
        self._rung.set()
        self._rung = asyncio.Event()

    async def wait(self, seconds: float) -> None:
        """Until it rings, but not for longer than that."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._rung.wait()


@dataclass(frozen=True, slots=True)
class Run:
    """What all talks of a bot share.

    `start` and `until` are in seconds of the loop's clock; `arrivals` rings when a stream has its first frame, which is
    then sent as `entrances` has it.
    """

    options: Options
    tally: Tally
    start: float
    until: float
    arrivals: Bell
    entrances: Entrances

    def now(self) -> float:
        """Seconds of the loop's clock."""
        return asyncio.get_running_loop().time()


Send = Callable[[Stream, float, bytes], Awaitable[int]]
"""Sends a frame of a stream, given its time (seconds since the start of the run); gives the size of the message."""


async def _send_in_turn(run: Run, turns: Turns, streams: Sequence[Stream], send: Send) -> None:
    """Send frames until each stream has sent enough of them or time is up."""
    turns.rejoin(run.now())
    while any(stream.sent != run.options.frames for stream in streams):
        for number, stream in enumerate(streams):
            if number not in turns and stream.feed.is_ready:
                turns.begin(number, run.entrances.take(run.now()))
        wait_s = min(turns.due, run.until) - run.now()
        if wait_s > 0:
            await run.arrivals.wait(wait_s)
            continue
        if turns.due >= run.until:
            return
        turn = turns.take(run.now())
        run.tally.missed += turn.missed
        await _send(run, streams[turn.stream], turn.due, send)


async def _send(run: Run, stream: Stream, due: float, send: Send) -> None:
    if stream.sent != run.options.frames and (frame := stream.feed.take()) is not None:
        if stream.losses.random() < run.options.drop:
            run.tally.lost += 1
        else:
            run.tally.sent(await send(stream, due - run.start, frame))
        stream.sent += 1


class EndpointTalk:
    """Everything on one connection: who is there, all their frames, who leaves. The recording began at `started`."""

    def __init__(self, run: Run, streams: Sequence[Stream], started: datetime) -> None:
        self._run = run
        self._streams = streams
        self._turns = Turns(run.options.fps)
        self._endpoint = messages.Endpoint(run.options.bot_id, started, run.options.codec)
        # Nobody joins twice because a connection broke.
        self._unsaid: deque[tuple[ParticipantEvent, Caller]] = deque()
        for stream in streams:
            if stream.kind == "screenshare":
                self._unsaid.append(("screenshare_on", stream.caller))
            elif stream.caller.name is not None:
                self._unsaid.extend((("join", stream.caller), ("webcam_on", stream.caller)))

    async def talk(self, connection: ClientConnection) -> None:
        """Say what is left to be said."""
        while self._unsaid:
            await self._tell(connection, *self._unsaid[0])
            self._unsaid.popleft()

        async def send(stream: Stream, time_s: float, frame: bytes) -> int:
            message = self._endpoint.frame(stream.caller, stream.kind, time_s, frame)
            await connection.send(message, text=True)
            return len(message)

        await _send_in_turn(self._run, self._turns, self._streams, send)
        for stream in self._streams:
            if stream.kind == "webcam" and stream.caller.name is not None:
                await self._tell(connection, "leave", stream.caller)

    async def _tell(self, connection: ClientConnection, event: ParticipantEvent, caller: Caller) -> None:
        time_s = self._run.now() - self._run.start
        await connection.send(self._endpoint.event(event, caller, time_s), text=True)


class StreamTalk:
    """One stream on a connection of its own."""

    def __init__(self, run: Run, stream: Stream) -> None:
        self._run = run
        self._stream = stream
        self._turns = Turns(run.options.fps)

    async def talk(self, connection: ClientConnection) -> None:
        """Say hello, then send frames."""
        await connection.send(messages.hello(self._run.options.bot_id))

        async def send(stream: Stream, time_s: float, frame: bytes) -> int:
            message = messages.stream_frame(stream.caller.id, time_s, frame)
            await connection.send(message)
            return len(message)

        await _send_in_turn(self._run, self._turns, [self._stream], send)
