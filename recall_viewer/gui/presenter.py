"""What is shown and how: filter, order, stage, pins, frozen tiles, windows of their own. Follows the gallery."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from recall_viewer.gui.filter import Filter
from recall_viewer.gui.gallery_view import GalleryView
from recall_viewer.gui.look import Setting, display_name, look_at
from recall_viewer.gui.popout import PopOut
from recall_viewer.gui.wants import Wants
from recall_viewer.model.staging import Layout, Staging
from recall_viewer.model.status import State

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from PySide6.QtWidgets import QWidget

    from recall_viewer.gui.outlets import Outlets, ShownPicture
    from recall_viewer.gui.store import Choices
    from recall_viewer.gui.tile import Tile
    from recall_viewer.model.gallery import Gallery
    from recall_viewer.model.keys import StreamKey
    from recall_viewer.model.stream import Stream


LOOKS_EVERY_S = 0.2
"""How often the window lets its tiles say what there is to say."""


class Presenter:
    """Decides which streams have a tile, in which order, and what each tile says."""

    def __init__(
        self,
        gallery: Gallery,
        clock: Callable[[], float],
        outlets: Outlets,
        demo_bots: Collection[str],
        parent: QWidget,
    ) -> None:
        self.filter = Filter()
        self.layout = Layout.AUTO
        self.is_grouped_by_bot = False
        self.pinned: set[StreamKey] = set()
        self.popouts: dict[StreamKey, PopOut] = {}
        self._gallery = gallery
        self._clock = clock
        self._demo_bots = demo_bots
        self._staging = Staging()
        self._outlets = outlets
        self._has_bots = False
        self._wants = Wants(outlets.want)
        self._parent = parent
        self.view = GalleryView(self._outlets_of("gallery"), parent)
        self.view.selection_changed.connect(self._prefer)
        self.view.large_changed.connect(self._prefer)

    @property
    def staged(self) -> tuple[StreamKey, ...]:
        """What stands on the stage; empty for a grid."""
        return self._staging.staged

    def refresh(self, text: str) -> tuple[list[Stream], list[Stream]]:
        """Put the streams in order; return those that pass the filter `text`, and all of them."""
        now = self._clock()
        shown = (stream for stream in self._gallery.streams.values() if not self._gallery.is_covered(stream, now))
        streams = sorted(shown, key=self._place)
        self.filter.type(text, streams)
        visible = self.filter.visible(streams, now)
        return visible, streams

    def show(self, visible: list[Stream]) -> None:
        """Lay out these streams, and say what each tile says; a window whose stream left closes."""
        order = [stream.key for stream in visible]
        self._has_bots = len({key.bot_id for key in order}) > 1
        for key in self.popouts.keys() - self._gallery.streams.keys():
            self.popouts[key].close()
        for key in self.view.frozen.keys() - self._gallery.streams.keys():
            self._freeze(key, None)
        if order != self.view.order:
            self.view.show_streams(order)
        self._update_stage(visible)
        for key in (*order, *self.popouts):
            self.show_look(key)

    def show_picture(self, picture: ShownPicture) -> None:
        """Show a decoded frame wherever its stream is seen."""
        now, key = self._clock(), picture.frame.key
        tile = self.view.tiles.get(key)
        was_live = tile is not None and tile.look is not None and tile.look.state is State.LIVE
        since = tile.painted_at if tile is not None else None
        is_seen = self.view.show_picture(picture, now)
        popout = self.popouts.get(key)
        if popout is not None and key not in self.view.frozen:
            popout.tile.show_picture(picture, now)
            is_seen = True
        is_fast = since is not None and picture.frame.arrived_at - since < LOOKS_EVERY_S
        if is_seen and was_live and is_fast:
            # What a tile says anew fifteen times a second nobody can read; the next tick says it.
            return
        if is_seen:
            self.show_look(key)
        else:
            self._outlets.missed(picture.frame)

    def frozen_pictures(self) -> list[ShownPicture]:
        """Return the pictures that the person keeps, the oldest first."""
        pictures = [frozen.picture for frozen in self.view.frozen.values()]
        return sorted(pictures, key=lambda picture: picture.frame.arrived_at)

    def let_go(self, key: StreamKey) -> None:
        """Take the picture of a stream off the screen, for want of memory; its next frame brings one again."""
        self._freeze(key, None)
        popout = self.popouts.get(key)
        for tile in (self.view.tiles.get(key), popout.tile if popout else None):
            if tile is not None:
                tile.drop_picture()
                tile.update()
        self.show_look(key)

    def show_looks(self) -> None:
        """Let all that can be seen say what there is to say now: ages move by the time alone."""
        for key in {*(tile.key for tile in self.view.visible_tiles()), *self.popouts}:
            self.show_look(key)

    def show_look(self, key: StreamKey) -> None:
        """Let the tiles of a stream say what there is to say now."""
        stream = self._gallery.streams.get(key)
        if stream is None:
            return
        tile, popout, frozen = self.view.tiles.get(key), self.popouts.get(key), self.view.frozen.get(key)
        setting = Setting(
            with_bot=self._has_bots,
            is_demo=key.bot_id in self._demo_bots,
            is_pinned=key in self.pinned,
            missed=frozen.missed if frozen else None,
            is_still=self.view.is_motion_reduced,
            is_speaking=self._gallery.is_speaking(key),
        )
        for one in (tile, popout.tile if popout else None):
            if one is not None:
                self._show_look_of(one, stream, setting)
        if popout is not None:
            popout.show_title(display_name(stream))

    def apply_choices(self, choices: Choices) -> None:
        """Take over what the person chose in the settings."""
        self.layout = Layout(choices.layout)
        self.is_grouped_by_bot = choices.group_by_bot

    def choose_layout(self, layout: Layout) -> None:
        """Take a person's choice; what was put on the stage by hand goes back."""
        self.layout = layout
        self._staging.chosen = None
        self._update_stage(self._laid_out())

    def toggle_stage(self, key: StreamKey) -> None:
        """Put a stream on the stage, or back."""
        self._staging.chosen = None if self._staging.chosen == key else key
        self._update_stage(self._laid_out())

    def toggle_pin(self, key: StreamKey) -> None:
        """Let a stream stand first, or no longer."""
        self.pinned ^= {key}

    def toggle_freeze(self, key: StreamKey) -> None:
        """Keep the picture of a stream as it is, or let it go on."""
        tiles = [self.view.tiles.get(key), self.popouts[key].tile if key in self.popouts else None]
        shown = next((tile.shown for tile in tiles if tile is not None and tile.shown is not None), None)
        self._freeze(key, None if key in self.view.frozen else shown)
        self.show_look(key)

    def pop_out(self, key: StreamKey) -> PopOut:
        """Show a stream in a window of its own, or bring that window to the front; return it."""
        popout = self.popouts.get(key)
        if popout is None:
            popout = self.popouts[key] = PopOut(key, self._outlets_of(("popout", key)), self._parent)
            popout.closed.connect(lambda: self._popped_in(key))
            if key in self.view.frozen:
                popout.freeze(self.view.frozen[key].picture)
        popout.show()
        popout.raise_()
        tile = self.view.tiles.get(key)
        if popout.tile.shown is None and tile is not None and tile.shown is not None:
            # Until one of its own size comes; a stream that sends no more has no other.
            popout.tile.keep_picture(tile.shown)
        self._prefer()
        self.show_look(key)
        return popout

    def close(self) -> None:
        """Close the windows and let go of all tiles."""
        for popout in list(self.popouts.values()):
            popout.close()
        self.view.show_streams(())

    def _outlets_of(self, view: object) -> Outlets:
        return replace(self._outlets, want=lambda key, room_px: self._wants.set(view, key, room_px))

    def _place(self, stream: Stream) -> tuple[bool, int, int]:
        """Order: pinned first, then by bot where the person wants that, then by arrival."""
        of_bot = 0
        if self.is_grouped_by_bot:
            of_bot = min(one.order for one in self._gallery.streams.values() if one.key.bot_id == stream.key.bot_id)
        return stream.key not in self.pinned, of_bot, stream.order

    def _laid_out(self) -> list[Stream]:
        """Return the streams that have a tile; one that just left may have it still."""
        streams = self._gallery.streams
        return [streams[key] for key in self.view.order if key in streams]

    def _update_stage(self, visible: list[Stream]) -> None:
        # What stands there stays, whatever is selected: the arrows would move everything with each step.
        here = [stream.key for stream in visible]
        candidates = (*self.staged, self.view.selected, *here)
        fallback = next((key for key in candidates if key in here), None)
        self._staging.update(self.layout, visible, fallback, self._clock())
        self.view.show_stage(self._staging.staged)
        self._prefer()

    def _freeze(self, key: StreamKey, picture: ShownPicture | None) -> None:
        self.view.freeze(key, picture)
        if key in self.popouts:
            self.popouts[key].freeze(picture)

    def _popped_in(self, key: StreamKey) -> None:
        self.popouts.pop(key, None)
        self._prefer()

    def _prefer(self) -> None:
        """Let what the person looks at be decoded first, where the machine cannot decode all."""
        shown = {self.view.large} if self.view.large else {*self.staged, self.view.selected}
        self._outlets.prefer(frozenset(key for key in {*shown, *self.popouts} if key is not None))

    def _show_look_of(self, tile: Tile, stream: Stream, setting: Setting) -> None:
        chosen = replace(setting, has_picture=tile.shown is not None)
        tile.show_look(look_at(stream, tile.painted_at, self._clock(), chosen))
