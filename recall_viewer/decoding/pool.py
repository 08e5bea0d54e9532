"""What is decoded, and for whom: each stream by what its frames are, all on the same few threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recall_viewer.decoding.chains import Chains
from recall_viewer.decoding.stills import LetGo, Stills
from recall_viewer.decoding.workers import Workers
from recall_viewer.model.books import Books, Fate
from recall_viewer.protocol.events import Codec

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Collection

    from recall_viewer.decoding.decoders import Picture
    from recall_viewer.decoding.workers import Tell
    from recall_viewer.model.frames import Frame
    from recall_viewer.model.keys import StreamKey


class Decoding:
    """Decodes the streams that somebody sees. Belongs to the main thread; workers get bytes and give pictures."""

    def __init__(
        self,
        books: Books,
        loop: asyncio.AbstractEventLoop,
        tell: Tell,
        threads: int | None = None,
    ) -> None:
        self._books = books
        self._workers = Workers(loop, threads)
        self._stills = Stills(books, self._workers, tell)
        self._chains = Chains(books, self._workers, tell)
        self._rooms_px: dict[StreamKey, tuple[int, int]] = {}

    @property
    def encoded_bytes(self) -> int:
        """Memory held by the newest frames, and by units of H.264 that wait."""
        return self._stills.encoded_bytes + self._chains.encoded_bytes

    @property
    def decoded_bytes(self) -> int:
        """Memory held by pictures."""
        return self._stills.decoded_bytes + self._chains.decoded_bytes

    def warm_up(self) -> None:
        """Load the decoder in a worker, so that the first frame need not wait for it."""
        self._workers.warm_up()

    def offer(self, frame: Frame) -> bool:
        """Take a stream's newest frame; an older one that nobody began to decode gives way, where it stands alone.

        Returns whether its bytes are those of the frame before it.
        """
        if self._workers.is_closed:
            self._books.settle(frame.passage, Fate.DROPPED, "shutdown")
            return False
        room_px = self._rooms_px.get(frame.key)
        if frame.codec is Codec.H264:
            self._chains.offer(frame, room_px)
            return False
        return self._stills.offer(frame, room_px)

    def want(self, key: StreamKey, room_px: tuple[int, int] | None) -> None:
        """Say how large a stream is seen, in device pixels; `None` where nobody sees it."""
        if room_px is None:
            self._rooms_px.pop(key, None)
        else:
            self._rooms_px[key] = room_px
        self._stills.want(key, room_px)
        self._chains.want(key, room_px)

    def again(self, picture: Picture, room_px: tuple[int, int]) -> None:
        """Make a picture in another size, for one that stays while its stream goes on. It waits its turn."""
        if self._workers.is_closed:
            return
        if picture.whole is not None:
            self._chains.again(picture.whole, room_px)
        else:
            self._stills.again(picture.frame, room_px)

    def prefer(self, keys: Collection[StreamKey]) -> None:
        """Say which streams the person looks at: they come first where there is more to decode than can be."""
        self._workers.prefer(keys)

    def forget(self, key: StreamKey) -> None:
        """Drop everything of a stream that left."""
        self._rooms_px.pop(key, None)
        self._stills.forget(key)
        self._chains.forget(key)

    def trim(self, limit_bytes: int, spare: StreamKey | None = None) -> LetGo:
        """Let go of pictures until they fit: hidden streams first, then the streams that heard nothing for longest.

        What a thread has stays: dropping it would free nothing, and then nothing would ever be shown. So do `spare`,
        and units of H.264 that nobody would send again; those that were decoded go last, and wait for an IDR then.
        The memory of a decoded picture is free once the views have let go of it too.
        """
        if self.encoded_bytes + self.decoded_bytes <= limit_bytes:
            return LetGo()
        self._chains.shrink()
        gone = self._stills.trim(limit_bytes - self._chains.encoded_bytes - self._chains.decoded_bytes, spare)
        gone.seen += self._chains.trim(limit_bytes - self._stills.encoded_bytes - self._stills.decoded_bytes, spare)
        return gone

    def holds(self, frame: Frame) -> bool:
        """Whether a frame is counted here, as the newest of its stream or with its picture."""
        return self._stills.holds(frame) or self._chains.holds(frame)

    def close(self) -> None:
        """Wait for the jobs that run, drop the rest, and end the threads."""
        self._workers.close()
        self._stills.close()
        self._chains.close()
