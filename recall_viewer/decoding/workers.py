"""A few threads, and whose turn they are."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recall_viewer.decoding.turns import Turns

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Collection

    from recall_viewer.decoding.decoders import Picture
    from recall_viewer.model.frames import Frame
    from recall_viewer.model.keys import StreamKey

SUBMITTED_AHEAD = 1
"""Jobs beyond one a thread: enough that no thread waits for the loop, few enough that the newest frame wins."""


@dataclass(frozen=True, slots=True)
class Tell:
    """Whom to tell on the loop what came of frames.

    `picture`: one is there; its frame is still in flight, and whoever paints it settles it. `failed`: a frame that was
    none, and why. `awaiting`: a unit of H.264 that is of no use before the next IDR. `usable`: one that a picture
    can be made of, of a stream that nobody sees.
    """

    picture: Callable[[Picture], None]
    failed: Callable[[Frame, str], None]
    awaiting: Callable[[Frame], None]
    usable: Callable[[Frame], None]


class Work(ABC):
    """One stream that has something to decode, at most one job at a time."""

    __slots__ = ("is_running", "newest", "room_px", "turn")

    def __init__(self, newest: Frame, room_px: tuple[int, int] | None) -> None:
        self.newest = newest
        self.room_px = room_px
        """How large it is seen, in device pixels; `None` where nobody sees it."""
        self.turn = 0
        """See `Turns`."""
        self.is_running = False
        """A thread has a job of it, or is about to get it."""

    @abstractmethod
    def begin(self) -> Job | None:
        """Return what is to be done now; `None` where there is nothing any more."""

    @abstractmethod
    def abort(self) -> None:
        """Settle what a thread had when everything ended."""


if TYPE_CHECKING:
    Report = Callable[[], None]
    """Tells others what came of it."""
    Ending = Callable[[], Report]
    """Notes on the loop what a thread did."""
    Job = Callable[[], Ending]
    """Runs in a thread, and raises nothing."""


class Workers:
    """Threads that get bytes and give values. Belongs to the main thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop, threads: int | None = None) -> None:
        self._loop = loop
        self._threads = threads or _cores()
        self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="decoding")
        self._turns: Turns[Work] = Turns()
        """Those that have something to do and nothing that runs."""
        self._running: set[Work] = set()
        self.is_closed = False

    def warm_up(self) -> None:
        """Load the decoder in a worker, so that the first frame need not wait for it."""
        # The program may have been ended before its first paint.
        if not self.is_closed:
            self._pool.submit(_load)

    def prefer(self, keys: Collection[StreamKey]) -> None:
        """Say which streams the person looks at: they come first where there is more to decode than can be."""
        self._turns.preferred = keys

    def ask(self, work: Work) -> None:
        """Let a stream have its turn. One that runs has to ask again when it is through."""
        if not work.is_running:
            self._turns.add(work)
        self._submit()

    def withdraw(self, work: Work) -> None:
        """Let a stream wait no longer."""
        self._turns.remove(work)

    def close(self) -> None:
        """Wait for the jobs that run, and end the threads."""
        self.is_closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)
        for work in self._running:
            work.abort()

    def _submit(self) -> None:
        while self._turns and len(self._running) < self._threads + SUBMITTED_AHEAD:
            work = self._turns.take()
            job = work.begin()
            if job is not None:
                work.is_running = True
                self._running.add(work)
                self._pool.submit(self._run, work, job)

    def _run(self, work: Work, job: Job) -> None:
        ending = job()
        if not self.is_closed:
            self._loop.call_soon_threadsafe(self._end, work, ending)

    def _end(self, work: Work, ending: Ending) -> None:
        if self.is_closed:
            return
        work.is_running = False
        self._running.discard(work)
        report = ending()
        # The threads come first: they need not wait for what the window makes of a picture.
        self._submit()
        report()


def _cores() -> int:
    """Return how many cores this process may use: in a container, fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2


def _load() -> None:
    import av  # noqa: PLC0415

    av.CodecContext.create("png", "r")
