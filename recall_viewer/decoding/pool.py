"""Who is decoded when: one-frame mailboxes before a few threads."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recall_viewer.decoding.decoders import Decoder, DecodingError, Picture, decoder_for
from recall_viewer.decoding.turns import Turns
from recall_viewer.model.books import Books, Fate
from recall_viewer.model.frames import same_bytes
from recall_viewer.texts import Text

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Collection

    from recall_viewer.model.frames import Frame
    from recall_viewer.model.keys import StreamKey
    from recall_viewer.protocol.events import Codec

SUBMITTED_AHEAD = 1
"""Jobs beyond one a thread: enough that no thread waits for the loop, few enough that the newest frame wins."""


@dataclass(slots=True, eq=False)
class Mailbox:
    """One stream's newest frame, and where it is."""

    newest: Frame
    room_px: tuple[int, int] | None
    picture: Picture | None = None
    """The last one that was decoded for somebody to see."""
    is_waiting: bool = False
    """The newest frame waits for a thread."""
    running: Frame | None = None
    """The frame that a thread has, or is about to get."""
    encoded_bytes: int = 0
    decoded_bytes: int = 0
    decoder: Decoder | None = None
    codec: Codec | None = None
    turn: int = 0
    """See `Turns`."""
    is_kept_elsewhere: bool = False
    """It is for one frame that somebody keeps, and not the stream's."""

    def decoder_of(self, codec: Codec) -> Decoder:
        """Return the stream's decoder, another one where its codec changed."""
        if self.decoder is None or self.codec is not codec:
            self.decoder, self.codec = decoder_for(codec), codec
        return self.decoder


class Decoding:
    """Decodes the streams that somebody sees. Belongs to the main thread; workers get bytes and give pictures.

    `on_picture` and `on_failure` are called on the loop. The frame of a picture is still in flight: whoever paints it
    settles it. `encoded_bytes` and `decoded_bytes` is the memory held by the newest frames and by their pictures.
    """

    def __init__(
        self,
        books: Books,
        loop: asyncio.AbstractEventLoop,
        on_picture: Callable[[Picture], None],
        on_failure: Callable[[Frame, str], None],
        threads: int | None = None,
    ) -> None:
        self.encoded_bytes = 0
        self.decoded_bytes = 0
        self._books = books
        self._loop = loop
        self._on_picture = on_picture
        self._on_failure = on_failure
        self._threads = threads or _cores()
        self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="decoding")
        self._mailboxes: dict[StreamKey, Mailbox] = {}
        self._rooms_px: dict[StreamKey, tuple[int, int]] = {}
        self._turns: Turns[Mailbox] = Turns()
        """Those with a frame that waits and none that runs."""
        self._running: set[Mailbox] = set()
        self._is_closed = False

    def warm_up(self) -> None:
        """Load the decoder in a worker, so that the first frame need not wait for it."""
        # The program may have been ended before its first paint.
        if not self._is_closed:
            self._pool.submit(_load)

    def offer(self, frame: Frame) -> bool:
        """Take a stream's newest frame; an older one that nobody began to decode gives way.

        Returns whether its bytes are those of the frame before it.
        """
        if self._is_closed:
            self._books.settle(frame.passage, Fate.DROPPED, "shutdown")
            return False
        mailbox = self._mailboxes.get(frame.key)
        previous = mailbox.newest if mailbox is not None else None
        is_same = previous is not None and same_bytes(previous.data, frame.data)
        if mailbox is None:
            room_px = self._rooms_px.get(frame.key)
            mailbox = self._mailboxes[frame.key] = Mailbox(frame, room_px)
        elif mailbox.is_waiting and mailbox.newest is not mailbox.running:
            self._books.settle(mailbox.newest.passage, Fate.SUPERSEDED)
        mailbox.newest = frame
        if mailbox.room_px is None:
            self._books.settle(frame.passage, Fate.HIDDEN)
        elif (same := _same_picture(mailbox, frame, previous if is_same else None)) is not None:
            self._withdraw(mailbox)
            self._show(mailbox, same)
        else:
            self._queue(mailbox)
        self._weigh(mailbox)
        return is_same

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
            self._withdraw(mailbox)
            mailbox.picture = None
            self._weigh(mailbox)
            self._books.settle(mailbox.newest.passage, Fate.HIDDEN)
            return
        self._books.recall(mailbox.newest.passage)
        if mailbox.newest.passage.fate is not Fate.REJECTED:
            self._queue(mailbox)

    def again(self, frame: Frame, room_px: tuple[int, int]) -> None:
        """Decode a frame once more, for a picture that stays while its stream goes on. It waits its turn."""
        if not self._is_closed:
            self._queue(Mailbox(frame, room_px, is_kept_elsewhere=True))

    def prefer(self, keys: Collection[StreamKey]) -> None:
        """Say which streams the person looks at: they come first where there is more to decode than can be."""
        self._turns.preferred = keys

    def forget(self, key: StreamKey) -> None:
        """Drop everything of a stream that left."""
        self._rooms_px.pop(key, None)
        if key in self._mailboxes:
            self._drop(key, "ended")

    def trim(self, limit_bytes: int, spare: StreamKey | None = None) -> list[StreamKey]:
        """Let go of pictures until they fit: hidden streams first, then the streams that heard nothing for longest.

        What a thread has stays: dropping it would free nothing, and then nothing would ever be shown. So does `spare`.
        Returns the streams whose decoded picture went: its memory is free once the views have let go of it too.
        """
        gone: list[StreamKey] = []
        if self.encoded_bytes + self.decoded_bytes <= limit_bytes:
            return gone
        idle = [item for item in self._mailboxes.items() if item[1].running is None and item[0] != spare]
        by_age = sorted(idle, key=lambda item: item[1].newest.arrived_at)
        for key, mailbox in sorted(by_age, key=lambda item: item[1].room_px is not None):
            if mailbox.picture is not None:
                gone.append(key)
            self._drop(key, "memory")
            if self.encoded_bytes + self.decoded_bytes <= limit_bytes:
                break
        return gone

    def holds(self, frame: Frame) -> bool:
        """Whether a frame is counted here, as the newest of its stream or with its picture."""
        mailbox = self._mailboxes.get(frame.key)
        picture = mailbox.picture if mailbox is not None else None
        return mailbox is not None and (mailbox.newest is frame or (picture is not None and picture.frame is frame))

    def close(self) -> None:
        """Wait for the jobs that run, drop the rest, and end the threads."""
        self._is_closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)
        for mailbox in self._running:
            if mailbox.running is not None:
                self._books.settle(mailbox.running.passage, Fate.DROPPED, "shutdown")
        for key in list(self._mailboxes):
            self._drop(key, "shutdown")

    def _drop(self, key: StreamKey, reason: str) -> None:
        mailbox = self._mailboxes.pop(key)
        self._withdraw(mailbox)
        self._books.settle(mailbox.newest.passage, Fate.DROPPED, reason)
        self.encoded_bytes -= mailbox.encoded_bytes
        self.decoded_bytes -= mailbox.decoded_bytes

    def _weigh(self, mailbox: Mailbox) -> None:
        """Keep the sums right without adding up all mailboxes with every frame."""
        picture = mailbox.picture
        encoded_bytes = len(mailbox.newest.data)
        if picture is not None and picture.frame is not mailbox.newest:
            encoded_bytes += len(picture.frame.data)
        decoded_bytes = picture.size_bytes if picture is not None else 0
        self.encoded_bytes += encoded_bytes - mailbox.encoded_bytes
        self.decoded_bytes += decoded_bytes - mailbox.decoded_bytes
        mailbox.encoded_bytes, mailbox.decoded_bytes = encoded_bytes, decoded_bytes

    def _queue(self, mailbox: Mailbox) -> None:
        mailbox.is_waiting = True
        if mailbox.running is None:
            self._turns.add(mailbox)
        self._submit()

    def _withdraw(self, mailbox: Mailbox) -> None:
        mailbox.is_waiting = False
        self._turns.remove(mailbox)

    def _submit(self) -> None:
        while self._turns and len(self._running) < self._threads + SUBMITTED_AHEAD:
            mailbox = self._turns.take()
            mailbox.is_waiting = False
            if mailbox.room_px is not None:
                frame = mailbox.running = mailbox.newest
                self._running.add(mailbox)
                self._pool.submit(self._work, mailbox, mailbox.decoder_of(frame.codec), frame, mailbox.room_px)

    def _work(self, mailbox: Mailbox, decoder: Decoder, frame: Frame, room_px: tuple[int, int]) -> None:
        outcome: list[Picture] | str
        try:
            outcome = decoder.feed(frame, room_px)
        except DecodingError as error:
            outcome = error.detail
        except Exception as error:  # noqa: BLE001 - whatever a decoder makes of a bot's bytes is the frame's fault
            size, why = f"{frame.width}x{frame.height}", f"{type(error).__name__}: {error}"
            outcome = Text("{size} declared, {why}", size=size, why=why)
        if not self._is_closed:
            self._loop.call_soon_threadsafe(self._worked, mailbox, frame, room_px, outcome)

    def _worked(self, mailbox: Mailbox, frame: Frame, room_px: tuple[int, int], outcome: list[Picture] | str) -> None:
        mailbox.running = None
        self._running.discard(mailbox)
        if self._is_closed:
            return
        pictures: list[Picture] = []
        if mailbox.is_kept_elsewhere:
            self._submit()
            # It was decoded before: what fails now is memory, and then the picture stays as it is.
            for picture in outcome if isinstance(outcome, list) else ():
                self._on_picture(picture)
            return
        if isinstance(outcome, str):
            self._fall_back(mailbox, frame)
        elif self._mailboxes.get(frame.key) is not mailbox:
            self._books.settle(frame.passage, Fate.DROPPED, "ended")
        elif mailbox.room_px is None:
            self._books.settle(frame.passage, Fate.HIDDEN)
        else:
            pictures = outcome
            if mailbox.newest is frame and mailbox.room_px == room_px:
                self._withdraw(mailbox)
        if mailbox.is_waiting:
            self._turns.add(mailbox)
        # The threads come first: they need not wait for what the window makes of a picture.
        self._submit()
        for picture in pictures:
            self._show(mailbox, picture)
        if isinstance(outcome, str):
            self._on_failure(frame, outcome)

    def _fall_back(self, mailbox: Mailbox, frame: Frame) -> None:
        """Reject a frame. The last good one is what a resized tile is decoded from again."""
        self._books.settle(frame.passage, Fate.REJECTED, "image")
        if self._mailboxes.get(frame.key) is mailbox and mailbox.newest is frame:
            last = mailbox.picture
            mailbox.is_waiting = last is not None and last.room_px != mailbox.room_px
            if last is not None:
                mailbox.newest = last.frame
                self._weigh(mailbox)

    def _show(self, mailbox: Mailbox, picture: Picture) -> None:
        mailbox.picture = picture
        self._weigh(mailbox)
        self._on_picture(picture)


def _same_picture(mailbox: Mailbox, frame: Frame, twin: Frame | None) -> Picture | None:
    """Return the picture of identical bytes (a still share), for which nothing needs to be decoded again.

    `twin` is a frame that is known to have the same bytes, which spares comparing them twice.
    """
    last = mailbox.picture
    if last is None or mailbox.running is not None or last.room_px != mailbox.room_px:
        return None
    if last.frame is not twin and not same_bytes(last.frame.data, frame.data):
        return None
    return Picture(frame, last.image, last.room_px, last.pixels)


def _cores() -> int:
    """Return how many cores this process may use: in a container, fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2


def _load() -> None:
    import av  # noqa: PLC0415

    av.CodecContext.create("png", "r")
