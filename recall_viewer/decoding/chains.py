"""All streams of H.264, and pictures of them that stay while their stream goes on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from recall_viewer.decoding.chain import Chain, nothing
from recall_viewer.decoding.h264 import Scaler
from recall_viewer.decoding.workers import Work

if TYPE_CHECKING:
    from recall_viewer.decoding.h264 import Whole
    from recall_viewer.decoding.workers import Ending, Job, Tell, Workers
    from recall_viewer.model.books import Books
    from recall_viewer.model.frames import Frame
    from recall_viewer.model.keys import StreamKey


class Enlarging(Work):
    """A picture that stays while its stream goes on, to be scaled anew."""

    def __init__(self, whole: Whole, room_px: tuple[int, int], tell: Tell) -> None:
        super().__init__(whole.frame, room_px)
        self._whole = whole
        self._tell = tell

    def begin(self) -> Job:
        """Scale it, once."""
        return self._scale

    def abort(self) -> None:
        """Nothing is owed: its frame was settled long ago."""

    def _scale(self) -> Ending:
        picture = Scaler().scale(self._whole, self.room_px) if self.room_px else None
        return lambda: partial(self._tell.picture, picture) if picture else nothing


class Chains:
    """Decodes the streams of H.264; see `Decoding`."""

    def __init__(self, books: Books, workers: Workers, tell: Tell) -> None:
        self._books = books
        self._workers = workers
        self._tell = tell
        self._chains: dict[StreamKey, Chain] = {}

    @property
    def encoded_bytes(self) -> int:
        """Memory held by units that wait."""
        return sum(chain.encoded_bytes for chain in self._chains.values())

    @property
    def decoded_bytes(self) -> int:
        """Memory held by pictures."""
        return sum(chain.decoded_bytes for chain in self._chains.values())

    def offer(self, frame: Frame, room_px: tuple[int, int] | None) -> None:
        """Take a stream's next unit."""
        chain = self._chains.get(frame.key)
        if chain is None:
            chain = self._chains[frame.key] = Chain(frame, room_px, self._books, self._workers, self._tell)
        if chain.take(frame):
            self._workers.ask(chain)

    def want(self, key: StreamKey, room_px: tuple[int, int] | None) -> None:
        """Say how large a stream is seen, in device pixels; `None` where nobody sees it."""
        chain = self._chains.get(key)
        if chain is not None and chain.room_px != room_px:
            chain.see(room_px)

    def again(self, whole: Whole, room_px: tuple[int, int]) -> None:
        """Scale a picture once more, for one that stays while its stream goes on."""
        self._workers.ask(Enlarging(whole, room_px, self._tell))

    def trim(self, limit_bytes: int, spare: StreamKey | None = None) -> list[StreamKey]:
        """Let go of pictures until they fit, with their decoders: such a stream waits for its next IDR."""
        gone: list[StreamKey] = []
        over_bytes = self.encoded_bytes + self.decoded_bytes - limit_bytes
        if over_bytes <= 0:
            return gone
        # What waits or runs is about to make room by itself.
        idle = [item for item in self._chains.items() if item[1].is_idle and item[0] != spare]
        for key, chain in sorted(idle, key=lambda item: item[1].newest.arrived_at):
            over_bytes -= chain.decoded_bytes
            self._chains.pop(key).end("memory")
            gone.append(key)
            if over_bytes <= 0:
                break
        return gone

    def forget(self, key: StreamKey) -> None:
        """Drop everything of a stream that left."""
        chain = self._chains.pop(key, None)
        if chain is not None:
            chain.end("ended")

    def shrink(self) -> None:
        """Hold as little as can be of the streams that nobody sees."""
        for chain in self._chains.values():
            chain.shrink()

    def holds(self, frame: Frame) -> bool:
        """Whether a frame is counted here."""
        chain = self._chains.get(frame.key)
        return chain is not None and chain.whole is not None and chain.whole.frame is frame

    def close(self) -> None:
        """Drop what waits."""
        for chain in self._chains.values():
            chain.end("shutdown")
        self._chains.clear()
