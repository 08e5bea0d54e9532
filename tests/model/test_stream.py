"""What is kept of one stream: its rhythm, its names, its size."""

from __future__ import annotations

import pytest

from recall_viewer.model.keys import StreamKey
from recall_viewer.model.status import State
from recall_viewer.model.stream import Stream
from recall_viewer.protocol.events import Bot, Dialect, Kind, Participant
from tests.model.support import BOT, FULL, SMALL


def make(participant: Participant | None = None, dialect: Dialect = Dialect.ENDPOINT) -> Stream:
    participant = participant or Participant(100)
    return Stream(StreamKey(BOT, participant.id, "camera"), Bot(BOT), participant, dialect, 0, Kind.CAMERA)


def feed(stream: Stream, *gaps_s: float, size: tuple[int, int] = FULL) -> float:
    """Give it a frame after each gap; return the time of the last."""
    now = stream.frame_at or 0.0
    for gap_s in gaps_s:
        now += gap_s
        stream.note_frame(*size, now)
    return now


def test_state_follows_the_median_of_the_last_16_gaps() -> None:
    stream = make()
    # 17 slow gaps, then 16 quick ones, which leave no trace of the slow.
    now = feed(stream, 0, *[1.4] * 17)
    assert stream.state(now + 4.1) is State.LIVE
    assert stream.state(now + 4.3) is State.LATE
    now = feed(stream, *[1.4] * 8, *[0.5] * 8)
    assert stream.state(now + 2.8) is State.LIVE  # T is 0.95 s
    now = feed(stream, *[0.5] * 8)
    assert stream.state(now + 2.6) is State.LATE


def test_time_away_is_no_gap() -> None:
    stream = make()
    for away in ("switch_off", "end", "lose"):
        now = feed(stream, *[0.5] * 20)
        getattr(stream, away)(now)
        stream.announce(now + 300)
        stream.note_frame(*FULL, now + 301)
        assert max(stream.gaps_s) == pytest.approx(0.5)
        fps = stream.fps(now + 301)
        assert fps is not None
        assert fps == pytest.approx(2, abs=0.1)


def test_measured_rate_falls_while_a_frame_is_overdue() -> None:
    stream = make()
    assert stream.fps(0) is None
    feed(stream, 0)
    assert stream.fps(0) is None
    now = feed(stream, *[0.5] * 8)
    assert stream.fps(now) == pytest.approx(2)
    assert stream.fps(now + 0.4) == pytest.approx(2)
    rates = [stream.fps(now + late_s) or 0 for late_s in (1, 2, 4, 60)]
    assert rates == sorted(rates, reverse=True)
    assert rates[-1] < 0.2


def test_measured_rate_is_that_of_the_last_frames() -> None:
    stream = make()
    now = feed(stream, 0, *[0.25, 0.75] * 4)
    assert stream.fps(now) == pytest.approx(2)
    now = feed(stream, *[0.1] * 8)
    assert stream.fps(now) == pytest.approx(10)


def test_shown_state_is_the_worse_of_both_frames() -> None:
    stream = make()
    now = feed(stream, 0, *[0.5] * 40)
    assert stream.shown_state(now, now) is State.LIVE
    assert stream.shown_state(now - 4, now) is State.LATE
    assert stream.shown_state(now - 6, now) is State.STALE
    stream.lose(now)
    assert stream.shown_state(now, now) is State.DISCONNECTED


def test_small_is_a_camera_at_256x144() -> None:
    stream = make()
    feed(stream, 0, size=SMALL)
    feed(stream, 1, 1, size=SMALL)
    assert (stream.is_small, stream.small_since) == (True, 0)
    feed(stream, 1)
    assert not stream.is_small


def test_a_share_at_256x144_is_not_called_small() -> None:
    stream = make()
    feed(stream, 0, size=SMALL)
    stream.kind = Kind.SCREENSHARE
    assert not stream.is_small


def test_it_counts_as_small_since_it_became_so_last() -> None:
    stream = make()
    feed(stream, 0, size=SMALL)
    feed(stream, 1)
    feed(stream, 1, 1, size=SMALL)
    assert stream.small_since == 2


def test_id_0_is_speaker_view_in_the_stream_protocol_only() -> None:
    assert make(Participant(0), Dialect.STREAM).is_speaker_view
    assert not make(Participant(1), Dialect.STREAM).is_speaker_view
    assert not make(Participant(0), Dialect.ENDPOINT).is_speaker_view


def test_what_an_older_message_said_is_kept() -> None:
    stream = make(Participant(100, "Ada", is_host=True, platform="desktop"))
    stream.learn(Bot(BOT, "rec-1", (("team", "sales"),)), Participant(100))
    assert stream.participant == Participant(100, "Ada", is_host=True, platform="desktop")
    stream.learn(Bot(BOT, "rec-2"), Participant(100, "Ada L.", is_host=False))
    assert stream.participant == Participant(100, "Ada L.", is_host=False, platform="desktop")
    assert stream.bot == Bot(BOT, "rec-2", (("team", "sales"),))
    stream.learn(Bot(BOT), Participant(100, ""))
    assert stream.participant.name == "Ada L."
    assert stream.bot.recording_id == "rec-2"


def test_who_names_participant_and_bot() -> None:
    assert make(Participant(100, "Ada")).who == "Ada · 3f2a9c1e"
    assert make(Participant(100)).who == "id 100 · 3f2a9c1e"
    nameless = Stream(StreamKey("", 7, "0"), Bot(""), Participant(7), Dialect.STREAM, 0)
    assert nameless.who == "id 7"
