"""A pool on a stage, for tests of who is decoded when: a real loop, real pictures, and what was reported."""

from __future__ import annotations

import asyncio
import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from recall_viewer.decoding.pool import Decoding
from recall_viewer.decoding.workers import Tell
from recall_viewer.model.books import Books, Fate
from recall_viewer.model.frames import Frame
from recall_viewer.model.keys import StreamKey
from recall_viewer.protocol.events import Codec
from recall_viewer.protocol.h264 import read_unit
from tests.decoding.samples import frame_of, noise
from tests.model.support import balance

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from recall_viewer.decoding.decoders import Picture

ROOM, LARGER = (40, 30), (80, 60)
SAMPLES = [noise(64, 48, seed) for seed in range(6)]
WIDTH, HEIGHT = SAMPLES[0].width, SAMPLES[0].height
DAMAGED = SAMPLES[0].data[:3000]
PATIENCE_S = 10
LAST = 999


class Stage:
    """A pool, and what it reported."""

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self.books = Books()
        self.pictures: list[Picture] = []
        self.failures: list[tuple[Frame, str]] = []
        self.awaiting: list[Frame] = []
        self.usable: list[Frame] = []
        self.callers: set[threading.Thread] = set()
        self._news = asyncio.Event()
        tell = Tell(self._picture, lambda *failure: self._failure(failure), self.awaiting.append, self.usable.append)
        self.pool = Decoding(self.books, asyncio.get_running_loop(), tell, threads)
        self._moments = 0.0
        self.was_same = False

    def _picture(self, picture: Picture) -> None:
        self.pictures.append(picture)
        self.callers.add(threading.current_thread())
        self._news.set()

    def _failure(self, failure: tuple[Frame, str]) -> None:
        self.failures.append(failure)
        self._news.set()

    def offer(self, data: bytes = SAMPLES[0].data, participant_id: int = 1, *, codec: Codec = Codec.PNG) -> Frame:
        """Receive a frame and offer it."""
        self._moments += 1
        frame = frame_of(
            data,
            WIDTH,
            HEIGHT,
            codec=codec,
            participant_id=participant_id,
            arrived_at=self._moments,
            passage=self.books.receive(),
        )
        self.was_same = self.pool.offer(frame)
        return frame

    def offer_units(self, *units: bytes, apart_s: float = 1 / 15, participant_id: int = 1) -> list[Frame]:
        """Receive units of H.264, one after the other, and offer them."""
        frames = []
        for data in units:
            self._moments += apart_s
            unit = read_unit(data)
            passage = self.books.receive()
            size = unit.size
            frames.append(Frame(key(participant_id), Codec.H264, data, *size, None, self._moments, passage, unit))
            self.pool.offer(frames[-1])
        return frames

    def want(self, room_px: tuple[int, int] | None, participant_id: int = 1) -> None:
        self.pool.want(key(participant_id), room_px)

    def show(self, picture: Picture) -> None:
        """Paint a picture, as a tile does."""
        self.books.recall(picture.frame.passage)
        self.books.settle(picture.frame.passage, Fate.SHOWN)

    async def until(self, is_done: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not is_done():
                self._news.clear()
                await self._news.wait()

    async def until_shown(self, count: int) -> None:
        await self.until(lambda: len(self.pictures) >= count)

    async def idle(self) -> None:
        """Wait until no thread has anything to do and the loop has heard of all."""
        workers = self.pool._workers
        async with asyncio.timeout(PATIENCE_S):
            while workers._turns or workers._running:  # noqa: ASYNC110 - units that nobody sees end without a word
                await asyncio.sleep(0)

    async def rest(self) -> None:
        """Wait until all is done that was offered: another stream has no third turn before everyone had a second."""
        assert self.threads == 1, "several threads may finish in any order"
        self.want(ROOM, LAST)
        for sample in SAMPLES[3:]:
            await self._one_more(sample.data)
        self.pool.forget(key(LAST))
        self.pictures = [picture for picture in self.pictures if picture.frame.key != key(LAST)]

    async def _one_more(self, data: bytes) -> None:
        frame = self.offer(data, LAST)
        await self.until(lambda: any(picture.frame is frame for picture in self.pictures))
        self.books.settle(frame.passage, Fate.SHOWN)


def key(participant_id: int) -> StreamKey:
    return StreamKey("bot", participant_id, "camera")


@asynccontextmanager
async def staged(threads: int = 1) -> AsyncIterator[Stage]:
    stage = Stage(threads)
    try:
        yield stage
        assert balance(stage.books) == stage.books.received
    finally:
        stage.pool.close()
    assert balance(stage.books) == stage.books.received


def run(work: Coroutine[None, None, None]) -> None:
    asyncio.run(work)
