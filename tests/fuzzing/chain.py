"""The way of a message from the wire to a decoded picture, without sockets and window, and what must always be true."""

from __future__ import annotations

import asyncio
import time
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from recall_viewer.decoding.pool import Decoding
from recall_viewer.decoding.workers import Tell
from recall_viewer.gui import words
from recall_viewer.model.books import Books, Fate
from recall_viewer.model.gallery import Gallery
from recall_viewer.model.problems import GROUPS_KEPT, Problems
from recall_viewer.model.registry import MOST_STREAMS
from recall_viewer.model.stream import DISCONNECTED_LEAVES_AFTER_S
from recall_viewer.protocol.connection import Connection
from tests.fuzzing.sessions import Close, Look, Message, Wait
from tests.model.support import balance

if TYPE_CHECKING:
    from recall_viewer.decoding.decoders import Picture
    from recall_viewer.model.changes import Change
    from recall_viewer.model.frames import Frame
    from recall_viewer.model.keys import StreamKey
    from tests.fuzzing.sessions import Session, Step

CONTROLS = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Categories of Unicode that make no letter but do something."""
ROOM_PX = (40, 30)
MEMORY_BYTES = 20_000
"""Little enough that pictures have to be let go of now and then."""
PATIENCE_S = 5.0
"""For one step, and for all pictures of a session: some thousand times what they need."""


def play(session: Session) -> Counter[str]:
    """Play a session; return what became of its messages. Raises what is raised, AssertionError for what is wrong."""
    return asyncio.run(_played(session))


async def _played(session: Session) -> Counter[str]:
    chain = Chain()
    try:
        for step in session:
            begun = time.monotonic()
            chain.take(step)
            assert time.monotonic() - begun < PATIENCE_S
            chain.check()
            # Whatever a thread finished in the meantime may come in between.
            await asyncio.sleep(0)
        async with asyncio.timeout(PATIENCE_S):
            await chain.until_settled()
        chain.check()
        chain.end()
    finally:
        chain.decoding.close()
    chain.check()
    return chain.outcomes()


class Chain:
    """Carries messages and changes about as the running viewer does."""

    def __init__(self) -> None:
        self.books = Books()
        self.gallery = Gallery(self.books)
        self.problems = Problems()
        tell = Tell(self._picture, self._failure, self._awaiting, self._usable)
        self.decoding = Decoding(self.books, asyncio.get_running_loop(), tell, threads=2)
        self._connections: dict[int, Connection] = {}
        self._now = 0.0
        self._is_seen = True

    def take(self, step: Step) -> None:
        """Let one step happen."""
        match step:
            case Message(connection_id, data):
                connection = self._connections.setdefault(connection_id, Connection())
                for event in connection.receive(data):
                    self._follow(self.gallery.apply(connection_id, event, self._now))
            case Close(connection_id, code):
                if self._connections.pop(connection_id, None):
                    self._follow(self.gallery.closed(connection_id, code, self._now))
            case Wait(seconds):
                self._now += seconds
                self._follow(self.gallery.tick(self._now))
            case Look(is_seen):
                self._is_seen = is_seen
                for key in self.gallery.streams:
                    self._want(key)

    def check(self) -> None:
        """Say that the books balance, that nothing grew, and that every problem can be read."""
        assert balance(self.books) == self.books.received
        assert len(self.gallery.streams) <= MOST_STREAMS
        assert len(self.problems) <= GROUPS_KEPT
        for group in self.problems.newest_first():
            sentence = words.sentence(group.problem)
            assert not CONTROLS.intersection(map(unicodedata.category, sentence))
            assert 0 < len(sentence) <= words.LONGEST
            assert len(group.problem.excerpt) <= 200
            assert "Error" not in sentence, sentence
        for stream in self.gallery.ordered():
            assert stream.state(self._now)

    async def until_settled(self) -> None:
        """Wait until every frame is shown, or whatever else became of it, or a decoder holds it back."""
        workers = self.decoding._workers
        while workers._turns or workers._running:  # noqa: ASYNC110 - what nobody sees any more ends without a word
            await asyncio.sleep(0.001)

    def end(self) -> None:
        """Let all connections end and their streams leave, and see that nothing is left of them."""
        for connection_id in list(self._connections):
            self.take(Close(connection_id, 1000))
        self.take(Wait(DISCONNECTED_LEAVES_AFTER_S))
        self._follow(self.gallery.remove_ended())
        assert not self.gallery.streams
        assert (self.decoding.encoded_bytes, self.decoding.decoded_bytes) == (0, 0)

    def outcomes(self) -> Counter[str]:
        """What became of the messages, by kind."""
        books = self.books
        found = Counter({fate: getattr(books, fate) for fate in ("shown", "superseded", "hidden", "repeated")})
        for word, counter in {
            "rejected": books.rejected,
            "dropped": books.dropped,
            "not understood": books.messages_rejected,
            "ignored": books.messages_ignored,
        }.items():
            found.update({f"{word} {reason}": count for reason, count in counter.items()})
        return +found

    def _follow(self, change: Change) -> None:
        for problem in change.problems:
            self.problems.add(problem, self._now)
        for key in change.removed:
            self.decoding.forget(key)
        for key in change.added:
            self._want(key)
        if change.frame is not None:
            assert self.gallery.streams[change.frame.key].frame_at == self._now
            self.gallery.note_unchanged(change.frame, is_same=self.decoding.offer(change.frame))
            self.decoding.trim(MEMORY_BYTES)

    def _want(self, key: StreamKey) -> None:
        self.decoding.want(key, ROOM_PX if self._is_seen else None)

    def _picture(self, picture: Picture) -> None:
        self._follow(self.gallery.decoded(picture.frame))
        self.books.recall(picture.frame.passage)
        self.books.settle(picture.frame.passage, Fate.SHOWN)

    def _awaiting(self, frame: Frame) -> None:
        self._follow(self.gallery.awaiting_keyframe(frame))

    def _usable(self, frame: Frame) -> None:
        self._follow(self.gallery.usable(frame))

    def _failure(self, frame: Frame, detail: str) -> None:
        self._follow(self.gallery.undecodable(frame, detail))
