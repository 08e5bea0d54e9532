"""Where the window stood: noted when it closes, and found again on whatever screens there are then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6 import QtCore
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QGuiApplication, QRegion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

DEFAULT_SIZE_PX = (1280, 800)
TITLE_BAR_PX = 32
"""Left free above a window that is moved, so that its title bar can be taken hold of; no desktop's is much higher."""
FOLDS_BELOW = (480, 360)
"""A window that is narrower or lower has no room for a menu bar."""
SCREENLESS = ("offscreen", "minimal")
"""Platforms whose screen is only said to be there: nothing is fitted to it."""

State = Literal["normal", "maximised", "full_screen"]


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a window stands when it is neither maximised nor full screen, without its frame, in logical pixels.

    `state` says which of these it is.
    """

    left_px: int
    top_px: int
    width_px: int
    height_px: int
    state: State = "normal"

    @property
    def rect(self) -> QRect:
        """The same as a rectangle."""
        return QRect(self.left_px, self.top_px, self.width_px, self.height_px)


def place(saved: QRect, screens: Sequence[QRect]) -> QRect:
    """Return where a window belongs that stood at `saved`: there, if all of it can be seen, else wholly on one screen.

    That screen is the one that shows most of it, else the nearest. `screens` are the parts of the screens that windows
    may use; without any the window stays as it was. It is never made larger than its screen.
    """
    if not screens:
        return QRect(saved)
    home = max(screens, key=lambda screen: (_shared_px(saved, screen), -_distance_px(saved, screen)))
    is_too_large = saved.width() > home.width() or saved.height() > home.height()
    if not is_too_large and _is_seen(saved, screens):
        return QRect(saved)
    room = home.adjusted(0, TITLE_BAR_PX, 0, 0) if home.height() > TITLE_BAR_PX else home
    width, height = min(saved.width(), room.width()), min(saved.height(), room.height())
    left = min(max(saved.left(), room.left()), room.right() + 1 - width)
    top = min(max(saved.top(), room.top()), room.bottom() + 1 - height)
    return QRect(left, top, width, height)


def first_size(available: QSize | None) -> QSize:
    """Return the size of a window that never stood anywhere: with its title bar it has room on its screen.

    `available` is the part of the screen that windows may use, None where there is no real one.
    """
    usual = QSize(*DEFAULT_SIZE_PX)
    return usual if available is None else usual.boundedTo(available - QSize(0, TITLE_BAR_PX))


def is_small(window: QWidget) -> bool:
    """Say whether a window has no room for a menu bar."""
    return window.width() < FOLDS_BELOW[0] or window.height() < FOLDS_BELOW[1]


def restore(window: QWidget, saved: Placement | None) -> None:
    """Put a window that is not shown yet where it stood; without a placement it gets its size, and no place."""
    if saved is None:
        primary = QGuiApplication.primaryScreen()
        window.resize(first_size(primary.availableSize() if primary and _screens() else None))
        return
    window.setGeometry(place(saved.rect, _screens()))
    if saved.state == "maximised":
        window.setWindowState(QtCore.Qt.WindowState.WindowMaximized)
    elif saved.state == "full_screen":
        window.setWindowState(QtCore.Qt.WindowState.WindowFullScreen)


def of(window: QWidget) -> Placement:
    """Return where a window stands now."""
    states = window.windowState()
    state: State = "normal"
    if QtCore.Qt.WindowState.WindowFullScreen in states:
        state = "full_screen"
    elif QtCore.Qt.WindowState.WindowMaximized in states:
        state = "maximised"
    # Qt knows no normal place of a window that was never shown as a normal one.
    normal = window.normalGeometry()
    rect = normal if normal.isValid() else window.geometry()
    return Placement(rect.left(), rect.top(), rect.width(), rect.height(), state)


def _screens() -> list[QRect]:
    if QGuiApplication.platformName() in SCREENLESS:
        return []
    return [screen.availableGeometry() for screen in QGuiApplication.screens()]


def _is_seen(rect: QRect, screens: Sequence[QRect]) -> bool:
    unseen = QRegion(rect)
    for screen in screens:
        unseen -= QRegion(screen)
    return unseen.isEmpty()


def _shared_px(rect: QRect, screen: QRect) -> int:
    shared = rect.intersected(screen)
    return shared.width() * shared.height() if shared.isValid() else 0


def _distance_px(rect: QRect, screen: QRect) -> int:
    apart: QPoint = rect.center() - screen.center()
    return apart.manhattanLength()
