"""What events said of participants, whether they have a tile or not: who speaks, and who shares a screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recall_viewer.protocol.events import ParticipantAction

if TYPE_CHECKING:
    from recall_viewer.protocol.events import ParticipantChanged, ParticipantId

PARTICIPANTS_KEPT = 2048
UNCONFIRMED_AFTER_S = 30.0
"""A speaker of whom nothing was said for this long falls silent when another one begins: the end was lost.

Outside Zoom a speaker changes only with the next one, so that a monologue is a single event however long it lasts; on
Zoom the events come again while somebody speaks, and two may speak at once (documented). So time alone ends nothing.
"""

Who = tuple[str, "ParticipantId"]
"""A bot's id, and the id of a participant in its meeting."""


@dataclass(frozen=True, slots=True)
class _Speech:
    connection_id: int
    heard_at: float


class Participants:
    """What the events of all bots left behind. Times are the clock's, in seconds."""

    def __init__(self) -> None:
        self._sharing: dict[Who, bool] = {}
        self._speaking: dict[Who, _Speech] = {}

    def note(self, connection_id: int, event: ParticipantChanged, now: float) -> list[Who]:
        """Take in an event; return those others who no longer count as speaking by it."""
        who = event.bot.id, event.participant.id
        match event.action:
            case ParticipantAction.SCREENSHARE_ON | ParticipantAction.SCREENSHARE_OFF:
                self._sharing[who] = event.action is ParticipantAction.SCREENSHARE_ON
                _keep_newest(self._sharing)
            case ParticipantAction.SPEECH_ON:
                return self._begin_speech(who, _Speech(connection_id, now))
            case ParticipantAction.SPEECH_OFF:
                self._speaking.pop(who, None)
            case ParticipantAction.LEAVE:
                self._sharing.pop(who, None)
                self._speaking.pop(who, None)
        return []

    def closed(self, connection_id: int) -> list[Who]:
        """Note that a connection ended; return those who spoke by its word: nobody would say that they stopped."""
        silenced = [who for who, speech in self._speaking.items() if speech.connection_id == connection_id]
        for who in silenced:
            del self._speaking[who]
        return silenced

    def is_sharing(self, bot_id: str, participant_id: ParticipantId) -> bool | None:
        """Say whether somebody shares a screen; `None` where no event said."""
        return self._sharing.get((bot_id, participant_id))

    def is_speaking(self, bot_id: str, participant_id: ParticipantId) -> bool:
        """Say whether somebody speaks, as far as the events of the bot tell."""
        return (bot_id, participant_id) in self._speaking

    def _begin_speech(self, who: Who, speech: _Speech) -> list[Who]:
        silenced = [
            other
            for other, last in self._speaking.items()
            if other[0] == who[0] and other != who and speech.heard_at - last.heard_at >= UNCONFIRMED_AFTER_S
        ]
        for other in silenced:
            del self._speaking[other]
        self._speaking.pop(who, None)
        self._speaking[who] = speech
        _keep_newest(self._speaking)
        return silenced


def _keep_newest(known: dict[Who, bool] | dict[Who, _Speech]) -> None:
    while len(known) > PARTICIPANTS_KEPT:
        del known[next(iter(known))]
