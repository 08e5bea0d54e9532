"""The running viewer: carries messages to the model, its changes to the window, frames to the decoders and back."""

from __future__ import annotations

import errno
import logging
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from recall_viewer import logs
from recall_viewer.clock import clock, local_time
from recall_viewer.demo import Demo
from recall_viewer.first_steps import FirstSteps
from recall_viewer.gui.appearance import Appearance
from recall_viewer.gui.handed import show_bots
from recall_viewer.gui.key_desk import KeyDesk
from recall_viewer.gui.look import display_name
from recall_viewer.gui.outside import Facts, Requests
from recall_viewer.gui.recent import Left, RecentStreams
from recall_viewer.keeper import Keeper, usual_directory
from recall_viewer.memory import Memory
from recall_viewer.model.asked import bot_in_link, bots_in, filter_for
from recall_viewer.model.books import Books
from recall_viewer.model.gallery import Gallery
from recall_viewer.model.problems import Problem, ProblemCode, Problems
from recall_viewer.naming import Naming
from recall_viewer.projector import Projector
from recall_viewer.protocol.events import Dialect
from recall_viewer.reception import Reception
from recall_viewer.settings import DEFAULT_DEMO_PARTICIPANTS
from recall_viewer.tasks import Tasks
from recall_viewer.texts import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from recall_viewer.gui.notice import Word
    from recall_viewer.gui.outlets import ShownPicture
    from recall_viewer.gui.shell import Shell
    from recall_viewer.model.changes import Change
    from recall_viewer.model.keys import StreamKey
    from recall_viewer.protocol.access import Access
    from recall_viewer.server.server import Server
    from recall_viewer.settings import Settings

LEAVING_TICK_MS = 500
LOOPBACK = ("127.0.0.1", "localhost", "::1")

_logger = logging.getLogger(__name__)


class Viewer:
    """Owns what one run consists of; its `reception` is what a server reports to."""

    def __init__(self, settings: Settings, access: Access, shell: Shell, stop: Callable[[], None]) -> None:
        self.books = Books()
        self.gallery = Gallery(self.books)
        self.problems = Problems()
        self._settings = settings
        self._store = shell.store
        # Before the window is filled: everything in it speaks, and is dressed, from the beginning.
        self._appearance = Appearance(shell.qt, shell.store.choices)
        self._recent = RecentStreams()
        self._server: Server | None = None
        self.reception = Reception(
            self.gallery,
            self.books,
            follow=self._follow,
            tell=self._tell,
            connected=self._note_connected,
            all_gone=self._note_all_gone,
        )
        self._tasks = Tasks()
        self._demo = Demo(settings.tls_cert, self.notice_problem)
        self.projector = Projector(self.books, self.gallery, self._follow)
        self._memory = Memory(self.projector.decoding, self._recent)
        directory = settings.snapshot_dir or shell.store.choices.snapshot_dir
        self._keeper = Keeper(
            directory, self.gallery.streams, self.books, {self._demo.bot_id}, say=self._say, report=self._tell
        )
        self._key_desk = KeyDesk()
        self.window = shell.window
        self.window.fill(self._facts(), self._requests(stop))
        self.window.close_asked.connect(stop)
        self.projector.window = self.window
        self._memory.presenter = self.window.presenter
        self.first_steps = FirstSteps(self.window.start_page, access, self._tasks)
        self.window.renewed.connect(lambda: self.first_steps.serve(self.window.start_page))
        self._naming = Naming(
            settings,
            shell.store.choices.region,
            self._key_desk,
            self.gallery,
            {self._demo.bot_id},
            is_kept=shell.store.keeps_key,
            remember=self._note_kept,
            follow=self._follow,
            tell=self._tell,
            announce=self.window.reports.announce,
        )
        self._leaving = QTimer(self.window, interval=LEAVING_TICK_MS)
        self._leaving.timeout.connect(self._tick)
        # Before it listens: from then on another start may hand over another one.
        self.window.toolbar.field.setText(filter_for(bots_in(settings.bots)))

    def _facts(self) -> Facts:
        """Return what the window looks at."""
        return Facts(
            gallery=self.gallery,
            books=self.books,
            problems=self.problems,
            store=self._store,
            settings=self._settings,
            clock=clock,
            time_text=time_text,
            memory_bytes=lambda: sum(self._memory.held().values()),
            recent=self._recent.entries,
            connection_of=self.reception.origin_of,
            silent_connections=lambda: self.reception.dialects.count(Dialect.WAITING),
            usual_snapshot_dir=usual_directory(),
            demo_bots={self._demo.bot_id},
            key_desk=self._key_desk,
        )

    def _requests(self, stop: Callable[[], None]) -> Requests:
        """Return what the window may ask for."""
        return Requests(
            tiles=self.projector.outlets(),
            snapshot=self._keep,
            copy_picture=self._keeper.copy,
            drag_picture=lambda picture: self._keeper.drag(picture, self.window),
            open_snapshots=self._keeper.open_folder,
            correct_kind=lambda key, kind: self._follow(self.gallery.correct_kind(key, kind)),
            clear_ended=lambda: self._follow(self.gallery.remove_ended()),
            show_demo=lambda: self._start_demo(self._settings.demo or DEFAULT_DEMO_PARTICIPANTS),
            apply=self._apply,
            quit=stop,
        )

    def start(self, server: Server) -> None:
        """Begin, now that bots can connect."""
        self._server = server
        _logger.info("listening on %s", server.address)
        self.window.show_address(server.address)
        self.first_steps.listening(server)
        self._warn_if_open()
        self._leaving.start()
        self._store.report_to(self.notice_problem)
        if self._settings.demo:
            self._start_demo(self._settings.demo)
        # The decoder is loaded after the first paint, beside the loop.
        QTimer.singleShot(0, self.projector.decoding.warm_up)

    async def close(self) -> None:
        """End what it owns: timers, the demo, snapshots under way, decoders, the window."""
        self._leaving.stop()
        self._demo.stop()
        await self._naming.close()
        await self._tasks.close()
        self._keeper.close()
        self.projector.decoding.close()
        self.window.end()

    def open_link(self, link: str) -> None:
        """Show the bot of a link alone; one that is wrong is said."""
        try:
            bot = bot_in_link(link)
        except ValueError as error:
            self.notice_problem(Text("A link was not followed: {why}", why=error.args[0]))
        else:
            show_bots(self.window, [bot])

    # What goes wrong

    def refused_start(self, why: Text) -> None:
        """Note that another start could not hand its filter to this window."""
        self._tell(Problem(ProblemCode.NOTICE, Text("Another start was not listened to: {why}", why=why)))

    def notice_problem(self, text: str) -> None:
        """Show a sentence among the problems, and log it."""
        _logger.warning("%s", text)
        self._tell(Problem(ProblemCode.NOTICE, text))

    def internal_error(self, error: BaseException) -> None:
        """Show what nobody expected, log it where it is new, and go on: it may come with every paint."""
        if isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE):
            # It comes again with every attempt, and a log full of it tells no more.
            text = Text("The system allows no more open files: newcomers have to wait")
            if self._tell(Problem(ProblemCode.NOTICE, text)):
                _logger.warning("%s", text)
            return
        kind = type(error).__name__
        problem = Problem(ProblemCode.INTERNAL, logs.masked(f"{kind}: {error}"), reason=f"{kind} {_place_of(error)}")
        if self._tell(problem):
            _logger.error("unexpected %s", kind, exc_info=error)

    # Metrics

    def render_metrics(self) -> bytes:
        """Return the metrics as Prometheus text."""
        from recall_viewer import metrics  # noqa: PLC0415 - 30 ms that only who asks for metrics waits for

        memory = self._memory.held() | {"receiving": self._server.receiving_bytes if self._server else 0}
        reading = metrics.Reading(self.books, self.gallery.streams.values(), self.reception.dialects, memory, clock())
        return metrics.render(reading)

    # Frames

    def _follow(self, change: Change, remote: str = "") -> None:
        for problem in change.problems:
            self._tell(problem if problem.source else replace(problem, source=remote))
        for key in change.removed:
            self._remember(key)
            self.projector.decoding.forget(key)
        self.window.follow(change)
        if change.frame is not None:
            self.first_steps.framed()
            self.projector.take(change.frame)
            if self._memory.note(change.frame):
                self._make_room()

    def _tick(self) -> None:
        self._follow(self.gallery.tick(clock(), self.window.gallery_view.frozen))
        self._naming.tick()
        # Messages that are not complete take memory too, and may do so while no frame comes.
        self._make_room()

    def _make_room(self) -> None:
        receiving = self._server.receiving_bytes if self._server else 0
        gone = self._memory.make_room(self._settings.memory_limit - receiving)
        for _ in gone.seen:
            text = Text("A picture left the screen for want of memory: see --memory-limit")
            self._tell(Problem(ProblemCode.NOTICE, text))
        for _ in range(gone.unseen):
            text = Text("A picture that nobody saw was let go for want of memory: see --memory-limit")
            self._tell(Problem(ProblemCode.NOTICE, text))

    # The rest

    def _tell(self, problem: Problem) -> bool:
        """Show a problem; return whether it is the first of its kind."""
        is_new = self.problems.add(problem, clock())
        if is_new:
            _logger.info("problem: %s: %s; from %s", problem.code, problem.detail, problem.source or "here")
        return is_new

    def _say(self, word: Word) -> None:
        self.window.say(word)

    def _note_kept(self, keeps: bool) -> None:
        if keeps != self._store.keeps_key:
            self._store.keeps_key = keeps

    def _note_connected(self) -> None:
        self.first_steps.connected()

    def _note_all_gone(self) -> None:
        self.first_steps.all_gone()

    def _keep(self, pictures: Sequence[ShownPicture]) -> None:
        self._tasks.start(self._keeper.keep(pictures), "snapshots")

    def _remember(self, key: StreamKey) -> None:
        """Keep the last picture of a stream that left."""
        stream = next((stream for stream in reversed(self.gallery.recent) if stream.key == key), None)
        if stream is not None:
            tile = self.window.gallery_view.tiles.get(key)
            left = time_text(stream.ended_at or stream.disconnected_at or clock())
            about = " · ".join(part for part in (key.bot_id[:8], left) if part)
            self._recent.add(Left(display_name(stream), stream.kind, about, tile.shown if tile else None))

    def _apply(self, name: str) -> None:
        """Let a choice that the person made in the settings have its effect."""
        choices = self._store.choices
        if name == "theme":
            self._appearance.choose_theme(choices.theme)
        elif name == "language":
            self._appearance.choose_language(choices.language)
        elif name == "snapshot_dir":
            self._keeper.directory = self._settings.snapshot_dir or choices.snapshot_dir or usual_directory()
        elif name == "region":
            self._naming.use_region(choices.region)

    def _start_demo(self, participants: int) -> None:
        if self._server is not None:
            self._demo.start(self._server.address, participants, self.first_steps.access.token)

    def _warn_if_open(self) -> None:
        settings = self._settings
        if settings.host in LOOPBACK or settings.is_guarded or settings.tls_cert is not None:
            return
        text = Text(
            "Listening on {host} without token, signature or TLS: whoever reaches this port can send pictures",
            host=settings.host,
        )
        self.notice_problem(text)
        if not _logger.isEnabledFor(logging.WARNING):
            print(f"recall-viewer: {text}", file=sys.stderr)


def time_text(at: float) -> str:
    """Return the local time of a second of the clock."""
    return f"{local_time(at):%H:%M:%S}"


def _place_of(error: BaseException) -> str:
    """Return file and line where an error was raised."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else ""
