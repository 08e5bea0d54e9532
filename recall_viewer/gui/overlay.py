"""A card that lies over the window for a moment: it keeps the focus to itself, and gives it back when it goes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from recall_viewer.gui import theme as themes
from recall_viewer.gui.key_caps import edge_colour

if TYPE_CHECKING:
    from collections.abc import Iterator

MARGIN_PX = 16
"""Room that stays free between the card and the edges of the window."""
SHADOW_PX = 36
SHADOW_DROP_PX = 10
SHADOW_LAYERS = 24


class Overlay(QWidget):
    """Covers a window from edge to edge, invisibly but for its card.

    Esc, a press beside the card, or the focus going elsewhere in the window end it. Subclasses fill `card`, put what
    has the focus first into `first_focus`, and say in `card_rect` where the card stands.

    Signals:
        closed: it is gone, and the focus is back where it was.
    """

    closed = Signal()

    def __init__(self, host: QWidget, *, radius_px: int = 8) -> None:
        super().__init__(host)
        self._host = host
        self.card = QWidget(self)
        self.first_focus: QWidget = self.card
        self._radius_px = radius_px
        self._focus_before: QWidget | None = None
        host.installEventFilter(self)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether it lies over the window now."""
        return not self.isHidden()

    def open(self) -> None:
        """Lay it over the window, in place of any other, and take the focus."""
        if self.is_open:
            self.first_focus.setFocus()
            return
        for other in self._host.findChildren(Overlay):
            other.dismiss()
        focused = QApplication.focusWidget()
        self._focus_before = focused if focused is not None and self._host.isAncestorOf(focused) else None
        self.place()
        self.show()
        self.raise_()
        self.first_focus.setFocus(Qt.FocusReason.PopupFocusReason)
        _application().focusChanged.connect(self._follow_focus)

    def dismiss(self, *, gives_focus_back: bool = True) -> None:
        """Take it away; without effect where it is not open."""
        if not self.is_open:
            return
        _application().focusChanged.disconnect(self._follow_focus)
        before, self._focus_before = self._focus_before, None
        self.hide()
        if gives_focus_back and before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def place(self) -> None:
        """Cover the window, and put the card where it belongs in it."""
        self.setGeometry(self._host.rect())
        self.card.setGeometry(self.card_rect(self.rect().adjusted(MARGIN_PX, MARGIN_PX, -MARGIN_PX, -MARGIN_PX)))
        self.update()

    def card_rect(self, room: QRect) -> QRect:
        """Return where the card stands; `room` is the part of the window that it may use."""
        box = QRect(room.topLeft(), self.card.sizeHint().boundedTo(room.size()))
        box.moveCenter(room.center())
        return box

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go along when the window changes its size."""
        if event.type() == QEvent.Type.Resize and watched is self._host and self.is_open:
            self.place()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Claim Esc and letters before they become shortcuts of the window."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and (_is_escape(event) or _types_text(event)):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """End with Esc; no other key reaches what lies below."""
        if _is_escape(event):
            self.dismiss()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """End with a press beside the card, which does nothing else."""
        if not self.card.geometry().contains(event.position().toPoint()):
            self.dismiss()
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Let no menu of the window below open."""
        event.accept()

    def focusNextPrevChild(self, forwards: bool) -> bool:
        """Keep Tab and Shift+Tab inside the card."""
        following = list(self._tab_order(forwards=forwards))
        if following:
            reason = Qt.FocusReason.TabFocusReason if forwards else Qt.FocusReason.BacktabFocusReason
            following[0].setFocus(reason)
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the shadow and the ground of the card."""
        painter = QPainter(self)
        box = QRectF(self.card.geometry())
        _paint_shadow(painter, self.card.geometry().translated(0, SHADOW_DROP_PX), self._radius_px)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(themes.current().surface))
        painter.setPen(edge_colour())
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), self._radius_px, self._radius_px)

    def _tab_order(self, *, forwards: bool) -> Iterator[QWidget]:
        """Go once around the widgets of the card that Tab may reach, from the one after the focus."""
        start = QApplication.focusWidget() or self.first_focus
        at = start.nextInFocusChain() if forwards else start.previousInFocusChain()
        while at is not None and at is not start:
            takes_tab = bool(at.focusPolicy() & Qt.FocusPolicy.TabFocus)
            if takes_tab and self.card.isAncestorOf(at) and at.isVisible() and at.isEnabled():
                yield at
            at = at.nextInFocusChain() if forwards else at.previousInFocusChain()

    def _follow_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        # A shortcut of the window took the focus; a menu or another window has its own and comes back.
        if new is not None and new.window() is self.window() and new is not self and not self.isAncestorOf(new):
            self.dismiss(gives_focus_back=False)


def _is_escape(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Escape and event.modifiers() == Qt.KeyboardModifier.NoModifier


def _types_text(event: QKeyEvent) -> bool:
    plain = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    return bool(event.text()) and event.text().isprintable() and not event.modifiers() & ~plain


def _application() -> QApplication:
    return cast("QApplication", QApplication.instance())


def _paint_shadow(painter: QPainter, box: QRect, radius_px: int) -> None:
    """Paint the shadow of a box, stretched from a small one: what lies under the box itself is left out."""
    corner = SHADOW_PX + radius_px
    patch = _shadow(radius_px, painter.device().devicePixelRatioF(), is_dark=themes.current().is_dark)
    outer = box.adjusted(-SHADOW_PX, -SHADOW_PX, SHADOW_PX, SHADOW_PX)
    xs = (outer.left(), outer.left() + corner, outer.right() + 1 - corner, outer.right() + 1)
    ys = (outer.top(), outer.top() + corner, outer.bottom() + 1 - corner, outer.bottom() + 1)
    cuts = (0, corner, corner + 1, 2 * corner + 1)
    ratio = patch.devicePixelRatio()
    for row in range(3):
        for column in range(3):
            source = QRectF(cuts[column], cuts[row], cuts[column + 1] - cuts[column], cuts[row + 1] - cuts[row])
            target = QRectF(xs[column], ys[row], xs[column + 1] - xs[column], ys[row + 1] - ys[row])
            scaled = QRectF(source.x() * ratio, source.y() * ratio, source.width() * ratio, source.height() * ratio)
            painter.drawPixmap(target, patch, scaled)


@cache
def _shadow(radius_px: int, ratio: float, *, is_dark: bool) -> QPixmap:
    """Return the shadow of the smallest card with round corners; `ratio` is device pixels to a logical one."""
    side = 2 * (SHADOW_PX + radius_px) + 1
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 7 if is_dark else 3))
    box = QRectF(SHADOW_PX, SHADOW_PX, side - 2 * SHADOW_PX, side - 2 * SHADOW_PX)
    for layer in range(SHADOW_LAYERS):
        # Squared, so that it fades out slowly at its far end.
        spread = SHADOW_PX * (1 - layer / SHADOW_LAYERS) ** 2
        grown = box.adjusted(-spread, -spread, spread, spread)
        painter.drawRoundedRect(grown, radius_px + spread, radius_px + spread)
    painter.end()
    return pixmap
