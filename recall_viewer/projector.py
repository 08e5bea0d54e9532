"""Carries frames to the decoders and their pictures to the window, and notes what became of each."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from recall_viewer.clock import clock
from recall_viewer.decoding.decoders import Picture
from recall_viewer.decoding.pool import Decoding
from recall_viewer.decoding.workers import Tell
from recall_viewer.gui.outlets import Outlets, ShownPicture
from recall_viewer.model.books import Books, Fate
from recall_viewer.model.status import State

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from recall_viewer.gui.window import MainWindow
    from recall_viewer.model.changes import Change
    from recall_viewer.model.frames import Frame
    from recall_viewer.model.gallery import Gallery

LOOKS_EVERY_S = 0.1


class Projector:
    """Owns the decoders. `follow` takes a change of the gallery; `window` has to be there before the first frame."""

    window: MainWindow

    def __init__(self, books: Books, gallery: Gallery, follow: Callable[[Change], None]) -> None:
        self._books = books
        self._gallery = gallery
        self._follow = follow
        self._is_grabbing = False
        tell = Tell(self._picture, self._undecodable, self._awaiting, self._usable)
        self.decoding = Decoding(books, asyncio.get_running_loop(), tell)

    def outlets(self) -> Outlets:
        """Return what the tiles ask for and report."""
        return Outlets(
            want=self.decoding.want,
            prefer=self.decoding.prefer,
            again=self._again,
            painted=self._painted,
            superseded=self._superseded,
            missed=self._missed,
        )

    def take(self, frame: Frame) -> None:
        """Take a stream's next frame."""
        is_same = self.decoding.offer(frame)
        self._gallery.note_unchanged(frame, is_same=is_same)

    async def until_all_live(self, expected: int, stop: asyncio.Event) -> None:
        """Wait until so many tiles are there and all that can be seen are live and moving, or until `stop`."""
        while not stop.is_set():
            tiles = self.window.gallery_view.visible_tiles()
            looks = [tile.look for tile in tiles if tile.shown is not None]
            are_live = all(look is not None and look.state is State.LIVE and look.fps for look in looks)
            if expected <= len(looks) == len(tiles) and are_live:
                return
            await asyncio.sleep(LOOKS_EVERY_S)

    def save_screenshot(self, path: Path) -> bool:
        """Save a picture of the window; what is painted for it does not count as shown."""
        self._is_grabbing = True
        for tile in self.window.gallery_view.visible_tiles():
            tile.end_fade()
        try:
            return self.window.grab().save(str(path))
        finally:
            self._is_grabbing = False

    def _picture(self, picture: Picture) -> None:
        self._follow(self._gallery.decoded(picture.frame))
        self.window.show_picture(ShownPicture(picture.frame, picture.image, picture))

    def _undecodable(self, frame: Frame, detail: str) -> None:
        self._follow(self._gallery.undecodable(frame, detail))

    def _awaiting(self, frame: Frame) -> None:
        self._follow(self._gallery.awaiting_keyframe(frame))

    def _usable(self, frame: Frame) -> None:
        self._follow(self._gallery.usable(frame))

    def _again(self, shown: ShownPicture, room_px: tuple[int, int]) -> None:
        if isinstance(shown.owner, Picture):
            self.decoding.again(shown.owner, room_px)

    def _painted(self, frame: Frame) -> bool:
        if self._is_grabbing:
            return False
        self._books.recall(frame.passage)
        if self._books.settle(frame.passage, Fate.SHOWN) and not frame.passage.was_hidden:
            self._books.latency.observe(clock() - frame.arrived_at)
        return True

    def _superseded(self, frame: Frame) -> None:
        self._books.settle(frame.passage, Fate.SUPERSEDED)

    def _missed(self, frame: Frame) -> None:
        self._books.settle(frame.passage, Fate.HIDDEN)
