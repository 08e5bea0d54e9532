"""Keeps snapshots: describes pictures, writes them beside the loop, hands them to the clipboard and to a drag."""

from __future__ import annotations

import asyncio
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDrag, QGuiApplication, QImage, QPixmap

from recall_viewer.clock import clock, local_time
from recall_viewer.gui.details import bytes_text
from recall_viewer.gui.notice import Word
from recall_viewer.gui.saying import said
from recall_viewer.model.problems import Problem, ProblemCode
from recall_viewer.model.status import State
from recall_viewer.protocol.events import Codec
from recall_viewer.snapshots import Snapshot, safe, save
from recall_viewer.texts import Text, of_system

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from PySide6.QtCore import QObject

    from recall_viewer.gui.outlets import ShownPicture
    from recall_viewer.model.books import Books
    from recall_viewer.model.keys import StreamKey
    from recall_viewer.model.stream import Stream

SUFFIXES = {Codec.PNG: ".png", Codec.JPEG: ".jpg", Codec.H264: ".png"}
DRAG_ICON_PX = 160


class Keeper:
    """Owns the thread that writes, so that a slow disk never blocks the window, and files lent to other programs."""

    def __init__(
        self,
        directory: Path | None,
        streams: Mapping[StreamKey, Stream],
        books: Books,
        demo_bots: Collection[str],
        *,
        say: Callable[[Word], None],
        report: Callable[[Problem], object],
    ) -> None:
        self.directory = directory or usual_directory()
        self._streams = streams
        self._books = books
        self._demo_bots = demo_bots
        self._say = say
        self._report = report
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="snapshots")
        self._lent: tempfile.TemporaryDirectory[str] | None = None

    async def keep(self, pictures: Sequence[ShownPicture]) -> None:
        """Write pictures as received, one after the other, and say what became of them."""
        saved: list[Path] = []
        # Described before the first is written: the ages are those that the person saw.
        snapshots = [self._describe(picture) for picture in pictures]
        for number, snapshot in enumerate(snapshots, 1):
            if len(snapshots) > 1:
                progress = _tr("{number} of {count}").format(number=number, count=len(snapshots))
                self._say(Word(_tr("Saving snapshots"), snapshot.stem, progress))
            write = partial(_write, snapshot, pictures[number - 1], self.directory)
            try:
                path = await asyncio.get_running_loop().run_in_executor(self._writer, write)
            except OSError as error:
                self._fail(Text("Snapshot not saved"), error)
                if saved:
                    why = said(self._why(error))
                    title = _tr("{number} of {count} snapshots saved").format(number=len(saved), count=len(snapshots))
                    self._say(replace(self._saved(saved, pictures), title=title, detail=why, is_error=True))
                return
            saved.append(path)
            self._books.snapshots += 1
        self._say(self._saved(saved, pictures))

    def copy(self, picture: ShownPicture) -> None:
        """Put a picture on the clipboard, as picture and as file."""
        try:
            path, mime = self._mime_of(picture)
        except OSError as error:
            self._fail(Text("Picture not copied"), error)
            return
        QGuiApplication.clipboard().setMimeData(mime)
        self._say(Word(_tr("Picture copied"), path.name, _facts(picture), image=picture.image))

    def drag(self, picture: ShownPicture, source: QObject) -> None:
        """Let a picture be dragged into a file manager or a chat. Runs a nested loop: never call it from a task."""
        try:
            _, mime = self._mime_of(picture)
        except OSError as error:
            self._fail(Text("Picture not copied"), error)
            return
        drag = QDrag(source)
        drag.setMimeData(mime)
        smooth = Qt.TransformationMode.SmoothTransformation
        drag.setPixmap(QPixmap.fromImage(picture.image.scaledToWidth(DRAG_ICON_PX, smooth)))
        drag.setHotSpot(QPoint(DRAG_ICON_PX // 2, 20))
        drag.exec(Qt.DropAction.CopyAction)

    def open_folder(self) -> None:
        """Open the folder of the snapshots, or the nearest one above that exists."""
        folder = self.directory
        while not folder.is_dir() and folder != folder.parent:
            folder = folder.parent
        self._open(folder)

    def close(self) -> None:
        """Wait until what was begun is written, and take back what was lent."""
        self._writer.shutdown(wait=True)
        if self._lent is not None:
            self._lent.cleanup()

    def _describe(self, picture: ShownPicture) -> Snapshot:
        frame, now = picture.frame, clock()
        age_s = now - frame.arrived_at
        stream = self._streams.get(frame.key)
        is_fresh = stream is not None and stream.shown_state(frame.arrived_at, now) in (State.LIVE, State.LATE)
        participant_id = frame.key.participant_id
        return Snapshot(
            data=b"",
            suffix=SUFFIXES[frame.codec],
            arrived=local_time(frame.arrived_at),
            bot_id=frame.key.bot_id,
            participant=safe((stream.participant.name if stream else None) or "") or f"id-{participant_id}",
            kind=stream.kind if stream else "unknown",
            video_time_s=frame.video_time_s,
            stale_s=None if is_fresh else age_s,
            is_h264=frame.codec is Codec.H264,
            is_demo=frame.key.bot_id in self._demo_bots,
        )

    def _mime_of(self, picture: ShownPicture) -> tuple[Path, QMimeData]:
        if self._lent is None:
            self._lent = tempfile.TemporaryDirectory(prefix="recall-viewer-")
        path = _write(self._describe(picture), picture, Path(self._lent.name))
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path))])
        mime.setImageData(QImage.fromData(path.read_bytes()))
        return path, mime

    def _saved(self, paths: Sequence[Path], pictures: Sequence[ShownPicture]) -> Word:
        title = _tr("Snapshot saved")
        detail, fact = paths[0].name, _facts(pictures[0])
        if len(paths) > 1:
            title = _tr("{count} snapshots saved").format(count=len(paths))
            detail, fact = str(paths[0].parent), ""
        links = (
            (_tr("Show in folder"), lambda: self._open(paths[0].parent)),
            (_tr("Copy path"), lambda: self._copy_paths(paths, pictures)),
            (_tr("Undo"), lambda: self._undo(paths)),
        )
        return Word(title, detail, fact, links, pictures[0].image)

    def _copy_paths(self, paths: Sequence[Path], pictures: Sequence[ShownPicture]) -> None:
        QGuiApplication.clipboard().setText("\n".join(map(str, paths)))
        copied = _tr("Path copied") if len(paths) == 1 else _tr("{count} paths copied").format(count=len(paths))
        self._say(replace(self._saved(paths, pictures), title=copied))

    def _open(self, folder: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._say(Word(_tr("No file manager answered"), str(folder), is_error=True))

    def _undo(self, paths: Sequence[Path]) -> None:
        for path in paths:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                self._fail(Text("Snapshot not removed"), error)

    def _fail(self, what: Text, error: OSError) -> None:
        why = self._why(error)
        detail = Text("{what}: {why}", what=what, why=why)
        self._report(Problem(ProblemCode.SNAPSHOT, detail, reason=error.strerror or ""))
        self._say(Word(said(what), said(why), is_error=True))

    def _why(self, error: OSError) -> Text:
        return Text("{why}: {where}", why=of_system(error), where=error.filename or self.directory)


def _write(snapshot: Snapshot, picture: ShownPicture, directory: Path) -> Path:
    # A picture that has to be encoded first takes its time: that is for the writing thread.
    return save(replace(snapshot, data=picture.owner.file_bytes()), directory)


def usual_directory() -> Path:
    """Return where snapshots go unless told otherwise."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)) / "Recall Viewer"


def _facts(picture: ShownPicture) -> str:
    frame = picture.frame
    if frame.codec is Codec.H264:
        # The size of the unit says nothing of the file.
        return f"{frame.width}×{frame.height} {frame.codec.usual_name}"
    return f"{frame.width}×{frame.height} {frame.codec.usual_name}, {bytes_text(len(frame.data))}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("Snapshots", text)
