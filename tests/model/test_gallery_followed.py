"""Whatever happens in whatever order: whoever follows the changes knows the gallery, and the books balance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from recall_viewer.model.books import Fate
from recall_viewer.model.status import State
from recall_viewer.protocol.events import (
    Bot,
    BotIdentified,
    Dialect,
    FrameProblem,
    FrameRejected,
    Kind,
    MessageIgnored,
    MessageRejected,
    Participant,
    ParticipantAction,
    VideoFrame,
)
from tests.model.support import FULL, SHARE, SMALL, Wall, balance, frame, person

if TYPE_CHECKING:
    from recall_viewer.model.changes import Change
    from recall_viewer.model.frames import Frame
    from recall_viewer.model.keys import StreamKey

CONNECTIONS = st.integers(1, 4)
BOTS = st.sampled_from(["bot-a", "bot-b", ""])
PARTICIPANTS = st.integers(0, 2)
KINDS = st.sampled_from(Kind)
SIZES = st.sampled_from([FULL, SMALL, SHARE, (640, 360)])
TIMES_S = st.none() | st.integers(-4, 40).map(lambda eighths: eighths / 8)
REASONS: list[FrameProblem] = ["header", "fields", "base64", "image", "too_large", "unsupported"]


@st.composite
def video(draw: st.DrawFn) -> VideoFrame:
    dialect = draw(st.sampled_from([Dialect.STREAM, Dialect.STREAM, Dialect.ENDPOINT, Dialect.ATTENDEE]))
    participant_id = draw(PARTICIPANTS)
    return frame(
        str(participant_id) if dialect is Dialect.ATTENDEE else participant_id,
        Kind.UNKNOWN if dialect is Dialect.STREAM else draw(KINDS),
        bot=draw(BOTS),
        size=draw(SIZES),
        time_s=draw(TIMES_S),
        name=draw(st.sampled_from([None, "Ada"])),
        recording=draw(st.sampled_from([None, "rec-1", "rec-2"])),
        dialect=dialect,
    )


REJECTED = st.builds(
    FrameRejected,
    reason=st.sampled_from(REASONS),
    detail=st.just("why"),
    bot=st.none() | st.builds(Bot, BOTS),
    participant=st.none() | st.builds(Participant, PARTICIPANTS),
    kind=KINDS,
)
PERSON = st.builds(person, st.sampled_from(ParticipantAction), PARTICIPANTS, bot=BOTS)
EVENTS = st.one_of(
    video(),
    video(),
    PERSON,
    REJECTED,
    st.builds(BotIdentified, st.builds(Bot, BOTS), st.sampled_from([Dialect.STREAM, Dialect.AUDIO])),
    st.just(MessageIgnored("other", "news")),
    st.just(MessageRejected("json", "not JSON")),
)


class Follower(RuleBasedStateMachine):
    """Whoever follows the changes knows what the gallery knows, and every frame is accounted for."""

    def __init__(self) -> None:
        super().__init__()
        self.wall = Wall()
        self.tiles: set[StreamKey] = set()
        self.places: dict[StreamKey, int] = {}
        self.frames: list[Frame] = []
        self.received = 0

    def follow(self, change: Change) -> None:
        added, removed, updated = set(change.added), set(change.removed), set(change.updated)
        for keys, among in ((change.added, added), (change.removed, removed), (change.updated, updated)):
            assert len(keys) == len(among)
        assert not added & self.tiles
        assert removed <= self.tiles
        self.tiles = (self.tiles | added) - removed
        assert updated <= self.tiles
        assert not updated & added
        if change.frame is not None:
            assert change.frame.key in self.tiles
            assert change.frame.passage.fate is Fate.IN_FLIGHT
            self.frames.append(change.frame)

    @rule(connection_id=CONNECTIONS, event=EVENTS)
    def message(self, connection_id: int, event: VideoFrame) -> None:
        self.received += isinstance(event, VideoFrame | FrameRejected)
        self.follow(self.wall.send(connection_id, event))

    @rule(connection_id=CONNECTIONS, code=st.sampled_from([1000, 1001, 1006, None]))
    def close(self, connection_id: int, code: int | None) -> None:
        self.follow(self.wall.close(connection_id, code))
        for stream in self.wall.gallery.streams.values():
            assert connection_id not in stream.connections
            assert connection_id not in stream.last_video_time_s

    @rule(seconds=st.sampled_from([0.5, 2.5, 3.0, 30.0, 60.0, 101.0, 600.0]))
    def wait(self, seconds: float) -> None:
        self.follow(self.wall.wait(seconds))

    @rule()
    def clear_ended(self) -> None:
        self.follow(self.wall.gallery.remove_ended())

    @precondition(lambda self: self.frames)
    @rule(index=st.integers(0, 50), fate=st.sampled_from([Fate.SHOWN, Fate.SUPERSEDED, Fate.HIDDEN, Fate.DROPPED]))
    def settle(self, index: int, fate: Fate) -> None:
        shown = self.frames[index % len(self.frames)]
        self.wall.books.recall(shown.passage)
        self.wall.books.settle(shown.passage, fate, "ended")

    @precondition(lambda self: self.frames)
    @rule(index=st.integers(0, 50), is_good=st.booleans())
    def decode(self, index: int, is_good: bool) -> None:
        one = self.frames[index % len(self.frames)]
        if is_good:
            self.follow(self.wall.gallery.decoded(one))
        else:
            self.wall.books.settle(one.passage, Fate.REJECTED, "image")
            self.follow(self.wall.gallery.undecodable(one, "damaged"))

    @precondition(lambda self: self.tiles)
    @rule(index=st.integers(0, 50), kind=st.sampled_from([Kind.CAMERA, Kind.SCREENSHARE]))
    def correct(self, index: int, kind: Kind) -> None:
        key = sorted(self.tiles, key=str)[index % len(self.tiles)]
        self.follow(self.wall.gallery.correct_kind(key, kind))
        assert self.wall.gallery.streams[key].kind is kind

    @invariant()
    def the_books_balance(self) -> None:
        assert self.wall.books.received == self.received == balance(self.wall.books)
        assert min(self.wall.books.in_flight, self.wall.books.hidden - self.wall.books.recalled) >= 0

    @invariant()
    def the_follower_knows_all_tiles(self) -> None:
        streams = self.wall.gallery.streams
        assert set(streams) == self.tiles
        assert all(stream.key == key for key, stream in streams.items())
        ordered = self.wall.gallery.ordered()
        assert len({id(stream) for stream in ordered}) == len({stream.order for stream in ordered}) == len(streams)

    @invariant()
    def nobody_ever_changes_places(self) -> None:
        for key, stream in self.wall.gallery.streams.items():
            assert self.places.setdefault(key, stream.order) == stream.order

    @invariant()
    def every_stream_is_told_true(self) -> None:
        for stream in self.wall.gallery.streams.values():
            state = stream.state(self.wall.now)
            if stream.key.participant_id == 0 and stream.dialect is Dialect.STREAM and stream.person_says is None:
                assert stream.kind is Kind.UNKNOWN
            # Whatever no connection stands for any more has to say so, or it would stay for ever.
            if not stream.connections:
                assert state in (State.ENDED, State.DISCONNECTED, State.LOST)

    @invariant()
    def a_connection_of_the_stream_protocol_carries_one_stream_of_an_id_and_shares_it_with_none(self) -> None:
        carried: set[tuple[int, str, object]] = set()
        for stream in self.wall.gallery.streams.values():
            if stream.dialect is Dialect.STREAM and stream.connections and not stream.is_only_announced:
                (connection_id,) = stream.connections
                carries = (connection_id, stream.key.bot_id, stream.key.participant_id)
                assert carries not in carried
                carried.add(carries)


Follower.TestCase.settings = settings(
    max_examples=120, stateful_step_count=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestFollower = Follower.TestCase
