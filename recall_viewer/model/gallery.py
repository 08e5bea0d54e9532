"""All streams of all bots: events come in, changes go out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recall_viewer.model import kinds
from recall_viewer.model.books import Fate
from recall_viewer.model.changes import NOTHING, Change
from recall_viewer.model.frames import Frame
from recall_viewer.model.participants import Participants
from recall_viewer.model.problems import Problem, ProblemCode
from recall_viewer.model.registry import MOST_STREAMS, Registry
from recall_viewer.model.rosters import Rosters
from recall_viewer.model.status import State
from recall_viewer.model.timeline import Verdict
from recall_viewer.protocol.events import (
    BotIdentified,
    Dialect,
    FrameRejected,
    Kind,
    MessageIgnored,
    MessageRejected,
    ParticipantChanged,
    VideoFrame,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from recall_viewer.model.books import Books
    from recall_viewer.model.keys import StreamKey
    from recall_viewer.model.stream import Stream
    from recall_viewer.protocol.events import Event, RosterReceived

NORMAL_CLOSE_CODES = (1000, 1001)


class Gallery:
    """The streams that have a tile. Times are the clock's, in seconds."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._registry = Registry()
        self._participants = Participants(self._registry)
        self._rosters = Rosters()

    @property
    def streams(self) -> Mapping[StreamKey, Stream]:
        """The streams by key."""
        return self._registry.streams

    @property
    def recent(self) -> Sequence[Stream]:
        """The streams that left, the latest last."""
        return self._registry.recent

    @property
    def connected_bots(self) -> set[str]:
        """The ids of the bots that are connected, whether they send pictures or not."""
        return self._registry.connected_bots

    def apply(self, connection_id: int, event: Event, arrived_at: float) -> Change:
        """Take in one event of a connection, whose message was complete at `arrived_at`."""
        match event:
            case VideoFrame():
                return self._frame(connection_id, event, arrived_at)
            case FrameRejected():
                return self._frame_rejected(connection_id, event, arrived_at)
            case ParticipantChanged():
                self._books.messages_ignored[event.event] += 1
                back = self._registry.greet(connection_id, event.bot)
                added, changed = self._participants.apply(connection_id, event, arrived_at)
                return Change(added, updated=tuple({stream.key for stream in (*back, *changed)}))
            case MessageIgnored():
                self._books.messages_ignored[event.event] += 1
                if event.event != "other":
                    return NOTHING
                # One group a source: a sender of many names must not push out what else went wrong.
                return Change(problems=(Problem(ProblemCode.UNKNOWN_EVENT, event.name, reason="event"),))
            case MessageRejected():
                self._books.messages_rejected[event.reason] += 1
                problem = Problem(ProblemCode.MESSAGE, event.detail, "", event.excerpt, event.reason)
                return Change(problems=(problem,))
            case BotIdentified():
                if event.dialect is Dialect.AUDIO:
                    return Change(problems=(Problem(ProblemCode.AUDIO, "", event.bot.id),))
                back = self._registry.greet(connection_id, event.bot)
                return Change(updated=tuple(stream.key for stream in back)) if back else NOTHING

    def name(self, roster: RosterReceived, now: float) -> Change:
        """Take in what the REST API says of the participants of a bot of the stream protocol."""
        return self._rosters.apply(roster, self.streams.values(), now, self._judge_kind)

    def closed(self, connection_id: int, code: int | None, now: float) -> Change:
        """Note that a connection ended: 1000 and 1001 end its streams in the normal way, all else is an outage."""
        orphans = [stream for stream in self._registry.closed(connection_id) if stream.ended_at is None]
        for stream in orphans:
            if code in NORMAL_CLOSE_CODES:
                stream.end(now)
            else:
                stream.lose(now)
        silent = self._participants.closed(connection_id)
        return Change(updated=tuple({stream.key for stream in (*orphans, *silent)}))

    def is_speaking(self, key: StreamKey) -> bool:
        """Say whether the participant of a stream speaks, as far as the bot told."""
        return self._participants.is_speaking(key.bot_id, key.participant_id)

    def tick(self, now: float, kept: Collection[StreamKey] = ()) -> Change:
        """Let those leave whose time has come, but for those that the person keeps."""
        gone = [stream for stream in self.streams.values() if stream.key not in kept and _has_to_leave(stream, now)]
        return Change(removed=self._registry.remove(gone)) if gone else NOTHING

    def remove_ended(self) -> Change:
        """Let all that ended leave at once."""
        ended = [stream for stream in self.streams.values() if stream.ended_at is not None]
        return Change(removed=self._registry.remove(ended))

    def undecodable(self, frame: Frame, detail: str) -> Change:
        """Note a frame that passed for a picture until it was decoded."""
        stream = self.streams.get(frame.key)
        if stream is None:
            return Change(problems=(Problem(ProblemCode.FRAME, detail, frame.key.bot_id, reason="image"),))
        stream.note_bad_frame(detail, frame.arrived_at, is_header_bad=False)
        problem = Problem(ProblemCode.FRAME, detail, stream.who, reason="image")
        return Change(updated=(stream.key,), problems=(problem,))

    def decoded(self, frame: Frame) -> Change:
        """Note a frame that became a picture: damage before it is over."""
        stream = self.streams.get(frame.key)
        if stream is not None:
            stream.was_decoded = True
        return self.usable(frame)

    def usable(self, frame: Frame) -> Change:
        """Note a frame that can become a picture as soon as somebody looks: only then would it be decoded."""
        stream = self.streams.get(frame.key)
        if stream is None:
            return NOTHING
        is_news = False
        if stream.awaits_keyframe_since is not None and frame.arrived_at > stream.awaits_keyframe_since:
            stream.awaits_keyframe_since, is_news = None, True
        if stream.bad_frames and frame.arrived_at >= stream.bad_at:
            stream.forgive()
            is_news = True
        return Change(updated=(frame.key,)) if is_news else NOTHING

    def awaiting_keyframe(self, frame: Frame) -> Change:
        """Note a unit of H.264 that nothing can be made of before the next IDR."""
        stream = self.streams.get(frame.key)
        if stream is None or stream.awaits_keyframe_since is not None:
            return NOTHING
        stream.awaits_keyframe_since = frame.arrived_at
        return Change(updated=(frame.key,))

    def is_covered(self, stream: Stream, now: float) -> bool:
        """Say whether another stream shows the same: of a camera's pictures and its H.264 only one has a tile.

        H.264 is it, unless it stands still while the pictures go on.
        """
        twin = self._registry.twin_of(stream)
        if twin is None:
            return False
        video, pictures = (stream, twin) if stream.family == "h264" else (twin, stream)
        moves = (State.LIVE, State.LATE)
        is_video_shown = video.state(now) in moves or pictures.state(now) not in moves
        return is_video_shown if stream is pictures else not is_video_shown

    def note_unchanged(self, frame: Frame, *, is_same: bool) -> None:
        """Note whether a frame has the very bytes of the one before it."""
        stream = self.streams.get(frame.key)
        if stream is not None and not is_same:
            stream.unchanged_since = None
        elif stream is not None and stream.unchanged_since is None:
            stream.unchanged_since = frame.arrived_at

    def correct_kind(self, key: StreamKey, kind: Kind) -> Change:
        """Take a person's word for what a stream is; nothing outweighs it."""
        stream = self.streams.get(key)
        if stream is None:
            return NOTHING
        both = [one for one in (stream, self._registry.twin_of(stream)) if one is not None]
        for one in both:
            one.person_says = one.kind = kind
            one.is_guess = False
        return Change(updated=tuple(one.key for one in both))

    def ordered(self) -> list[Stream]:
        """Return the streams by their first arrival."""
        return sorted(self.streams.values(), key=lambda stream: stream.order)

    def _frame(self, connection_id: int, event: VideoFrame, arrived_at: float) -> Change:
        passage = self._books.receive()
        back = self._registry.greet(connection_id, event.bot)
        stream, is_new = self._registry.for_frame(connection_id, event, arrived_at)
        updated = {other.key for other in back}
        if stream is None:
            self._books.settle(passage, Fate.DROPPED, "memory")
            problem = Problem(ProblemCode.TOO_MANY_STREAMS, str(MOST_STREAMS), event.bot.id)
            return Change(updated=tuple(updated), problems=(problem,))
        added = (stream.key,) if is_new else ()
        verdict = stream.news(connection_id, event)
        if verdict is Verdict.REPEAT:
            self._books.settle(passage, Fate.REPEATED)
            # What is sent again joins on to what was there.
            stream.is_cut = False
            return Change(added=added, updated=tuple(updated))
        passage.history, passage.arrived_at = stream.history, arrived_at
        # A unit of H.264 says its size only where that may change.
        width, height = (event.width, event.height) if event.width else (stream.width, stream.height)
        stream.history.note_received(arrived_at, width, height, len(event.data))
        before = stream.appearance
        stream.note_frame(width, height, arrived_at)
        stream.learn(event.bot, event.participant)
        if is_new and stream.dialect is Dialect.STREAM and (named := self._rosters.who_is(stream.key)):
            stream.learn(event.bot, named)
        self._judge_kind(stream, event.kind, arrived_at)
        if not is_new and stream.appearance != before:
            updated.add(stream.key)
        problems = (Problem(ProblemCode.TIMELINE, "", stream.who),) if verdict is Verdict.RESTART else ()
        if stream.is_straggling(arrived_at):
            self._books.settle(passage, Fate.HIDDEN)
            stream.is_cut = True
            return Change(added=added, updated=tuple(updated), problems=problems)
        time_s, unit, is_cut = event.video_time_s, event.unit, stream.is_cut
        frame = Frame(stream.key, event.codec, event.data, width, height, time_s, arrived_at, passage, unit, is_cut)
        stream.is_cut = False
        return Change(added=added, updated=tuple(updated), frame=frame, problems=problems)

    def _frame_rejected(self, connection_id: int, event: FrameRejected, arrived_at: float) -> Change:
        self._books.settle(self._books.receive(), Fate.REJECTED, event.reason)
        updated = {stream.key for stream in self._registry.greet(connection_id, event.bot)} if event.bot else set()
        stream, is_new = None, False
        if event.reason != "unsupported":
            stream, is_new = self._registry.for_rejected(connection_id, event)
        if stream is None:
            source = event.bot.id if event.bot else ""
            problem = Problem(ProblemCode.FRAME, event.detail, source, reason=event.reason)
            return Change(updated=tuple(updated), problems=(problem,))
        if not stream.is_straggling(arrived_at):
            stream.revive()
        stream.note_bad_frame(event.detail, arrived_at, is_header_bad=True)
        added = (stream.key,) if is_new else ()
        updated |= {stream.key} - set(added)
        problem = Problem(ProblemCode.FRAME, event.detail, stream.who, reason=event.reason)
        return Change(added, updated=tuple(updated), problems=(problem,))

    def _judge_kind(self, stream: Stream, said: Kind, now: float) -> None:
        if stream.dialect is not Dialect.STREAM:
            stream.kind = stream.person_says or (stream.kind if said is Kind.UNKNOWN else said)
            return
        others = [
            other.sighting(other.frame_at)
            for other in self.streams.values()
            if other is not stream and other.key.bot_id == stream.key.bot_id and other.frame_at is not None
        ]
        is_sharing, has_camera_on = self._participants.is_sharing(stream.key.bot_id, stream.key.participant_id), None
        if is_sharing is None and stream.told is not None:
            is_sharing, has_camera_on = stream.told.is_sharing, stream.told.has_camera_on
        verdict = kinds.judge(
            stream.sighting(now),
            others,
            now,
            person=stream.person_says,
            is_sharing=is_sharing,
            has_camera_on=has_camera_on,
        )
        if verdict.at_once or verdict == stream.pending:
            stream.kind, stream.is_guess = verdict.kind, verdict.is_guess
        elif stream.kind is Kind.UNKNOWN:
            stream.kind = Kind.CAMERA
        stream.pending = verdict


def _has_to_leave(stream: Stream, now: float) -> bool:
    return stream.leaves_at is not None and now >= stream.leaves_at
