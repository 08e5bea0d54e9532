"""The tiles on their canvas: where each stands, which is selected, which are seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from recall_viewer.gui.arrangement import Arrangement, arrange_grid, arrange_stage
from recall_viewer.gui.canvas import Canvas
from recall_viewer.gui.outlets import Frozen, Outlets, ShownPicture
from recall_viewer.gui.rooms import Rooms
from recall_viewer.gui.tile import Tile
from recall_viewer.gui.tile_paint import Fonts
from recall_viewer.model.layout import Rect, neighbour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent

    from recall_viewer.model.keys import StreamKey
    from recall_viewer.model.layout import Direction

RESIZE_RESTS_AFTER_MS = 150
"""Pictures are decoded anew for the new size once resizing rests; until then the old ones stretch."""
UNPAINTED_FOR_S = 1.0
STRIP_STEP_PX = 60
NOTCH = 120
"""Of a wheel, in eighths of a degree."""

_DIRECTIONS: dict[int, Direction] = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
}


class GalleryView(QScrollArea):
    """Lays out one tile for each stream that the filter lets through.

    Signals:
        selection_changed: another tile, or none, is selected.
        large_changed: one tile fills the view, or no longer does.
        menu_asked: context menu of the selected tile wanted at a global position.
        button_pressed: a button of a tile (the name of its action); the tile is selected then.
        drag_asked: the selected tile is dragged away.
    """

    selection_changed = Signal()
    large_changed = Signal()
    menu_asked = Signal(QPoint)
    button_pressed = Signal(str)
    drag_asked = Signal()

    def __init__(self, outlets: Outlets, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles: dict[StreamKey, Tile] = {}
        self.order: list[StreamKey] = []
        self.selected: StreamKey | None = None
        self.large: StreamKey | None = None
        self.staged: tuple[StreamKey, ...] = ()
        self.is_motion_reduced = False
        self.frozen: dict[StreamKey, Frozen] = {}
        """Streams whose picture stays as it is, also while a filter hides them."""
        self._missing: StreamKey | None = None
        """What was selected until its tile went: it is again if the tile comes back before another one is."""
        self._gone_from = 0
        self._outlets = outlets
        self._rooms = Rooms(outlets)
        self._arrangement = Arrangement()
        self._columns: int | None = None
        self._strip_scrolled_px = 0
        self._wheeled_px = 0.0
        self._is_exposed = True
        self._is_covered = False
        self._fonts = Fonts.make()
        self._canvas = Canvas(self)
        self.setWidget(self._canvas)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Gallery"))
        self.viewport().setObjectName("canvas")
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._update_wants())
        self._rest = QTimer(self, singleShot=True, interval=RESIZE_RESTS_AFTER_MS)
        self._rest.timeout.connect(self._update_wants)

    # What the window tells it

    def show_streams(self, order: Sequence[StreamKey]) -> None:
        """Give each of these streams a tile, in this order, and lay them out at once."""
        for key in [key for key in self.tiles if key not in set(order)]:
            self._remove(key)
        for key in order:
            if key not in self.tiles:
                self._add(key)
        self.order = list(order)
        if self.large is not None and self.large not in self.tiles:
            self.show_large(None)
        self.lay_out()
        self._update_wants()

    def show_stage(self, staged: tuple[StreamKey, ...]) -> None:
        """Put these on the stage; none for a grid."""
        if staged != self.staged:
            self.staged = staged
            self._strip_scrolled_px = 0
            self.lay_out()
            self._update_wants()

    def show_picture(self, picture: ShownPicture, now: float) -> bool:
        """Hand a decoded frame to its tile; False where nobody would see it."""
        tile, frozen = self.tiles.get(picture.frame.key), self.frozen.get(picture.frame.key)
        if tile is not None and frozen is not None and frozen.picture.frame is picture.frame:
            frozen.picture = picture
            tile.keep_picture(picture)
            return True
        if tile is None or self._rooms.of(picture.frame.key) is None:
            return False
        tile.show_picture(picture, now)
        if self._is_covered:
            tile.stay_unseen()
        return True

    def note_frame(self, key: StreamKey) -> None:
        """Count a frame that a frozen tile does not show."""
        if key in self.frozen:
            self.frozen[key].missed += 1

    def freeze(self, key: StreamKey, picture: ShownPicture | None) -> None:
        """Keep this picture of a stream as it is, or (None) let it go on."""
        if picture is not None:
            self.frozen[key] = Frozen(picture, room_px=self._rooms.of(key))
        else:
            self.frozen.pop(key, None)
        self._update_wants()

    def give_up_unpainted(self, now: float) -> None:
        """Report frames that were ready for a second and never painted: something covers their tiles."""
        for tile in self.tiles.values():
            if tile.unpainted is not None and now - tile.ready_at > UNPAINTED_FOR_S:
                self._outlets.missed(tile.unpainted)

    def set_exposed(self, *, is_exposed: bool) -> None:
        """Say whether anything of the window can be seen; a minimised one decodes nothing."""
        if self._is_exposed != is_exposed:
            self._is_exposed = is_exposed
            self._update_wants()

    def set_covered(self, *, is_covered: bool) -> None:
        """Say whether the details stand in its place: the selected stream goes on, for the person to keep."""
        self._is_covered = is_covered
        self._update_wants()

    def select(self, key: StreamKey | None) -> None:
        """Select a tile and bring it into view."""
        if key == self.selected:
            return
        self.selected, self._missing = key, None
        if key is not None and key in self.tiles:
            self._bring_into_view(self.tiles[key])
        self._canvas.update()
        self._speak_of_selection()
        self.selection_changed.emit()

    def show_large(self, key: StreamKey | None) -> None:
        """Let one tile fill the view, or (None) show all again."""
        if key == self.large:
            return
        self.large = key
        for one, tile in self.tiles.items():
            tile.hint_escape(is_large=one == key)
        self.lay_out()
        self._update_wants()
        self.large_changed.emit()

    def visible_tiles(self) -> list[Tile]:
        """Return the tiles of which something is in view, in order."""
        seen = QRect(QPoint(0, self.verticalScrollBar().value()), self.viewport().size())
        tiles = [self.tiles[key] for key in self.order]
        return [tile for tile in tiles if not tile.isHidden() and tile.geometry().intersects(seen)]

    def canvas_size(self) -> tuple[int, int]:
        """Return width and height of what is scrolled, in logical pixels."""
        return self._canvas.width(), self._canvas.height()

    def tile_at_cursor(self) -> Tile | None:
        """Return the tile under the pointer."""
        return next((tile for tile in self.visible_tiles() if tile.underMouse()), None)

    def lay_out(self) -> None:
        """Place the tiles for the present size."""
        self._arrangement = made = self._arrange()
        if made.columns is not None and self.large is None:
            self._columns = made.columns if self.order else None
        self._canvas.setGeometry(0, self._canvas.y(), self.width(), max(made.height, self.height()))
        for key, tile in self.tiles.items():
            box = made.places.get(key)
            if box is not None:
                tile.setGeometry(box.x, box.y, box.width, box.height)
            tile.setVisible(box is not None)
        self._strip_scrolled_px = min(self._strip_scrolled_px, made.strip_overflow_px)
        overflow_px = made.strip_overflow_px
        self._canvas.show_strip(made.strip, self._strip_scrolled_px, overflow_px, is_below=made.is_strip_below)

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for the new size; decoding for it waits until resizing rests."""
        super().resizeEvent(event)
        self.lay_out()
        self._update_wants(newly_seen_only=True)
        self._rest.start()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the filmstrip where there is one, else the grid."""
        if self._arrangement.strip_overflow_px:
            pixels, angle = event.pixelDelta(), event.angleDelta()
            notches = (angle.y() or angle.x()) / NOTCH
            self._wheeled_px += (pixels.y() or pixels.x()) or notches * STRIP_STEP_PX
            # A touchpad sends many small steps: what is less than a pixel waits for the next.
            whole_px = int(self._wheeled_px)
            self._wheeled_px -= whole_px
            self._scroll_strip(-whole_px)
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the selection with arrows, Home and End."""
        key = event.key()
        shown = [key for key in self.order if not self.tiles[key].isHidden()]
        if key in _DIRECTIONS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._move(_DIRECTIONS[key], shown)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and shown:
            self.select(shown[0 if key == Qt.Key.Key_Home else -1])
        else:
            event.ignore()

    def changeEvent(self, event: QEvent) -> None:
        """Be called in another language what it is."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.setAccessibleName(self.tr("Gallery"))

    def event(self, event: QEvent) -> bool:
        """Draw the focus ring anew when the focus comes or goes."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._canvas.update()
            if event.type() == QEvent.Type.FocusIn:
                self._speak_of_selection()
        return super().event(event)

    # Inside

    def _speak_of_selection(self) -> None:
        """Lead assistive programs to the selected tile: the gallery keeps the focus for all of them."""
        if self.selected in self.tiles and self.hasFocus():
            QAccessible.updateAccessibility(QAccessibleEvent(self.tiles[self.selected], QAccessible.Event.Focus))

    def _arrange(self) -> Arrangement:
        width, height = self.width(), self.height()
        reserved_px = self.verticalScrollBar().sizeHint().width()
        if self.large is not None:
            return arrange_grid([self.large], width, height, reserved_px, None)
        staged = [key for key in self.staged if key in self.tiles]
        if staged:
            others = [key for key in self.order if key not in staged]
            cameras = {key for key in staged if not ((look := self.tiles[key].look) and look.is_share)}
            return arrange_stage(staged, others, width, height, self._strip_scrolled_px, without_bar=cameras)
        return arrange_grid(self.order, width, height, reserved_px, self._columns)

    def _scroll_strip(self, by_px: int) -> None:
        wanted = max(0, min(self._strip_scrolled_px + by_px, self._arrangement.strip_overflow_px))
        if wanted != self._strip_scrolled_px:
            self._strip_scrolled_px = wanted
            self.lay_out()
            self._update_wants()

    def _bring_into_view(self, tile: Tile) -> None:
        box, strip = tile.geometry(), self._arrangement.strip
        if strip is None or tile.key in self.staged:
            self.ensureVisible(box.center().x(), box.center().y(), 0, tile.height() // 2 + 12)
            return
        is_below = self._arrangement.is_strip_below
        start, end = (box.left(), box.right()) if is_below else (box.top(), box.bottom())
        low, high = (strip.x, strip.right) if is_below else (strip.y, strip.bottom)
        if start < low + 8:
            self._scroll_strip(start - low - 8)
        elif end > high - 8:
            self._scroll_strip(end - high + 8)

    def _move(self, direction: Direction, shown: Sequence[StreamKey]) -> None:
        if not shown:
            return
        if self.selected not in shown:
            self.select(shown[min(self._gone_from, len(shown) - 1)])
            return
        boxes = [self.tiles[key].geometry() for key in shown]
        rects = [Rect(box.x(), box.y(), box.width(), box.height()) for box in boxes]
        self.select(shown[neighbour(rects, shown.index(self.selected), direction)])

    def _add(self, key: StreamKey) -> None:
        tile = self.tiles[key] = Tile(key, self._fonts, self._outlets, self._canvas)
        tile.selected.connect(lambda: self.select(key))
        tile.activated.connect(lambda: self.show_large(None if self.large == key else key))
        tile.menu_asked.connect(self.menu_asked)
        tile.button_pressed.connect(self.button_pressed)
        tile.drag_asked.connect(self.drag_asked)
        tile.room_changed.connect(self._room_changed)
        if key in self.frozen:
            tile.keep_picture(self.frozen[key].picture)
        if not self.is_motion_reduced:
            tile.fade_in()
        if key == self._missing:
            self.select(key)

    def _remove(self, key: StreamKey) -> None:
        tile = self.tiles.pop(key)
        place = self.order.index(key)
        self.order.remove(key)
        self._rooms.close(key)
        tile.drop_picture()
        if self.selected == key:
            self.select(None)
            self._missing, self._gone_from = key, place
        tile.hide()
        tile.deleteLater()

    def _update_wants(self, *, newly_seen_only: bool = False) -> None:
        """Tell how large each stream is seen. What nobody sees is not decoded, and keeps no picture."""
        seen = set(self.visible_tiles()) if self._is_exposed else set()
        if self._is_covered and len(seen) > 1:
            seen = {tile for tile in seen if tile.key == self.selected}
        self._rooms.update(self.tiles.values(), seen, self.frozen, only_new=newly_seen_only)

    def _room_changed(self) -> None:
        if self.staged:
            self.lay_out()
        self._update_wants()
