"""What the REST API says: names that last, and kinds and states that it settles."""

from __future__ import annotations

import pytest

from recall_viewer.model.changes import NOTHING
from recall_viewer.model.registry import PLACES_KEPT
from recall_viewer.model.rosters import unnamed
from recall_viewer.model.status import State
from recall_viewer.protocol.events import (
    Attendee,
    Bot,
    BotIdentified,
    Dialect,
    Kind,
    Participant,
    ParticipantAction,
    RosterReceived,
)
from tests.model.support import BOT, FULL, SHARE, SMALL, Wall, frame, old_frame, person

CAMERA, SCREENSHARE = Kind.CAMERA, Kind.SCREENSHARE
ADA = Participant(100, "Ada", is_host=True, platform="desktop")
OTHER = "bot-other"


def roster(*attendees: Attendee, bot: str = BOT) -> RosterReceived:
    return RosterReceived(bot, {attendee.participant.id: attendee for attendee in attendees})


def told(
    participant: Participant = ADA, *, camera: bool | None = None, sharing: bool | None = None, shared: bool = False
) -> RosterReceived:
    return roster(Attendee(participant, camera, sharing, shared or bool(sharing)))


@pytest.fixture
def wall() -> Wall:
    return Wall()


class TestNames:
    def test_every_stream_of_the_participant_has_name_host_and_platform(self, wall: Wall) -> None:
        camera, share = wall.show(1, old_frame()), wall.show(2, old_frame(size=SHARE))
        other = wall.show(3, old_frame(7))
        change = wall.gallery.name(told(), wall.now)
        assert [stream.participant for stream in (camera, share)] == [ADA, ADA]
        assert set(change.updated) == {camera.key, share.key}
        assert other.participant == Participant(7)
        assert wall.gallery.name(told(), wall.now) is NOTHING

    def test_frames_do_not_take_the_name_away(self, wall: Wall) -> None:
        stream = wall.show(1, old_frame())
        wall.gallery.name(told(), wall.now)
        wall.show(1, old_frame())
        assert stream.participant == ADA

    def test_other_bots_and_other_protocols_are_not_meant(self, wall: Wall) -> None:
        elsewhere = wall.show(1, old_frame(bot=OTHER))
        current = wall.show(2, frame(100, name="Grace"))
        assert wall.gallery.name(told(), wall.now) is NOTHING
        assert elsewhere.participant.name is None
        assert current.participant.name == "Grace"

    def test_a_stream_that_comes_later_is_named_from_its_first_frame(self, wall: Wall) -> None:
        wall.gallery.name(told(), wall.now)
        assert wall.show(1, old_frame()).participant == ADA
        assert wall.show(2, old_frame(size=SHARE)).participant == ADA
        assert wall.show(3, frame(100, bot=BOT)).participant.name is None

    def test_of_too_many_names_the_newest_last(self, wall: Wall) -> None:
        wall.gallery.name(told(), wall.now)
        crowd = [Attendee(Participant(number, f"n{number}")) for number in range(1000, 1000 + PLACES_KEPT)]
        wall.gallery.name(roster(*crowd), wall.now)
        assert wall.show(1, old_frame()).participant.name is None
        assert wall.show(2, old_frame(1000)).participant.name == "n1000"

    def test_who_is_named_again_counts_as_new(self, wall: Wall) -> None:
        crowd = [Attendee(Participant(number, f"n{number}")) for number in range(1000, 1000 + PLACES_KEPT - 1)]
        wall.gallery.name(told(), wall.now)
        wall.gallery.name(roster(*crowd), wall.now)
        wall.gallery.name(told(), wall.now)
        wall.gallery.name(roster(Attendee(Participant(7, "Grace"))), wall.now)
        assert wall.show(1, old_frame()).participant == ADA


class TestUnnamed:
    def unnamed(self, wall: Wall) -> dict[str, set[int | str]]:
        return unnamed(wall.gallery.streams.values(), wall.gallery.connected_bots)

    def test_who_has_no_name_by_bot(self, wall: Wall) -> None:
        assert self.unnamed(wall) == {}
        wall.send(1, BotIdentified(Bot(BOT), Dialect.STREAM))
        assert self.unnamed(wall) == {}
        wall.show(1, old_frame())
        wall.show(2, old_frame(size=SHARE))
        wall.show(3, old_frame(7, bot=OTHER))
        assert self.unnamed(wall) == {BOT: {100}, OTHER: {7}}
        wall.gallery.name(told(), wall.now)
        assert self.unnamed(wall) == {OTHER: {7}}

    def test_id_0_is_nobody_and_the_current_protocol_names_its_own(self, wall: Wall) -> None:
        wall.show(1, old_frame(0))
        wall.show(2, frame(100))
        assert self.unnamed(wall) == {}

    @pytest.mark.parametrize("code", [1000, 1006])
    def test_a_bot_that_is_gone_needs_none(self, wall: Wall, code: int) -> None:
        wall.show(1, old_frame())
        wall.close(1, code)
        assert self.unnamed(wall) == {}

    def test_who_has_left_needs_none(self, wall: Wall) -> None:
        wall.show(1, old_frame())
        wall.show(2, old_frame(7))
        wall.close(1, 1000)
        assert self.unnamed(wall) == {BOT: {7}}


class TestKinds:
    def guessed(self, wall: Wall) -> None:
        """Let a camera and a share of one participant be told apart by their sizes alone."""
        for _ in range(2):
            wall.show(1, old_frame(size=SMALL))
            wall.show(2, old_frame(size=(640, 360)))
        assert wall.kinds() == [(CAMERA, False), (SCREENSHARE, True)]

    def test_who_never_shared_has_cameras_alone(self, wall: Wall) -> None:
        self.guessed(wall)
        change = wall.gallery.name(told(sharing=False), wall.now)
        assert wall.kinds() == [(CAMERA, False), (CAMERA, False)]
        assert len(change.updated) == 2
        wall.show(2, old_frame(size=(640, 360)))
        assert wall.kinds() == [(CAMERA, False), (CAMERA, False)]

    def test_it_outweighs_the_size_of_a_share(self, wall: Wall) -> None:
        wall.show(1, old_frame(size=SHARE))
        wall.gallery.name(told(sharing=False), wall.now)
        wall.show(1, old_frame(size=SHARE))
        assert wall.kinds() == [(CAMERA, False)]

    def test_a_share_that_begins_later_is_one_all_the_same(self, wall: Wall) -> None:
        wall.show(1, old_frame())
        wall.gallery.name(told(sharing=False), wall.now)
        wall.show(2, old_frame(size=SHARE))
        assert wall.kinds() == [(CAMERA, False), (SCREENSHARE, False)]

    def test_a_lane_that_another_connection_takes_over_is_judged_anew(self, wall: Wall) -> None:
        wall.show(1, old_frame())
        wall.gallery.name(told(sharing=False), wall.now)
        wall.close(1, 1006)
        wall.show(2, old_frame(size=SHARE))
        assert wall.kinds() == [(SCREENSHARE, False)]

    def test_who_shares_makes_the_guess_known(self, wall: Wall) -> None:
        self.guessed(wall)
        wall.gallery.name(told(camera=True, sharing=True), wall.now)
        wall.show(2, old_frame(size=(640, 360)))
        wall.show(2, old_frame(size=(640, 360)))
        assert wall.kinds() == [(CAMERA, False), (SCREENSHARE, False)]

    def test_who_shares_without_a_camera_sends_the_share(self, wall: Wall) -> None:
        wall.show(1, old_frame())
        wall.show(2, old_frame(7))
        assert wall.kinds() == [(CAMERA, False), (CAMERA, False)]
        wall.gallery.name(told(camera=False, sharing=True), wall.now)
        assert wall.kinds() == [(SCREENSHARE, False), (CAMERA, False)]

    def test_of_two_that_arrive_only_one_is_the_share(self, wall: Wall) -> None:
        self.guessed(wall)
        for _ in range(2):
            wall.gallery.name(told(camera=False, sharing=True), wall.now)
            wall.show(2, old_frame(size=(640, 360)))
        assert wall.kinds() == [(CAMERA, False), (SCREENSHARE, False)]

    def test_a_person_outweighs_it(self, wall: Wall) -> None:
        stream = wall.show(1, old_frame(size=SHARE))
        wall.gallery.correct_kind(stream.key, SCREENSHARE)
        wall.gallery.name(told(sharing=False), wall.now)
        wall.show(1, old_frame(size=SHARE))
        assert wall.kinds() == [(SCREENSHARE, False)]

    def test_an_event_is_newer(self, wall: Wall) -> None:
        wall.show(1, old_frame())
        wall.gallery.name(told(sharing=False), wall.now)
        wall.send(2, person(ParticipantAction.SCREENSHARE_ON))
        wall.show(1, old_frame(size=SHARE))
        assert wall.kinds() == [(SCREENSHARE, False)]

    def test_nothing_said_settles_nothing(self, wall: Wall) -> None:
        self.guessed(wall)
        wall.gallery.name(told(), wall.now)
        assert wall.kinds() == [(CAMERA, False), (SCREENSHARE, True)]


class TestOff:
    def state_after(self, wall: Wall, said: RosterReceived, quiet_s: float) -> State:
        wall.now += quiet_s
        wall.gallery.name(said, wall.now)
        return wall.state(lane="0")

    def test_a_camera_that_is_off_says_so_once_its_frames_stop(self, wall: Wall) -> None:
        wall.show(1, old_frame())
        assert self.state_after(wall, told(camera=False), 1) is State.LIVE
        assert self.state_after(wall, told(camera=False), 3) is State.OFF

    def test_frames_bring_it_back(self, wall: Wall) -> None:
        wall.show(1, old_frame())
        assert self.state_after(wall, told(camera=False), 3) is State.OFF
        wall.show(1, old_frame())
        assert wall.state(lane="0") is State.LIVE

    def test_a_camera_that_is_on_again_is_awaited(self, wall: Wall) -> None:
        wall.show(1, old_frame())
        assert self.state_after(wall, told(camera=False), 3) is State.OFF
        assert self.state_after(wall, told(camera=True), 5) is State.WAITING

    def test_a_camera_that_is_on_and_sends_nothing_is_stale(self, wall: Wall) -> None:
        wall.show(1, old_frame())
        assert self.state_after(wall, told(camera=True), 6) is State.STALE

    def test_a_share_that_is_over_goes(self, wall: Wall) -> None:
        wall.show(1, old_frame(size=SHARE))
        assert self.state_after(wall, told(sharing=False, shared=True), 3) is State.OFF
        assert wall.kinds() == [(SCREENSHARE, False)]
        assert wall.wait(3).removed

    @pytest.mark.parametrize(("code", "state"), [(1000, State.ENDED), (1006, State.DISCONNECTED)])
    def test_who_is_gone_is_not_off(self, wall: Wall, code: int, state: State) -> None:
        wall.show(1, old_frame(size=FULL))
        wall.close(1, code)
        assert self.state_after(wall, told(camera=False), 3) is state

    def test_who_ended_is_not_expected_again(self, wall: Wall) -> None:
        wall.show(1, old_frame())
        assert self.state_after(wall, told(camera=False), 3) is State.OFF
        wall.close(1, 1000)
        assert self.state_after(wall, told(camera=True), 3) is State.ENDED
