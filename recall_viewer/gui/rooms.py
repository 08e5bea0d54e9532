"""In how large a room each stream of the gallery is seen: what nobody sees is not decoded, and keeps no picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from recall_viewer.gui.outlets import Frozen, Outlets
    from recall_viewer.gui.tile import Tile
    from recall_viewer.model.keys import StreamKey


class Rooms:
    """Tells what is wanted of each stream, in device pixels, whenever it changes."""

    def __init__(self, outlets: Outlets) -> None:
        self._outlets = outlets
        self._wanted: dict[StreamKey, tuple[int, int]] = {}

    def of(self, key: StreamKey) -> tuple[int, int] | None:
        """Return the room that was told of a stream; None where nothing is wanted of it."""
        return self._wanted.get(key)

    def update(
        self, tiles: Collection[Tile], seen: Collection[Tile], frozen: Mapping[StreamKey, Frozen], *, only_new: bool
    ) -> None:
        """Take over which tiles are seen; `only_new` leaves those alone that were seen before, whatever their size."""
        for tile in tiles:
            key, room_px = tile.key, tile.room_px() if tile in seen else None
            if key in frozen:
                self.close(key)
                if room_px is not None and not only_new:
                    self._fit(frozen[key], room_px)
            elif room_px is None:
                self.close(key)
                tile.drop_picture()
            elif key not in self._wanted or (not only_new and self._wanted[key] != room_px):
                self._wanted[key] = room_px
                self._outlets.want(key, room_px)

    def close(self, key: StreamKey) -> None:
        """Want nothing of a stream any more."""
        if self._wanted.pop(key, None) is not None:
            self._outlets.want(key, None)

    def _fit(self, frozen: Frozen, room_px: tuple[int, int]) -> None:
        """Ask for a kept picture in the size of its room, once."""
        if frozen.room_px != room_px:
            frozen.room_px = room_px
            self._outlets.again(frozen.picture, room_px)
