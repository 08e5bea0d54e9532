"""Where frames come from: drawn once, in a thread, as loops that grow while their beginnings are sent already."""

from __future__ import annotations

import io
import os
import threading
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PIL import Image, UnidentifiedImageError

from recall_viewer.simulate.films import LOOP_UNITS, STILL_UNITS, Film, half, whole_groups
from recall_viewer.simulate.options import H264_SIDES_PX
from recall_viewer.simulate.scene import LOOP_FRAMES, Scene, encode
from recall_viewer.simulate.slides import SLIDE_SIZE, Slides

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from recall_viewer.simulate.films import Size
    from recall_viewer.simulate.looks import Person

    Maker = Callable[[], "_Drawable"]

DRAWN_AT_ONCE = 12
"""Scenes held in memory: one of 1280x720 takes some 20 MiB until its loop is complete."""
NICENESS = 10
"""Once everybody has been seen, drawing gives way to whoever watches."""
FILM_POSES = 60
"""Pictures drawn for a loop of H.264: one a unit, unless groups are so long that each has to be held for some."""
CLOSE_TIMEOUT_S = 1.0
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


class NoPicturesError(Exception):
    """Not one of the given pictures could be read; its text is a sentence."""


class Reel:
    """The encoded frames of a loop, `step` for each picture. One thread appends or replaces them, another reads."""

    def __init__(self, step: int = 1) -> None:
        self.step = step
        self.frames: list[bytes] = []


class Feed:
    """One stream's way round a reel, from picture `offset` on."""

    def __init__(self, reel: Reel, offset: int = 0) -> None:
        self._reel = reel
        self._loop: list[bytes] = []
        self._offset = offset * reel.step
        self._taken = 0

    @property
    def is_ready(self) -> bool:
        """Whether there is a frame to take."""
        return bool(self._reel.frames)

    def take(self) -> bytes | None:
        """The next frame; None while there is none. A loop that is not complete begins again where it ends so far.

        Frames are never left out: a unit of H.264 is nothing without the one before it. For that reason, too, a loop is
        left for a better one only at its end.
        """
        if self._taken == 0:
            self._loop = self._reel.frames
        if not self._loop:
            return None
        frame = self._loop[(self._offset + self._taken) % len(self._loop)]
        self._taken = (self._taken + 1) % len(self._loop)
        return frame


class _Drawable(Protocol):
    def frame(self, index: int) -> bytes:
        """Frame `index` of the loop as a PNG."""

    def picture(self, at: float) -> Image.Image:
        """The loop's picture (RGB) at a place counted in frames."""


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

    def draw(self, people: Sequence[Person], size: Size, seed: int, gop: int | None, *, share: bool) -> list[Reel]:
        """Have everybody drawn; where someone shares, the last reel is the shared screen.

        With a `gop` it becomes H.264; then cameras, but not the share, take turns at their size and at half of it.
        """
        makers: list[Maker] = [lambda person=person: Scene(person, size, seed) for person in people]  # type: ignore[misc]
        if share:
            makers.append(Slides)
        reels = [Reel() for _ in makers]
        if gop is None:
            self._jobs.append(lambda: self._draw_loops(makers, reels))
        else:
            sizes: list[tuple[Size, ...]] = [(size, half(size))] * len(people) + [(SLIDE_SIZE,)] * share
            self._jobs.append(lambda: self._film_loops(makers, sizes, gop, reels))
        return reels

    def load(self, pictures: Sequence[Path], gop: int | None, problem: Callable[[str], None]) -> Reel:
        """Have pictures read: PNG as they are, others converted; with a `gop` each becomes a still of H.264.

        `problem` is told in the thread what is unreadable.
        """
        if gop is None:
            reel, read = Reel(), _as_png
        else:
            reel, read = Reel(whole_groups(LOOP_UNITS, gop)), partial(_as_film, gop=gop)
        self._jobs.append(lambda: self._load(pictures, reel, read, problem))
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

    def _draw_loops(self, makers: Sequence[Maker], reels: Sequence[Reel]) -> None:
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

    def _film_loops(
        self, makers: Sequence[Maker], sizes: Sequence[Sequence[Size]], gop: int, reels: Sequence[Reel]
    ) -> None:
        # First everybody is seen, sitting still.
        for make, (size, *_), reel in zip(makers, sizes, reels, strict=True):
            self._film(make, Film([size], gop=gop, units=STILL_UNITS, poses=1), reel)
            self._arrived()
        _give_way()
        for make, in_turn, reel in zip(makers, sizes, reels, strict=True):
            self._film(make, Film(in_turn, gop=gop, units=LOOP_UNITS, poses=FILM_POSES), reel)

    def _film(self, make: Maker, film: Film, reel: Reel) -> None:
        if self._closing.is_set():
            return
        drawable = make()
        for pose in range(film.poses):
            if self._closing.is_set():
                return
            film.add(drawable.picture(LOOP_FRAMES * pose / film.poses))
        reel.frames = film.finish()

    def _load(
        self,
        pictures: Sequence[Path],
        reel: Reel,
        read: Callable[[Path], Sequence[bytes]],
        problem: Callable[[str], None],
    ) -> None:
        loaded: list[bytes] = []
        for path in pictures:
            if self._closing.is_set():
                return
            try:
                loaded += read(path)
            except (OSError, UnidentifiedImageError, Image.DecompressionBombError, ValueError) as error:
                problem(f"left out {path.name}: {error}")
        if not loaded:
            raise NoPicturesError("none of the pictures could be read: there is nothing to send")
        # All at once: the order in which they are sent must not depend on the time that reading takes.
        reel.frames = loaded
        self._arrived()


def _as_png(path: Path) -> list[bytes]:
    """The file's bytes unchanged where it is a PNG, whatever is in it; else the picture as a PNG."""
    content = path.read_bytes()
    if content.startswith(_PNG_SIGNATURE) or path.suffix.lower() == ".png":
        return [content]
    with Image.open(io.BytesIO(content)) as picture:
        return [encode(picture.convert("RGB"))]


def _as_film(path: Path, gop: int) -> list[bytes]:
    """The picture standing still, at its own size as far as H.264 has that."""
    with Image.open(path) as opened:
        picture = opened.convert("RGB")
    least, most = H264_SIDES_PX
    picture.thumbnail((most, most))
    width, height = (max(least, side // 2 * 2) for side in picture.size)
    film = Film([(width, height)], gop=gop, units=LOOP_UNITS, poses=1)
    film.add(picture)
    return film.finish()


def _give_way() -> None:
    if hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(NICENESS)
