"""A line above the gallery that names a remedy; it stays until it is closed or no longer true."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from recall_viewer.gui import controls, icons

ADVICE_FROM_PX = 900
COPY_FROM_PX = 560
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
        self.setObjectName("banner")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(44)
        self._title = controls.label(weight=600, tone="amber")
        self._advice = controls.label(self.tr("To get everyone, create it with"))
        self._setting = controls.label(SETTING, size_px=12, is_mono=True)
        sign = QLabel()
        sign.setPixmap(icons.icon("problems", "amber").pixmap(QSize(16, 16)))
        self._copy = controls.push_button(self.tr("Copy setting"), "copy")
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText('"recording_mode": "gallery_view_v2"'))
        self.close_button = controls.icon_button("close", self.tr("Close"))
        self.close_button.clicked.connect(lambda: self.dismissed.emit(self._bot_id or ""))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(sign)
        row.addWidget(self._title, 1)
        row.addWidget(self._advice)
        row.addWidget(self._setting)
        row.addStretch(2)
        row.addWidget(self._copy)
        row.addWidget(self.close_button)
        self.hide()

    def speak_of(self, bot_id: str | None) -> None:
        """Show it for a bot, or hide it."""
        self._bot_id = bot_id
        if bot_id is not None:
            which = bot_id[:8] or self.tr("(no id)")
            self._title.setText(self.tr("Bot {bot} sends the active speaker only (id 0).").format(bot=which))
            self.setToolTip(f"{self._title.text()} {self._advice.text()} {SETTING}")
        self.setVisible(bot_id is not None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say less where there is no room; the hint says it all."""
        super().resizeEvent(event)
        self._advice.setVisible(self.width() >= ADVICE_FROM_PX)
        self._setting.setVisible(self.width() >= ADVICE_FROM_PX)
        self._copy.setVisible(self.width() >= COPY_FROM_PX)
