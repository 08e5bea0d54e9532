"""One stream on the screen: a widget that paints itself in one go."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QCursor, QEnterEvent, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QWidget

from recall_viewer.gui import theme, tile_buttons, tile_edge, tile_paint
from recall_viewer.gui.caption_pixmap import CaptionPixmap
from recall_viewer.gui.fade import Fade
from recall_viewer.gui.look import FADES_OUT_FOR_S
from recall_viewer.gui.tile_hint import hint_of
from recall_viewer.gui.tile_paint import SHARE_BAR_PX, Fonts
from recall_viewer.gui.tile_picture import Picture
from recall_viewer.gui.tile_speech import Speech
from recall_viewer.model.books import Fate
from recall_viewer.model.layout import Rect, fit
from recall_viewer.model.status import State

if TYPE_CHECKING:
    from recall_viewer.gui.look import Badge, Look
    from recall_viewer.gui.outlets import Outlets, ShownPicture
    from recall_viewer.model.frames import Frame
    from recall_viewer.model.keys import StreamKey

ESCAPE_HINT_MS = 3000
FADE_IN_MS = 120
FADE_OUT_MS = round(1000 * FADES_OUT_FOR_S)


class Tile(QLabel):
    """Shows one stream.

    It paints itself. It is a label, because Qt calls one with a pixmap an image, and a plain widget has no role at all.

    Signals:
        activated: double click.
        selected: mouse button pressed.
        menu_asked: context menu wanted at a global position.
        button_pressed: one of its buttons was pressed: the name of the action.
        drag_asked: it is dragged away.
        room_changed: its picture has another room, though the tile has the same size.
    """

    activated = Signal()
    selected = Signal()
    menu_asked = Signal(QPoint)
    button_pressed = Signal(str)
    drag_asked = Signal()
    room_changed = Signal()

    def __init__(self, key: StreamKey, fonts: Fonts, outlets: Outlets, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = key
        self.look: Look | None = None
        self.shown: ShownPicture | None = None
        self.unpainted: Frame | None = None
        """The frame of `shown` until its first paint."""
        self.ready_at = 0.0
        self._fonts = fonts
        self._outlets = outlets
        self._picture = Picture()
        self._caption = CaptionPixmap(fonts)
        self._badges: list[tuple[QRectF, Badge]] = []
        self._hovered_button: str | None = None
        self._pressed_at: QPoint | None = None
        self._escape_hint = QTimer(self, singleShot=True, interval=ESCAPE_HINT_MS)
        self._escape_hint.timeout.connect(self.update)
        self._speech = Speech(self)
        self._fade = Fade(self, self.update)
        self.setPixmap(_no_picture())
        # Every pixel is painted: Qt need not clear what lies below.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)

    def show_look(self, look: Look) -> None:
        """Take over what to say; repaints only what changed."""
        old, self.look = self.look, look
        if old == look:
            return
        self._speech.say(look)
        if look.is_leaving != (old is not None and old.is_leaving):
            self._fade.go(0.0 if look.is_leaving else 1.0, FADE_OUT_MS)
        if old is not None and _outside_caption(old) == _outside_caption(look):
            self.update(self._caption_box().toAlignedRect())
        else:
            self.update()
        if (old is not None and old.is_share) != look.is_share:
            self.room_changed.emit()

    def show_picture(self, picture: ShownPicture, now: float) -> None:
        """Take over a decoded frame; one before it that was never painted gives way.

        One that was painted before and is older than what it shows comes too late: it was asked for again while the
        tile was frozen. Any other is the next one: with B-frames units do not arrive in the order of their pictures.
        """
        is_old = self.shown is not None and picture.frame.arrived_at < self.shown.frame.arrived_at
        if is_old and picture.frame.passage.fate is Fate.SHOWN:
            return
        if self.unpainted is not None and self.unpainted is not picture.frame:
            self._outlets.superseded(self.unpainted)
        self.unpainted = picture.frame
        self.shown, self.ready_at = picture, now
        self._picture.show(picture.image)
        self.update(self.picture_room())

    def keep_picture(self, picture: ShownPicture) -> None:
        """Take over a picture that stays as it is, and was counted when it was first shown."""
        self.shown = picture
        self._picture.show(picture.image)
        self.update()

    def drop_picture(self) -> None:
        """Let go of the picture of a tile that nobody sees."""
        self.stay_unseen()
        self.shown = None
        self._picture.show(None)

    def stay_unseen(self) -> None:
        """Report that nobody will see what it was about to paint."""
        if self.unpainted is not None:
            frame, self.unpainted = self.unpainted, None
            self._outlets.missed(frame)

    def fade_in(self) -> None:
        """Come out of the canvas, so that a newcomer does not startle."""
        self._fade.go(1.0, FADE_IN_MS, since=0.0)

    def end_fade(self) -> None:
        """Be there at once."""
        self._fade.jump(1.0)

    def hint_escape(self, *, is_large: bool) -> None:
        """Say for a while how to come back, now that it fills the view; be silent once it does not."""
        if is_large:
            self._escape_hint.start()
        else:
            self._escape_hint.stop()
        self.update()

    @property
    def painted_at(self) -> float | None:
        """When the frame arrived whose picture is on the screen (or about to be), `None` where there is none."""
        return self.shown.frame.arrived_at if self.shown else None

    def picture_room(self) -> QRect:
        """Return where the picture has its place, in logical pixels of the tile."""
        is_share = self.look is not None and self.look.is_share
        return self.rect().adjusted(0, 0, 0, -SHARE_BAR_PX if is_share else 0)

    def room_px(self) -> tuple[int, int]:
        """Return the room of the picture in device pixels."""
        room, ratio = self.picture_room(), self.devicePixelRatio()
        return max(1, round(room.width() * ratio)), max(1, round(room.height() * ratio))

    def picture_rect(self) -> QRect:
        """Return where the picture itself is, letterboxed into its room."""
        room = self.picture_room()
        if self.shown is None:
            return room
        image = self.shown.image
        box = fit(image.width(), image.height(), Rect(room.x(), room.y(), max(1, room.width()), max(1, room.height())))
        return QRect(box.x, box.y, box.width, box.height)

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it, and say which frame was painted for the first time."""
        look = self.look
        if look is None:
            return
        painter = QPainter(self)
        tile = QRectF(self.rect())
        if self.shown is None or look.is_placeholder:
            tile_paint.paint_placeholder(painter, look, tile, self._fonts)
        else:
            self._picture.paint(painter, look, self.picture_rect(), self.picture_room())
        if not look.is_placeholder and not look.is_share:
            tile_paint.paint_strip(painter, look, tile, self._fonts)
        is_hovered = self._is_hovered()
        buttons = tile_buttons.in_bar(tile, look) if is_hovered else None
        self._caption.paint(painter, look, tile, self._caption_box(), buttons)
        self._badges = [] if look.is_share else tile_paint.paint_badges(painter, look, tile, self._fonts)
        if self._escape_hint.isActive():
            text, has_badges = self.tr("back to the grid"), bool(self._badges)
            tile_paint.paint_escape_hint(painter, tile, text, self._fonts, below_badges=has_badges)
        if is_hovered:
            tile_buttons.paint(painter, tile, look, self._hovered_button)
        if self._fade.share < 1:
            ground = QColor(theme.CANVAS)
            ground.setAlphaF(1 - self._fade.share)
            painter.fillRect(tile, ground)
        tile_edge.round_corners(painter, tile)
        if look.state in (State.DISCONNECTED, State.LOST, State.ERROR):
            tile_edge.paint_red(painter, tile)
        elif look.is_speaking:
            tile_edge.paint_speaking(painter, tile)
        painter.end()
        self._note_painted(event)

    def event(self, event: QEvent) -> bool:
        """Show a badge's hint, or all that a narrow tile has no room for; note a screen of another scale."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            covers_share = self.look is not None and self.look.is_share and self.picture_room().contains(event.pos())
            QToolTip.showText(event.globalPos(), "" if covers_share else self.hint(event.pos()), self)
            return True
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.room_changed.emit()
        elif event.type() in (QEvent.Type.WindowActivate, QEvent.Type.WindowDeactivate):
            # A menu or another window over it may have taken the pointer without a word.
            self.update()
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the tile; press the button under the pointer, or show the menu."""
        self.selected.emit()
        if event.button() == Qt.MouseButton.RightButton:
            self.menu_asked.emit(event.globalPosition().toPoint())
        elif event.button() == Qt.MouseButton.LeftButton and (name := self._button_at(event.position())):
            self.button_pressed.emit(name)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the button under the pointer, or begin to drag the picture away."""
        hovered = self._button_at(event.position())
        if hovered != self._hovered_button:
            self._hovered_button = hovered
            self.update()
        if self._pressed_at is not None and event.buttons() & Qt.MouseButton.LeftButton:
            moved = (event.position().toPoint() - self._pressed_at).manhattanLength()
            if moved >= QApplication.startDragDistance():
                self._pressed_at = None
                self.drag_asked.emit()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Forget where a drag could have begun."""
        self._pressed_at = None

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the buttons."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Hide the buttons."""
        super().leaveEvent(event)
        self._hovered_button = None
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Enlarge the tile."""
        if event.button() == Qt.MouseButton.LeftButton and self._button_at(event.position()) is None:
            self.activated.emit()

    def _is_hovered(self) -> bool:
        """Say whether the pointer is on it. Qt goes on believing so where the tile moved, or a window came over it."""
        if not self.underMouse() or not self.rect().contains(self.mapFromGlobal(QCursor.pos())):
            return False
        return QApplication.topLevelAt(QCursor.pos()) in (None, self.window())

    def _button_at(self, position: QPointF) -> str | None:
        return tile_buttons.name_at(QRectF(self.rect()), position, self.look) if self.look else None

    def _caption_box(self) -> QRectF:
        is_share = self.look is not None and self.look.is_share
        height = SHARE_BAR_PX if is_share else tile_paint.caption_height_px(self.width())
        return QRectF(0, self.height() - height, self.width(), height)

    def _note_painted(self, event: QPaintEvent) -> None:
        if self.unpainted is None:
            return
        seen = self.picture_rect().adjusted(0, 0, 0, -round(self._caption_box().height()))
        if event.region().intersects(seen):
            frame, self.unpainted = self.unpainted, None
            if not self._outlets.painted(frame):
                self.unpainted = frame

    def hint(self, position: QPoint) -> str:
        """Return what to say of a place, as markup: a badge's meaning, or all that a narrow tile has no room for."""
        for plate, badge in self._badges:
            if plate.contains(position):
                return badge.hint
        return hint_of(self.look) if self.look else ""


@cache
def _no_picture() -> QPixmap:
    pixmap = QPixmap(1, 1)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


def _outside_caption(look: Look) -> tuple[object, ...]:
    """Return what a tile shows elsewhere than in its caption."""
    says = (look.headline, look.sentence, look.frozen)
    return look.state, look.badges, look.kind, look.has_picture, look.is_pinned, look.is_speaking, says
