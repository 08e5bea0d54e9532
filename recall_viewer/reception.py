"""Takes what the server reports: each message becomes events, and they go into the gallery."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from recall_viewer.clock import clock
from recall_viewer.model.problems import Problem, ProblemCode
from recall_viewer.protocol.connection import Connection

if TYPE_CHECKING:
    from collections.abc import Callable

    from recall_viewer.model.books import Books
    from recall_viewer.model.changes import Change
    from recall_viewer.model.gallery import Gallery
    from recall_viewer.model.stream import Stream
    from recall_viewer.protocol.events import Dialect
    from recall_viewer.server.receiver import CloseReason, ConnectionAbout, RefusalReason

OURS = ("too_large", "memory", "room")
"""Reasons for which a connection was closed here: somebody wonders."""

_logger = logging.getLogger(__name__)


class Reception:
    """The receiver of a server (see `server.receiver.Receiver`); owns what is known of its connections.

    `follow` gets what an event changed and from where it came, `tell` what went wrong. `connected` is told of each bot
    that dials in, `all_gone` when the last one left.
    """

    def __init__(
        self,
        gallery: Gallery,
        books: Books,
        *,
        follow: Callable[[Change, str], None],
        tell: Callable[[Problem], object],
        connected: Callable[[], None],
        all_gone: Callable[[], None],
    ) -> None:
        self._gallery = gallery
        self._books = books
        self._follow = follow
        self._tell = tell
        self._connected = connected
        self._all_gone = all_gone
        self._connections: dict[int, Connection] = {}
        self._abouts: dict[int, ConnectionAbout] = {}

    @property
    def dialects(self) -> list[Dialect]:
        """What each open connection speaks, as far as it has spoken."""
        return [connection.dialect for connection in self._connections.values()]

    def origin_of(self, stream: Stream) -> tuple[str, float | None]:
        """Return from where a stream comes, and since when; nothing where no connection carries it."""
        about = next((self._abouts[one] for one in stream.connections if one in self._abouts), None)
        return (about.remote, about.opened_at) if about else ("", None)

    def opened(self, connection_id: int, about: ConnectionAbout) -> None:
        """Begin to listen to a connection."""
        self._books.connections += 1
        _logger.info("connection %d from %s opened", connection_id, about.remote)
        self._connected()
        self._connections[connection_id] = Connection()
        self._abouts[connection_id] = about

    def message(self, connection_id: int, data: str | bytes, arrived_at: float) -> None:
        """Take in one message of a connection."""
        self._books.received_bytes += len(data)
        for event in self._connections[connection_id].receive(data):
            change = self._gallery.apply(connection_id, event, arrived_at)
            self._follow(change, self._abouts[connection_id].remote)

    def closed(self, connection_id: int, code: int | None, reason: CloseReason, detail: str) -> None:
        """Note that a connection ended."""
        self._books.closed[reason] += 1
        _logger.info("connection %d closed with %s (%s): %s", connection_id, code, reason, detail)
        del self._connections[connection_id]
        about = self._abouts.pop(connection_id)
        if not self._connections:
            self._all_gone()
        self._follow(self._gallery.closed(connection_id, code, clock()), about.remote)
        if reason in OURS:
            self._tell(Problem(ProblemCode.CLOSED, detail, about.remote, reason=reason))

    def refused(self, reason: RefusalReason, remote: str, detail: str) -> None:
        """Note that a connection did not come about."""
        self._books.refused[reason] += 1
        self._tell(Problem(ProblemCode.REFUSED, detail, remote.rpartition(":")[0] or remote, reason=reason))
