"""The metrics as Prometheus reads them: every name and label that is promised."""

from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families

from recall_viewer.metrics import CONTENT_TYPE, Reading, render
from recall_viewer.model.books import Books, Fate
from recall_viewer.protocol.events import Dialect, Kind, MessageIgnored, ParticipantAction
from tests.model.support import Wall, frame, person

PREFIX = "recall_viewer_"
MEMORY = {"encoded": 3, "decoded": 5, "receiving": 7}
UNLABELLED = """
connections_total frames_received_total frames_shown_total frames_superseded_total frames_hidden_total
frames_recalled_total frames_in_flight frames_repeated_total
frames_awaiting_keyframe_total received_bytes_total snapshots_total
"""
LABELLED = {
    "connections": ("protocol", "stream endpoint attendee audio unrecognised waiting"),
    "connections_refused_total": ("reason", "origin token signature limit handshake"),
    "connections_closed_total": ("reason", "peer lost too_large memory room shutdown"),
    "frames_dropped_total": ("reason", "memory ended shutdown"),
    "frames_rejected_total": ("reason", "header fields base64 image too_large unsupported"),
    "messages_rejected_total": ("reason", "json hello event unrecognised"),
    "memory_bytes": ("holds", "encoded decoded receiving"),
}
KINDS = "camera screenshare unknown"
STATES = "waiting live late stale off disconnected lost error"

Samples = dict[str, dict[tuple[tuple[str, str], ...], float]]


def read(wall: Wall | None = None, dialects: list[Dialect] | None = None) -> Samples:
    """Render, and read it as Prometheus does: values by name, then by labels."""
    wall = wall or Wall()
    reading = Reading(wall.books, wall.gallery.streams.values(), dialects or [], MEMORY, wall.now)
    samples: Samples = {}
    for family in text_string_to_metric_families(render(reading).decode()):
        for sample in family.samples:
            assert sample.name.startswith(PREFIX)
            labels = tuple(sorted(sample.labels.items()))
            assert labels not in samples.setdefault(sample.name.removeprefix(PREFIX), {})
            samples[sample.name.removeprefix(PREFIX)][labels] = sample.value
    return samples


def test_every_name_and_label_is_there_before_anything_happened() -> None:
    samples = read()
    for name in UNLABELLED.split():
        assert samples[name] == {(): 0}
    for name, (label, values) in LABELLED.items():
        assert set(samples[name]) == {((label, value),) for value in values.split()}
    assert set(samples["streams"]) == {
        (("kind", kind), ("state", state)) for kind in KINDS.split() for state in STATES.split()
    }
    histograms = ("frame_latency_seconds", "event_loop_lag_seconds")
    parts = {f"{name}_{part}" for name in histograms for part in ("bucket", "count", "sum")}
    assert set(samples) == {*UNLABELLED.split(), *LABELLED, "streams", *parts}


def test_types() -> None:
    reading = Reading(Books(), [], [], MEMORY, 0)
    types = {family.name: family.type for family in text_string_to_metric_families(render(reading).decode())}
    assert types.pop(f"{PREFIX}frame_latency_seconds") == "histogram"
    assert types.pop(f"{PREFIX}event_loop_lag_seconds") == "histogram"
    gauges = {name for name, kind in types.items() if kind == "gauge"}
    assert gauges >= {f"{PREFIX}{name}" for name in ("streams", "frames_in_flight", "memory_bytes")}
    assert CONTENT_TYPE.startswith("text/plain")


def test_buckets() -> None:
    wall = Wall()
    for seconds in (0.0005, 0.001, 0.0024, 0.7, 9, 11):
        wall.books.latency.observe(seconds)
    wall.books.loop_lag.observe(0.003)
    samples = read(wall)
    milliseconds = "1 2.5 5 7.5 10 15 20 25 30 40 50 75 100 125 150 175 200 250 300 400 500 750"
    bounds = [*(float(text) / 1000 for text in milliseconds.split()), 1, 1.5, 2.5, 5, 10, float("inf")]
    latency = {float(labels[0][1]): value for labels, value in samples["frame_latency_seconds_bucket"].items()}
    assert sorted(latency) == pytest.approx(bounds)
    assert (latency[0.001], latency[0.0025], latency[0.5], latency[0.75], latency[5], latency[10]) == (2, 3, 3, 4, 4, 5)
    assert latency[float("inf")] == samples["frame_latency_seconds_count"][()] == 6
    assert samples["frame_latency_seconds_sum"][()] == pytest.approx(20.7039)
    assert samples["event_loop_lag_seconds_count"][()] == 1


def test_streams_by_kind_and_state_without_the_ended() -> None:
    wall = Wall()
    wall.send(1, frame(1), frame(2), frame(2, Kind.SCREENSHARE), frame(3))
    wall.send(1, person(ParticipantAction.WEBCAM_OFF, 2), person(ParticipantAction.WEBCAM_ON, 4))
    wall.send(1, person(ParticipantAction.LEAVE, 3))
    counted = {labels: value for labels, value in read(wall)["streams"].items() if value}
    assert counted == {
        (("kind", "camera"), ("state", "live")): 1,
        (("kind", "camera"), ("state", "off")): 1,
        (("kind", "camera"), ("state", "waiting")): 1,
        (("kind", "screenshare"), ("state", "live")): 1,
    }


def test_counters() -> None:
    wall = Wall()
    books = wall.books
    for fate, reason in ((Fate.SHOWN, ""), (Fate.DROPPED, "memory"), (Fate.REJECTED, "base64"), (Fate.HIDDEN, "")):
        books.settle(books.receive(), fate, reason)
    books.receive()
    books.refused["token"] += 1
    books.closed["peer"] += 2
    books.connections, books.received_bytes, books.snapshots = 9, 2**40, 4
    wall.send(1, MessageIgnored("other", "brand_new"), MessageIgnored("transcript.data", "transcript.data"))
    samples = read(wall, [Dialect.STREAM, Dialect.STREAM, Dialect.WAITING])
    assert samples["connections"][("protocol", "stream"),] == 2
    assert samples["connections"][("protocol", "waiting"),] == 1
    assert samples["connections_total"][()] == 9
    assert samples["connections_refused_total"][("reason", "token"),] == 1
    assert samples["connections_closed_total"][("reason", "peer"),] == 2
    assert samples["received_bytes_total"][()] == 2**40
    assert samples["snapshots_total"][()] == 4
    assert samples["memory_bytes"] == {(("holds", holds),): value for holds, value in MEMORY.items()}
    assert samples["messages_ignored_total"] == {(("event", "other"),): 1, (("event", "transcript.data"),): 1}
    frames = {name: sum(values.values()) for name, values in samples.items() if name.startswith("frames_")}
    assert frames["frames_received_total"] == sum(value for name, value in frames.items()) / 2 == 5


def test_no_name_of_a_person_gets_into_it() -> None:
    wall = Wall()
    wall.send(1, frame(1, name="Ada Lovelace"))
    reading = Reading(wall.books, wall.gallery.streams.values(), [], MEMORY, wall.now)
    assert b"Ada" not in render(reading)
