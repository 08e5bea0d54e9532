"""The real window without a server: events go in by hand, under a clock that stands still until it is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from recall_viewer.decoding.decoders import PngDecoder
from recall_viewer.gui import theme
from recall_viewer.gui.key_desk import KeyDesk
from recall_viewer.gui.outlets import Outlets, ShownPicture
from recall_viewer.gui.outside import Facts, Requests
from recall_viewer.gui.store import Choices, Store
from recall_viewer.gui.window import MainWindow
from recall_viewer.model.books import Books, Fate
from recall_viewer.model.gallery import Gallery
from recall_viewer.model.problems import Problems
from recall_viewer.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Collection

    from recall_viewer.gui.tile import Tile
    from recall_viewer.model.changes import Change
    from recall_viewer.model.frames import Frame
    from recall_viewer.model.keys import StreamKey
    from recall_viewer.protocol.events import Event, Kind


@dataclass
class Stand:
    """A window, what it shows, and what it asked for."""

    now: float = 1000.0
    dark: bool = True
    books: Books = field(default_factory=Books)
    problems: Problems = field(default_factory=Problems)
    demo_bots: set[str] = field(default_factory=set)
    silent_connections: int = 0
    rooms_px: dict[StreamKey, tuple[int, int] | None] = field(default_factory=dict)
    preferred: list[Collection[StreamKey]] = field(default_factory=list)
    painted: list[Frame] = field(default_factory=list)
    superseded: list[Frame] = field(default_factory=list)
    missed: list[Frame] = field(default_factory=list)
    snapshots: list[ShownPicture] = field(default_factory=list)
    copied: list[ShownPicture] = field(default_factory=list)
    dragged: list[ShownPicture] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    corrected: list[tuple[StreamKey, Kind]] = field(default_factory=list)
    window: MainWindow = field(default_factory=MainWindow)

    def __post_init__(self) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        chosen = theme.DARK if self.dark else theme.LIGHT
        if application.property("theme") != self.dark:
            theme.apply(application, chosen)
            application.setProperty("theme", self.dark)
        self.gallery = Gallery(self.books)
        self.store = Store()
        # A picture is probed as soon as it is there.
        self.store.choices = Choices(reduced_motion=True)
        self.key_desk = KeyDesk()
        self.newest: dict[StreamKey, Frame] = {}
        self.window.fill(self._facts(), self._requests())
        self.window.show_address("ws://127.0.0.1:8765/")
        self.window.show()
        # Where an earlier test left the pointer, a tile would be taken for the one that is meant.
        QTest.mouseMove(self.window, QPoint(1, 1))
        self.settle()

    def _facts(self) -> Facts:
        return Facts(
            gallery=self.gallery,
            books=self.books,
            problems=self.problems,
            clock=lambda: self.now,
            time_text=lambda at: f"{at:.0f}",
            store=self.store,
            settings=Settings(),
            memory_bytes=lambda: 46 * 2**20,
            recent=list,
            silent_connections=lambda: self.silent_connections,
            connection_of=lambda _stream: ("203.0.113.7:51018", self.now - 60),
            usual_snapshot_dir=Path("Pictures"),
            demo_bots=self.demo_bots,
            key_desk=self.key_desk,
        )

    def _requests(self) -> Requests:
        outlets = Outlets(
            want=self.rooms_px.__setitem__,
            prefer=self.preferred.append,
            again=lambda shown, room_px: self.show(shown.frame, room_px),
            painted=self._paint,
            superseded=self.superseded.append,
            missed=self.missed.append,
        )
        return Requests(
            tiles=outlets,
            snapshot=self.snapshots.extend,
            copy_picture=self.copied.append,
            drag_picture=self.dragged.append,
            open_snapshots=lambda: self.asked.append("open_snapshots"),
            correct_kind=lambda key, kind: self.corrected.append((key, kind)),
            clear_ended=lambda: self.asked.append("clear_ended"),
            show_demo=lambda: self.asked.append("show_demo"),
            apply=self.asked.append,
            quit=lambda: self.asked.append("quit"),
        )

    def _paint(self, frame: Frame) -> bool:
        self.painted.append(frame)
        self.books.settle(frame.passage, Fate.SHOWN)
        return True

    def settle(self) -> None:
        """Let Qt do what it has to do now."""
        QApplication.processEvents()

    def feed(self, *events: Event, connection: int = 1) -> None:
        """Take in events, lay out what is new, and show decoded pictures."""
        for event in events:
            self.follow(self.gallery.apply(connection, event, self.now))
        self.window.refresh()
        self.settle()
        self.show_newest()

    def follow(self, change: Change) -> None:
        """Take over a change as the program does."""
        self.window.follow(change)
        if change.frame is not None:
            self.newest[change.frame.key] = change.frame

    def show_newest(self) -> None:
        """Decode the newest frame of each stream that is seen, as the pool would."""
        for key, frame in self.newest.items():
            room_px = self.rooms_px.get(key)
            if room_px is not None:
                self.show(frame, room_px)
        self.settle()

    def show(self, frame: Frame, room_px: tuple[int, int]) -> None:
        """Decode one frame and hand it to the window."""
        for picture in PngDecoder().feed(frame, room_px):
            self.window.show_picture(ShownPicture(frame, picture.image, picture))

    def wait(self, seconds: float) -> None:
        """Let time pass, and the window notice."""
        self.now += seconds
        self.follow(self.gallery.tick(self.now, self.window.gallery_view.frozen))
        self.window.refresh()
        self.settle()

    @property
    def tiles(self) -> list[Tile]:
        """The tiles in view, in order."""
        return self.window.gallery_view.visible_tiles()

    def image(self, widget: QWidget | None = None) -> QImage:
        """Return what is on the screen."""
        return (widget or self.window).grab().toImage()

    def colour_in(self, tile: Tile, across: float = 0.5, down: float = 0.4) -> QColor:
        """Return the colour of a tile at a place, given as shares of its width and height."""
        image = self.image(tile)
        return image.pixelColor(QPoint(int(image.width() * across), int(image.height() * down)))

    def close(self) -> None:
        """End the window."""
        self.window.end()
        self.window.deleteLater()
        self.settle()


def is_near(colour: QColor, wanted: str, most: int = 12) -> bool:
    """Say whether two colours look alike."""
    other = QColor(wanted)
    return (
        max(
            abs(colour.red() - other.red()),
            abs(colour.green() - other.green()),
            abs(colour.blue() - other.blue()),
        )
        <= most
    )
