"""A bot of the endpoint protocol, as its receiver sees it."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from PIL import Image

from recall_viewer.simulate.casting import people_of
from tests.simulate.support import Receiver, by_stream, picture_of, run, size_of

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

QUICK = ("--size", "32x18", "--fps", "50")


def test_everything_comes_on_one_connection(receiver: Receiver) -> None:
    assert run(receiver.url, *QUICK, "--participants", "3", "--frames", "4", "--bot-id", "bot-1") == 0

    (taken,) = receiver.taken
    assert taken.close_code == 1000
    streams = by_stream(taken.frames)
    assert {stream: len(frames) for stream, frames in streams.items()} == {
        (16778240, "webcam"): 4,
        (16779264, "webcam"): 4,
        (16780288, "webcam"): 4,
    }
    assert all(size_of(picture_of(frame)) == (32, 18) for frame in taken.frames)


def test_people_join_show_themselves_and_leave(receiver: Receiver) -> None:
    run(receiver.url, *QUICK, "--participants", "2", "--frames", "1")

    (taken,) = receiver.taken
    names = [event["event"] for event in taken.events]
    join, on, leave = (f"participant_events.{name}" for name in ("join", "webcam_on", "leave"))
    assert names == [join, on, join, on, "video_separate_png.data", "video_separate_png.data", leave, leave]
    assert [person["name"] for person in taken.named("leave")] == [person.name for person in people_of(2, 0)]
    assert all(event["data"]["data"]["data"] is None for event in taken.events if event["event"] != names[4])


def test_a_frame_has_the_fields_of_the_documentation(receiver: Receiver) -> None:
    run(receiver.url, *QUICK, "--participants", "2", "--frames", "1", "--bot-id", "bot-1")

    event = next(e for e in receiver.taken[0].events if e["event"] == "video_separate_png.data")
    assert set(event) == {"event", "data"}
    data = event["data"]
    assert set(data) == {"data", "realtime_endpoint", "video_separate", "recording", "bot"}
    assert data["bot"] == {"id": "bot-1", "metadata": {"source": "recall-viewer simulate"}}
    for source in ("realtime_endpoint", "video_separate", "recording"):
        assert set(data[source]) == {"id", "metadata"}
    body = data["data"]
    assert set(body) == {"buffer", "timestamp", "type", "participant"}
    assert body["type"] == "webcam"
    person = people_of(1, 0)[0]
    assert body["participant"] == {
        "id": 16778240,
        "name": person.name,
        "is_host": True,
        "platform": person.platform,
        "extra_data": {},
        "email": None,
    }
    assert [p["is_host"] for p in receiver.taken[0].named("join")] == [True, False]


def test_time_goes_on_in_both_of_its_forms(receiver: Receiver) -> None:
    run(receiver.url, *QUICK, "--participants", "2", "--frames", "5")

    for frames in by_stream(receiver.taken[0].frames).values():
        times = [frame["timestamp"] for frame in frames]
        assert all(before["relative"] < after["relative"] for before, after in pairwise(times))
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", time["absolute"]) for time in times)
        started = {round(datetime.fromisoformat(time["absolute"]).timestamp() - time["relative"], 3) for time in times}
        assert max(started) - min(started) < 0.01


def test_time_never_runs_backwards_though_everybody_appears_at_once(receiver: Receiver, tmp_path: Path) -> None:
    Image.new("RGB", (4, 4)).save(tmp_path / "a.png")

    run(receiver.url, "--images", str(tmp_path), "--participants", "40", "--fps", "120", "--frames", "4")

    for frames in by_stream(receiver.taken[0].frames).values():
        times = [frame["timestamp"]["relative"] for frame in frames]
        assert len(times) == 4
        assert times == sorted(set(times))


def test_whoever_appears_is_seen_at_once(receiver: Receiver) -> None:
    run(receiver.url, "--size", "32x18", "--fps", "0.05", "--participants", "3", "--frames", "1")

    # In turn it would have taken a third of 20 s for the second one.
    assert all(frame["timestamp"]["relative"] < 5 for frame in receiver.taken[0].frames)


def test_a_share_joins_and_cameras_shrink(receiver: Receiver) -> None:
    run(receiver.url, "--size", "640x360", "--fps", "50", "--participants", "2", "--frames", "2", "--share")

    (taken,) = receiver.taken
    sizes = {
        stream: {size_of(picture_of(frame)) for frame in frames} for stream, frames in by_stream(taken.frames).items()
    }
    assert sizes == {
        (16778240, "webcam"): {(256, 144)},
        (16779264, "webcam"): {(256, 144)},
        (16778240, "screenshare"): {(1024, 576)},
    }
    assert [person["id"] for person in taken.named("screenshare_on")] == [16778240]
    assert len(taken.named("join")) == len(taken.named("leave")) == 2


def test_speaker_view_is_one_nameless_stream_of_id_0(receiver: Receiver) -> None:
    run(receiver.url, *QUICK, "--speaker-view", "--frames", "3")

    (taken,) = receiver.taken
    assert [event["event"] for event in taken.events] == ["video_separate_png.data"] * 3
    assert {(frame["participant"]["id"], frame["participant"]["name"]) for frame in taken.frames} == {(0, None)}


def test_it_is_no_browser_and_offers_no_compression(receiver: Receiver) -> None:
    run(receiver.url, *QUICK, "--participants", "1", "--frames", "1")

    headers = {name.lower() for name in receiver.taken[0].headers}
    assert not headers & {"origin", "sec-websocket-extensions", "webhook-signature"}


def test_what_a_script_waits_for_is_on_standard_output(receiver: Receiver, capsys: pytest.CaptureFixture[str]) -> None:
    run(receiver.url.rstrip("/"), *QUICK, "--participants", "1", "--frames", "2", "--bot-id", "bot-1")

    said = capsys.readouterr()
    assert said.out == "bot bot-1\n"
    first, last = said.err.splitlines()
    assert first == f"dialling {receiver.url}: 1 participant, 32x18, 50 fps, endpoint protocol"
    assert last.startswith("sent 2 frames, ")


def test_two_bots_have_different_ids(receiver: Receiver) -> None:
    for _ in range(2):
        run(receiver.url, *QUICK, "--participants", "1", "--frames", "1")

    ids = {taken.events[0]["data"]["bot"]["id"] for taken in receiver.taken}
    assert len(ids) == 2


def test_it_leaves_when_its_time_is_up(receiver: Receiver) -> None:
    assert run(receiver.url, *QUICK, "--participants", "2", "--duration", "0.3") == 0

    (taken,) = receiver.taken
    assert taken.close_code == 1000
    assert len(taken.named("leave")) == 2
    assert all(frame["timestamp"]["relative"] < 0.3 for frame in taken.frames)
