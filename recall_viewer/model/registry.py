"""Which streams there are, and which one a message belongs to."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from recall_viewer.model import lanes
from recall_viewer.model.aliases import Aliases
from recall_viewer.model.keys import StreamKey
from recall_viewer.model.stream import Stream
from recall_viewer.protocol.events import Dialect, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from recall_viewer.protocol.events import Bot, FrameRejected, Participant, ParticipantId, VideoFrame

MOST_STREAMS = 512
"""A sender that invents participants must not grow the window without end; 16 a bot are documented."""
RECENT_KEPT = 50
PLACES_KEPT = 2048
"""Places of streams that left, so that one that comes back takes its own."""


class Registry:
    """The streams by key, their places, and which connection carries which."""

    def __init__(self) -> None:
        self.streams: dict[StreamKey, Stream] = {}
        self.recent: deque[Stream] = deque(maxlen=RECENT_KEPT)
        """Those that left, the latest last."""
        self._carried_by: dict[tuple[int, str, ParticipantId], Stream] = {}
        self._bots_of: dict[int, set[str]] = {}
        self._aliases = Aliases()
        self._places: dict[StreamKey, tuple[int, Kind | None]] = {}
        """Of streams that left, with what a person said they are."""
        self._next_place = 0

    @property
    def connected_bots(self) -> set[str]:
        """The bots that a connection speaks for now, whether they send pictures or not."""
        return {bot_id for bots in self._bots_of.values() for bot_id in bots if bot_id}

    def for_frame(self, connection_id: int, frame: VideoFrame, now: float) -> tuple[Stream | None, bool]:
        """Return the stream of a frame and whether it is new; no stream where there are too many."""
        if frame.dialect is Dialect.STREAM:
            return self._lane_for(connection_id, frame, now)
        size, family = (frame.width, frame.height) if frame.width else None, frame.codec.family
        key = self._meant(frame.bot, frame.participant, frame.kind, size)
        first = self.streams.get(key)
        if first is not None and first.family not in ("", family):
            key = key.beside(family)
        stream, is_new = self.get_or_add(key, frame.bot, frame.participant, frame.dialect)
        if stream is not None:
            stream.family = family
            stream.carry(connection_id)
            if is_new and first is not None:
                stream.order, stream.person_says = first.order, first.person_says
        return stream, is_new

    def twin_of(self, stream: Stream) -> Stream | None:
        """Return the stream of the same camera or share in the other family of codecs."""
        key, other = stream.key, "pictures" if stream.family == "h264" else "h264"
        return self.streams.get(key.first if key.first != key else key.beside(other))

    def for_rejected(self, connection_id: int, event: FrameRejected) -> tuple[Stream | None, bool]:
        """Return the stream that a rejected frame was meant for, and whether it is new; `None` where nothing tells.

        In the stream protocol a connection belongs to no stream before its first good frame.
        """
        if event.participant is None:
            return None, False
        carried = self._lane_of(connection_id, event.bot.id if event.bot else "", event.participant.id)
        if carried is not None or event.bot is None or event.kind is Kind.UNKNOWN:
            return carried, False
        key = self._meant(event.bot, event.participant, event.kind, None)
        dialect = Dialect.ATTENDEE if isinstance(event.participant.id, str) else Dialect.ENDPOINT
        stream, is_new = self.get_or_add(key, event.bot, event.participant, dialect)
        if stream is not None:
            stream.carry(connection_id)
        return stream, is_new

    def get_or_add(
        self, key: StreamKey, bot: Bot, participant: Participant, dialect: Dialect
    ) -> tuple[Stream | None, bool]:
        """Return the stream of a key and whether it is new; no stream where there are too many."""
        known = self.streams.get(key)
        if known is not None:
            return known, False
        if len(self.streams) >= MOST_STREAMS:
            return None, False
        place, person_says = self._places.pop(key, (None, None))
        if place is None:
            place, self._next_place = self._next_place, self._next_place + 1
        kind = Kind.UNKNOWN if dialect is Dialect.STREAM else Kind(key.first.lane)
        stream = self.streams[key] = Stream(key, bot, participant, dialect, place, kind)
        if person_says is not None and dialect is not Dialect.STREAM:
            stream.person_says = stream.kind = person_says
        return stream, True

    def remove(self, streams: Iterable[Stream]) -> tuple[StreamKey, ...]:
        """Take streams out, but keep their places; return their keys."""
        removed = []
        for stream in streams:
            del self.streams[stream.key]
            self._places[stream.key] = stream.order, stream.person_says
            self.recent.append(stream)
            removed.append(stream.key)
        # Who still sends gets another stream: one of that key may be somebody else's by then.
        self._carried_by = {one: stream for one, stream in self._carried_by.items() if stream.key in self.streams}
        self._aliases.keep(self.streams)
        _keep_newest(self._places)
        return tuple(removed)

    def of_participant(self, bot_id: str, participant_id: ParticipantId) -> list[Stream]:
        """Return the streams of one participant of one bot."""
        return [
            stream
            for stream in self.streams.values()
            if stream.key.bot_id == bot_id and stream.key.participant_id == participant_id
        ]

    def of_kind(self, bot_id: str, participant_id: ParticipantId, kind: Kind) -> list[Stream]:
        """Return the streams that an event about a camera or a share is about, in either protocol."""
        named = self._aliases.of(StreamKey(bot_id, participant_id, kind))
        # A sender that does not say what a stream is most probably sends a camera.
        shows = (kind, Kind.UNKNOWN) if kind is Kind.CAMERA else (kind,)
        return [
            stream
            for stream in self.of_participant(bot_id, participant_id)
            if stream.key.first == named
            or (stream.dialect is Dialect.STREAM and stream.kind is kind)
            or (self._aliases.is_nameless(stream) and stream.kind in shows)
        ]

    def greet(self, connection_id: int, bot: Bot) -> list[Stream]:
        """Note that a connection speaks for a bot; return the bot's streams whose outage that ends.

        A camera that is off sends nothing after its bot came back, and yet its connection is there.
        """
        bots = self._bots_of.setdefault(connection_id, set())
        if bot.id in bots or len(bots) >= MOST_STREAMS:
            return []
        bots.add(bot.id)
        back = [
            stream
            for stream in self.streams.values()
            if stream.key.bot_id == bot.id and stream.dialect is Dialect.ENDPOINT and stream.disconnected_at is not None
        ]
        for stream in back:
            stream.disconnected_at = None
            stream.vouch(connection_id)
        return back

    def closed(self, connection_id: int) -> list[Stream]:
        """Forget a connection; return the streams that no other one carries."""
        self._bots_of.pop(connection_id, None)
        for carried in [carried for carried in self._carried_by if carried[0] == connection_id]:
            del self._carried_by[carried]
        orphans = []
        for stream in self.streams.values():
            stream.last_video_time_s.pop(connection_id, None)
            if connection_id in stream.connections:
                stream.connections.discard(connection_id)
                if not stream.connections:
                    orphans.append(stream)
        return orphans

    def _meant(self, bot: Bot, participant: Participant, kind: Kind, size: tuple[int, int] | None) -> StreamKey:
        key = StreamKey(bot.id, participant.id, kind)
        if key in self.streams:
            return key
        return self._aliases.find(key, size, self.of_participant(bot.id, participant.id))

    def _lane_for(self, connection_id: int, frame: VideoFrame, now: float) -> tuple[Stream | None, bool]:
        stream = self._lane_of(connection_id, frame.bot.id, frame.participant.id)
        if stream is not None:
            return stream, False
        of_participant = self.of_participant(frame.bot.id, frame.participant.id)
        siblings = [sibling for sibling in of_participant if sibling.dialect is Dialect.STREAM]
        stream = lanes.free_lane(siblings, frame.width, frame.height, now)
        is_new = stream is None
        if stream is None:
            key = StreamKey(frame.bot.id, frame.participant.id, _free_number(siblings))
            stream, is_new = self.get_or_add(key, frame.bot, frame.participant, frame.dialect)
        if stream is not None:
            stream.connections.clear()
            stream.carry(connection_id)
            self._carried_by[connection_id, frame.bot.id, frame.participant.id] = stream
        return stream, is_new

    def _lane_of(self, connection_id: int, bot_id: str, participant_id: ParticipantId) -> Stream | None:
        stream = self._carried_by.get((connection_id, bot_id, participant_id))
        # A stream that fell silent may have been taken over by another connection since.
        return stream if stream is not None and connection_id in stream.connections else None


def _free_number(siblings: list[Stream]) -> str:
    taken = {stream.key.lane for stream in siblings}
    return next(str(number) for number in range(len(taken) + 1) if str(number) not in taken)


def _keep_newest(places: dict[StreamKey, tuple[int, Kind | None]]) -> None:
    while len(places) > PLACES_KEPT:
        del places[next(iter(places))]
