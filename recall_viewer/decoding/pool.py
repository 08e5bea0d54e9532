"""Who is decoded when: one-frame mailboxes before a few threads."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recall_viewer.decoding.decoders import Decoder, DecodingError, Picture, decoder_for
from recall_viewer.model.books import Books, Fate

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from recall_viewer.model.frames import Frame
    from recall_viewer.model.keys import StreamKey

SUBMITTED_AHEAD = 1
"""Jobs beyond one a thread: enough that no thread waits for the loop, few enough that the newest frame wins."""


@dataclass(slots=True, eq=False)
class Mailbox:
    """One stream's newest frame, and where it is."""

    decoder: Decoder
    newest: Frame
    room_px: tuple[int, int] | None
    picture: Picture | None = None
    """The last one that was decoded for somebody to see."""
    is_waiting: bool = False
    is_running: bool = False


class Decoding:
    """Decodes the streams that somebody sees. Belongs to the main thread; workers get bytes and give pictures.

    `on_picture` and `on_failure` are called on the loop. The frame of a picture is still in flight: whoever paints it
    settles it.
    """

    def __init__(
        self,
        books: Books,
        loop: asyncio.AbstractEventLoop,
        on_picture: Callable[[Picture], None],
        on_failure: Callable[[Frame, str], None],
        threads: int | None = None,
    ) -> None:
        self._books = books
        self._loop = loop
        self._on_picture = on_picture
        self._on_failure = on_failure
        self._threads = threads or os.cpu_count() or 2
        self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="decoding")
        self._mailboxes: dict[StreamKey, Mailbox] = {}
        self._rooms_px: dict[StreamKey, tuple[int, int]] = {}
        self._ready: deque[Mailbox] = deque()
        self._running: set[Frame] = set()
        self._is_closed = False

    @property
    def encoded_bytes(self) -> int:
        """Memory held by the newest encoded frames."""
        return sum(len(mailbox.newest.data) for mailbox in self._mailboxes.values())

    @property
    def decoded_bytes(self) -> int:
        """Memory held by decoded pictures."""
        return sum(mailbox.picture.size_bytes for mailbox in self._mailboxes.values() if mailbox.picture)

    def warm_up(self) -> None:
        """Load the decoder in a worker, so that the first frame need not wait for it."""
        self._pool.submit(_load)

    def offer(self, frame: Frame) -> None:
        """Take a stream's newest frame; an older one that nobody began to decode gives way."""
        mailbox = self._mailboxes.get(frame.key)
        if mailbox is None:
            room_px = self._rooms_px.get(frame.key)
            mailbox = self._mailboxes[frame.key] = Mailbox(decoder_for(frame.codec), frame, room_px)
        elif mailbox.is_waiting:
            self._books.settle(mailbox.newest.passage, Fate.SUPERSEDED)
        if frame.codec is not mailbox.newest.codec:
            mailbox.decoder = decoder_for(frame.codec)
        mailbox.newest = frame
        if mailbox.room_px is None:
            self._books.settle(frame.passage, Fate.HIDDEN)
        elif (same := _same_picture(mailbox, frame)) is not None:
            mailbox.is_waiting = False
            self._show(mailbox, same)
        else:
            self._queue(mailbox)

    def want(self, key: StreamKey, room_px: tuple[int, int] | None) -> None:
        """Say how large a stream is seen, in device pixels; `None` where nobody sees it."""
        if room_px is None:
            self._rooms_px.pop(key, None)
        else:
            self._rooms_px[key] = room_px
        mailbox = self._mailboxes.get(key)
        if mailbox is None or mailbox.room_px == room_px:
            return
        mailbox.room_px = room_px
        if room_px is None:
            mailbox.is_waiting = False
            mailbox.picture = None
            self._books.settle(mailbox.newest.passage, Fate.HIDDEN)
            return
        self._books.recall(mailbox.newest.passage)
        if mailbox.newest.passage.fate is not Fate.REJECTED:
            self._queue(mailbox)

    def forget(self, key: StreamKey) -> None:
        """Drop everything of a stream that left."""
        self._rooms_px.pop(key, None)
        mailbox = self._mailboxes.pop(key, None)
        if mailbox is not None:
            mailbox.is_waiting = False
            self._books.settle(mailbox.newest.passage, Fate.DROPPED, "ended")

    def trim(self, limit_bytes: int) -> None:
        """Let go of pictures until they fit: hidden streams first, then the streams that heard nothing for longest."""
        if self.encoded_bytes + self.decoded_bytes <= limit_bytes:
            return
        by_age = sorted(self._mailboxes.items(), key=lambda item: item[1].newest.arrived_at)
        for key, mailbox in sorted(by_age, key=lambda item: item[1].room_px is not None):
            self._books.settle(mailbox.newest.passage, Fate.DROPPED, "memory")
            mailbox.is_waiting = False
            del self._mailboxes[key]
            if self.encoded_bytes + self.decoded_bytes <= limit_bytes:
                return

    def close(self) -> None:
        """Wait for the jobs that run, drop the rest, and end the threads."""
        self._is_closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)
        for frame in [*self._running, *(mailbox.newest for mailbox in self._mailboxes.values())]:
            self._books.settle(frame.passage, Fate.DROPPED, "shutdown")
        self._mailboxes.clear()

    def _queue(self, mailbox: Mailbox) -> None:
        was_waiting, mailbox.is_waiting = mailbox.is_waiting, True
        if not was_waiting and not mailbox.is_running:
            self._ready.append(mailbox)
        self._submit()

    def _submit(self) -> None:
        while self._ready and len(self._running) < self._threads + SUBMITTED_AHEAD:
            mailbox = self._ready.popleft()
            if mailbox.is_waiting and not mailbox.is_running and mailbox.room_px is not None:
                mailbox.is_waiting, mailbox.is_running = False, True
                self._running.add(mailbox.newest)
                self._pool.submit(self._work, mailbox, mailbox.newest, mailbox.room_px)

    def _work(self, mailbox: Mailbox, frame: Frame, room_px: tuple[int, int]) -> None:
        outcome: list[Picture] | str
        try:
            outcome = mailbox.decoder.feed(frame, room_px)
        except DecodingError as error:
            outcome = str(error)
        except Exception as error:  # noqa: BLE001 - whatever a decoder makes of a bot's bytes is the frame's fault
            outcome = f"{frame.width}x{frame.height} declared, {type(error).__name__}: {error}"
        if not self._is_closed:
            self._loop.call_soon_threadsafe(self._worked, mailbox, frame, outcome)

    def _worked(self, mailbox: Mailbox, frame: Frame, outcome: list[Picture] | str) -> None:
        mailbox.is_running = False
        self._running.discard(frame)
        if mailbox.is_waiting:
            self._ready.append(mailbox)
        self._submit()
        if self._is_closed:
            return
        if isinstance(outcome, str):
            self._fail(mailbox, frame, outcome)
        elif self._mailboxes.get(frame.key) is not mailbox:
            self._books.settle(frame.passage, Fate.DROPPED, "ended")
        elif mailbox.room_px is None:
            self._books.settle(frame.passage, Fate.HIDDEN)
        else:
            for picture in outcome:
                self._show(mailbox, picture)

    def _fail(self, mailbox: Mailbox, frame: Frame, detail: str) -> None:
        self._books.settle(frame.passage, Fate.REJECTED, "image")
        # The last good frame is what a resized tile is decoded from again.
        if mailbox.newest is frame and mailbox.picture is not None:
            mailbox.newest = mailbox.picture.frame
        self._on_failure(frame, detail)

    def _show(self, mailbox: Mailbox, picture: Picture) -> None:
        mailbox.picture = picture
        self._on_picture(picture)


def _same_picture(mailbox: Mailbox, frame: Frame) -> Picture | None:
    """Return the picture of identical bytes (a still share), for which nothing needs to be decoded again."""
    last = mailbox.picture
    if last is None or mailbox.is_running or last.room_px != mailbox.room_px or last.frame.data != frame.data:
        return None
    return Picture(frame, last.image, last.room_px, last.pixels)


def _load() -> None:
    import av  # noqa: PLC0415

    av.CodecContext.create("png", "r")
