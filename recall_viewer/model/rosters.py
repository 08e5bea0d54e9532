"""What Recall's REST API said of participants: names that last, and what it settles of their streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recall_viewer.model.changes import NOTHING, Change
from recall_viewer.model.registry import PLACES_KEPT
from recall_viewer.model.status import State
from recall_viewer.protocol.events import Dialect, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from recall_viewer.model.keys import StreamKey
    from recall_viewer.model.stream import Stream
    from recall_viewer.protocol.events import Attendee, Participant, ParticipantId, RosterReceived


class Rosters:
    """Remembers whom the REST API named, so that another stream of theirs has the name from its first frame on."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ParticipantId], Participant] = {}

    def apply(
        self,
        roster: RosterReceived,
        streams: Iterable[Stream],
        now: float,
        judge: Callable[[Stream, Kind, float], None],
    ) -> Change:
        """Tell the bot's streams of the stream protocol what is known of their participants; `judge` judges a kind."""
        self._remember(roster)
        updated = []
        for stream in streams:
            attendee = roster.attendees.get(stream.key.participant_id)
            if attendee is None or stream.dialect is not Dialect.STREAM or stream.key.bot_id != roster.bot_id:
                continue
            before = stream.appearance
            stream.learn(stream.bot, attendee.participant)
            stream.told = attendee
            if not _is_over(stream, attendee, now) and (_is_arriving(stream, now) or attendee.is_sharing is False):
                judge(stream, Kind.UNKNOWN, now)
            _switch(stream, attendee, now)
            if stream.appearance != before:
                updated.append(stream.key)
        return Change(updated=tuple(updated)) if updated else NOTHING

    def who_is(self, key: StreamKey) -> Participant | None:
        """Return the participant of a stream, `None` where nobody named them."""
        return self._known.get((key.bot_id, key.participant_id))

    def _remember(self, roster: RosterReceived) -> None:
        for participant_id, attendee in roster.attendees.items():
            if attendee.participant.name is not None:
                self._known.pop((roster.bot_id, participant_id), None)
                self._known[roster.bot_id, participant_id] = attendee.participant
        while len(self._known) > PLACES_KEPT:
            del self._known[next(iter(self._known))]


def unnamed(streams: Iterable[Stream], connected_bots: Collection[str]) -> dict[str, set[ParticipantId]]:
    """Return the participants of the stream protocol who have no name, by connected bot; id 0 is nobody."""
    found: dict[str, set[ParticipantId]] = {}
    for stream in streams:
        is_here = stream.key.bot_id in connected_bots and stream.ended_at is None
        is_unnamed = stream.participant.name is None and not stream.is_speaker_view
        if stream.dialect is Dialect.STREAM and is_here and is_unnamed:
            found.setdefault(stream.key.bot_id, set()).add(stream.key.participant_id)
    return found


def _is_arriving(stream: Stream, now: float) -> bool:
    """Whether frames arrive, good or bad: they are newer evidence than what the REST API says."""
    return stream.state(now) in (State.LIVE, State.ERROR)


def _is_over(stream: Stream, attendee: Attendee, now: float) -> bool:
    """Whether a stream is a share that has ended, and not a camera that was taken for one."""
    is_share = stream.kind is Kind.SCREENSHARE and attendee.has_shared
    return is_share and attendee.is_sharing is False and not _is_arriving(stream, now)


def _switch(stream: Stream, attendee: Attendee, now: float) -> None:
    """Switch a stream off without whose frames its camera or share is off, and expect one again that is back on."""
    is_on = attendee.is_sharing if stream.kind is Kind.SCREENSHARE else attendee.has_camera_on
    if stream.ended_at is not None or stream.disconnected_at is not None:
        return
    if is_on is False and stream.off_at is None and not _is_arriving(stream, now):
        stream.switch_off(now)
    elif is_on and stream.off_at is not None:
        stream.announce(now)
