"""The row under the menus: filter, how many streams it lets through, and what is done most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QWidget

from recall_viewer.gui import controls
from recall_viewer.gui import theme as themes
from recall_viewer.gui.filter_field import FilterField
from recall_viewer.gui.summary import plural

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


LAYOUTS = ("auto", "grid", "stage")
BUTTONS = ("snapshot", "freeze", "problems", "details", "settings")
WORDLESS = ("settings",)
BEGINS_GROUP = ("snapshot", "problems")
"""A line stands before these."""
RULE_HEIGHT_PX = 20
ICONS_ONLY_BELOW_PX = 900
NARROWEST_FIELD_PX = 200
"""Words on the buttons give way before the filter field becomes narrower than this."""
LEAST_BUTTON_PX = 28
COUNT_HIDES_BELOW_PX = 640


class Toolbar(QWidget):
    """Holds the filter field, the count beside it, and buttons of the table of actions."""

    def __init__(self, actions: Mapping[str, QAction], menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("toolbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(themes.TOOLBAR_PX)
        self.field = FilterField(self)
        self._sign = controls.Sign("problems", "amber", 14)
        self._sign.hide()
        self._count = controls.label(weight=500)
        self._problems = 0
        self._segments: list[QToolButton] = []
        self._buttons = [self._button(actions[name]) for name in BUTTONS]
        self._more = controls.icon_button("more", self.tr("Menu"))
        self._more.clicked.connect(lambda: menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft())))
        self._more.hide()
        self._row = row = QHBoxLayout(self)
        # With its edge below, the middle of the bar is a pixel higher.
        row.setContentsMargins(8, 0, 8, 2)
        row.setSpacing(8)
        # The field takes all room up to its own width before the gap does.
        row.addWidget(self.field, 100)
        row.addSpacing(4)
        row.addWidget(self._sign)
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(self._switch(actions))
        row.addSpacing(4)
        self._rules = [_rule(), _rule()]
        for name, button in zip(BUTTONS, self._buttons, strict=True):
            if name in BEGINS_GROUP:
                row.addWidget(self._rules[BEGINS_GROUP.index(name)], 0, Qt.AlignmentFlag.AlignVCenter)
            row.addWidget(button)
        row.addWidget(self._more)
        for button in (*self._buttons, self._more):
            button.setFixedHeight(themes.CONTROL_PX)

    def show_count(self, visible: int, total: int, missing: Sequence[str] = (), *, is_filtered: bool) -> None:
        """Say how many streams pass, amber where none does, and which bots are asked for and not here."""
        text = self.tr("{visible} of {total}").format(visible=visible, total=total)
        if not is_filtered:
            text = plural(total, self.tr("stream"), self.tr("streams")) if total else ""
        if visible and missing and self.width() >= ICONS_ONLY_BELOW_PX:
            more = f" +{len(missing) - 1}" if len(missing) > 1 else ""
            text += " · " + self.tr("waiting for {id}").format(id=missing[0][:8]) + more
        self._count.setToolTip("\n".join(self.tr("Waiting for bot {id}…").format(id=one) for one in missing))
        is_warning = is_filtered and not visible
        self._sign.setVisible(is_warning)
        self._count.setVisible(is_filtered or self.width() >= COUNT_HIDES_BELOW_PX)
        if text != self._count.text():
            self._count.setText(text)
            self._label_buttons()
        controls.set_tone(self._count, "amber" if is_warning else "secondary")

    def show_problems(self, count: int) -> None:
        """Say how many groups of problems there are."""
        self._problems = count
        self._label_buttons()

    @property
    def is_folded(self) -> bool:
        """Whether one button holds all menus."""
        return not self._more.isHidden()

    def button_texts(self) -> dict[str, str]:
        """Return what stands on the buttons, by the name of their action."""
        return {name: button.text() for name, button in zip(BUTTONS, self._buttons, strict=True)}

    def fold(self, *, is_folded: bool) -> None:
        """Show a button with all menus in a small window, where the menu bar has no room."""
        self._more.setVisible(is_folded)
        for name, button in zip(BUTTONS, self._buttons, strict=True):
            button.setVisible(not is_folded or name == "snapshot")
        self._row.activate()

    def resizeEvent(self, event: object) -> None:
        """Show words where there is room, else icons alone."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._label_buttons()

    def _switch(self, actions: Mapping[str, QAction]) -> QWidget:
        """Make the switch between the layouts."""
        frame = QFrame(self)
        frame.setObjectName("switch")
        frame.setFixedHeight(themes.CONTROL_PX)
        row = QHBoxLayout(frame)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        for name in LAYOUTS:
            button = self._button(actions[name])
            button.setObjectName("segment")
            self._segments.append(button)
            row.addWidget(button)
        return frame

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton()
        button.setObjectName("flat")
        button.setDefaultAction(action)
        button.setAccessibleName(action.text().removesuffix("…"))
        button.setIconSize(QSize(16, 16))
        return button

    def _label_buttons(self) -> None:
        is_wide = self.width() >= max(ICONS_ONLY_BELOW_PX, self._width_with_words_px())
        for rule in self._rules:
            rule.setVisible(is_wide)
        for name, button in zip((*LAYOUTS, *BUTTONS), (*self._segments, *self._buttons), strict=True):
            has_words = is_wide and name not in WORDLESS
            beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
            button.setToolButtonStyle(beside if has_words else Qt.ToolButtonStyle.ToolButtonIconOnly)
            action = button.defaultAction()
            count = f"  {self._problems}" if name == "problems" and self._problems else ""
            # The button takes this text again whenever the action changes; one set on the button itself would be lost.
            action.setIconText(f"  {action.text().removesuffix('…')}{count}")
            button.setMinimumWidth(_width_px(button) if has_words else LEAST_BUTTON_PX)
        # At once: a window may paint before a layout that was only asked for, with buttons squeezed to nothing.
        self._row.activate()

    def _width_with_words_px(self) -> int:
        """Return how wide it has to be for words on the buttons and a field of some use."""
        worded = [*self._segments, *(button for button in self._buttons if button is not self._buttons[-1])]
        apart_px = self._row.spacing() * (len(self._buttons) + 4 + len(self._rules)) + len(self._rules)
        rest_px = NARROWEST_FIELD_PX + self._count.sizeHint().width() + self._buttons[-1].sizeHint().width()
        return sum(_width_px(button) for button in worded) + rest_px + apart_px


def _rule() -> QFrame:
    """Return the line between two groups of buttons."""
    made = QFrame()
    made.setObjectName("rule")
    made.setFixedSize(1, RULE_HEIGHT_PX)
    return made


def _width_px(button: QToolButton) -> int:
    """Return how wide a button is with its words."""
    return QFontMetrics(button.font()).horizontalAdvance(button.defaultAction().iconText()) + 44
