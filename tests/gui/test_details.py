"""What the Details panel says of a stream, as plain values."""

from __future__ import annotations

import pytest

from recall_viewer.gui.details import (
    DetailsFacts,
    bytes_text,
    facts_of,
    gap_trace,
    rate_trace,
    size_trace,
    span_text,
)
from recall_viewer.model.books import Fate, Passage
from recall_viewer.model.frames import Frame
from recall_viewer.model.history import History, Rate, Size
from recall_viewer.model.keys import StreamKey
from recall_viewer.model.status import State
from recall_viewer.model.stream import Stream
from recall_viewer.protocol.events import Bot, Codec, Dialect, Kind, Participant
from tests.frames import BOT, OTHER_BOT

GOOD = Rate(2, 2, 0)


class Subject:
    """A stream with its history, under a clock that the test turns."""

    def __init__(
        self, *, name: str | None = "Kenji", bot: Bot | None = None, dialect: Dialect = Dialect.ENDPOINT
    ) -> None:
        key = StreamKey(BOT, 16778240, "camera")
        self.stream = Stream(key, bot or Bot(BOT), Participant(16778240, name), dialect, 0, Kind.CAMERA)
        self.history = History()
        self.frame: Frame | None = None
        self.now = 1000.0

    def receive(
        self, size: tuple[int, int] = (1280, 720), size_bytes: int = 2**20, time_s: float | None = 763.5
    ) -> None:
        self.stream.note_frame(*size, self.now)
        self.history.note_received(self.now, *size, size_bytes)
        self.history.note_fate(Fate.SHOWN, self.now)
        self.frame = Frame(self.stream.key, Codec.PNG, bytes(size_bytes), *size, time_s, self.now, Passage())

    def stream_for(self, seconds: float) -> None:
        for _ in range(int(seconds * 2)):
            self.now += 0.5
            self.receive()

    def facts(self, **rest: object) -> DetailsFacts:
        return facts_of(
            self.stream,
            self.history,
            self.frame,
            self.now,
            time_text=lambda at: f"at {at:.1f}",
            **rest,  # type: ignore[arg-type]
        )


@pytest.fixture
def subject() -> Subject:
    return Subject()


def test_a_stream_without_a_frame_says_so_and_nothing_else(subject: Subject) -> None:
    subject.stream.announce(subject.now)
    facts = subject.facts()
    assert (facts.name, facts.state, facts.status) == ("Kenji", State.WAITING, "waiting")
    assert {facts.size_now, facts.size_before, facts.format, facts.recording, facts.opened, facts.video_time} == {"—"}
    assert facts.remote == "—"
    assert facts.fps == "0.0 / 0.0"
    assert not any(facts.sizes.bars)
    assert not any(facts.rates.bars)


def test_a_live_stream_in_figures(subject: Subject) -> None:
    subject.receive((256, 144))
    subject.stream_for(20)
    subject.now += 0.1
    facts = subject.facts(remote="203.0.113.7:51018", opened_at=subject.now - 764.4)
    assert (facts.state, facts.status) == (State.LIVE, "live, 0.1 s")
    assert facts.size_now == "1280×720"
    assert facts.size_before == "256×144 until at 1000.0"
    assert facts.format == "PNG, 1.0 MiB"
    assert facts.fps == "2.0 / 2.0"
    assert facts.counts == "41 / 41"
    assert facts.not_shown == "0 / 0"
    assert facts.bit_rate == "16.8 Mbit/s"
    assert facts.gaps.said == "usual 0.50 s, longest 0.50 s"
    assert (facts.participant, facts.bot, facts.kind) == ("16778240", BOT, "camera")
    assert (facts.protocol, facts.remote) == ("endpoint (v1.11)", "203.0.113.7:51018")
    assert facts.opened == f"at {subject.now - 764.4:.1f}, 12 min 44 s"
    assert facts.video_time == "+763.5 s"


def test_the_age_is_that_of_the_painted_picture_and_not_of_the_newest_frame(subject: Subject) -> None:
    subject.stream_for(5)
    painted = subject.frame
    subject.stream_for(8)
    subject.frame = painted
    facts = subject.facts()
    assert (facts.state, facts.status) == (State.STALE, "stale, 8.0 s")


def test_a_gap_counts_while_it_lasts_unless_the_bot_said_why(subject: Subject) -> None:
    subject.stream_for(60)
    before = subject.facts().gaps
    subject.now += 0.6
    assert subject.facts().gaps == before
    subject.now += 7
    after = subject.facts().gaps
    assert after.said == "usual 0.50 s, longest 7.60 s"
    assert len(after.bars) == len(before.bars)
    assert after.bars[-1] is not None
    assert after.bars[-1].tone == "amber"
    subject.stream.switch_off(subject.now)
    assert subject.facts().gaps == before


def test_a_frozen_tile_says_so_and_what_it_misses(subject: Subject) -> None:
    subject.stream_for(5)
    facts = subject.facts(missed=14)
    assert facts.is_frozen
    assert facts.status == "frozen, +14 frames"


@pytest.mark.parametrize(
    ("is_host", "platform", "role"),
    [
        (True, "desktop", "host, desktop"),
        (True, None, "host"),
        (False, "dial-in", "dial-in"),
        (None, "", "—"),
        (None, "a\nb\u202ec", "a b c"),
    ],
)
def test_who_is_the_host_and_how_they_are_there(
    subject: Subject, is_host: bool | None, platform: str | None, role: str
) -> None:
    subject.stream.participant = Participant(16778240, "Kenji", is_host, platform)
    assert subject.facts().role == role


@pytest.mark.parametrize("kind", Kind)
def test_a_guess_is_called_one(subject: Subject, kind: Kind) -> None:
    subject.stream.kind = kind
    assert subject.facts().kind == kind
    subject.stream.is_guess = True
    assert subject.facts().kind == f"{kind}, a guess"


@pytest.mark.parametrize(
    ("dialect", "said"),
    [
        (Dialect.STREAM, "stream (v1.10)"),
        (Dialect.ENDPOINT, "endpoint (v1.11)"),
        (Dialect.ATTENDEE, "Attendee"),
        (Dialect.UNRECOGNISED, "unknown"),
    ],
)
def test_the_protocol_is_named(dialect: Dialect, said: str) -> None:
    assert Subject(dialect=dialect).facts().protocol == said


def test_recording_and_labels_come_from_the_bot_as_plain_text() -> None:
    labels = (("env", "pro\u202eduction"), ("team", ""), *((f"k{number}", "v") for number in range(9)))
    subject = Subject(name="A\x00da", bot=Bot(BOT, OTHER_BOT, labels))
    facts = subject.facts()
    assert facts.name == "A da"
    assert facts.recording == OTHER_BOT
    assert facts.labels == (("env", "pro duction"), ("team", "—"), ("k0", "v"), ("k1", "v"))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-3, "0 s"),
        (0.9, "0 s"),
        (59.9, "59 s"),
        (60, "1 min 00 s"),
        (764, "12 min 44 s"),
        (3600, "1 h 00 min"),
        (90061, "25 h 01 min"),
    ],
)
def test_spans_have_two_units(seconds: float, said: str) -> None:
    assert span_text(seconds) == said


@pytest.mark.parametrize(
    ("count", "said"), [(0, "1 KiB"), (18 * 1024, "18 KiB"), (2**20, "1.0 MiB"), (1_400_000, "1.3 MiB")]
)
def test_bytes_are_rounded_for_people(count: int, said: str) -> None:
    assert bytes_text(count) == said


def test_sizes_are_as_high_as_their_sides_are_long() -> None:
    trace = size_trace([None, Size(1280, 720), Size(256, 144), Size(720, 1280)])
    assert trace.bars[0] is None
    assert [bar.filled for bar in trace.bars if bar] == pytest.approx([1.0, 0.2, 1.0])
    assert trace.said == "256×144 to 1280×720"
    assert size_trace([Size(640, 360)] * 3).said == "640×360"
    assert size_trace([None, None]).said == ""


def tones(rates: list[Rate]) -> list[str]:
    return [bar.tone if bar else "" for bar in rate_trace(rates).bars]


def test_rates_are_green_while_everything_comes_and_is_shown() -> None:
    assert tones([GOOD, Rate(1.9, 1.9, 0), Rate(2, 1.9, 0), GOOD]) == ["live"] * 4


def test_what_was_not_shown_is_amber_with_an_outline_up_to_what_came() -> None:
    trace = rate_trace([GOOD, Rate(2, 1, 0), GOOD])
    bar = trace.bars[1]
    assert bar is not None
    assert bar.tone == "amber"
    assert bar.filled == pytest.approx(bar.outlined / 2)
    assert trace.said == "at most 2.0 per second, short in 1 of 3 spans"


def test_a_sender_that_falls_short_is_amber_too() -> None:
    assert tones([GOOD, GOOD, Rate(0.6, 0.6, 0), GOOD]) == ["live", "live", "amber", "live"]


def test_frames_that_nobody_could_see_are_an_outline_and_no_shortfall() -> None:
    bar = rate_trace([GOOD, Rate(2, 0, 2)]).bars[1]
    assert bar is not None
    assert (bar.tone, bar.filled) == ("hidden", 0)
    assert bar.outlined == pytest.approx(2 / 2.16)


def test_before_a_stream_began_there_are_no_bars_and_its_first_is_no_shortfall() -> None:
    assert tones([Rate(0, 0, 0), Rate(0, 0, 0), Rate(0.3, 0.3, 0), GOOD, GOOD]) == ["", "", "live", "live", "live"]
    assert tones([Rate(0, 0, 0)] * 3) == [""] * 3


def test_a_gap_that_made_the_tile_late_is_amber() -> None:
    trace = gap_trace([0.5] * 10 + [1.2, 2.6])
    assert [bar.tone for bar in trace.bars if bar] == ["live"] * 11 + ["amber"]
    first = trace.bars[0]
    assert first is not None
    assert first.filled == pytest.approx(0.5)
    assert trace.said == "usual 0.50 s, longest 2.60 s"
    assert gap_trace([]).bars == ()
