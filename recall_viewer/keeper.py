"""Keeps snapshots: describes the picture, writes it beside the loop, and says what became of it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage

from recall_viewer.gui.notice import Word
from recall_viewer.model.problems import Problem, ProblemCode
from recall_viewer.model.status import State
from recall_viewer.protocol.events import Codec
from recall_viewer.snapshots import Snapshot, save

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from recall_viewer.model.books import Books
    from recall_viewer.model.frames import Frame
    from recall_viewer.model.stream import Stream

SUFFIXES = {Codec.PNG: ".png", Codec.JPEG: ".jpg"}


class Keeper:
    """Owns the thread that writes, so that a slow disk never blocks the window."""

    def __init__(self, directory: Path | None, books: Books, demo_bots: Collection[str]) -> None:
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        self.directory = directory or Path(pictures) / "Recall Viewer"
        self._books = books
        self._demo_bots = demo_bots
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="snapshots")

    def describe(self, frame: Frame, stream: Stream, arrived: datetime, age_s: float, state: State) -> Snapshot:
        """Return the snapshot of a shown frame; `age_s` and `state` are those that its tile shows."""
        is_fresh = state in (State.LIVE, State.LATE)
        return Snapshot(
            data=frame.data,
            suffix=SUFFIXES[frame.codec],
            arrived=arrived,
            bot_id=frame.key.bot_id,
            participant=stream.participant.name or f"id-{stream.participant.id}",
            kind=stream.kind,
            video_time_s=frame.video_time_s,
            stale_s=None if is_fresh else age_s,
            is_demo=frame.key.bot_id in self._demo_bots,
        )

    async def save(self, snapshot: Snapshot, frame: Frame, image: QImage) -> tuple[Word, Problem | None]:
        """Write a snapshot; return what to tell the person, and the problem where it failed."""
        loop = asyncio.get_running_loop()
        try:
            path = await loop.run_in_executor(self._writer, save, snapshot, self.directory)
        except OSError as error:
            detail = f"{error.strerror or error}: {error.filename or self.directory}"
            return Word(_tr("Snapshot not saved"), detail, is_error=True), Problem(ProblemCode.SNAPSHOT, detail)
        self._books.snapshots += 1
        size = f"{frame.width}×{frame.height} {frame.codec.upper()}, {_bytes_text(len(frame.data))}"
        links = (
            (_tr("Show in folder"), lambda: _open(path.parent)),
            (_tr("Copy path"), lambda: QGuiApplication.clipboard().setText(str(path))),
            (_tr("Undo"), lambda: path.unlink(missing_ok=True)),
        )
        return Word(_tr("Snapshot saved"), path.name, size, links, image), None

    def open_folder(self) -> None:
        """Open the folder of the snapshots, or the nearest one above that exists."""
        folder = self.directory
        while not folder.is_dir() and folder != folder.parent:
            folder = folder.parent
        _open(folder)

    def close(self) -> None:
        """Wait until what was begun is written."""
        self._writer.shutdown(wait=True)


def _open(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Snapshots", text)


def _bytes_text(count: int) -> str:
    return f"{count / 2**20:.1f} MiB" if count >= 2**20 else f"{max(1, round(count / 1024))} KiB"
