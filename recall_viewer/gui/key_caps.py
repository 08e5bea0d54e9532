"""Keys as they stand on a keyboard: one cap for each key that has to be pressed, named as the platform names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QKeyCombination, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from recall_viewer.gui import theme as themes

if TYPE_CHECKING:
    from collections.abc import Sequence

CAP_PX = 20
PADDING_PX = 6
GAP_PX = 4
RADIUS_PX = 4

ARROWS = {Qt.Key.Key_Left: "←", Qt.Key.Key_Up: "↑", Qt.Key.Key_Down: "↓", Qt.Key.Key_Right: "→"}


def caps_of(keys: str) -> tuple[str, ...]:
    """Return what stands on each key of a shortcut ("Ctrl+Shift+S"), in the order in which they are named.

    Only the first stroke counts; a text that is no shortcut gives no caps.
    """
    sequence = QKeySequence(keys)
    if sequence.isEmpty():
        return ()
    pressed: QKeyCombination = sequence[0]  # type: ignore[index]  # the stubs lack the operator
    key = pressed.key()
    if key == Qt.Key.Key_unknown:
        return ()
    native = QKeySequence.SequenceFormat.NativeText
    name = QKeySequence(key).toString(native)
    held = QKeySequence(pressed).toString(native).removesuffix(name)
    # macOS writes the keys that are held as one sign each, without anything between them.
    modifiers = [part for part in held.split("+") if part] if "+" in held else list(held)
    return (*modifiers, _cap(key, name))


def spoken(caps: Sequence[str]) -> str:
    """Return the caps of one shortcut as a text for screen readers and hints."""
    return "+".join(caps)


def caps_width(caps: Sequence[str]) -> int:
    """Return the width of a row of caps, in logical pixels."""
    return sum(_cap_width(cap) for cap in caps) + GAP_PX * max(0, len(caps) - 1)


def cap_height() -> int:
    """Return the height of a cap, in logical pixels; it grows with the system's font."""
    return round(CAP_PX * themes.base_px() / themes.BASE_PX)


def edge_colour() -> QColor:
    """Return the colour of an edge that only shapes what it surrounds: between hairline and the edge of a field."""
    theme = themes.current()
    faint, strong = QColor(theme.hairline), QColor(theme.edge)
    return QColor(
        (faint.red() + strong.red()) // 2,
        (faint.green() + strong.green()) // 2,
        (faint.blue() + strong.blue()) // 2,
    )


def paint_caps(painter: QPainter, caps: Sequence[str], left: float, middle: float) -> None:
    """Paint a row of caps from `left`, centred on the height `middle`."""
    theme = themes.current()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(themes.font(11, weight=600))
    height = cap_height()
    top = round(middle - height / 2)
    for cap in caps:
        width = _cap_width(cap)
        box = QRectF(left, top, width, height)
        painter.setPen(edge_colour())
        painter.setBrush(QColor(theme.raised))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_PX, RADIUS_PX)
        painter.setPen(QColor(theme.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, cap)
        left += width + GAP_PX
    painter.restore()


class KeyCaps(QWidget):
    """One shortcut as caps, or several ways to the same thing with "or" between them."""

    def __init__(self, ways: Sequence[Sequence[str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ways = [tuple(way) for way in ways]
        self._or = _tr("or")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f" {self._or} ".join(spoken(way) for way in self._ways))

    def sizeHint(self) -> QSize:
        """Return the room that all caps need."""
        width = sum(caps_width(way) for way in self._ways) + self._between() * max(0, len(self._ways) - 1)
        return QSize(width, cap_height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the caps from the left."""
        painter = QPainter(self)
        left, middle = 0, self.height() / 2
        for number, way in enumerate(self._ways):
            if number:
                painter.setFont(themes.font(11))
                painter.setPen(QColor(themes.current().secondary))
                box = QRectF(left, 0, self._between(), self.height())
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._or)
                left += self._between()
            paint_caps(painter, way, left, middle)
            left += caps_width(way)

    def _between(self) -> int:
        return round(themes.text_width(themes.font(11), self._or)) + 2 * PADDING_PX


def _cap_width(cap: str) -> int:
    return max(cap_height(), round(themes.text_width(themes.font(11, weight=600), cap)) + 2 * PADDING_PX)


def _cap(key: Qt.Key, name: str) -> str:
    if key in ARROWS:
        return ARROWS[key]
    # Qt says Return, where most keyboards say Enter; macOS has a sign for it, which stays.
    return _tr("Enter") if key == Qt.Key.Key_Return and name.isascii() else name


def _tr(text: str) -> str:
    return QCoreApplication.translate("Keys", text)
