"""The tiles on their canvas: where each stands, which is selected, which are seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from recall_viewer.gui import theme
from recall_viewer.gui.tile import Outlets, ShownPicture, Tile
from recall_viewer.gui.tile_paint import Fonts
from recall_viewer.model.layout import Rect, grid, neighbour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recall_viewer.model.keys import StreamKey
    from recall_viewer.model.layout import Direction

RESIZE_RESTS_AFTER_MS = 150
"""Pictures are decoded anew for the new size once resizing rests; until then the old ones stretch."""
UNPAINTED_FOR_S = 1.0

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
    """

    selection_changed = Signal()
    large_changed = Signal()
    menu_asked = Signal(QPoint)

    def __init__(self, outlets: Outlets, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles: dict[StreamKey, Tile] = {}
        self.selected: StreamKey | None = None
        self.large: StreamKey | None = None
        self._outlets = outlets
        self.order: list[StreamKey] = []
        self._wanted: dict[StreamKey, tuple[int, int] | None] = {}
        self._columns: int | None = None
        self._is_exposed = True
        self._fonts = Fonts.make()
        self._canvas = Canvas(self)
        self.setWidget(self._canvas)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Gallery"))
        self.viewport().setStyleSheet(f"background: {theme.CANVAS.name()}")
        self.verticalScrollBar().valueChanged.connect(self._update_wants)
        self._rest = QTimer(self, singleShot=True, interval=RESIZE_RESTS_AFTER_MS)
        self._rest.timeout.connect(self._update_wants)

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

    def show_picture(self, picture: ShownPicture, now: float) -> None:
        """Hand a decoded frame to its tile; one that was never painted gives way."""
        tile = self.tiles.get(picture.frame.key)
        if tile is None or self._wanted.get(picture.frame.key) is None:
            self._outlets.missed(picture.frame)
            return
        tile.show_picture(picture, now)

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

    def select(self, key: StreamKey | None) -> None:
        """Select a tile and bring it into view."""
        if key == self.selected:
            return
        self.selected = key
        if key is not None and key in self.tiles:
            tile = self.tiles[key]
            self.ensureVisible(tile.geometry().center().x(), tile.geometry().center().y(), 0, tile.height() // 2 + 12)
        self._canvas.update()
        self.selection_changed.emit()

    def show_large(self, key: StreamKey | None) -> None:
        """Let one tile fill the view, or (None) show all again."""
        if key == self.large:
            return
        self.large = key
        self.lay_out()
        self._update_wants()
        self.large_changed.emit()

    def visible_tiles(self) -> list[Tile]:
        """Return the tiles of which something is in view, in order."""
        seen = QRect(QPoint(0, self.verticalScrollBar().value()), self.viewport().size())
        return [
            tile for key in self.order if not (tile := self.tiles[key]).isHidden() and tile.geometry().intersects(seen)
        ]

    def canvas_size(self) -> tuple[int, int]:
        """Return width and height of what is scrolled, in logical pixels."""
        return self._canvas.width(), self._canvas.height()

    def tile_at_cursor(self) -> Tile | None:
        """Return the tile under the pointer."""
        return next((tile for tile in self.visible_tiles() if tile.underMouse()), None)

    def lay_out(self) -> None:
        """Place the tiles for the present size."""
        # The scroll bar's room is reserved on both sides, so that the block is centred and never moves when it comes.
        reserved = self.verticalScrollBar().sizeHint().width()
        width, height = self.width() - reserved, self.height()
        shown = [self.large] if self.large is not None else self.order
        made = grid(len(shown), max(1, width), max(1, height), None if self.large else self._columns)
        if self.large is None:
            self._columns = made.columns if shown else None
        offset = reserved // 2
        self._canvas.setGeometry(
            0, self._canvas.y(), self.width() if made.height <= height else width + offset, max(made.height, height)
        )
        for key, tile in self.tiles.items():
            tile.setVisible(self.large is None or key == self.large)
        for key, box in zip(shown, made.tiles, strict=True):
            self.tiles[key].setGeometry(box.x + offset, box.y, box.width, box.height)
        self._canvas.update()

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for the new size; decoding for it waits until resizing rests."""
        super().resizeEvent(event)
        self.lay_out()
        self._update_wants(newly_seen_only=True)
        self._rest.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the selection with arrows, Home and End."""
        key = event.key()
        if key in _DIRECTIONS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._move(_DIRECTIONS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.order:
            self.select(self.order[0 if key == Qt.Key.Key_Home else -1])
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        """Draw the focus ring anew when the focus comes or goes."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._canvas.update()
        return super().event(event)

    def _move(self, direction: Direction) -> None:
        if not self.order:
            return
        if self.selected not in self.tiles:
            self.select(self.order[0])
            return
        boxes = [self.tiles[key].geometry() for key in self.order]
        rects = [Rect(box.x(), box.y(), box.width(), box.height()) for box in boxes]
        self.select(self.order[neighbour(rects, self.order.index(self.selected), direction)])

    def _add(self, key: StreamKey) -> None:
        tile = self.tiles[key] = Tile(key, self._fonts, self._outlets, self._canvas)
        tile.selected.connect(lambda: self.select(key))
        tile.activated.connect(lambda: self.show_large(None if self.large == key else key))
        tile.menu_asked.connect(self.menu_asked)

    def _remove(self, key: StreamKey) -> None:
        tile = self.tiles.pop(key)
        self.order.remove(key)
        self._unwant(key, tile)
        self._wanted.pop(key, None)
        if self.selected == key:
            self.select(None)
        tile.hide()
        tile.deleteLater()

    def _update_wants(self, _value: int = 0, *, newly_seen_only: bool = False) -> None:
        """Tell how large each stream is seen. What nobody sees is not decoded, and keeps no picture."""
        seen = set(self.visible_tiles()) if self._is_exposed else set()
        for key, tile in self.tiles.items():
            room_px = tile.room_px() if tile in seen else None
            if room_px is None:
                self._unwant(key, tile)
            elif self._wanted.get(key) is None or (not newly_seen_only and self._wanted[key] != room_px):
                self._wanted[key] = room_px
                self._outlets.want(key, room_px)

    def _unwant(self, key: StreamKey, tile: Tile) -> None:
        if self._wanted.get(key) is not None:
            self._wanted[key] = None
            self._outlets.want(key, None)
            tile.drop_picture()


class Canvas(QWidget):
    """What the tiles stand on; it draws the ring around the selected one."""

    def __init__(self, view: GalleryView) -> None:
        super().__init__(view)
        self._view = view
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the ring."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.CANVAS)
        tile = self._view.tiles.get(self._view.selected) if self._view.selected else None
        if tile is None or tile.isHidden():
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.FOCUS_ON_CANVAS if self._view.hasFocus() else theme.UNFOCUSED, 2))
        painter.drawRoundedRect(QRectF(tile.geometry()).adjusted(-3, -3, 3, 3), 8, 8)
