"""A line above the gallery that names a remedy; it stays until it is closed or no longer true."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from recall_viewer.gui import controls

COPY_FROM_PX = 560
AROUND_TITLE_PX = 90
"""Sign, close button and air beside the title."""
SETTING = "recording_mode: gallery_view_v2"


class SpeakerViewBanner(QWidget):
    """Says that a bot sends the active speaker only, and what to set instead.

    Signals:
        dismissed: the person closed it, for the bot it speaks of.
    """

    dismissed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bot_id: str | None = None
        self._says = ""
        self.setObjectName("banner")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(44)
        self._title = controls.label(weight=600, tone="amber")
        self._advice = controls.label(self.tr("To get everyone, create it with"))
        self._setting = controls.label(SETTING, size_px=12, is_mono=True)
        self._copy = controls.push_button(self.tr("Copy setting"), "copy")
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText('"recording_mode": "gallery_view_v2"'))
        self.close_button = controls.icon_button("close", self.tr("Close"))
        self.close_button.clicked.connect(lambda: self.dismissed.emit(self._bot_id or ""))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(controls.Sign("problems", "amber", 16))
        self._words = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._words.setSpacing(8)
        self._words.addWidget(self._title)
        self._words.addWidget(self._advice)
        self._words.addWidget(self._setting)
        row.addLayout(self._words)
        row.addStretch(1)
        row.addWidget(self._copy)
        row.addWidget(self.close_button)
        self.hide()

    def speak_of(self, bot_id: str | None) -> None:
        """Show it for a bot, or hide it."""
        self._bot_id = bot_id
        if bot_id is not None:
            which = bot_id[:8] or self.tr("(no id)")
            self._says = self.tr("Bot {bot} sends the active speaker only (id 0).").format(bot=which)
            self.setToolTip(controls.hint(f"{self._says} {self._advice.text()} {SETTING}"))
            self._fit()
        self.setVisible(bot_id is not None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the remedy on a second line where there is no room beside, with fewer words; the hint says it all."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        has_copy = self.width() >= COPY_FROM_PX
        room_px = self.width() - AROUND_TITLE_PX - (self._copy.sizeHint().width() + 8 if has_copy else 0)
        title_px = self._title.fontMetrics().horizontalAdvance(self._says)
        is_wide = room_px >= title_px + self._advice.sizeHint().width() + self._setting.sizeHint().width() + 16
        self._copy.setVisible(has_copy)
        self._advice.setVisible(is_wide)
        self._words.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)
        self._words.setSpacing(8 if is_wide else 0)
        self._title.setText(self._title.fontMetrics().elidedText(self._says, Qt.TextElideMode.ElideRight, room_px))
