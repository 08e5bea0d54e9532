"""The budgets: what is measured, how, what it may be at most (or has to be at least), and what could be at best.

"x" is one bare Pillow decode of the same frame. Each figure is compared with the bare decode measured just before and
just after it.
"""

from __future__ import annotations

from dataclasses import dataclass

SPREAD = "16 x 720p x 2 fps, all visible"
H264 = "16 x 640x360 x 15 fps"
CAPACITY = "most 720p streams at 2 fps with 98 % shown, to bare decoding on all cores"


@dataclass(frozen=True, slots=True)
class Budget:
    """A line of the table. `bound` is `None` where nothing is promised; it is a floor where `is_floor`."""

    name: str
    what: str
    how: str
    bound: float | None = None
    limit: float | None = None
    is_floor: bool = False
    unit: str = "x"

    def is_kept(self, measured: float) -> bool:
        """Say whether a measurement is within the budget."""
        if self.bound is None:
            return True
        return measured >= self.bound if self.is_floor else measured <= self.bound


def budgets(platform: str) -> dict[str, Budget]:
    """Return all, by name, in the order of the table."""
    of_cpu = 1.05 if platform == "offscreen" else 1.15
    return {line.name: line for line in (*_of_program(of_cpu), *_of_naive(of_cpu))}


def _of_program(of_cpu: float) -> list[Budget]:
    return [
        Budget("cpu", "CPU per shown frame", SPREAD, of_cpu, 0.75),
        Budget("latency-p50", "latency p50, complete to painted", SPREAD, 1.2, 0.65),
        Budget("latency-p99", "latency p99", SPREAD, 2.5, 0.65),
        Budget("lag-p99", "event loop lag p99", SPREAD, 0.5, 0.1),
        Budget("health-p99", "/health from outside, p99", SPREAD, 0.6, 0.1),
        Budget("endpoint", "endpoint protocol, CPU more", "16 x 720p x 2 fps as JSON, less the first row", 0.10, 0.05),
        Budget("burst-latency-p99", "burst, latency p99", "16 x 720p at once, to 16 decodes on all cores", 1.5, 0.65),
        Budget("burst-lag-p99", "burst, event loop lag p99", "16 x 720p at once", 1.0, 0.65),
        Budget("hidden", "CPU per hidden frame", "15 of 16 streams filtered away", 0.10, 0.05),
        Budget("capacity", "capacity", CAPACITY, 0.85, 1.3, is_floor=True, unit=""),
        Budget(
            "overload", "shown when overloaded", "1.5 x its capacity, to the same", 0.95, 1.3, is_floor=True, unit=""
        ),
        Budget("memory-16", "memory over idle, 16 streams", "to newest + window + a decode a core", 2.0, 1.0, unit=""),
        Budget("memory-64", "memory over idle, 64 streams", "to newest + window + a decode a core", 2.0, 1.0, unit=""),
        Budget("memory-further", "memory of a further stream", "from 16 to 64, to an encoded frame", 1.4, 1.0, unit=""),
        Budget("cpu-360p", "CPU per shown frame, 640x360", "16 streams x 2 fps, to its own decode"),
        Budget("cpu-144p", "CPU per shown frame, 256x144", "16 streams x 2 fps, to its own decode"),
        Budget("cpu-screen", "CPU per shown frame, a screen", "16 x 720p x 2 fps, to its own decode"),
        Budget("h264-cpu", "H.264, CPU per shown unit", f"{H264}, to PyAV's decode and reformat", 1.9),
        Budget("h264-shown", "H.264, units shown", H264, 0.98, 1.0, is_floor=True, unit=""),
        Budget("h264-lag-p99", "H.264, event loop lag p99", H264, 0.05, unit=" s"),
    ]


def _of_naive(of_cpu: float) -> list[Budget]:
    """Return what the naive design is held against, and the program's own figures at 32 streams beside it."""
    return [
        Budget("naive-cpu", "naive Qt: CPU per shown frame", SPREAD, of_cpu, 0.75),
        Budget("naive-latency-p99", "naive Qt: latency p99", SPREAD, 2.5, 0.65),
        Budget("naive-lag-p99", "naive Qt: event loop lag p99", SPREAD, 0.5, 0.1),
        Budget("naive-lag-p99-32", "naive Qt: event loop lag p99, 32 streams", "32 x 720p x 2 fps", 0.5, 0.1),
        Budget("naive-health-p99-32", "naive Qt: /health p99, 32 streams", "32 x 720p x 2 fps", 0.6, 0.1),
        Budget("lag-p99-32", "beside it: event loop lag p99, 32 streams", "32 x 720p x 2 fps", None, 0.1),
        Budget("health-p99-32", "beside it: /health p99, 32 streams", "32 x 720p x 2 fps", None, 0.1),
    ]
