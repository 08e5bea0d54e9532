"""Events in, changes out: repeats, joins and leaves, outages and ends, damage, and the books through all of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recall_viewer.model.changes import Change
from recall_viewer.model.keys import StreamKey
from recall_viewer.model.problems import ProblemCode, Problems
from recall_viewer.model.status import State
from recall_viewer.protocol.events import (
    Bot,
    BotIdentified,
    Dialect,
    FrameRejected,
    Kind,
    MessageIgnored,
    MessageRejected,
    ParticipantAction,
    ParticipantChanged,
    VideoFrame,
)
from tests.model.support import BOT, SHARE, SMALL, Wall, frame, old_frame, person, rejected

ACTION = ParticipantAction


class TestFrames:
    def test_a_frame_becomes_a_stream_and_is_passed_on(self) -> None:
        wall = Wall()
        event = frame(100, name="Ada", size=(640, 360), time_s=-2.5, data=b"as received")
        change = wall.send(1, event)
        key = StreamKey(BOT, 100, Kind.CAMERA)
        assert (change.added, change.removed, change.updated, change.problems) == ((key,), (), (), ())
        shown = change.frame
        assert shown is not None
        assert (shown.key, shown.data, shown.width, shown.height) == (key, b"as received", 640, 360)
        assert (shown.video_time_s, shown.arrived_at) == (-2.5, wall.now)
        assert wall.stream().participant.name == "Ada"
        assert wall.books.in_flight == 1

    def test_only_what_a_tile_shows_is_an_update(self) -> None:
        wall = Wall()
        wall.send(1, frame(name="Ada"))
        assert wall.send(1, frame(name="Ada")).updated == ()
        assert wall.send(1, frame(name="Ada Lovelace")).updated
        assert wall.send(1, frame(size=SMALL)).updated
        assert wall.send(1, frame(size=SMALL)).updated == ()

    def test_endpoint_frames_that_are_not_newer_are_repeats(self) -> None:
        wall = Wall()
        wall.send(1, frame(time_s=10))
        for connection_id in (1, 2):
            for time_s in (10, 9.5):
                assert wall.send(connection_id, frame(time_s=time_s)).frame is None
        assert wall.books.repeated == 4
        # Neither another stream nor another recording is concerned.
        assert wall.send(1, frame(101, time_s=10)).frame
        assert wall.send(1, frame(kind=Kind.SCREENSHARE, time_s=10)).frame
        assert wall.send(1, frame(time_s=0.5, recording="rec-2")).frame

    def test_a_repeat_is_no_sign_of_life(self) -> None:
        wall = Wall()
        wall.send(1, frame(time_s=10))
        for _ in range(12):
            wall.wait(0.5)
            wall.send(1, frame(time_s=10))
        assert wall.state() is State.STALE

    def test_time_that_began_anew_is_said(self) -> None:
        wall = Wall()
        wall.send(1, frame(time_s=500))
        changes = [wall.send(1, frame(time_s=time_s)) for time_s in (1, 2, 3, 4, 5, 6)]
        assert [change.frame is not None for change in changes] == [False] * 4 + [True] * 2
        assert [[problem.code for problem in change.problems] for change in changes] == [
            *[[]] * 4,
            [ProblemCode.TIMELINE],
            [],
        ]

    def test_stream_protocol_repeats_only_the_very_timestamp_before_it(self) -> None:
        wall = Wall()
        times_s = (10.0, 10.0, 9.5, 9.5, 10.0, 4294967.295, 0.0, 0.0)
        shown = [wall.send(1, old_frame(time_s=time_s)).frame is not None for time_s in times_s]
        assert shown == [True, False, True, False, True, True, True, False]
        assert wall.books.repeated == 3

    def test_the_same_timestamp_on_another_connection_is_news(self) -> None:
        wall = Wall()
        wall.send(1, old_frame(time_s=10))
        wall.close(1, None)
        change = wall.send(2, old_frame(time_s=10))
        assert change.frame is not None
        assert change.added == ()

    def test_frames_without_a_time_are_news(self) -> None:
        wall = Wall()
        for _ in range(3):
            assert wall.send(1, frame("p-1", time_s=None, dialect=Dialect.ATTENDEE)).frame

    def test_since_when_the_bytes_are_the_same(self) -> None:
        wall = Wall()
        moments: list[float | None] = []
        for is_same in (False, True, True, False, True):
            shown = wall.send(1, frame()).frame
            assert shown is not None
            wall.gallery.note_unchanged(shown, is_same=is_same)
            moments.append(wall.stream().unchanged_since)
            wall.wait(0.5)
        assert moments == [None, 0.5, 0.5, None, 2.0]


class TestEvents:
    def test_who_neither_sent_nor_announced_video_has_no_tile(self) -> None:
        wall = Wall()
        silent = (ACTION.JOIN, ACTION.UPDATE, ACTION.SPEECH_ON, ACTION.WEBCAM_OFF, ACTION.SCREENSHARE_OFF, ACTION.LEAVE)
        for action in silent:
            assert wall.send(1, person(action)) == Change()
        assert not wall.gallery.streams
        assert wall.books.messages_ignored["participant_events.join"] == 1
        assert sum(wall.books.messages_ignored.values()) == len(silent)
        assert wall.books.received == 0

    @pytest.mark.parametrize(
        ("action", "kind"), [(ACTION.WEBCAM_ON, Kind.CAMERA), (ACTION.SCREENSHARE_ON, Kind.SCREENSHARE)]
    )
    def test_what_was_announced_waits_until_its_first_frame(self, action: ParticipantAction, kind: Kind) -> None:
        wall = Wall()
        assert wall.send(1, person(action, name="Ada")).added == (StreamKey(BOT, 100, kind),)
        wall.wait(1000)
        assert wall.state(lane=kind) is State.WAITING
        assert wall.stream(lane=kind).participant.name == "Ada"
        change = wall.send(1, frame(kind=kind))
        assert change.added == ()
        assert wall.state(lane=kind) is State.LIVE

    def test_off_and_on_again(self) -> None:
        wall = Wall()
        wall.send(1, frame())
        assert wall.send(1, person(ACTION.WEBCAM_OFF)).updated
        assert wall.state() is State.OFF
        wall.wait(3600)
        assert wall.state() is State.OFF
        change = wall.send(1, person(ACTION.WEBCAM_ON))
        assert (change.added, change.updated) == ((), (wall.stream().key,))
        assert wall.state() is State.WAITING
        wall.send(1, frame())
        assert wall.state() is State.LIVE

    def test_an_announcement_of_what_is_there_changes_nothing(self) -> None:
        wall = Wall()
        wall.send(1, frame())
        wall.now += 1
        wall.send(1, person(ACTION.WEBCAM_ON))
        assert wall.state() is State.LIVE

    def test_events_concern_their_kind_only(self) -> None:
        wall = Wall()
        wall.send(1, frame(), frame(kind=Kind.SCREENSHARE))
        wall.send(1, person(ACTION.SCREENSHARE_OFF))
        assert wall.state() is State.LIVE
        assert wall.state(lane=Kind.SCREENSHARE) is State.OFF

    def test_a_frame_is_stronger_than_off(self) -> None:
        wall = Wall()
        wall.send(1, frame(), person(ACTION.WEBCAM_OFF))
        wall.wait(1)
        assert wall.send(1, frame()).updated
        assert wall.state() is State.LIVE

    def test_a_frame_that_was_on_its_way_does_not_bring_a_share_back(self) -> None:
        wall = Wall()
        wall.send(1, frame(), frame(kind=Kind.SCREENSHARE), person(ACTION.SCREENSHARE_OFF))
        wall.wait(0.2)
        assert wall.send(1, frame(kind=Kind.SCREENSHARE)).frame is None
        assert wall.state(lane=Kind.SCREENSHARE) is State.OFF
        assert wall.books.hidden == 1
        assert wall.wait(3).removed == (StreamKey(BOT, 100, Kind.SCREENSHARE),)

    @pytest.mark.parametrize("late", [frame(time_s=9000), rejected()], ids=["sound", "broken"])
    def test_a_frame_that_was_on_its_way_does_not_bring_back_who_left(self, late: VideoFrame | FrameRejected) -> None:
        wall = Wall()
        wall.send(1, frame(), person(ACTION.LEAVE))
        wall.now += 0.2
        assert wall.send(1, late).frame is None
        assert wall.state() is State.ENDED
        assert wall.wait(60).removed == (StreamKey(BOT, 100, Kind.CAMERA),)

    def test_a_share_that_is_off_leaves_after_three_seconds_a_camera_stays(self) -> None:
        wall = Wall()
        wall.send(1, frame(), frame(kind=Kind.SCREENSHARE))
        wall.send(1, person(ACTION.WEBCAM_OFF), person(ACTION.SCREENSHARE_OFF))
        assert wall.wait(2.9) == Change()
        assert wall.wait(0.2).removed == (StreamKey(BOT, 100, Kind.SCREENSHARE),)
        assert wall.wait(100_000) == Change()
        assert wall.state() is State.OFF

    def test_a_share_that_is_off_leaves_though_its_connection_breaks(self) -> None:
        wall = Wall()
        wall.send(1, frame(kind=Kind.SCREENSHARE), person(ACTION.SCREENSHARE_OFF))
        wall.close(1, 1006)
        assert wall.wait(3.1).removed

    def test_leaving_ends_all_streams_of_a_participant(self) -> None:
        wall = Wall()
        wall.send(1, frame(), frame(kind=Kind.SCREENSHARE), frame(101))
        assert len(wall.send(1, person(ACTION.LEAVE)).updated) == 2
        assert wall.state() is wall.state(lane=Kind.SCREENSHARE) is State.ENDED
        assert wall.stream().has_left
        assert wall.state(101) is State.LIVE

    def test_leaving_is_said_once(self) -> None:
        wall = Wall()
        wall.send(1, frame(), person(ACTION.LEAVE))
        wall.wait(59)
        wall.send(1, person(ACTION.LEAVE))
        assert wall.wait(1.1).removed

    def test_who_comes_back_is_live_again(self) -> None:
        wall = Wall()
        wall.send(1, frame(), person(ACTION.LEAVE))
        wall.wait(30)
        wall.send(1, frame())
        assert wall.state() is State.LIVE
        assert not wall.stream().has_left
        assert wall.wait(100) == Change()

    def test_who_joins_again_has_a_camera_that_is_off_and_no_share(self) -> None:
        wall = Wall()
        wall.send(1, frame(), frame(kind=Kind.SCREENSHARE), person(ACTION.LEAVE))
        wall.wait(1)
        assert wall.stream().key in wall.send(1, person(ACTION.JOIN)).updated
        assert wall.state() is State.OFF
        assert wall.state(lane=Kind.SCREENSHARE) is State.ENDED
        assert wall.wait(600).removed == (StreamKey(BOT, 100, Kind.SCREENSHARE),)
        # A frame that comes now was sent now.
        wall.send(1, person(ACTION.JOIN))
        assert wall.send(1, frame()).frame is not None
        assert wall.state() is State.LIVE

    def test_who_joins_again_by_another_connection_goes_with_that_one(self) -> None:
        wall = Wall()
        wall.send(1, frame(), person(ACTION.LEAVE))
        wall.close(1, 1006)
        wall.send(2, person(ACTION.JOIN))
        assert wall.state() is State.OFF
        wall.close(2, 1006)
        assert wall.state() is State.DISCONNECTED

    def test_to_join_without_having_left_changes_nothing(self) -> None:
        wall = Wall()
        wall.send(1, frame(), person(ACTION.JOIN))
        assert wall.state() is State.LIVE
        wall.close(1, 1000)
        wall.send(2, person(ACTION.JOIN))
        assert wall.state() is State.ENDED

    def test_an_event_gives_a_name_to_a_stream_without_one(self) -> None:
        wall = Wall()
        stream = wall.show(1, old_frame())
        assert wall.send(2, person(ACTION.UPDATE, name="Ada")).updated == (stream.key,)
        assert stream.participant.name == "Ada"
        wall.send(1, old_frame())
        assert stream.participant.name == "Ada"

    def test_events_about_a_stream_of_the_stream_protocol(self) -> None:
        """The same bot may send its pictures the old way and its events the new way: no second tile then."""
        wall = Wall()
        camera = wall.show(1, old_frame(100, SMALL))
        share = wall.show(2, old_frame(100, SHARE))
        for action in (ACTION.WEBCAM_ON, ACTION.SCREENSHARE_ON):
            assert wall.send(9, person(action)).added == ()
        wall.show(3, old_frame(101))
        assert wall.send(9, person(ACTION.SCREENSHARE_ON, 101)).added == ()
        wall.send(9, person(ACTION.WEBCAM_OFF))
        assert camera.state(wall.now) is State.OFF
        assert share.state(wall.now) is State.LIVE
        wall.now += 1
        wall.send(9, person(ACTION.WEBCAM_ON))
        assert camera.state(wall.now) is State.WAITING


class TestConnections:
    @pytest.mark.parametrize("code", [1000, 1001])
    def test_a_normal_close_ends_and_the_tile_leaves_after_a_minute_a_share_after_three_seconds(
        self, code: int
    ) -> None:
        wall = Wall()
        wall.send(1, frame(), frame(kind=Kind.SCREENSHARE))
        assert len(wall.close(1, code).updated) == 2
        assert wall.state() is wall.state(lane=Kind.SCREENSHARE) is State.ENDED
        assert not wall.stream().has_left
        assert wall.wait(2.9) == Change()
        assert wall.wait(0.2).removed == (StreamKey(BOT, 100, Kind.SCREENSHARE),)
        assert wall.wait(56.8) == Change()
        assert wall.wait(0.2).removed == (StreamKey(BOT, 100, Kind.CAMERA),)
        assert wall.wait(1) == Change()

    @pytest.mark.parametrize("code", [None, 1006, 1009, 1011, 1013])
    def test_every_other_close_is_an_outage_and_moves_out_after_ten_minutes(self, code: int | None) -> None:
        wall = Wall()
        wall.send(1, frame(), old_frame(7), frame(kind=Kind.SCREENSHARE))
        wall.send(1, person(ACTION.WEBCAM_ON, 8))
        assert len(wall.close(1, code).updated) == 4
        assert {stream.state(wall.now) for stream in wall.gallery.ordered()} == {State.DISCONNECTED}
        wall.wait(101)
        assert wall.state() is State.LOST
        assert wall.state(7, "0") is State.DISCONNECTED
        assert wall.wait(498.9) == Change()
        assert len(wall.wait(0.2).removed) == 4
        assert not wall.gallery.streams

    def test_the_last_connection_that_carried_it_counts(self) -> None:
        wall = Wall()
        wall.send(1, frame())
        wall.send(2, frame())
        assert wall.close(1, None) == Change()
        assert wall.state() is State.LIVE
        wall.close(2, None)
        assert wall.state() is State.DISCONNECTED

    def test_a_connection_that_only_spoke_of_it_does_not_carry_it(self) -> None:
        wall = Wall()
        wall.send(1, person(ACTION.WEBCAM_ON))
        wall.send(2, frame())
        wall.send(1, person(ACTION.SPEECH_ON))
        wall.close(2, None)
        assert wall.state() is State.DISCONNECTED

    def test_an_announced_stream_goes_with_the_connection_that_announced_it(self) -> None:
        wall = Wall()
        wall.send(1, person(ACTION.WEBCAM_ON))
        wall.close(1, 1000)
        assert wall.state() is State.ENDED
        assert wall.wait(60.1).removed

    def test_who_left_stays_left_when_the_connection_breaks(self) -> None:
        wall = Wall()
        wall.send(1, frame(), person(ACTION.LEAVE))
        wall.now += 5
        assert wall.close(1, None).updated == ()
        assert wall.state() is State.ENDED
        assert wall.wait(55.1).removed

    def test_the_bot_comes_back_and_its_silent_cameras_with_it(self) -> None:
        """A camera that is off sends nothing after a reconnect, and yet its connection is there."""
        wall = Wall()
        wall.send(1, frame(1), frame(2), frame(3, bot="another"), person(ACTION.WEBCAM_OFF, 2))
        wall.close(1, None)
        wall.wait(50)
        change = wall.send(2, frame(1))
        assert set(change.updated) == {StreamKey(BOT, 1, Kind.CAMERA), StreamKey(BOT, 2, Kind.CAMERA)}
        assert wall.state(1) is State.LIVE
        assert wall.state(2) is State.OFF
        assert wall.state(3, bot="another") is State.DISCONNECTED
        # And when the new connection breaks, that is an outage again.
        wall.close(2, None)
        assert wall.state(2) is State.DISCONNECTED

    @pytest.mark.parametrize("event", [person(ACTION.SPEECH_ON, 5), rejected(5), rejected(None, reason="fields")])
    def test_any_message_of_the_bot_ends_the_outage(self, event: ParticipantChanged | FrameRejected) -> None:
        wall = Wall()
        wall.send(1, frame(1), old_frame(2))
        wall.close(1, None)
        wall.wait(4)
        wall.send(2, event)
        assert wall.state(1) is State.LATE
        assert wall.state(2, "0") is State.DISCONNECTED

    def test_an_endpoint_stream_returns_to_its_own_tile(self) -> None:
        wall = Wall()
        wall.send(1, frame(1), frame(2))
        wall.close(1, None)
        wall.wait(90)
        change = wall.send(2, frame(2))
        assert change.added == ()
        assert wall.state(2) is State.LIVE
        assert [stream.key.participant_id for stream in wall.gallery.ordered()] == [1, 2]

    def test_a_frame_that_was_seen_before_the_outage_is_a_repeat_after_it(self) -> None:
        wall = Wall()
        wall.send(1, frame(time_s=50))
        wall.close(1, None)
        assert wall.send(2, frame(time_s=50)).frame is None
        assert wall.send(2, frame(time_s=50.5)).frame is not None

    def test_clear_ended_removes_only_what_ended(self) -> None:
        wall = Wall()
        wall.send(1, frame(1))
        wall.send(2, frame(2, bot="another"))
        wall.send(3, frame(3, bot="a third"))
        wall.close(1, 1000)
        wall.close(2, None)
        assert wall.gallery.remove_ended().removed == (StreamKey(BOT, 1, Kind.CAMERA),)
        assert len(wall.gallery.streams) == 2
        assert wall.gallery.remove_ended() == Change()

    def test_unknown_connections_and_streams_are_no_trouble(self) -> None:
        wall = Wall()
        assert wall.close(77, 1000) == Change()
        assert wall.gallery.correct_kind(StreamKey("?", 1, "0"), Kind.CAMERA) == Change()

    def test_bots_that_spoke_count_as_connected_until_their_connections_close(self) -> None:
        wall = Wall()
        wall.send(1, BotIdentified(Bot("hello"), Dialect.STREAM))
        wall.send(2, person(ACTION.JOIN, bot="silent"))
        wall.send(3, BotIdentified(Bot("audio"), Dialect.AUDIO))
        wall.send(4, person(ACTION.JOIN, bot=""))
        assert wall.gallery.connected_bots == {"hello", "silent"}
        assert not wall.gallery.streams
        wall.close(2, 1000)
        assert wall.gallery.connected_bots == {"hello"}


class TestDamage:
    def test_a_rejected_frame_of_a_known_stream(self) -> None:
        wall = Wall()
        wall.send(1, frame(name="Ada"))
        for times in (1, 2, 3):
            change = wall.send(1, rejected())
            assert (change.updated, change.frame) == ((wall.stream().key,), None)
            assert wall.stream().bad_frames == times
        assert change.problems[0].source == "Ada · 3f2a9c1e"
        assert wall.stream().bad_detail == change.problems[0].detail == "image went wrong"
        assert wall.state() is State.ERROR
        assert wall.books.rejected == {"image": 3}

    def test_a_rejected_frame_of_an_unknown_stream_has_a_tile_that_says_so(self) -> None:
        wall = Wall()
        change = wall.send(1, rejected(kind=Kind.SCREENSHARE))
        assert change.added == (StreamKey(BOT, 100, Kind.SCREENSHARE),)
        assert change.updated == ()
        assert wall.state(lane=Kind.SCREENSHARE) is State.ERROR
        wall.close(1, None)
        assert wall.state(lane=Kind.SCREENSHARE) is State.DISCONNECTED

    @pytest.mark.parametrize("code", [1000, None])
    def test_a_stream_that_sends_damage_is_not_away(self, code: int | None) -> None:
        wall = Wall()
        wall.send(1, frame())
        wall.close(1, code)
        wall.send(2, rejected())
        assert wall.state() is State.ERROR
        assert wall.wait(601) == Change()

    @pytest.mark.parametrize(
        "event",
        [
            FrameRejected("header", "nobody knows whose"),
            rejected(None),
            rejected(kind=Kind.UNKNOWN),
            rejected(reason="unsupported"),
        ],
    )
    def test_a_rejected_frame_of_nobody_is_a_problem_without_a_tile(self, event: FrameRejected) -> None:
        wall = Wall()
        change = wall.send(1, event)
        assert (change.added, change.updated) == ((), ())
        assert [problem.code for problem in change.problems] == [ProblemCode.FRAME]
        assert wall.books.rejected == {event.reason: 1}
        assert not wall.gallery.streams

    def test_unsupported_video_is_no_error_of_a_stream_that_works(self) -> None:
        """A bot may send H.264 beside PNG."""
        wall = Wall()
        wall.send(1, frame(), rejected(reason="unsupported"))
        assert wall.state() is State.LIVE

    def test_undecodable_frames_are_an_error_until_one_is_decoded(self) -> None:
        wall = Wall()
        good, bad = wall.send(1, frame()).frame, wall.send(1, frame()).frame
        assert good is not None
        assert bad is not None
        wall.now += 0.1
        change = wall.gallery.undecodable(bad, "1280x720 declared, data truncated")
        assert change.updated == (bad.key,)
        assert change.problems[0].detail == "1280x720 declared, data truncated"
        assert wall.state() is State.ERROR
        wall.now += 0.4
        newer = wall.send(1, frame()).frame
        assert newer is not None
        assert wall.state() is State.ERROR
        assert wall.gallery.decoded(newer).updated == (newer.key,)
        assert wall.state() is State.LIVE
        assert wall.stream().bad_frames == 0
        assert wall.gallery.decoded(newer) == Change()

    def test_an_older_frame_that_is_decoded_again_proves_nothing(self) -> None:
        wall = Wall()
        good = wall.send(1, frame()).frame
        wall.now += 0.5
        bad = wall.send(1, frame()).frame
        assert good is not None
        assert bad is not None
        wall.gallery.undecodable(bad, "damaged")
        assert wall.gallery.decoded(good) == Change()
        assert wall.state() is State.ERROR

    def test_a_frame_refused_by_its_header_is_over_with_the_next_sound_one(self) -> None:
        """Also where nobody sees the stream, so that nothing is ever decoded."""
        wall = Wall()
        wall.send(1, frame(), rejected())
        assert wall.state() is State.ERROR
        assert wall.send(1, frame()).frame
        assert wall.state() is State.LIVE

    def test_what_is_announced_again_is_no_error_any_more(self) -> None:
        wall = Wall()
        wall.send(1, frame(), rejected(), person(ACTION.WEBCAM_OFF))
        wall.now += 1
        wall.send(1, person(ACTION.WEBCAM_ON))
        assert wall.state() is State.WAITING

    def test_a_stream_that_left_is_still_told_of(self) -> None:
        wall = Wall()
        last = wall.send(1, frame()).frame
        assert last is not None
        wall.close(1, 1000)
        wall.wait(60)
        change = wall.gallery.undecodable(last, "damaged")
        assert change.updated == ()
        assert [problem.detail for problem in change.problems] == ["damaged"]
        assert wall.gallery.decoded(last) == Change()


class TestMessages:
    def test_what_is_not_understood_is_counted_and_told(self) -> None:
        wall = Wall()
        (problem,) = wall.send(1, MessageRejected("json", "not JSON", b"{")).problems
        assert (problem.code, problem.detail, problem.excerpt) == (ProblemCode.MESSAGE, "not JSON", b"{")
        assert wall.books.messages_rejected == {"json": 1}

    def test_what_carries_no_picture_is_counted_and_told_if_nobody_knows_it(self) -> None:
        wall = Wall()
        assert wall.send(1, MessageIgnored("transcript.data", "transcript.data")) == Change()
        (problem,) = wall.send(1, MessageIgnored("other", "brand_new.data")).problems
        assert (problem.code, problem.detail) == (ProblemCode.UNKNOWN_EVENT, "brand_new.data")
        assert wall.books.messages_ignored == {"transcript.data": 1, "other": 1}

    def test_events_of_many_unknown_names_are_one_problem_a_source(self) -> None:
        wall, problems = Wall(), Problems()
        for number in range(300):
            for problem in wall.send(1, MessageIgnored("other", f"new_{number}.data")).problems:
                for source in ("203.0.113.7:5100", "203.0.113.8:5100"):
                    problems.add(replace(problem, source=source), wall.now)
        assert [group.count for group in problems.newest_first()] == [300, 300]
        assert {group.problem.detail for group in problems.newest_first()} == {"new_299.data"}

    def test_audio_on_the_video_address_is_told(self) -> None:
        wall = Wall()
        assert wall.send(1, BotIdentified(Bot(BOT), Dialect.STREAM)) == Change()
        (problem,) = wall.send(1, BotIdentified(Bot(BOT), Dialect.AUDIO)).problems
        assert (problem.code, problem.source) == (ProblemCode.AUDIO, BOT)
