"""What the window tells beside the tiles: status bar, problems, details, banner."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from recall_viewer.gui import words
from recall_viewer.gui.details import facts_of
from recall_viewer.gui.notice import Word
from recall_viewer.gui.summary import Connected, Rates, behind_parts, left_parts, right_parts
from recall_viewer.model.problems import ProblemCode
from recall_viewer.model.status import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recall_viewer.gui.window import MainWindow
    from recall_viewer.model.problems import Problem
    from recall_viewer.model.stream import Stream

OF_BOTS = (
    ProblemCode.REFUSED,
    ProblemCode.CLOSED,
    ProblemCode.AUDIO,
    ProblemCode.MESSAGE,
    ProblemCode.FRAME,
    ProblemCode.UNKNOWN_EVENT,
)
"""What somebody who waits for a bot has to know: who was turned away, and what was not understood."""
MOVING = (State.LIVE, State.LATE)


class Reports:
    """Keeps the panels of a window up to date."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._dismissed_banners: set[str] = set()
        self._rates = Rates()
        self._problems_seen = -1

    def refresh_problems(self) -> None:
        """Show what went wrong since the last look."""
        problems = self._window.facts.problems
        if problems.revision == self._problems_seen:
            return
        self._problems_seen = problems.revision
        groups = problems.newest_first()
        self._window.toolbar.show_problems(len(groups))
        newest = next((group for group in groups if group.problem.code in OF_BOTS), None)
        if newest is not None:
            text = words.sentence(newest.problem)
            self._window.start_page.show_problem(
                self._window.facts.time_text(newest.last_at), words.title(newest.problem), text
            )
        else:
            self._window.start_page.show_problem("", "", "")
        if self._window.problems_panel.isVisible():
            self._window.problems_panel.show_groups(groups)

    def show_details(self, *, is_shown: bool) -> None:
        """Open or close the details of the selected stream."""
        self._window.details_panel.setVisible(is_shown)
        # Before it may take the gallery's place, and the focus with it: of two pages it shows the one that fits.
        self.refresh_details()
        self._window.share_room()
        self._window.commands.show_states()

    def refresh_details(self) -> None:
        """Show what is known of the selected stream."""
        if self._window.details_panel.isHidden():
            return
        facts, tile = self._window.facts, self._window.commands.target()
        stream = facts.gallery.streams.get(tile.key) if tile else None
        if tile is None or stream is None:
            self._window.details_panel.show_stream(None)
            return
        frozen = self._window.gallery_view.frozen.get(tile.key)
        remote, opened_at = facts.connection_of(stream)
        shown = facts_of(
            stream,
            stream.history,
            tile.shown.frame if tile.shown else None,
            facts.clock(),
            time_text=facts.time_text,
            remote=remote,
            opened_at=opened_at,
            missed=frozen.missed if frozen else None,
        )
        self._window.details_panel.show_stream(shown)

    def show_problems(self, *, is_shown: bool) -> None:
        """Open or close the list of problems."""
        self._window.problems_panel.setVisible(is_shown)
        self._window.commands.show_states()
        self._problems_seen = -1
        self.refresh_problems()

    def announce(self, problem: Problem) -> None:
        """Say at once what went wrong, for somebody who has to do something about it."""
        window = self._window
        links = ((window.tr("Show in Problems"), partial(self.show_problems, is_shown=True)),)
        window.say(Word(words.title(problem), words.sentence(problem), links=links, is_error=True))

    def show_status(self) -> None:
        """Say in the status bar what comes, and what is amiss."""
        now, books = self._window.facts.clock(), self._window.facts.books
        gallery = self._window.facts.gallery
        streams = [stream for stream in gallery.streams.values() if not gallery.is_covered(stream, now)]
        visible = {tile.key for tile in self._window.gallery_view.visible_tiles()}
        rates = self._rates.measure(books, now)
        watched = (visible | self._window.presenter.popouts.keys()) - self._window.gallery_view.frozen.keys()
        moving = sum(stream.key in watched and stream.state(now) in MOVING for stream in streams)
        connected = Connected(gallery.connected_bots, self._window.facts.silent_connections())
        counted = left_parts(self._window.address, streams, visible, connected, now)
        self._window.status.show_parts(
            (*counted, *behind_parts(rates, moving)),
            right_parts(rates, books.dropped.total(), self._window.facts.memory_bytes()),
        )

    def show_banner(self, visible: Sequence[Stream]) -> None:
        """Name the remedy where a bot sends the active speaker only, and nobody else."""
        others = {
            stream.key.bot_id for stream in self._window.facts.gallery.streams.values() if not stream.is_speaker_view
        }
        bots = [stream.key.bot_id for stream in visible if stream.is_speaker_view]
        told = [bot_id for bot_id in bots if bot_id not in others and bot_id not in self._dismissed_banners]
        self._window.banner.speak_of(told[0] if told else None)

    def dismiss_banner(self, bot_id: str) -> None:
        """Say it of this bot no more."""
        self._dismissed_banners.add(bot_id)
        self._window.refresh()
