"""What tiles are given to show, and what they report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from PySide6.QtGui import QImage

    from recall_viewer.model.frames import Frame
    from recall_viewer.model.keys import StreamKey


class Owner(Protocol):
    """Who keeps the memory of a picture alive."""

    @property
    def size_bytes(self) -> int:
        """Memory of all that was decoded for it."""

    def file_bytes(self) -> bytes | memoryview:
        """Return what a file of it holds."""


@dataclass(frozen=True, slots=True, eq=False)
class ShownPicture:
    """A decoded frame for a tile. `owner` keeps the memory of `image` alive."""

    frame: Frame
    image: QImage
    owner: Owner

    @property
    def encoded_bytes(self) -> int:
        """Memory of the picture as received."""
        return len(self.frame.data)

    @property
    def decoded_bytes(self) -> int:
        """Memory of its pixels."""
        return self.owner.size_bytes


@dataclass(frozen=True, slots=True)
class Outlets:
    """What tiles report: how large a stream is seen (device pixels, `None` for not at all), and what became of frames.

    A frame is painted (False where that was not on the screen), or superseded by a newer one before it was, or missed:
    ready, but nobody could see it. `prefer` names the streams that the person looks at; `again` asks for a picture that
    stays in another size.
    """

    want: Callable[[StreamKey, tuple[int, int] | None], None]
    prefer: Callable[[Collection[StreamKey]], None]
    again: Callable[[ShownPicture, tuple[int, int]], None]
    painted: Callable[[Frame], bool]
    superseded: Callable[[Frame], None]
    missed: Callable[[Frame], None]


@dataclass(slots=True)
class Frozen:
    """A picture that the person keeps, how many frames came since, and for which room it was last asked for."""

    picture: ShownPicture
    missed: int = 0
    room_px: tuple[int, int] | None = None
