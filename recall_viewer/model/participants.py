"""What events say of participants, whether they have a tile or not: who is there, who speaks, whose camera is off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recall_viewer.model.keys import StreamKey
from recall_viewer.protocol.events import Dialect, Kind, ParticipantAction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from recall_viewer.model.registry import Registry
    from recall_viewer.model.stream import Stream
    from recall_viewer.protocol.events import ParticipantChanged, ParticipantId

PARTICIPANTS_KEPT = 2048
UNCONFIRMED_AFTER_S = 30.0
"""A speaker of whom nothing was said for this long falls silent when another one begins: the end was lost.

Outside Zoom a speaker changes only with the next one, so that a monologue is a single event however long it lasts; on
Zoom the events come again while somebody speaks, and two may speak at once (documented). So time alone ends nothing.
"""

_ON = {ParticipantAction.WEBCAM_ON: Kind.CAMERA, ParticipantAction.SCREENSHARE_ON: Kind.SCREENSHARE}
_OFF = {ParticipantAction.WEBCAM_OFF: Kind.CAMERA, ParticipantAction.SCREENSHARE_OFF: Kind.SCREENSHARE}

Who = tuple[str, "ParticipantId"]
"""A bot's id, and the id of a participant in its meeting."""


@dataclass(frozen=True, slots=True)
class _Speech:
    connection_id: int
    heard_at: float


class Participants:
    """Takes in the participant events of all bots, and changes the streams they are about. Times are the clock's."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._sharing: dict[Who, bool] = {}
        self._speaking: dict[Who, _Speech] = {}

    def apply(
        self, connection_id: int, event: ParticipantChanged, now: float
    ) -> tuple[tuple[StreamKey, ...], list[Stream]]:
        """Take in an event; return the keys of new streams, and the streams that look different now."""
        who = event.bot.id, event.participant.id
        streams = self._registry.of_participant(*who)
        for stream in streams:
            stream.learn(event.bot, event.participant)
        added: tuple[StreamKey, ...] = ()
        silent: list[Stream] = []
        match event.action:
            case ParticipantAction.JOIN:
                for stream in streams:
                    stream.come_back(connection_id)
            case ParticipantAction.LEAVE:
                self._leave(who, streams, now)
            case ParticipantAction.SPEECH_ON:
                silent = self._begin_speech(who, _Speech(connection_id, now))
            case ParticipantAction.SPEECH_OFF:
                self._speaking.pop(who, None)
            case ParticipantAction.WEBCAM_ON | ParticipantAction.SCREENSHARE_ON:
                added = self._switch_on(connection_id, event, streams, now)
            case ParticipantAction.WEBCAM_OFF | ParticipantAction.SCREENSHARE_OFF:
                self._switch_off(event, now)
        return added, [*streams, *silent]

    def closed(self, connection_id: int) -> list[Stream]:
        """Note that a connection ended; return the streams of those who spoke by its word.

        Nobody would say when they stop.
        """
        return self._silence(who for who, speech in self._speaking.items() if speech.connection_id == connection_id)

    def is_sharing(self, bot_id: str, participant_id: ParticipantId) -> bool | None:
        """Say whether somebody shares a screen; `None` where no event said."""
        return self._sharing.get((bot_id, participant_id))

    def is_speaking(self, bot_id: str, participant_id: ParticipantId) -> bool:
        """Say whether somebody speaks, as far as the events of the bot tell."""
        return (bot_id, participant_id) in self._speaking

    def _leave(self, who: Who, streams: Iterable[Stream], now: float) -> None:
        self._sharing.pop(who, None)
        self._speaking.pop(who, None)
        for stream in streams:
            if stream.ended_at is None:
                stream.end(now, has_left=True)

    def _begin_speech(self, who: Who, speech: _Speech) -> list[Stream]:
        silent = self._silence(
            other
            for other, last in self._speaking.items()
            if other[0] == who[0] and other != who and speech.heard_at - last.heard_at >= UNCONFIRMED_AFTER_S
        )
        self._speaking.pop(who, None)
        self._speaking[who] = speech
        _keep_newest(self._speaking)
        return silent

    def _silence(self, people: Iterable[Who]) -> list[Stream]:
        silent = []
        for who in list(people):
            del self._speaking[who]
            silent += self._registry.of_participant(*who)
        return silent

    def _switch_on(
        self, connection_id: int, event: ParticipantChanged, streams: Iterable[Stream], now: float
    ) -> tuple[StreamKey, ...]:
        """Note a camera or share that was announced: it has a tile before its first frame."""
        kind = _ON[event.action]
        if kind is Kind.SCREENSHARE:
            self._note_sharing(event, is_on=True)
        known = self._registry.of_kind(event.bot.id, event.participant.id, kind)
        if not known and not any(stream.dialect is Dialect.STREAM for stream in streams):
            key = StreamKey(event.bot.id, event.participant.id, kind)
            stream, _ = self._registry.get_or_add(key, event.bot, event.participant, Dialect.ENDPOINT)
            if stream is None:
                return ()
            stream.vouch(connection_id)
            stream.announce(now)
            return (key,)
        for stream in known:
            if stream.off_at is not None or stream.ended_at is not None:
                stream.vouch(connection_id)
                stream.announce(now)
        return ()

    def _switch_off(self, event: ParticipantChanged, now: float) -> None:
        kind = _OFF[event.action]
        if kind is Kind.SCREENSHARE:
            self._note_sharing(event, is_on=False)
        for stream in self._registry.of_kind(event.bot.id, event.participant.id, kind):
            stream.switch_off(now)

    def _note_sharing(self, event: ParticipantChanged, *, is_on: bool) -> None:
        self._sharing[event.bot.id, event.participant.id] = is_on
        _keep_newest(self._sharing)


def _keep_newest(known: dict[Who, bool] | dict[Who, _Speech]) -> None:
    while len(known) > PARTICIPANTS_KEPT:
        del known[next(iter(known))]
