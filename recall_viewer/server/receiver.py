"""What a source of messages reports, and to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

CloseReason = Literal["peer", "lost", "too_large", "memory", "room", "shutdown"]
"""Why a connection ended; the labels of the metric `connections_closed_total`.

`peer`: the other side closed it. `lost`: it vanished, left pings unanswered or broke the websocket protocol.
The rest we closed: a message over the limit, want of memory, want of room, the end of the program.
"""

RefusalReason = Literal["origin", "token", "signature", "limit", "handshake"]
"""Why a connection never came about; the labels of the metric `connections_refused_total`.

`limit`: as many as allowed are connected. `handshake`: it was not an upgrade, or not in time.
"""


@dataclass(frozen=True, slots=True)
class ConnectionAbout:
    """What is known of a connection when it opens.

    `remote` is address and port, `path` the path asked for without its query (which may hold a token),
    `opened_at` a time of the source's clock.
    """

    remote: str
    path: str
    opened_at: float


class Receiver(Protocol):
    """Takes the reports of a source, all on the thread of its event loop.

    Of each connection: `opened`, any number of `message`, `closed`, in this order. What they raise goes to the event
    loop's exception handler and harms no connection.
    """

    def opened(self, connection_id: int, about: ConnectionAbout) -> None:
        """A bot is connected; it may say nothing for an hour."""

    def message(self, connection_id: int, data: str | bytes, arrived_at: float) -> None:
        """A message is complete: str if it was sent as text, with U+FFFD in place of bytes that are not UTF-8.

        JSON with letters beyond ASCII comes as bytes in any case, to spare it the way through str and back.
        `arrived_at` is when its last byte was read, a time of the source's clock.
        """

    def closed(self, connection_id: int, code: int | None, reason: CloseReason, detail: str) -> None:
        """No message will follow. `code` is the close code: ours if we closed, 1006 if there was no close frame.

        `detail` is for people; where the reason is `peer` it comes from the wire.
        """

    def refused(self, reason: RefusalReason, remote: str, detail: str) -> None:
        """A connection did not come about. `detail` is for people and holds neither query nor headers."""
