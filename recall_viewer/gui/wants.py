"""How large each stream is seen, over all views of it: a tile in the gallery, a window of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from recall_viewer.model.keys import StreamKey

Room = tuple[int, int]


class Wants:
    """Adds up what the views want (device pixels, `None` for nothing) and passes on the largest, when it changes."""

    def __init__(self, want: Callable[[StreamKey, Room | None], None]) -> None:
        self._want = want
        self._rooms_px: dict[StreamKey, dict[object, Room]] = {}
        self._told: dict[StreamKey, Room] = {}

    def set(self, view: object, key: StreamKey, room_px: Room | None) -> None:
        """Note what one view wants of a stream."""
        rooms_px = self._rooms_px.setdefault(key, {})
        if room_px is None:
            rooms_px.pop(view, None)
        else:
            rooms_px[view] = room_px
        largest = max(rooms_px.values(), key=lambda room: room[0] * room[1], default=None)
        if not rooms_px:
            del self._rooms_px[key]
        if largest == self._told.get(key):
            return
        if largest is None:
            del self._told[key]
        else:
            self._told[key] = largest
        self._want(key, largest)
