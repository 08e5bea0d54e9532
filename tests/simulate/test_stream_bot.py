"""A bot of the stream protocol, as its receiver sees it."""

from __future__ import annotations

import json
import struct
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from tests.simulate.support import Receiver, run, size_of

if TYPE_CHECKING:
    from tests.simulate.support import Taken

QUICK = ("--protocol", "stream", "--size", "32x18", "--fps", "50")


def frames_of(taken: Taken) -> list[tuple[int, int, bytes]]:
    """Participant id, time in ms and picture of each binary message."""
    return [
        (*struct.unpack("<II", message[:8]), message[8:]) for message in taken.messages if isinstance(message, bytes)
    ]


def test_each_stream_has_a_connection_that_begins_with_a_hello(receiver: Receiver) -> None:
    assert run(receiver.url, *QUICK, "--participants", "3", "--frames", "4", "--bot-id", "bot-1") == 0

    assert len(receiver.taken) == 3
    for taken in receiver.taken:
        assert isinstance(taken.messages[0], str)
        assert json.loads(taken.messages[0]) == {"protocol_version": 1, "bot_id": "bot-1"}
        assert len(taken.messages) == 5
        assert taken.close_code == 1000
    ids = {id_ for taken in receiver.taken for id_, _, _ in frames_of(taken)}
    assert ids == {16778240, 16779264, 16780288}


def test_a_frame_is_a_header_and_a_picture(receiver: Receiver) -> None:
    run(receiver.url, *QUICK, "--participants", "2", "--frames", "5")

    for taken in receiver.taken:
        frames = frames_of(taken)
        assert len({id_ for id_, _, _ in frames}) == 1
        assert all(before < after for (_, before, _), (_, after, _) in pairwise(frames))
        assert {size_of(png) for _, _, png in frames} == {(32, 18)}


def test_who_shares_has_two_connections_with_one_id(receiver: Receiver) -> None:
    run(receiver.url, *QUICK, "--participants", "2", "--frames", "2", "--share")

    streams = Counter((frames_of(taken)[0][0], size_of(frames_of(taken)[0][2])) for taken in receiver.taken)
    assert streams == {(16778240, (256, 144)): 1, (16779264, (256, 144)): 1, (16778240, (1024, 576)): 1}


def test_speaker_view_is_one_stream_of_id_0(receiver: Receiver) -> None:
    run(receiver.url, *QUICK, "--speaker-view", "--frames", "3")

    (taken,) = receiver.taken
    assert [id_ for id_, _, _ in frames_of(taken)] == [0, 0, 0]
