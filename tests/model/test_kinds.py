"""Camera or share, by evidence, each rule in its order; then the same with frames through the gallery."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recall_viewer.model.kinds import Sighting, Verdict, judge
from recall_viewer.protocol.events import Kind, ParticipantAction
from tests.model.support import FULL, SHARE, SMALL, Wall, old_frame, person

NOW = 1000.0
CAMERA, SCREENSHARE, UNKNOWN = Kind.CAMERA, Kind.SCREENSHARE, Kind.UNKNOWN
KNOWN_SHARE = Verdict(SCREENSHARE, is_guess=False, at_once=True)
GUESSED_SHARE = Verdict(SCREENSHARE, is_guess=True, at_once=False)


def seen(participant_id: int, size: tuple[int, int], *, ago_s: float = 0.2, small_for_s: float = 60) -> Sighting:
    return Sighting(participant_id, *size, NOW - ago_s, NOW - small_for_s if size == SMALL else None)


class TestRules:
    def test_a_person_outweighs_everything(self) -> None:
        for word in (CAMERA, SCREENSHARE):
            for stream in (seen(0, FULL), seen(100, SHARE), seen(100, SMALL)):
                verdict = judge(stream, [seen(100, SMALL)], NOW, person=word, is_sharing=False)
                assert verdict == Verdict(word, is_guess=False, at_once=True)

    def test_id_0_is_unknown(self) -> None:
        for size in (FULL, SMALL, SHARE):
            assert judge(seen(0, size), [seen(0, SMALL)], NOW).kind is UNKNOWN

    def test_who_does_not_share_by_an_event_has_only_cameras(self) -> None:
        for others in ([], [seen(100, SMALL)], [seen(1, SMALL), seen(2, SMALL)]):
            for size in (FULL, SHARE):
                assert judge(seen(100, size), others, NOW, is_sharing=False) == Verdict(CAMERA, at_once=True)

    def test_who_shares_by_an_event_makes_the_guesses_known(self) -> None:
        assert judge(seen(100, FULL), [seen(100, SMALL)], NOW, is_sharing=True) == Verdict(SCREENSHARE)
        assert judge(seen(100, FULL), [seen(1, SMALL), seen(2, SMALL)], NOW, is_sharing=True) == Verdict(SCREENSHARE)
        assert judge(seen(100, SMALL), [seen(100, FULL)], NOW, is_sharing=True).kind is CAMERA

    def test_1024x576_is_a_share_at_once_and_its_sibling_a_camera(self) -> None:
        assert judge(seen(100, SHARE), [], NOW) == KNOWN_SHARE
        assert judge(seen(100, SHARE), [seen(100, FULL)], NOW) == KNOWN_SHARE
        for size in (FULL, SMALL, (1920, 1080)):
            assert judge(seen(100, size), [seen(100, SHARE)], NOW) == Verdict(CAMERA, at_once=True)
        # The share of somebody else says nothing about a camera.
        assert judge(seen(100, FULL), [seen(1, SHARE)], NOW) == Verdict(CAMERA)

    @pytest.mark.parametrize("size", [FULL, (640, 360), (480, 360), (1920, 1080)])
    def test_of_two_with_one_id_the_larger_is_probably_the_share(self, size: tuple[int, int]) -> None:
        assert judge(seen(100, size), [seen(100, SMALL)], NOW) == GUESSED_SHARE
        assert judge(seen(100, SMALL), [seen(100, size)], NOW) == Verdict(CAMERA)

    @pytest.mark.parametrize("size", [FULL, SMALL, (640, 360)])
    def test_equal_sizes_are_no_evidence(self, size: tuple[int, int]) -> None:
        assert judge(seen(100, size), [seen(100, size)], NOW) == Verdict(CAMERA)

    def test_one_large_among_small_is_probably_the_share(self) -> None:
        assert judge(seen(100, FULL), [seen(1, SMALL), seen(2, SMALL)], NOW) == GUESSED_SHARE

    @pytest.mark.parametrize(
        "others",
        [
            pytest.param([], id="alone"),
            pytest.param([seen(1, SMALL)], id="only one other"),
            pytest.param([seen(1, SMALL), seen(2, SMALL, small_for_s=1.9)], id="one is small for less than 2 s"),
            pytest.param([seen(1, SMALL), seen(2, SMALL), seen(3, FULL)], id="another is large too"),
            pytest.param([seen(1, SMALL), seen(2, SMALL, ago_s=2.6)], id="one was not heard for 2.5 s"),
        ],
    )
    def test_one_large_among_others_is_a_camera(self, others: list[Sighting]) -> None:
        assert judge(seen(100, FULL), others, NOW) == Verdict(CAMERA)

    def test_only_streams_heard_in_the_last_2_and_a_half_seconds_are_evidence(self) -> None:
        assert judge(seen(100, FULL), [seen(100, SMALL, ago_s=2.4)], NOW) == GUESSED_SHARE
        assert judge(seen(100, FULL), [seen(100, SMALL, ago_s=2.6)], NOW) == Verdict(CAMERA)
        assert judge(seen(100, SMALL), [seen(100, SHARE, ago_s=2.4)], NOW).at_once
        assert judge(seen(100, SMALL), [seen(100, SHARE, ago_s=2.6)], NOW) == Verdict(CAMERA)
        # A large stream that fell silent does not stand in the way either.
        others = [seen(1, SMALL), seen(2, SMALL), seen(3, FULL, ago_s=2.6)]
        assert judge(seen(100, FULL), others, NOW) == GUESSED_SHARE

    @settings(deadline=None)
    @given(
        st.integers(0, 3),
        st.sampled_from([FULL, SMALL, SHARE, (640, 360)]),
        st.lists(st.builds(seen, st.integers(0, 3), st.sampled_from([FULL, SMALL, SHARE]))),
        st.sampled_from([None, True, False]),
    )
    def test_what_holds_for_every_verdict(
        self, participant_id: int, size: tuple[int, int], others: list[Sighting], is_sharing: bool | None
    ) -> None:
        verdict = judge(seen(participant_id, size), others, NOW, is_sharing=is_sharing)
        assert (verdict.kind is UNKNOWN) == (participant_id == 0)
        if verdict.is_guess:
            assert verdict.kind is SCREENSHARE
            assert not verdict.at_once
            assert is_sharing is None
        if size == SMALL:
            assert verdict.kind is not SCREENSHARE


class TestFrames:
    """The stream protocol through the gallery: connections 1, 2, … each send a frame every half second."""

    def run(self, wall: Wall, frames: dict[int, tuple[int, tuple[int, int]]], times: int = 2) -> None:
        """Send one frame on each connection, `times` times; `frames` has participant and size by connection."""
        for _ in range(times):
            for connection_id, (participant_id, size) in frames.items():
                wall.show(connection_id, old_frame(participant_id, size))
            wall.wait(0.5)

    def test_two_connections_of_a_sharer_are_two_tiles_and_the_share_is_marked(self) -> None:
        wall = Wall()
        self.run(wall, {1: (100, SMALL), 2: (100, SHARE)}, times=1)
        assert wall.kinds() == [(CAMERA, False), (SCREENSHARE, False)]

    def test_an_unusual_share_is_a_guess_after_two_frames_that_agree(self) -> None:
        wall = Wall()
        self.run(wall, {1: (100, SMALL), 2: (100, FULL)}, times=1)
        assert wall.kinds() == [(CAMERA, False), (CAMERA, False)]
        self.run(wall, {1: (100, SMALL), 2: (100, FULL)}, times=1)
        assert wall.kinds() == [(CAMERA, False), (SCREENSHARE, True)]

    def test_evidence_that_does_not_last_two_frames_changes_nothing(self) -> None:
        wall = Wall()
        self.run(wall, {1: (100, FULL), 2: (100, FULL)})
        wall.show(1, old_frame(100, SMALL))
        wall.show(2, old_frame(100, FULL))
        wall.show(1, old_frame(100, FULL))
        wall.show(2, old_frame(100, FULL))
        assert wall.kinds() == [(CAMERA, False), (CAMERA, False)]

    def test_one_large_among_small_ones_is_guessed_once_they_are_small_for_two_seconds(self) -> None:
        wall = Wall()
        large = {1: (1, FULL), 2: (2, FULL), 3: (3, FULL)}
        self.run(wall, large, times=4)
        small = {1: (1, SMALL), 2: (2, SMALL), 3: (3, FULL)}
        self.run(wall, small, times=4)
        assert wall.kinds() == [(CAMERA, False)] * 3
        self.run(wall, small, times=2)
        assert wall.kinds() == [(CAMERA, False), (CAMERA, False), (SCREENSHARE, True)]
        self.run(wall, large, times=2)
        assert wall.kinds() == [(CAMERA, False)] * 3

    def test_a_camera_that_shrinks_and_grows_is_one_tile(self) -> None:
        wall = Wall()
        for size in (FULL, SMALL, FULL, SMALL):
            self.run(wall, {1: (100, size)}, times=3)
        (stream,) = wall.gallery.ordered()
        assert (stream.width, stream.height) == SMALL
        assert stream.kind is CAMERA
        assert stream.is_small

    def test_speaker_view_is_unknown(self) -> None:
        wall = Wall()
        self.run(wall, {1: (0, SHARE)})
        (stream,) = wall.gallery.ordered()
        assert stream.kind is UNKNOWN
        assert stream.is_speaker_view

    def test_the_share_of_one_bot_says_nothing_about_another(self) -> None:
        wall = Wall()
        for _ in range(8):
            wall.show(1, old_frame(1, SMALL, bot="bot-a"))
            wall.show(2, old_frame(2, SMALL, bot="bot-a"))
            wall.show(3, old_frame(1, FULL, bot="bot-b"))
            wall.wait(0.5)
        assert wall.kinds() == [(CAMERA, False)] * 3

    def test_a_person_s_word_holds_against_frames(self) -> None:
        wall = Wall()
        self.run(wall, {1: (100, SMALL), 2: (100, SHARE)})
        camera, share = wall.gallery.ordered()
        for stream, word in ((share, CAMERA), (camera, SCREENSHARE)):
            assert wall.gallery.correct_kind(stream.key, word).updated == (stream.key,)
        assert wall.kinds() == [(SCREENSHARE, False), (CAMERA, False)]
        self.run(wall, {1: (100, SMALL), 2: (100, SHARE)}, times=3)
        assert wall.kinds() == [(SCREENSHARE, False), (CAMERA, False)]

    def test_an_event_turns_a_guess_into_knowledge(self) -> None:
        wall = Wall()
        self.run(wall, {1: (100, SMALL), 2: (100, FULL)})
        wall.send(9, person(ParticipantAction.SCREENSHARE_ON))
        self.run(wall, {1: (100, SMALL), 2: (100, FULL)})
        assert wall.kinds() == [(CAMERA, False), (SCREENSHARE, False)]
        wall.send(9, person(ParticipantAction.SCREENSHARE_OFF))
        self.run(wall, {1: (100, SMALL), 2: (100, FULL)})
        assert wall.kinds() == [(CAMERA, False)] * 2

    def test_the_share_ends_and_the_camera_goes_on(self) -> None:
        wall = Wall()
        self.run(wall, {1: (100, SMALL), 2: (100, SHARE)})
        wall.close(2, 1000)
        self.run(wall, {1: (100, FULL)}, times=8)
        assert wall.kinds() == [(CAMERA, False)]
        assert not wall.gallery.ordered()[0].is_small
