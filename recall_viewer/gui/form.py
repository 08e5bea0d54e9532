"""A form: what each line is about at the left, the controls at the right, a hint below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QLabel, QWidget

from recall_viewer.gui import controls
from recall_viewer.gui import theme as themes

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLayout

ABOUT_WIDTH_PX = 136
PADDING_PX = 24
BETWEEN_PX = 16
HINT_ABOVE_PX = 4
TEXT_ABOVE_PX = 6


class Form(QWidget):
    """A page of lines. Controls keep the width that they have; a text takes what there is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(PADDING_PX, PADDING_PX, PADDING_PX, PADDING_PX)
        self._grid.setHorizontalSpacing(BETWEEN_PX)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnMinimumWidth(0, ABOUT_WIDTH_PX)
        self._grid.setColumnStretch(1, 1)

    def add(self, about: str, control: QWidget, hint: QLabel | str = "") -> None:
        """Add a line, with a hint where there is one to give."""
        row = self._begin_row()
        label = controls.label(about)
        label.setBuddy(control)
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        if isinstance(control, QLabel):
            # Both begin on one line, and the hint stands close below.
            for text in (label, control):
                text.setAlignment(Qt.AlignmentFlag.AlignTop)
                text.setContentsMargins(0, TEXT_ABOVE_PX, 0, 0)
            self._grid.addWidget(control, row, 1)
        else:
            label.setFixedHeight(themes.CONTROL_PX)
            self._grid.addLayout(_at_left(control), row, 1)
        if hint:
            self._add_hint(controls.label(hint, size_px=12, tone="secondary") if isinstance(hint, str) else hint)

    def say(self, text: str) -> None:
        """Add a remark on all lines, and end the page."""
        self._begin_row()
        self._add_hint(controls.label(text, size_px=12, tone="secondary"))
        self.end()

    def end(self) -> None:
        """Let what room is left be below the lines."""
        self._grid.setRowStretch(self._grid.rowCount(), 1)

    def _begin_row(self) -> int:
        row = self._grid.rowCount()
        if row > 1:
            self._grid.setRowMinimumHeight(row, BETWEEN_PX)
        return row + 1

    def _add_hint(self, hint: QLabel) -> None:
        hint.setWordWrap(True)
        hint.setContentsMargins(0, HINT_ABOVE_PX, 0, 0)
        self._grid.addWidget(hint, self._grid.rowCount(), 1)


def rule(*, is_upright: bool = False) -> QFrame:
    """Return a hairline, lying or upright."""
    line = QFrame()
    line.setObjectName("rule")
    if is_upright:
        line.setFixedWidth(1)
    else:
        line.setFixedHeight(1)
    return line


def _at_left(control: QWidget) -> QLayout:
    line = QHBoxLayout()
    line.addWidget(control)
    if isinstance(control, QCheckBox) or control.maximumWidth() < 1000:
        line.addStretch()
    return line
