"""That the benchmark itself is right: what it sends, how it adds up, what it prints. How fast anything is, it says."""

from __future__ import annotations

import base64
import io
import json
import os
import struct
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from tests.benchmarks import frames, machine, table
from tests.benchmarks.budgets import budgets
from tests.benchmarks.capacity import most
from tests.benchmarks.load import BOT, Load
from tests.benchmarks.measuring import Window
from tests.benchmarks.quantiles import histogram_quantile, quantile
from tests.benchmarks.results import Results
from tests.benchmarks.target import Sample
from tests.benchmarks.wire import EndpointWire, StreamWire

if TYPE_CHECKING:
    from pathlib import Path

BEFORE = {'lag_bucket{le="0.01"}': 5.0, 'lag_bucket{le="0.02"}': 5.0, 'lag_bucket{le="+Inf"}': 5.0}


def results() -> Results:
    return Results("2026-11-25", 12.0, {"CPU": "one", "cores": "2"}, budgets("offscreen"), 0.0)


def unmasked(parts: list[bytes]) -> Frame:
    """Read a client's frame as a server does, with websockets."""
    reader = StreamReader()
    reader.feed_data(b"".join(parts))
    reading = Frame.parse(reader.read_exact, mask=True, max_size=2**24)
    with pytest.raises(StopIteration) as end:
        next(reading)
    frame = end.value.value
    assert isinstance(frame, Frame)
    assert not reader.buffer
    return frame


def test_frames_are_the_same_every_time_and_differ_from_each_other(tmp_path: Path) -> None:
    kind = "144p"
    made = frames.provide(tmp_path, kind)
    assert made == [frames.png(kind, number) for number in range(frames.DIFFERENT)]
    assert len(set(made)) == frames.DIFFERENT
    sizes = {Image.open(io.BytesIO(png)).size for png in made}
    assert sizes == {(frames.KINDS[kind].width, frames.KINDS[kind].height)}


def test_a_frame_of_a_camera_has_the_size_that_bots_send() -> None:
    assert 1.0 < len(frames.png("720p", 0)) / 2**20 < 1.25


def test_messages_of_the_stream_protocol_arrive_as_they_should() -> None:
    pictures = [b"first picture", b"another one"]
    frame = unmasked(StreamWire(pictures).message(1003, 4, 2.5))
    assert frame.opcode is Opcode.BINARY
    assert struct.unpack("<II", frame.data[:8]) == (1003, 2500)
    assert frame.data[8:] == pictures[1]


def test_messages_of_the_endpoint_protocol_arrive_as_they_should() -> None:
    pictures = [b"first picture", b"another one"]
    frame = unmasked(EndpointWire(pictures, BOT, "png").message(1003, 4, 2.5))
    assert frame.opcode is Opcode.TEXT
    data = json.loads(bytes(frame.data))["data"]
    assert data["bot"]["id"] == BOT
    assert data["data"]["participant"]["id"] == 1003
    assert data["data"]["timestamp"]["relative"] == 2.5
    assert base64.b64decode(data["data"]["buffer"]) == pictures[1]


def test_streams_are_spread_evenly_over_processes_and_time(tmp_path: Path) -> None:
    orders = Load(16).orders("ws://somewhere/", tmp_path)
    due = sorted(offset for order in orders for offset in order.offsets_s)
    assert sorted(stream for order in orders for stream in order.streams) == list(range(16))
    assert due == [stream / 32 for stream in range(16)]
    assert {offset for order in Load(16, is_burst=True).orders("", tmp_path) for offset in order.offsets_s} == {0.0}
    assert len(Load(16, protocol="endpoint").orders("", tmp_path)) == 1


def test_more_streams_than_the_window_has_room_for_send_more_often() -> None:
    assert Load.of_cameras(30) == Load(30)
    many = Load.of_cameras(200)
    assert many.streams == 80
    assert many.frames_a_s == pytest.approx(400)


def test_quantiles_lie_between_neighbours() -> None:
    assert quantile([4.0, 1.0, 3.0, 2.0], 0.5) == 2.5
    assert quantile([7.0], 0.99) == 7.0


def test_quantiles_of_a_histogram_are_of_what_was_counted_since() -> None:
    after = {'lag_bucket{le="0.01"}': 105.0, 'lag_bucket{le="0.02"}': 205.0, 'lag_bucket{le="+Inf"}': 205.0}
    assert histogram_quantile(BEFORE, after, "lag", 0.25) == pytest.approx(0.005)
    assert histogram_quantile(BEFORE, after, "lag", 0.75) == pytest.approx(0.015)
    assert histogram_quantile(BEFORE, after | {'lag_bucket{le="+Inf"}': 405.0}, "lag", 0.99) == 0.02
    with pytest.raises(ValueError, match="lag counted nothing"):
        histogram_quantile(BEFORE, BEFORE, "lag", 0.5)


@pytest.mark.parametrize(("limit", "guess"), [(52, 48.0), (52, 70.0), (9, 30.0), (100, 50.0)])
def test_the_search_finds_the_most_that_keeps_up(limit: int, guess: float) -> None:
    tried: list[float] = []

    def share_shown(count: float) -> float:
        tried.append(count)
        return 1.0 if count <= limit else 0.97 * limit / count

    found = most(share_shown, guess)
    assert found <= limit <= found * 1.03 + 1
    assert len(tried) == len(set(tried)) <= 8


def test_the_search_ends_where_nothing_keeps_up() -> None:
    assert most(lambda _count: 0.5, 40.0) == 0.0


def test_a_floor_is_kept_from_above_and_a_ceiling_from_below() -> None:
    lines = budgets("offscreen")
    assert lines["cpu"].is_kept(1.05)
    assert not lines["cpu"].is_kept(1.06)
    assert budgets("xcb")["cpu"].is_kept(1.15)
    assert lines["capacity"].is_kept(0.85)
    assert not lines["capacity"].is_kept(0.84)
    assert lines["cpu-360p"].is_kept(100.0)


def test_the_table_says_what_passes_and_what_was_not_fair() -> None:
    run = results()
    run.add("cpu", 0.97, "100% shown")
    run.add("latency-p99", 2.6, others=0.3)
    run.add("naive-lag-p99", 0.8)
    said = table.render(run)
    rows = {line.split(" | ")[0].strip("| "): line for line in said.splitlines() if line.startswith("|")}
    assert len({len(row) for row in rows.values()}) == 1
    assert "| 0.97x    | ≤ 1.05x | 0.75x    | pass   | 100% shown |" in rows["CPU per shown frame"]
    assert "| FAIL !" in rows["latency p99"]
    assert "| fails " in rows["naive Qt: event loop lag p99"]
    assert "others took up to 30% of all cores during 1 of 3 rows" in said
    assert not run.is_good


def test_a_run_is_good_only_where_the_naive_design_fails_and_nothing_was_lost() -> None:
    run, was_good = results(), []
    for name, measured in (("cpu", 0.97), ("naive-lag-p99", 0.4), ("naive-lag-p99-32", 40.0)):
        run.add(name, measured)
        was_good.append(run.is_good)
    run.decodes_s += [0.020, 0.023]
    assert run.warnings() == ["bare decodes differed by 15%"]
    run.lost["capacity"] = "RuntimeError: gone"
    was_good.append(run.is_good)
    assert was_good == [True, False, True, False]


def test_a_saved_run_can_be_compared_with(tmp_path: Path) -> None:
    old, new = results(), results()
    old.add("cpu", 1.0)
    old.save(tmp_path / "old.json")
    new.facts = {"CPU": "another", "cores": "2"}
    new.add("cpu", 0.9)
    new.add("hidden", 0.04)
    said = table.compare(new, tmp_path / "old.json")
    assert "| CPU per shown frame  | 1.00x | 0.90x  | -10%   | ≤ 1.05x | pass |" in said
    assert "| CPU per hidden frame |       | 0.040x |        | ≤ 0.10x | pass |" in said
    assert "CPU: was one, is another" in said


def test_what_others_take_of_the_machine_is_what_is_not_ours() -> None:
    before = machine.Load(at=0.0, busy_s=100.0, ours_s=50.0)
    after = machine.Load(at=10.0, busy_s=112.0, ours_s=60.0)
    assert after.others_since(before) == pytest.approx(2.0 / 10.0 / (os.cpu_count() or 1))


def test_a_window_divides_what_was_spent_by_what_was_shown() -> None:
    before = Sample(10.0, 3.0, {"frames_shown_total": 100.0})
    after = Sample(20.0, 7.0, {"frames_shown_total": 300.0})
    window = Window(before, after, 0, 0.0)
    assert (window.seconds, window.cpu_s, window.cpu_a_frame_s) == (10.0, 4.0, 0.02)
    assert Window(before, before, 0, 0.0).cpu_a_frame_s == float("inf")
