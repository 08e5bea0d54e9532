"""The counters as Prometheus text. Names and labels are a contract; labels never carry names of people."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from recall_viewer.model.status import State
from recall_viewer.protocol.events import Dialect, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from prometheus_client.metrics_core import Metric

    from recall_viewer.model.books import Books, Histogram
    from recall_viewer.model.stream import Stream

CONTENT_TYPE = CONTENT_TYPE_LATEST

REFUSED = ("origin", "token", "signature", "limit", "handshake")
CLOSED = ("peer", "lost", "too_large", "memory", "room", "shutdown")
DROPPED = ("memory", "ended", "shutdown")
REJECTED_FRAMES = ("header", "fields", "base64", "image", "too_large", "unsupported")
REJECTED_MESSAGES = ("json", "hello", "event", "unrecognised")


@dataclass(frozen=True, slots=True)
class Reading:
    """All that is measured, at one moment. `memory_bytes` is by what it holds: encoded, decoded, receiving."""

    books: Books
    streams: Iterable[Stream]
    dialects: Iterable[Dialect]
    memory_bytes: Mapping[str, int]
    now: float


def render(reading: Reading) -> bytes:
    """Return the text that a Prometheus server reads."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collector(reading))
    return generate_latest(registry)


class _Collector:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def describe(self) -> list[Metric]:
        """Tell the registry nothing beforehand: it is used once."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Give all metrics."""
        reading, books = self._reading, self._reading.books
        yield _gauge("connections", "Open connections", "protocol", _counted(Dialect, reading.dialects))
        yield _streams(reading.streams, reading.now)
        yield _counter("connections", "Connections accepted", books.connections)
        yield _by_reason("connections_refused", "Connections refused", REFUSED, books.refused)
        yield _by_reason("connections_closed", "Connections closed", CLOSED, books.closed)
        yield from _frames(books)
        yield _by_reason("messages_rejected", "Messages not understood", REJECTED_MESSAGES, books.messages_rejected)
        yield _labelled("messages_ignored", "Events without a picture", "event", books.messages_ignored)
        yield _counter("received_bytes", "Bytes of messages received", books.received_bytes)
        yield _histogram("frame_latency_seconds", "From message complete to painted", books.latency)
        yield _histogram("event_loop_lag_seconds", "How late a tick of the window's loop came", books.loop_lag)
        yield _gauge("memory_bytes", "Memory of pictures and messages", "holds", reading.memory_bytes)
        yield _counter("snapshots", "Snapshots saved", books.snapshots)


def _frames(books: Books) -> Iterator[Metric]:
    yield _counter("frames_received", "Video messages, good or bad", books.received)
    yield _counter("frames_shown", "Frames painted for the first time", books.shown)
    yield _counter("frames_superseded", "Frames whose place a newer one took before painting", books.superseded)
    yield _counter("frames_hidden", "Frames that nobody could see", books.hidden)
    yield _counter("frames_recalled", "Hidden frames that came into view after all", books.recalled)
    yield _counter("frames_repeated", "Frames that were seen before", books.repeated)
    yield _counter("frames_awaiting_keyframe", "H.264 units of no use without a keyframe", books.awaiting_keyframe)
    yield _by_reason("frames_dropped", "Frames dropped in flight", DROPPED, books.dropped)
    yield _by_reason("frames_rejected", "Frames that hold no usable picture", REJECTED_FRAMES, books.rejected)
    gauge = GaugeMetricFamily("recall_viewer_frames_in_flight", "Frames whose fate is open", value=books.in_flight)
    yield gauge


def _counter(name: str, text: str, value: float) -> Metric:
    return CounterMetricFamily(f"recall_viewer_{name}", text, value=value)


def _labelled(name: str, text: str, label: str, values: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(f"recall_viewer_{name}", text, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def _by_reason(name: str, text: str, reasons: tuple[str, ...], values: Mapping[str, int]) -> Metric:
    return _labelled(name, text, "reason", {reason: values.get(reason, 0) for reason in reasons})


def _gauge(name: str, text: str, label: str, values: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily(f"recall_viewer_{name}", text, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def _streams(streams: Iterable[Stream], now: float) -> Metric:
    counted = Counter((stream.kind, stream.state(now)) for stream in streams)
    family = GaugeMetricFamily("recall_viewer_streams", "Streams by kind and state", labels=["kind", "state"])
    for kind in Kind:
        for state in State:
            if state is not State.ENDED:
                family.add_metric([kind, state], counted[kind, state])
    return family


def _counted(labels: Iterable[str], values: Iterable[str]) -> dict[str, int]:
    counted = Counter(values)
    return {label: counted[label] for label in labels}


def _histogram(name: str, text: str, histogram: Histogram) -> Metric:
    bounds = [*(str(float(bound)) for bound in histogram.bounds_s), "+Inf"]
    counts = accumulate(histogram.counts)
    family = HistogramMetricFamily(f"recall_viewer_{name}", text)
    family.add_metric([], buckets=list(zip(bounds, counts, strict=True)), sum_value=histogram.sum_s)
    return family
