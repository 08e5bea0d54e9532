"""Streams that left, with their last picture: nothing that was seen is lost at once."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from recall_viewer.gui import controls
from recall_viewer.gui.look import kind_name
from recall_viewer.gui.overlay import Overlay

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from recall_viewer.gui.outlets import ShownPicture
    from recall_viewer.protocol.events import Kind

MOST_ENTRIES = 50
MOST_BYTES = 64 * 2**20
"""Encoded pictures of streams that left; the oldest go first."""
THUMBNAIL_PX = QSize(96, 54)
CARD_PX = QSize(620, 460)


@dataclass(frozen=True, slots=True)
class Left:
    """One stream that left; `about` says which bot, and when.

    `picture` is its last one, `None` where there was none to keep.
    """

    name: str
    kind: Kind
    about: str
    picture: ShownPicture | None

    @property
    def size_bytes(self) -> int:
        """Memory of its picture, encoded and decoded."""
        return self.picture.encoded_bytes + self.picture.decoded_bytes if self.picture else 0


class RecentStreams:
    """The last ones that left, bounded in number and in bytes; the latest first."""

    def __init__(self) -> None:
        self._left: deque[Left] = deque(maxlen=MOST_ENTRIES)

    def add(self, left: Left) -> None:
        """Take one in; the oldest make room."""
        self._left.appendleft(left)
        self.shrink(max(MOST_BYTES, left.size_bytes))

    def shrink(self, limit_bytes: int) -> int:
        """Let go of the oldest pictures until the rest takes no more than this; who it was is still told.

        Returns how many went.
        """
        before = len(self.pictures())
        for number in reversed(range(len(self._left))):
            if self.size_bytes <= limit_bytes:
                break
            self._left[number] = replace(self._left[number], picture=None)
        return before - len(self.pictures())

    @property
    def size_bytes(self) -> int:
        """Memory of all pictures kept."""
        return sum(left.size_bytes for left in self._left)

    def pictures(self) -> list[ShownPicture]:
        """Return all pictures kept."""
        return [left.picture for left in self._left if left.picture]

    def entries(self) -> list[Left]:
        """Return them, the latest first."""
        return list(self._left)


class RecentOverlay(Overlay):
    """Lists the streams that left.

    Signals:
        snapshot_asked: the person wants the picture (`ShownPicture`) on disk.
    """

    snapshot_asked = Signal(object)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, radius_px=10)
        close = controls.icon_button("close", self.tr("Close"))
        close.clicked.connect(self.dismiss)
        head = QHBoxLayout()
        head.addWidget(controls.label(self.tr("Recent"), size_px=20, weight=600))
        head.addStretch()
        head.addWidget(close)
        self._list = QScrollArea()
        self._list.setWidgetResizable(True)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setObjectName("recent")
        column = QVBoxLayout(self.card)
        column.setContentsMargins(24, 20, 16, 20)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self._list)
        self.first_focus = close
        self.closed.connect(self._clear)

    def ask(self, entries: list[Left]) -> None:
        """Show these, the latest first."""
        rows = QWidget()
        rows.setObjectName("recentRows")
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        if not entries:
            column.addWidget(controls.label(self.tr("No stream has left yet."), tone="secondary"))
        for left in entries:
            column.addLayout(self._row(left))
        column.addStretch()
        self._list.setWidget(rows)
        self.open()

    def card_rect(self, room: QRect) -> QRect:
        """Stand in the middle of the window."""
        box = QRect(room.topLeft(), CARD_PX.boundedTo(room.size()))
        box.moveCenter(room.center())
        return box

    def _clear(self) -> None:
        """Hold no picture while nobody looks."""
        rows = self._list.takeWidget()
        if rows is not None:
            rows.deleteLater()

    def _row(self, left: Left) -> QHBoxLayout:
        thumbnail = QLabel()
        thumbnail.setFixedSize(THUMBNAIL_PX)
        thumbnail.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(thumbnail)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(controls.Line(left.name, weight=600))
        words.addWidget(controls.Line(f"{kind_name(left.kind)} · {left.about}", size_px=12, tone="secondary"))
        row.addLayout(words, 1)
        if left.picture is not None:
            thumbnail.setPixmap(_small(left.picture.image))
            save = controls.push_button(self.tr("Snapshot"), "camera")
            save.setAccessibleName(f"{self.tr('Snapshot')} {left.name}")
            save.clicked.connect(lambda: self.snapshot_asked.emit(left.picture))
            row.addWidget(save)
        return row


def _small(image: QImage) -> QPixmap:
    smooth = Qt.TransformationMode.SmoothTransformation
    return QPixmap.fromImage(image.scaled(THUMBNAIL_PX, Qt.AspectRatioMode.KeepAspectRatio, smooth))
