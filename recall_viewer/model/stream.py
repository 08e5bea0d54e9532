"""One stream: what was heard of it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recall_viewer.model import kinds, status
from recall_viewer.model.history import History
from recall_viewer.model.timeline import Timeline, Verdict
from recall_viewer.protocol.events import Bot, Dialect, Kind, Participant

if TYPE_CHECKING:
    from recall_viewer.model.keys import StreamKey
    from recall_viewer.model.status import State
    from recall_viewer.protocol.events import Attendee, VideoFrame

GAPS_KEPT = 16
RATE_GAPS = 8
STRAGGLES_FOR_S = 0.5
ENDED_LEAVES_AFTER_S = 60.0
SHARE_LEAVES_AFTER_S = 3.0
DISCONNECTED_LEAVES_AFTER_S = 600.0
LONGEST_WHO = 100
"""Letters of a name in a line about something else."""


@dataclass(slots=True, eq=False)
class Stream:
    """What is known about one stream. Only `Gallery` changes it; times are the clock's, in seconds."""

    key: StreamKey
    bot: Bot
    participant: Participant
    dialect: Dialect
    order: int
    """Its place among all streams, by first arrival; kept when it comes back."""
    kind: Kind = Kind.UNKNOWN
    is_guess: bool = False
    width: int = 0
    height: int = 0
    connections: set[int] = field(default_factory=set)
    """The live connections that carried it."""
    is_only_announced: bool = False
    """No connection carries it yet: the one in `connections` merely spoke of it."""
    history: History = field(default_factory=History)
    """What came over the last minutes, for the person to see."""
    small_since: float | None = None
    unchanged_since: float | None = None
    """Since when every frame had the very same bytes; `None` where the newest one differs from the one before."""
    frame_at: float | None = None
    announced_at: float | None = None
    off_at: float | None = None
    ended_at: float | None = None
    has_left: bool = False
    """Ended because the participant left, not because the connection was closed."""
    disconnected_at: float | None = None
    is_cut: bool = False
    """Frames may be missing before the next one, which no number in them tells."""
    family: str = ""
    """What its frames are; "" before the first."""
    awaits_keyframe_since: float | None = None
    """Since when units of H.264 were of no use, for want of an IDR."""
    was_decoded: bool = False
    """At least one picture came of it."""
    bad_frames: int = 0
    """Frames in a row that could not be decoded."""
    bad_detail: str = ""
    bad_at: float = 0.0
    is_header_bad: bool = False
    """The last of them was refused before decoding, so that a sound header is the end of it."""
    person_says: Kind | None = None
    told: Attendee | None = None
    """What the REST API said of its participant since the connection that carries it began to."""
    pending: kinds.Verdict | None = None
    """Evidence that waits for a second frame that agrees."""
    timeline: Timeline = field(default_factory=Timeline)
    last_video_time_s: dict[int, float] = field(default_factory=dict)
    """The stream protocol's last time on each connection."""
    gaps_s: deque[float] = field(default_factory=lambda: deque(maxlen=GAPS_KEPT))
    was_away: bool = False
    """Since its newest frame it was off, ended or disconnected: the time until the next is no gap between frames."""

    @property
    def is_small(self) -> bool:
        """Whether it is a camera shrunken to 256x144 while somebody shares."""
        return (self.width, self.height) == kinds.SMALL_SIZE and self.kind is not Kind.SCREENSHARE

    @property
    def is_speaker_view(self) -> bool:
        """Whether it is the active speaker of `recording_mode: speaker_view`: its id is always 0 (documented)."""
        return self.dialect is Dialect.STREAM and self.participant.id == 0

    @property
    def is_away(self) -> bool:
        """Whether it was said to be off, ended or disconnected."""
        return self.off_at is not None or self.ended_at is not None or self.disconnected_at is not None

    @property
    def leaves_at(self) -> float | None:
        """When its tile goes, unless it comes back; `None` where nothing says that it will go."""
        is_share = self.kind is Kind.SCREENSHARE
        times = []
        if is_share and self.off_at is not None:
            times.append(self.off_at + SHARE_LEAVES_AFTER_S)
        if self.ended_at is not None:
            times.append(self.ended_at + (SHARE_LEAVES_AFTER_S if is_share else ENDED_LEAVES_AFTER_S))
        elif self.disconnected_at is not None:
            times.append(self.disconnected_at + DISCONNECTED_LEAVES_AFTER_S)
        return min(times, default=None)

    @property
    def appearance(self) -> tuple[object, ...]:
        """What a tile shows of it beside its picture and its age."""
        return self.width, self.height, self.kind, self.is_guess, self.participant, self.bot, self.is_away

    @property
    def who(self) -> str:
        """Its participant and the start of its bot's id, in words."""
        name = (self.participant.name or f"id {self.participant.id}")[:LONGEST_WHO]
        return f"{name} · {self.key.bot_id[:8]}" if self.key.bot_id else name

    def sighting(self, frame_at: float) -> kinds.Sighting:
        """Return what it looks like to `kinds`."""
        return kinds.Sighting(self.participant.id, self.width, self.height, frame_at, self.small_since)

    def facts(self, frame_at: float | None) -> status.Facts:
        """Return what its state follows from, for the frame that arrived at `frame_at`."""
        return status.Facts(
            frame_at=frame_at,
            usual_gap_s=status.usual_gap_s(self.gaps_s),
            announced_at=self.announced_at,
            is_off=self.off_at is not None,
            has_bad_frames=self.bad_frames > 0,
            disconnected_at=self.disconnected_at,
            gives_up=self.dialect is Dialect.ENDPOINT,
            ended_at=self.ended_at,
            has_no_keyframe=self.awaits_keyframe_since is not None and not self.was_decoded,
        )

    def state(self, now: float) -> State:
        """Say its state by its newest frame, or the last one before those that nothing could be made of."""
        since = self.awaits_keyframe_since
        usable_at = self.frame_at if self.frame_at is None or since is None else min(self.frame_at, since)
        return status.state_of(self.facts(usable_at), now)

    def shown_state(self, painted_at: float | None, now: float) -> State:
        """Say its state by the frame whose picture is painted: the older frame makes the worse state."""
        return status.state_of(self.facts(self.frame_at if painted_at is None else painted_at), now)

    def fps(self, now: float) -> float | None:
        """Return the measured frames per second, `None` before the second frame; it falls while a frame is overdue."""
        if not self.gaps_s or self.frame_at is None:
            return None
        recent = list(self.gaps_s)[-RATE_GAPS:]
        usual_s = sum(recent) / len(recent)
        overdue_s = max(0.0, now - self.frame_at - usual_s)
        total_s = sum(recent) + overdue_s
        return len(recent) / total_s if total_s > 0 else None

    def note_frame(self, width: int, height: int, arrived_at: float) -> None:
        """Take in a frame that is news: it ends every outage, unless it was on its way when that was said."""
        if self.frame_at is not None and arrived_at > self.frame_at and not self.was_away:
            self.gaps_s.append(arrived_at - self.frame_at)
        self.frame_at = arrived_at
        self.width, self.height = width, height
        if (width, height) != kinds.SMALL_SIZE:
            self.small_since = None
        elif self.small_since is None:
            self.small_since = arrived_at
        if self.is_header_bad:
            self.forgive()
        if not self.is_straggling(arrived_at):
            self.revive()
            self.was_away = False

    def is_straggling(self, arrived_at: float) -> bool:
        """Whether a frame was still on its way when its camera or share was said to be off, or its participant left.

        In the endpoint protocol alone: elsewhere what is said comes another way than the frames.
        """
        gone_at = self.ended_at if self.has_left else self.off_at
        is_ordered = self.dialect is Dialect.ENDPOINT
        return is_ordered and gone_at is not None and 0 <= arrived_at - gone_at < STRAGGLES_FOR_S

    def note_bad_frame(self, detail: str, arrived_at: float, *, is_header_bad: bool) -> None:
        """Take in a frame that could not be shown."""
        self.bad_frames += 1
        self.bad_detail, self.bad_at, self.is_header_bad = detail, arrived_at, is_header_bad

    def forgive(self) -> None:
        """Forget the frames that could not be shown."""
        self.bad_frames, self.bad_detail, self.is_header_bad = 0, "", False

    def carry(self, connection_id: int) -> None:
        """Note that a connection carries it; one that merely spoke of it does not."""
        if self.is_only_announced:
            self.connections.clear()
            self.is_only_announced = False
        if connection_id not in self.connections:
            # Another connection of the stream protocol may bring the participant's other picture.
            self.told = None
        self.connections.add(connection_id)

    def vouch(self, connection_id: int) -> None:
        """Note that a connection speaks of it: until one carries it, this is the one whose end is an outage."""
        if not self.connections:
            self.connections.add(connection_id)
            self.is_only_announced = True

    def news(self, connection_id: int, frame: VideoFrame) -> Verdict:
        """Say whether a frame is news by its sender's time."""
        if frame.unit is not None:
            return self.timeline.judge_unit(frame.bot.recording_id, frame.video_time_s, frame.data)
        if frame.dialect is not Dialect.STREAM:
            return self.timeline.judge(frame.bot.recording_id, frame.video_time_s)
        # Whether times go on after a reconnect is unknown, so only the very time of the frame before is a repeat.
        if frame.video_time_s is None:
            return Verdict.NEWS
        if self.last_video_time_s.get(connection_id) == frame.video_time_s:
            return Verdict.REPEAT
        self.last_video_time_s[connection_id] = frame.video_time_s
        return Verdict.NEWS

    def learn(self, bot: Bot, participant: Participant) -> None:
        """Take over what a newer message says, without losing what only an older one said."""
        old = self.participant
        if participant != old:
            self.participant = Participant(
                old.id,
                participant.name or old.name,
                old.is_host if participant.is_host is None else participant.is_host,
                participant.platform or old.platform,
            )
        if bot != self.bot:
            self.bot = Bot(bot.id, bot.recording_id or self.bot.recording_id, bot.metadata or self.bot.metadata)

    def announce(self, now: float) -> None:
        """Note that it was said to come: it is awaited, whatever was before."""
        self.revive()
        self.forgive()
        self.announced_at = now

    def switch_off(self, now: float) -> None:
        """Note that the bot said it is off."""
        self.off_at, self.was_away = now, True

    def end(self, now: float, *, has_left: bool = False) -> None:
        """Note that it ended in the normal way."""
        self.ended_at, self.disconnected_at, self.has_left = now, None, has_left
        self.was_away = self.is_cut = True

    def come_back(self, connection_id: int) -> None:
        """Note that its participant joined again: a camera is off until it is said to be on, and a share stays gone."""
        if self.has_left and self.kind is not Kind.SCREENSHARE:
            self.off_at, self.ended_at, self.has_left = self.ended_at, None, False
            self.vouch(connection_id)

    def lose(self, now: float) -> None:
        """Note that the last connection that carried it broke."""
        self.disconnected_at, self.was_away, self.is_cut = now, True, True

    def revive(self) -> None:
        """Forget what was said of its end: it is back."""
        self.off_at = self.ended_at = self.disconnected_at = None
        self.has_left = False
