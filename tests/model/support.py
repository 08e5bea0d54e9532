"""Events as `protocol` makes them, and a gallery under a clock that the test turns."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from types import EllipsisType
from typing import TYPE_CHECKING

from recall_viewer.model.books import Books
from recall_viewer.model.gallery import Gallery
from recall_viewer.model.keys import StreamKey
from recall_viewer.protocol.events import (
    Bot,
    Codec,
    Dialect,
    Event,
    FrameProblem,
    FrameRejected,
    Kind,
    Participant,
    ParticipantAction,
    ParticipantChanged,
    ParticipantId,
    VideoFrame,
)
from recall_viewer.protocol.h264 import read_unit
from tests.h264_units import units

if TYPE_CHECKING:
    from recall_viewer.model.changes import Change
    from recall_viewer.model.status import State
    from recall_viewer.model.stream import Stream

FULL, SMALL, SHARE = (1280, 720), (256, 144), (1024, 576)
BOT = "3f2a9c1e-0000-4000-8000-000000000001"

_moments = count()


def frame(
    participant_id: ParticipantId = 100,
    kind: Kind = Kind.CAMERA,
    *,
    bot: str = BOT,
    size: tuple[int, int] = FULL,
    time_s: float | EllipsisType | None = ...,
    name: str | None = None,
    recording: str | None = "rec-1",
    metadata: tuple[tuple[str, str], ...] = (),
    dialect: Dialect = Dialect.ENDPOINT,
    data: bytes = b"picture",
) -> VideoFrame:
    """A frame of the endpoint protocol; its sender's time is newer than any before it unless it is given."""
    moment = next(_moments) / 8 if isinstance(time_s, EllipsisType) else time_s
    participant = Participant(participant_id, name)
    return VideoFrame(
        Bot(bot, recording, metadata), participant, kind, Codec.PNG, data, *size, video_time_s=moment, dialect=dialect
    )


def h264(
    number: int, participant_id: ParticipantId = 100, kind: Kind = Kind.CAMERA, *, time_s: float | None = None
) -> VideoFrame:
    """Unit `number` of H.264, each eighth an IDR; its sender's time is its number unless it is given."""
    data = units(16)[number]
    unit = read_unit(data)
    body = frame(participant_id, kind, size=unit.size, time_s=number / 15 if time_s is None else time_s, data=data)
    return replace(body, codec=Codec.H264, unit=unit)


def old_frame(
    participant_id: int = 100,
    size: tuple[int, int] = FULL,
    *,
    bot: str = BOT,
    time_s: float | EllipsisType | None = ...,
) -> VideoFrame:
    """A frame of the stream protocol: no name, no kind."""
    return frame(
        participant_id, Kind.UNKNOWN, bot=bot, size=size, time_s=time_s, recording=None, dialect=Dialect.STREAM
    )


def person(
    action: ParticipantAction, participant_id: ParticipantId = 100, *, bot: str = BOT, name: str | None = None
) -> ParticipantChanged:
    return ParticipantChanged(
        Bot(bot, "rec-1"), Participant(participant_id, name), action, f"participant_events.{action}"
    )


def rejected(
    participant_id: ParticipantId | None = 100,
    kind: Kind = Kind.CAMERA,
    *,
    bot: str = BOT,
    reason: FrameProblem = "image",
) -> FrameRejected:
    participant = None if participant_id is None else Participant(participant_id)
    return FrameRejected(reason, f"{reason} went wrong", Bot(bot), participant, kind)


def balance(books: Books) -> int:
    """All places where a frame can be; `books.received` when the books balance."""
    gone = sum(books.rejected.values()) + sum(books.dropped.values()) + books.repeated + books.awaiting_keyframe
    return books.shown + books.superseded + books.hidden - books.recalled + gone + books.in_flight


class Wall:
    """A gallery, its books and the time."""

    def __init__(self) -> None:
        self.books = Books()
        self.gallery = Gallery(self.books)
        self.now = 0.0

    def send(self, connection_id: int, *events: Event) -> Change:
        """Apply events at the present moment; return what the last one changed."""
        changes = [self.gallery.apply(connection_id, event, self.now) for event in events]
        return changes[-1]

    def stream_of(self, change: Change) -> Stream:
        """The stream of a change's frame."""
        assert change.frame is not None
        return self.gallery.streams[change.frame.key]

    def show(self, connection_id: int, event: Event) -> Stream:
        """Apply a frame that has to be news; return its stream."""
        return self.stream_of(self.send(connection_id, event))

    def wait(self, seconds: float) -> Change:
        """Let time pass, then let those leave whose time has come."""
        self.now += seconds
        return self.gallery.tick(self.now)

    def close(self, connection_id: int, code: int | None) -> Change:
        return self.gallery.closed(connection_id, code, self.now)

    def stream(self, participant_id: ParticipantId = 100, lane: str = Kind.CAMERA, bot: str = BOT) -> Stream:
        return self.gallery.streams[StreamKey(bot, participant_id, lane)]

    def state(self, participant_id: ParticipantId = 100, lane: str = Kind.CAMERA, bot: str = BOT) -> State:
        return self.stream(participant_id, lane, bot).state(self.now)

    def kinds(self) -> list[tuple[Kind, bool]]:
        """Kind and whether it is a guess, by order."""
        return [(stream.kind, stream.is_guess) for stream in self.gallery.ordered()]
