"""Where frames come from: drawn once, in a thread, as loops that grow while their beginnings are sent already."""

from __future__ import annotations

import io
import os
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from PIL import Image, UnidentifiedImageError

from recall_viewer.simulate.scene import LOOP_FRAMES, Scene, encode
from recall_viewer.simulate.slides import Slides

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from recall_viewer.simulate.looks import Person

DRAWN_AT_ONCE = 12
"""Scenes held in memory: one of 1280x720 takes some 20 MiB until its loop is complete."""
NICENESS = 10
"""Once everybody has been seen, drawing gives way to whoever watches."""
CLOSE_TIMEOUT_S = 1.0
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


class NoPicturesError(Exception):
    """Not one of the given pictures could be read; its text is a sentence."""


class Reel:
    """The encoded frames of a loop. One thread appends, another reads."""

    def __init__(self) -> None:
        self.frames: list[bytes] = []


class Feed:
    """One stream's way round a reel, from frame `offset` on."""

    def __init__(self, reel: Reel, offset: int = 0) -> None:
        self._reel = reel
        self._next = offset

    @property
    def is_ready(self) -> bool:
        """Whether there is a frame to take."""
        return bool(self._reel.frames)

    def take(self) -> bytes | None:
        """The next frame; None while there is none. A loop that is not complete begins again where it ends so far."""
        frames = self._reel.frames
        if not frames:
            return None
        frame = frames[self._next % len(frames)]
        self._next = (self._next + 1) % len(frames)
        return frame


class _Drawable(Protocol):
    def frame(self, index: int) -> bytes:
        """Frame `index` of the loop, encoded."""


class Studio:
    """Makes the frames in a thread.

    There `arrived` is called when a reel has its first frame, and `failed` with what should never happen.
    """

    def __init__(self, arrived: Callable[[], None], failed: Callable[[BaseException], None]) -> None:
        self._arrived = arrived
        self._failed = failed
        self._jobs: list[Callable[[], None]] = []
        self._closing = threading.Event()
        # A daemon: an enormous picture that is being drawn must not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name="studio", daemon=True)

    def draw(self, people: Sequence[Person], size: tuple[int, int], seed: int, *, share: bool) -> list[Reel]:
        """Have everybody drawn; where someone shares, the last reel is the shared screen."""
        makers: list[Callable[[], _Drawable]] = [lambda person=person: Scene(person, size, seed) for person in people]  # type: ignore[misc]
        if share:
            makers.append(Slides)
        reels = [Reel() for _ in makers]
        self._jobs.append(lambda: self._draw_loops(makers, reels))
        return reels

    def load(self, pictures: Sequence[Path], problem: Callable[[str], None]) -> Reel:
        """Have pictures read: PNG as they are, others converted. `problem` is told in the thread what is unreadable."""
        reel = Reel()
        self._jobs.append(lambda: self._load(pictures, reel, problem))
        return reel

    def start(self) -> None:
        """Begin with what was asked for."""
        self._thread.start()

    def close(self) -> None:
        """Stop, and wait for the frame that is being drawn; not for long."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(CLOSE_TIMEOUT_S)

    def _run(self) -> None:
        try:
            for job in self._jobs:
                job()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the session must hear of it and end
            self._failed(error)

    def _draw_loops(self, makers: Sequence[Callable[[], _Drawable]], reels: Sequence[Reel]) -> None:
        kept: dict[int, _Drawable] = {}
        for index, make in enumerate(makers):
            if self._closing.is_set():
                return
            drawable = make()
            reels[index].frames.append(drawable.frame(0))
            self._arrived()
            if index < DRAWN_AT_ONCE:
                kept[index] = drawable
            else:
                # It will be a while until this one's turn comes again: two frames are no still picture.
                reels[index].frames.append(drawable.frame(1))
        _give_way()
        for first in range(0, len(makers), DRAWN_AT_ONCE):
            group = range(first, min(first + DRAWN_AT_ONCE, len(makers)))
            drawables = [kept.pop(index) if index in kept else makers[index]() for index in group]
            self._draw_rest(drawables, [reels[index] for index in group])

    def _draw_rest(self, drawables: Sequence[_Drawable], reels: Sequence[Reel]) -> None:
        """The rest of some loops, a frame of each in turn."""
        for index in range(1, LOOP_FRAMES):
            for drawable, reel in zip(drawables, reels, strict=True):
                if self._closing.is_set():
                    return
                if len(reel.frames) == index:
                    reel.frames.append(drawable.frame(index))

    def _load(self, pictures: Sequence[Path], reel: Reel, problem: Callable[[str], None]) -> None:
        loaded: list[bytes] = []
        for path in pictures:
            if self._closing.is_set():
                return
            try:
                loaded.append(_as_png(path))
            except (OSError, UnidentifiedImageError, Image.DecompressionBombError, ValueError) as error:
                problem(f"left out {path.name}: {error}")
        if not loaded:
            raise NoPicturesError("none of the pictures could be read: there is nothing to send")
        # All at once: the order in which they are sent must not depend on the time that reading takes.
        reel.frames = loaded
        self._arrived()


def _as_png(path: Path) -> bytes:
    """The file's bytes unchanged where it is a PNG, whatever is in it; else the picture as a PNG."""
    content = path.read_bytes()
    if content.startswith(_PNG_SIGNATURE) or path.suffix.lower() == ".png":
        return content
    with Image.open(io.BytesIO(content)) as picture:
        return encode(picture.convert("RGB"))


def _give_way() -> None:
    if hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(NICENESS)
