"""One line of the Details panel: what, how much, and a button that copies it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from recall_viewer.gui import controls, icons
from recall_viewer.gui import theme as themes

ROW_PX = 22
COPY_PX = 20
LONGEST_LABEL_PX = 130
"""All measures are those at a base of 13 px; see `theme.scaled`."""
GAP_PX = 4
NONE = "—"
"""What stands where nothing is known."""
ID_BEGIN, ID_END = 8, 4
"""Letters of an id that stand at its ends; the button copies all of it."""


class FactRow(QWidget):
    """A label and a value. Both have fixed places, so that a new value lays out nothing.

    Signals:
        copy_asked: the person wants the whole value in the clipboard.
    """

    copy_asked = Signal(str)

    def __init__(
        self, width_px: int, label: str, copy: str = "", *, is_id: bool = False, is_mono: bool = False
    ) -> None:
        super().__init__()
        self._width_px = width_px
        self._is_id = is_id
        self._name = self._whole = ""
        self._label = controls.label(size_px=12, tone="secondary")
        self._value = controls.label(size_px=12, weight=400 if is_mono else 500, is_mono=is_mono)
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._value.setContentsMargins(0, 0, 0, 2 * _drop_px(self._label, self._value))
        self._copy = controls.icon_button("copy", copy) if copy else None
        self._height_px = themes.scaled(ROW_PX)
        self.setFixedSize(width_px, self._height_px)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_PX)
        row.addWidget(self._label)
        row.addWidget(self._value)
        if self._copy is not None:
            self._copy.setObjectName("small")
            self._copy.setIcon(icons.icon("copy", "secondary"))
            self._copy.setIconSize(QSize(16, 16))
            self._copy.setFixedSize(themes.scaled(COPY_PX), themes.scaled(COPY_PX))
            self._copy.clicked.connect(lambda: self.copy_asked.emit(self._whole))
            policy = self._copy.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            self._copy.setSizePolicy(policy)
            row.addWidget(self._copy)
        self.show_label(label)

    @property
    def texts(self) -> tuple[str, str]:
        """The label and the value as they stand there."""
        return self._label.text(), self._value.text()

    def show_label(self, text: str) -> None:
        """Say what the value is."""
        metrics = self._label.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, themes.scaled(LONGEST_LABEL_PX))
        if shown == self._label.text():
            return
        self._label.setText(shown)
        self._label.setFixedSize(metrics.horizontalAdvance(shown) + 1, self._height_px)
        taken_px = self._label.width() + GAP_PX + (self._copy.width() + GAP_PX if self._copy else 0)
        self._value.setFixedSize(self._width_px - taken_px, self._height_px)
        self._name = text

    def show_value(self, text: str) -> None:
        """Say the value; a long one gives way in its middle."""
        if text == self._whole:
            return
        self._whole = text
        shown = text
        if self._is_id and len(text) > ID_BEGIN + ID_END + 1:
            shown = f"{text[:ID_BEGIN]}…{text[-ID_END:]}"
        metrics = self._value.fontMetrics()
        shown = metrics.elidedText(shown, Qt.TextElideMode.ElideMiddle, self._value.width())
        self._value.setText(shown)
        self._value.setToolTip(controls.hint(text) if shown != text else "")
        self._value.setAccessibleName(f"{self._name}: {text}")
        # Else the hint is read out, marks and all.
        self._value.setAccessibleDescription(text if shown != text else "")
        if self._copy is not None:
            self._copy.setVisible(text not in ("", NONE))


def _drop_px(one: QLabel, other: QLabel) -> int:
    """Return by how much the second of two texts stands lower than the first where both are centred."""
    first, second = one.fontMetrics(), other.fontMetrics()
    return max(0, round((second.ascent() - second.descent() - first.ascent() + first.descent()) / 2))
