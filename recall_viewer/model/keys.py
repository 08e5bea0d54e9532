"""What a stream is known by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recall_viewer.protocol.events import ParticipantId


@dataclass(frozen=True, slots=True)
class StreamKey:
    """The identity that a tile hangs on; it outlives connections.

    `bot_id` is the bot's id, else the recording's, else "". `lane` tells the streams of one participant apart: the kind
    in the endpoint protocol, with the family of the codec behind it where another family came first, and a running
    number in the stream protocol, where the wire says neither.
    """

    bot_id: str
    participant_id: ParticipantId
    lane: str

    @property
    def first(self) -> StreamKey:
        """The key of what came first of the same camera or share."""
        lane, behind, _ = self.lane.partition("/")
        return StreamKey(self.bot_id, self.participant_id, lane) if behind else self

    def beside(self, family: str) -> StreamKey:
        """The key of another family of codecs that comes beside what came first."""
        return StreamKey(self.bot_id, self.participant_id, f"{self.first.lane}/{family}")
