"""Who speaks, as far as the events of a bot tell."""

from __future__ import annotations

import pytest

from recall_viewer.model.keys import StreamKey
from recall_viewer.model.participants import PARTICIPANTS_KEPT, UNCONFIRMED_AFTER_S, Participants
from recall_viewer.model.registry import Registry
from recall_viewer.protocol.events import Kind, ParticipantAction
from tests.model.support import BOT, Wall, frame, old_frame, person

ON, OFF, LEAVE = ParticipantAction.SPEECH_ON, ParticipantAction.SPEECH_OFF, ParticipantAction.LEAVE


def speakers(wall: Wall, bot: str = BOT) -> set[object]:
    """Those with a tile who speak."""
    keys = [key for key in wall.gallery.streams if key.bot_id == bot]
    return {key.participant_id for key in keys if wall.gallery.is_speaking(key)}


@pytest.mark.parametrize("end", [OFF, LEAVE])
def test_speech_lasts_until_it_is_said_to_end_however_long_it_takes(end: ParticipantAction) -> None:
    """Outside Zoom a monologue is one event."""
    wall = Wall()
    wall.send(1, frame(1), frame(2))
    assert speakers(wall) == set()
    assert wall.send(1, person(ON, 1)).updated == (StreamKey(BOT, 1, Kind.CAMERA),)
    for _ in range(3600):
        wall.wait(0.5)
        wall.send(1, frame(1), frame(2))
    assert speakers(wall) == {1}
    assert wall.send(1, person(end, 1)).updated == (StreamKey(BOT, 1, Kind.CAMERA),)
    assert speakers(wall) == set()


def test_who_speaks_before_the_first_frame_speaks_with_it() -> None:
    wall = Wall()
    wall.send(1, person(ON, 1), person(ON, 2), person(OFF, 2), frame(1), old_frame(2))
    assert speakers(wall) == {1}


def test_two_may_speak_at_once() -> None:
    wall = Wall()
    wall.send(1, frame(1), frame(2), person(ON, 1))
    wall.wait(UNCONFIRMED_AFTER_S - 1)
    wall.send(1, person(ON, 1), person(ON, 2))
    wall.wait(UNCONFIRMED_AFTER_S - 1)
    wall.send(1, person(ON, 2))
    assert speakers(wall) == {1, 2}


def test_where_the_end_was_lost_the_next_speaker_of_the_bot_ends_it() -> None:
    wall = Wall()
    wall.send(1, frame(1), frame(2), frame(1, bot="another"), person(ON, 1), person(ON, 1, bot="another"))
    wall.wait(UNCONFIRMED_AFTER_S)
    assert speakers(wall) == {1}
    assert set(wall.send(1, person(ON, 2)).updated) == {StreamKey(BOT, who, Kind.CAMERA) for who in (1, 2)}
    assert speakers(wall) == {2}
    assert speakers(wall, "another") == {1}


@pytest.mark.parametrize("code", [1000, 1006])
def test_speech_ends_with_the_connection_that_told_of_it(code: int) -> None:
    """Whether or not pictures go on by another one: nobody would say when it ends."""
    wall = Wall()
    wall.send(1, frame(1))
    wall.send(2, frame(2), person(ON, 1), person(ON, 2))
    assert set(wall.close(2, code).updated) == {StreamKey(BOT, who, Kind.CAMERA) for who in (1, 2)}
    assert speakers(wall) == set()
    wall.send(3, frame(2))
    assert speakers(wall) == set()


def test_the_end_of_another_connection_is_no_end_of_speech() -> None:
    wall = Wall()
    wall.send(1, frame(1))
    wall.send(2, person(ON, 1))
    wall.close(1, 1006)
    assert speakers(wall) == {1}


def test_participants_without_end_are_not_kept_without_end() -> None:
    participants = Participants(Registry())
    for number in range(PARTICIPANTS_KEPT + 5):
        for action in (ON, ParticipantAction.SCREENSHARE_OFF):
            participants.apply(1, person(action, number), 0.0)
    kept = [number for number in range(PARTICIPANTS_KEPT + 5) if participants.is_speaking(BOT, number)]
    assert kept == [number for number in range(PARTICIPANTS_KEPT + 5) if participants.is_sharing(BOT, number) is False]
    assert kept == list(range(5, PARTICIPANTS_KEPT + 5))
