"""A bot that sends H.264, as its receiver sees it."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import av
import pytest
from av.codec.codec import UnknownCodecError
from PIL import Image

from recall_viewer.simulate import films
from tests.simulate.support import WAIT_S, Receiver, picture_of, run
from tests.simulate.units import IDR, PPS, SEI, SPS, decoded, nals_of, sizes_of, taken_apart, units_by_stream

if TYPE_CHECKING:
    from pathlib import Path

    from tests.simulate.support import Taken

QUICK = ("--codec", "h264", "--size", "64x36", "--fps", "120")


def test_a_unit_has_the_fields_that_a_png_has(receiver: Receiver) -> None:
    assert run(receiver.url, *QUICK, "--participants", "1", "--frames", "1", "--bot-id", "bot-1") == 0

    (event,) = [e for e in receiver.taken[0].events if not e["event"].startswith("participant_events.")]
    assert event["event"] == "video_separate_h264.data"
    assert set(event["data"]) == {"data", "realtime_endpoint", "video_separate", "recording", "bot"}
    assert set(event["data"]["data"]) == {"buffer", "timestamp", "type", "participant"}
    assert event["data"]["data"]["type"] == "webcam"
    assert event["data"]["bot"]["id"] == "bot-1"


@pytest.mark.parametrize("gop", [1, 2, 7, 60])
def test_each_unit_is_a_picture_and_keyframes_keep_their_distance(receiver: Receiver, gop: int) -> None:
    assert run(receiver.url, *QUICK, "--participants", "2", "--frames", "150", "--gop", str(gop)) == 0

    streams = units_by_stream(receiver.taken[0])
    assert len(streams) == 2
    for units in streams.values():
        assert len(decoded(units)) == 150
        apart = taken_apart(units)
        assert [unit.is_idr for unit in apart] == [index % gop == 0 for index in range(150)]
        # None is left out, however late it gets.
        assert [unit.frame_num for unit in apart] == [index % gop % 16 for index in range(150)]
        for unit in apart:
            assert not unit.is_idr or (*unit.nals[:2], unit.nals[-1]) == (SPS, PPS, IDR)
        assert {SPS, PPS, SEI}.isdisjoint(nal for unit in apart if not unit.is_idr for nal in unit.nals)


def test_of_two_keyframes_in_a_row_each_has_a_name_of_its_own(receiver: Receiver) -> None:
    run(receiver.url, *QUICK, "--participants", "1", "--frames", "240", "--gop", "1")

    (units,) = units_by_stream(receiver.taken[0]).values()
    ids = [unit.idr_pic_id for unit in taken_apart(units)]
    assert all(before != after for before, after in pairwise(ids))


def sent_until(receiver: Receiver, switches: int, *arguments: str) -> Taken:
    """What a bot with one participant sends until its picture has changed its size so many times."""
    heard: queue.Queue[str | bytes] = queue.Queue()
    receiver.watch = heard.put
    command = [sys.executable, "-m", "recall_viewer", "simulate", receiver.url, "--exit-with-stdin", *arguments]
    command += ["--duration", str(WAIT_S)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as bot:
        try:
            sets: list[bytes] = []
            while len(sets) <= switches:
                body = json.loads(heard.get(timeout=WAIT_S))["data"]["data"]
                if "buffer" in body:
                    sets += [nal for nal in nals_of(picture_of(body)) if nal[0] & 31 == SPS and nal not in sets[-1:]]
            bot.communicate(timeout=WAIT_S)
        finally:
            bot.kill()
    return receiver.taken[0]


def test_a_camera_moves_and_changes_its_size_at_keyframes(receiver: Receiver) -> None:
    taken = sent_until(receiver, 2, *QUICK, "--size", "66x38", "--participants", "1", "--gop", "20")

    (units,) = units_by_stream(taken).values()
    pictures, apart = decoded(units), taken_apart(units)
    runs = [(size, len(list(run))) for size, run in groupby(sizes_of(pictures))]
    assert [size for size, _ in runs][:3] == [(66, 38), (32, 18), (66, 38)]
    assert runs[1][1] == films.LOOP_UNITS
    switches = [index for index, (before, after) in enumerate(pairwise(sizes_of(pictures)), 1) if before != after]
    assert all(apart[index].is_idr for index in switches)
    in_half = [bytes(picture.planes[0]) for picture in pictures[switches[0] : switches[1]]]
    assert len(set(in_half)) > films.LOOP_UNITS // 2


def test_a_share_keeps_its_size(receiver: Receiver) -> None:
    run(
        receiver.url,
        "--codec",
        "h264",
        "--fps",
        "60",
        "--participants",
        "1",
        "--share",
        "--frames",
        "240",
        "--gop",
        "9",
    )

    streams = units_by_stream(receiver.taken[0])
    assert set(sizes_of(decoded(streams[16778240, "screenshare"]))) == {(1024, 576)}
    assert set(sizes_of(decoded(streams[16778240, "webcam"]))) <= {(256, 144), (128, 72)}


def counts(receiver: Receiver, *arguments: str) -> list[int]:
    """How many units arrived of each of three streams."""
    assert run(receiver.url, *QUICK, "--participants", "3", "--frames", "160", *arguments) == 0
    return [len(units) for units in units_by_stream(receiver.taken[-1]).values()]


def test_units_get_lost_by_chance_the_same_ones_for_a_seed(
    receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    some = counts(receiver, "--drop", "0.25")
    said = capsys.readouterr().err

    assert sum(some) / 480 == pytest.approx(0.75, abs=0.07)
    assert f"sent {sum(some)} frames, " in said
    assert f"; {480 - sum(some)} lost on purpose" in said
    for units in units_by_stream(receiver.taken[0]).values():
        numbers = [unit.frame_num for unit in taken_apart(units) if SPS not in unit.nals]
        assert any((after - before) % 16 not in {0, 1} for before, after in pairwise(numbers))
    assert counts(receiver, "--drop", "0.25") == some
    assert counts(receiver, "--drop", "0.25", "--seed", "1") != some


def test_all_or_nothing_can_get_lost(receiver: Receiver) -> None:
    assert counts(receiver, "--drop", "0") == [160] * 3
    assert counts(receiver, "--drop", "1") == []


def test_given_pictures_are_held_as_stills_each_participant_from_another(receiver: Receiver, tmp_path: Path) -> None:
    Image.new("RGB", (65, 37), "white").save(tmp_path / "a.png")
    Image.new("RGB", (5, 2000), "black").save(tmp_path / "b.jpg")
    (tmp_path / "c.png").write_bytes(b"nonsense")

    run(receiver.url, *QUICK, "--images", str(tmp_path), "--participants", "2", "--frames", "150", "--gop", "50")

    white, black = ((64, 36), 235), ((16, 1920), 16)
    seen = []
    for units in units_by_stream(receiver.taken[0]).values():
        pictures = decoded(units)
        lights = [round(sum(bytes(picture.planes[0])[:16]) / 16) for picture in pictures]
        seen.append(list(zip(sizes_of(pictures), lights, strict=True)))
    assert seen == [[white] * 100 + [black] * 50, [black] * 100 + [white] * 50]


def test_without_an_encoder_it_says_so_and_does_not_dial(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(name: str, _mode: str) -> None:
        raise UnknownCodecError(name)

    monkeypatch.setattr(av, "Codec", refuse)

    assert run(receiver.url, *QUICK, "--frames", "1") == 1

    assert receiver.handshakes == 0
    assert capsys.readouterr().err.startswith("PyAV was built without libx264 here")
