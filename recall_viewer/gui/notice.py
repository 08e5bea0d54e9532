"""A short word at the lower left of the gallery that asks for nothing and goes by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QEnterEvent, QImage, QPixmap
from PySide6.QtWidgets import QGraphicsOpacityEffect, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from recall_viewer.gui import controls
from recall_viewer.gui import theme as themes
from recall_viewer.gui.fade import Fade
from recall_viewer.gui.start_parts import flush_link

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


STAYS_MS = 6000
FADE_IN_MS = 120
FADE_OUT_MS = 160
WIDTH_PX = 432
LINKS_APART_PX = 15
"""With their own edges it is a little more."""
MARGIN_PX = 12


@dataclass(frozen=True, slots=True)
class Word:
    """What a notice says: a title, a detail, a fact at the right, and links that do something."""

    title: str
    detail: str = ""
    fact: str = ""
    links: Sequence[tuple[str, Callable[[], None]]] = ()
    image: QImage | None = None
    is_error: bool = False


class Notice(QWidget):
    """Lies over the gallery and moves no tile; waits while the pointer or the focus is on it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.is_motion_reduced = False
        self._ground = parent
        self.setObjectName("notice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._thumbnail = QLabel()
        self._title = controls.label(weight=600)
        self._fact = controls.label(size_px=12, tone="secondary")
        self._detail = controls.label(size_px=12)
        self._links = QHBoxLayout()
        self._links.setContentsMargins(0, 2, 0, 2)
        self._links.setSpacing(LINKS_APART_PX)
        close = controls.icon_button("close", self.tr("Close"))
        close.setFixedHeight(themes.CONTROL_PX)
        close.clicked.connect(self.hide)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addSpacing(12)
        head.addStretch()
        head.addWidget(self._fact)
        head.addWidget(close)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addLayout(head)
        column.addSpacing(2)
        column.addWidget(self._detail)
        column.addSpacing(5)
        column.addLayout(self._links)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 8, 4)
        row.setSpacing(12)
        row.addWidget(self._thumbnail)
        row.addLayout(column, 1)
        self._timer = QTimer(self, singleShot=True, interval=STAYS_MS)
        self._timer.timeout.connect(self._end)
        self._fade = Fade(self, self._show_fade)
        self._fade.finished.connect(self._faded)
        self._opacity = QGraphicsOpacityEffect(self)
        self._opacity.setEnabled(False)
        self.setGraphicsEffect(self._opacity)
        self.hide()

    def say(self, word: Word) -> None:
        """Show a word in place of the last one."""
        self._title.setText(word.title)
        controls.set_tone(self._title, "red" if word.is_error else "")
        self._fact.setText(word.fact)
        # Beside a picture it is the name of its file.
        self._detail.setFont(themes.font(12, is_mono=word.image is not None))
        room = WIDTH_PX - 40 - (108 if word.image else 0)
        self._detail.setWordWrap(word.is_error)
        if word.is_error:
            self._detail.setText(word.detail)
        else:
            metrics = self._detail.fontMetrics()
            self._detail.setText(metrics.elidedText(word.detail, Qt.TextElideMode.ElideMiddle, room))
        self._detail.setToolTip(controls.hint(word.detail) if self._detail.text() != word.detail else "")
        self._detail.setVisible(bool(word.detail))
        self._show_thumbnail(word.image)
        self._show_links(word.links)
        self.setAccessibleName(f"{word.title} {word.detail}")
        self._row.activate()
        self.setMinimumWidth(0)
        most_px = self._ground.width() - 2 * MARGIN_PX
        self.setMaximumWidth(most_px)
        wanted_px = max(WIDTH_PX, self.sizeHint().width() if not word.is_error else 0)
        self._thumbnail.setVisible(word.image is not None and wanted_px <= most_px)
        self.setFixedWidth(min(wanted_px, most_px))
        # Adjusted by itself, its height would be that of lines broken for a narrower notice.
        height_px = self.heightForWidth(self.width()) if self.hasHeightForWidth() else self.sizeHint().height()
        self.resize(self.width(), height_px)
        self.place()
        self._appear()
        self._timer.start()

    def move_to(self, ground: QWidget) -> None:
        """Lie over another part of the window from now on; what it said is gone."""
        self._ground = ground
        self.setParent(ground)

    def place(self) -> None:
        """Stand at the lower left of the parent."""
        self.move(MARGIN_PX, self._ground.height() - self.height() - MARGIN_PX)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Wait while it is looked at."""
        super().enterEvent(event)
        self._timer.stop()
        self._fade.jump(1.0)

    def leaveEvent(self, event: QEvent) -> None:
        """Go on counting."""
        super().leaveEvent(event)
        self._timer.start()

    def _end(self) -> None:
        if self.isAncestorOf(self.focusWidget() or self) and self.focusWidget() and self.focusWidget().hasFocus():
            self._timer.start()
        elif self.is_motion_reduced:
            self.hide()
        else:
            self._fade.go(0.0, FADE_OUT_MS)

    def _appear(self) -> None:
        if self.isVisible() or self.is_motion_reduced:
            self._fade.jump(1.0)
        else:
            self._fade.go(1.0, FADE_IN_MS, since=0.0)
        self.show()
        self.raise_()

    def _show_fade(self) -> None:
        # Without a use for it an effect would only cost time with every paint.
        self._opacity.setEnabled(self._fade.share < 1)
        self._opacity.setOpacity(self._fade.share)

    def _faded(self) -> None:
        if self._fade.share == 0:
            self.hide()

    def _show_thumbnail(self, image: QImage | None) -> None:
        self._thumbnail.setVisible(image is not None)
        if image is not None:
            smooth = Qt.TransformationMode.SmoothTransformation
            small = image.scaled(96, 60, Qt.AspectRatioMode.KeepAspectRatio, smooth)
            self._thumbnail.setPixmap(QPixmap.fromImage(small))

    def _show_links(self, links: Sequence[tuple[str, Callable[[], None]]]) -> None:
        while (item := self._links.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for text, action in links:
            button = flush_link(text)
            # A press keeps the focus, and so the keys, where they are. What it said is settled, or no longer true.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(self.hide)
            button.clicked.connect(action)
            self._links.addWidget(button)
            # Hidden until the next turn of the loop, it would have no share in the width that is asked for now.
            button.show()
        self._links.addStretch()
