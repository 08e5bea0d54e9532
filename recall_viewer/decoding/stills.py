"""Streams whose frames stand alone: one-frame mailboxes, the newest wins."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from recall_viewer.decoding.decoders import DecodingError, Picture, decoder_for
from recall_viewer.decoding.workers import Work
from recall_viewer.model.books import Books, Fate
from recall_viewer.model.frames import same_bytes
from recall_viewer.texts import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from recall_viewer.decoding.decoders import Decoder
    from recall_viewer.decoding.workers import Ending, Job, Report, Tell, Workers
    from recall_viewer.model.frames import Frame
    from recall_viewer.model.keys import StreamKey
    from recall_viewer.protocol.events import Codec

    Outcome = list[Picture] | str
    """Pictures, or what is wrong with the frame."""


class Mailbox(Work):
    """One stream's newest frame, and where it is. `is_elsewhere` says that it holds one frame that somebody keeps."""

    __slots__ = (
        "_books",
        "_end",
        "codec",
        "decoded_bytes",
        "decoder",
        "encoded_bytes",
        "is_elsewhere",
        "is_waiting",
        "picture",
        "running",
    )

    def __init__(
        self,
        newest: Frame,
        room_px: tuple[int, int] | None,
        books: Books,
        end: Callable[[Mailbox, Frame, tuple[int, int], Outcome], Report],
        *,
        is_elsewhere: bool = False,
    ) -> None:
        super().__init__(newest, room_px)
        self.is_elsewhere = is_elsewhere
        self.picture: Picture | None = None
        """The last one that was decoded for somebody to see."""
        self.is_waiting = False
        """The newest frame waits for a thread."""
        self.running: Frame | None = None
        """The frame that a thread has, or is about to get."""
        self.encoded_bytes = 0
        self.decoded_bytes = 0
        self.decoder: Decoder | None = None
        self.codec: Codec | None = None
        self._books = books
        self._end = end

    def begin(self) -> Job | None:
        """Take the newest frame."""
        self.is_waiting = False
        if self.room_px is None:
            return None
        frame = self.running = self.newest
        if self.decoder is None or self.codec is not frame.codec:
            self.decoder, self.codec = decoder_for(frame.codec), frame.codec
        return partial(self._work, self.decoder, frame, self.room_px)

    def abort(self) -> None:
        """Settle the frame that a thread had."""
        if self.running is not None:
            self._books.settle(self.running.passage, Fate.DROPPED, "shutdown")

    def _work(self, decoder: Decoder, frame: Frame, room_px: tuple[int, int]) -> Ending:
        outcome: Outcome
        try:
            outcome = decoder.feed(frame, room_px)
        except DecodingError as error:
            outcome = error.detail
        except Exception as error:  # noqa: BLE001 - whatever a decoder makes of a bot's bytes is the frame's fault
            size, why = f"{frame.width}x{frame.height}", f"{type(error).__name__}: {error}"
            outcome = Text("{size} declared, {why}", size=size, why=why)
        return partial(self._end, self, frame, room_px, outcome)


@dataclass(slots=True)
class LetGo:
    """What went for want of memory: the streams whose picture was decoded, and how many more had a frame only."""

    seen: list[StreamKey] = field(default_factory=list)
    unseen: int = 0


class Stills:
    """Decodes the streams of pictures that somebody sees; see `Decoding`."""

    def __init__(self, books: Books, workers: Workers, tell: Tell) -> None:
        self.encoded_bytes = 0
        self.decoded_bytes = 0
        self._books = books
        self._workers = workers
        self._tell = tell
        self._mailboxes: dict[StreamKey, Mailbox] = {}

    def offer(self, frame: Frame, room_px: tuple[int, int] | None) -> bool:
        """Take a stream's newest frame; an older one that nobody began to decode gives way.

        Returns whether its bytes are those of the frame before it.
        """
        mailbox = self._mailboxes.get(frame.key)
        previous = mailbox.newest if mailbox is not None else None
        is_same = previous is not None and same_bytes(previous.data, frame.data)
        if mailbox is None:
            mailbox = self._mailboxes[frame.key] = Mailbox(frame, room_px, self._books, self._worked)
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
        self._queue(Mailbox(frame, room_px, self._books, self._worked, is_elsewhere=True))

    def forget(self, key: StreamKey) -> None:
        """Drop everything of a stream that left."""
        if key in self._mailboxes:
            self._drop(key, "ended")

    def trim(self, limit_bytes: int, spare: StreamKey | None = None) -> LetGo:
        """Let go of pictures until they fit; see `Decoding`."""
        gone = LetGo()
        if self.encoded_bytes + self.decoded_bytes <= limit_bytes:
            return gone
        idle = [item for item in self._mailboxes.items() if item[1].running is None and item[0] != spare]
        by_age = sorted(idle, key=lambda item: item[1].newest.arrived_at)
        for key, mailbox in sorted(by_age, key=lambda item: item[1].room_px is not None):
            if mailbox.picture is not None:
                gone.seen.append(key)
            else:
                gone.unseen += 1
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
        """Drop what waits."""
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
        self._workers.ask(mailbox)

    def _withdraw(self, mailbox: Mailbox) -> None:
        mailbox.is_waiting = False
        self._workers.withdraw(mailbox)

    def _worked(self, mailbox: Mailbox, frame: Frame, room_px: tuple[int, int], outcome: Outcome) -> Report:
        mailbox.running = None
        if mailbox.is_elsewhere:
            # It was decoded before: what fails now is memory, and then the picture stays as it is.
            pictures = outcome if isinstance(outcome, list) else []
            return partial(self._show_again, pictures)
        pictures = []
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
            self._workers.ask(mailbox)
        return partial(self._report, mailbox, frame, outcome if isinstance(outcome, str) else pictures)

    def _report(self, mailbox: Mailbox, frame: Frame, outcome: Outcome) -> None:
        if isinstance(outcome, str):
            self._tell.failed(frame, outcome)
            return
        for picture in outcome:
            self._show(mailbox, picture)

    def _show_again(self, pictures: list[Picture]) -> None:
        for picture in pictures:
            self._tell.picture(picture)

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
        self._tell.picture(picture)


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
