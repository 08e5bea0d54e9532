"""Streams that left are kept with their last picture, bounded in number and in bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea

from recall_viewer.decoding.decoders import Picture
from recall_viewer.gui.outlets import ShownPicture
from recall_viewer.gui.recent import MOST_BYTES, MOST_ENTRIES, Left, RecentOverlay, RecentStreams
from recall_viewer.model.books import Passage
from recall_viewer.model.frames import Frame
from recall_viewer.model.keys import StreamKey
from recall_viewer.protocol.events import Codec, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from tests.gui.stand import Stand


def picture(size_bytes: int = 1000) -> ShownPicture:
    frame = Frame(StreamKey("b", 1, "camera"), Codec.PNG, bytes(size_bytes), 64, 36, None, 0.0, Passage())
    image = QImage(64, 36, QImage.Format.Format_RGB888)
    image.fill(Qt.GlobalColor.red)
    return ShownPicture(frame, image, Picture(frame, image, (image.width(), image.height()), None))


def test_only_the_last_fifty_are_kept_the_latest_first() -> None:
    recent = RecentStreams()
    for number in range(MOST_ENTRIES + 10):
        recent.add(Left(str(number), Kind.CAMERA, "", None))
    names = [left.name for left in recent.entries()]
    assert names == [str(number) for number in range(MOST_ENTRIES + 9, 9, -1)]


def test_the_oldest_pictures_make_room() -> None:
    recent = RecentStreams()
    for number in range(10):
        recent.add(Left(str(number), Kind.CAMERA, "", picture(MOST_BYTES // 4)))
    assert recent.size_bytes <= MOST_BYTES
    assert recent.entries()[0].name == "9"
    recent.shrink(MOST_BYTES // 2)
    assert len(recent.pictures()) == 1
    assert len(recent.entries()) == 10
    recent.shrink(0)
    assert recent.pictures() == []


def test_the_list_shows_who_left_and_saves_the_picture(stand: Stand, qtbot: QtBot) -> None:
    overlay = RecentOverlay(stand.window)
    shown = picture()
    asked: list[object] = []
    overlay.snapshot_asked.connect(asked.append)
    overlay.ask([Left("Ada <b>", Kind.CAMERA, "10:42", shown), Left("Tom", Kind.SCREENSHARE, "10:40", None)])
    stand.settle()
    texts = [label.text() for label in overlay.findChildren(QLabel)]
    assert {"Ada <b>", "Tom", "camera · 10:42", "screenshare · 10:40"} <= set(texts)
    (save,) = [button for button in overlay.findChildren(QPushButton) if "Snapshot" in button.text()]
    qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    assert asked == [shown]
    overlay.dismiss()
    stand.settle()
    assert save not in overlay.findChildren(QPushButton)
    assert not overlay.is_open


def test_an_empty_list_says_so(stand: Stand) -> None:
    overlay = RecentOverlay(stand.window)
    overlay.ask([])
    assert "No stream has left yet." in [label.text() for label in overlay.findChildren(QLabel)]
    overlay.dismiss()


@pytest.mark.usefixtures("german")
def test_in_the_smallest_window_every_row_is_whole(stand: Stand) -> None:
    stand.window.resize(400, 300)
    overlay = RecentOverlay(stand.window)
    overlay.ask([Left("Ada Lovelace", Kind.SCREENSHARE, "b07d55e8 · 10:42:17", picture())])
    stand.settle()
    (area,) = overlay.findChildren(QScrollArea)
    assert area.horizontalScrollBar().maximum() == 0
    overlay.dismiss()


@pytest.mark.parametrize("dark", [True, False])
def test_the_list_has_the_ground_of_its_card(make_stand: Callable[..., Stand], *, dark: bool) -> None:
    stand = make_stand(dark=dark)
    overlay = stand.window.overlays().recent
    overlay.ask([Left("Ada", Kind.CAMERA, "10:42", picture())])
    stand.settle()
    image = stand.image()
    (rows,) = overlay.findChildren(QScrollArea)
    listed = rows.mapTo(stand.window, rows.rect().center())
    beside = overlay.card.mapTo(stand.window, QPoint(12, overlay.card.height() // 2))
    assert image.pixelColor(listed) == image.pixelColor(beside)
