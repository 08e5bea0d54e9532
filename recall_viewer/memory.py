"""All pictures in memory, whoever holds them, within one limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recall_viewer.decoding.stills import LetGo

if TYPE_CHECKING:
    from recall_viewer.decoding.pool import Decoding
    from recall_viewer.gui.presenter import Presenter
    from recall_viewer.gui.recent import RecentStreams
    from recall_viewer.model.frames import Frame
    from recall_viewer.model.keys import StreamKey


LOOKS_EVERY_BYTES = 2**20
"""How much may come, encoded and as pixels, until it is added up again."""


class Memory:
    """Adds up what the decoders, the streams that left and frozen tiles hold.

    A tile that goes on shows the very picture that its decoder keeps, so that it takes nothing of its own.
    """

    def __init__(self, decoding: Decoding, recent: RecentStreams) -> None:
        self.presenter: Presenter | None = None
        """Who has the tiles; None before there is a window."""
        self.newest: StreamKey | None = None
        """The stream whose frame came last: it may be new, and have its tile only in a moment."""
        self._grown_bytes = 0
        self._decoding = decoding
        self._recent = recent

    def note(self, frame: Frame) -> bool:
        """Note a frame that came; return whether it is time to look for room: small ones take little each."""
        self.newest = frame.key
        self._grown_bytes += len(frame.data) + frame.width * frame.height
        if self._grown_bytes < LOOKS_EVERY_BYTES:
            return False
        self._grown_bytes = 0
        return True

    def held(self) -> dict[str, int]:
        """Return the bytes held of pictures as received, `encoded`, and of their pixels, `decoded`."""
        elsewhere = [*self._recent.pictures(), *(self.presenter.frozen_pictures() if self.presenter else ())]
        # A frozen tile may show the newest frame there is.
        encoded = [picture for picture in elsewhere if not self._decoding.holds(picture.frame)]
        return {
            "encoded": self._decoding.encoded_bytes + sum(picture.encoded_bytes for picture in encoded),
            "decoded": self._decoding.decoded_bytes + sum(picture.decoded_bytes for picture in elsewhere),
        }

    def make_room(self, limit_bytes: int) -> LetGo:
        """Let go of pictures until they fit; return what went.

        Those of streams that left go first, then the hidden ones, then the oldest on the screen. Frozen ones go last,
        when they alone are too many.
        """
        over_bytes = self._over(limit_bytes)
        if over_bytes <= 0 or self.presenter is None:
            return LetGo()
        left = self._recent.shrink(max(0, self._recent.size_bytes - over_bytes))
        decoding_bytes = self._decoding.encoded_bytes + self._decoding.decoded_bytes
        gone = self._decoding.trim(decoding_bytes - self._over(limit_bytes), spare=self.newest)
        gone.unseen += left
        for key in gone.seen:
            self.presenter.let_go(key)
        frozen = self.presenter.frozen_pictures()
        while frozen and sum(picture.encoded_bytes + picture.decoded_bytes for picture in frozen) > limit_bytes:
            oldest = frozen.pop(0).frame.key
            self.presenter.let_go(oldest)
            gone.seen.append(oldest)
        return gone

    def _over(self, limit_bytes: int) -> int:
        return sum(self.held().values()) - limit_bytes
