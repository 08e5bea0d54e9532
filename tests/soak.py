"""Runs the program for a while under load, and looks whether anything of it grows. Exit code 1 where something did.

64 streams of two sizes, and beside them 20 bots that dial in, show a picture and leave again, half of them without a
word, every three seconds: in a quarter of an hour each of them comes back 300 times.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks import frames
from tests.benchmarks.display import PLATFORMS, opened
from tests.benchmarks.load import OTHER_BOT, Load, Senders
from tests.benchmarks.machine import resident_bytes
from tests.benchmarks.target import PROGRAM, Target
from tests.e2e.program import StreamBot, books_balance, until

if TYPE_CHECKING:
    from collections.abc import Mapping

LOADS = (Load(56, "144p"), Load(8, "720p", first=56))
VISITORS = 20
VISIT_EVERY_S = 3.0
WARM_UP_S = 10.0
SAMPLE_EVERY_S = 5.0
LOOKS, LOOK_EVERY_S = 10, 0.5
GROWTH_MIB = 8.0
"""Growth from the middle to the end that counts as such; less is the noise of the allocator."""
MIB = 2**20


@dataclass(frozen=True, slots=True)
class Sample:
    """What a process takes at one moment."""

    minutes: float
    resident_mib: float
    descriptors: int
    threads: int
    metrics: Mapping[str, float]

    @classmethod
    def of(cls, target: Target, begun: float) -> Sample:
        """Look at a process."""
        process = Path(f"/proc/{target.pid}")
        descriptors, threads = (len(list((process / what).iterdir())) for what in ("fd", "task"))
        minutes = (time.monotonic() - begun) / 60
        return cls(minutes, resident_bytes(target.pid) / MIB, descriptors, threads, target.last_sample().metrics)

    def total(self, name: str) -> float:
        """Return a metric, all labels together."""
        return sum(value for key, value in self.metrics.items() if key.partition("{")[0] == name)

    def __str__(self) -> str:
        counts = f"{self.descriptors:5} descriptors {self.threads:4} threads"
        known = f"{self.total('connections'):4.0f} connections {self.total('streams'):4.0f} streams"
        seen = f"{self.total('frames_received_total'):9.0f} frames {self.total('frames_shown_total'):9.0f} shown"
        return f"{self.minutes:6.1f} min {self.resident_mib:7.1f} MiB {counts} {known} {seen}"


class Visitors(threading.Thread):
    """Bots that come and go until `ended`."""

    def __init__(self, address: str) -> None:
        super().__init__(name="visitors")
        self.ended = threading.Event()
        self.visits = 0
        self._address = address
        self._picture = frames.png("144p", 0)

    def run(self) -> None:
        """Let all dial in, one after the other, and leave."""
        while not self.ended.wait(VISIT_EVERY_S):
            bots = [StreamBot(self._address, OTHER_BOT, number, hello=True) for number in range(VISITORS)]
            for bot, leave in zip(bots, itertools.cycle((StreamBot.close, StreamBot.vanish))):
                bot.send(self._picture)
                leave(bot)
            self.visits += 1


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("minutes", type=float, nargs="?", default=15.0, help="how long (default: %(default)g)")
    parser.add_argument("--platform", choices=PLATFORMS, default=PLATFORMS[0], help="where the window opens")
    chosen = parser.parse_args()
    if not sys.platform.startswith("linux"):
        parser.error("it reads Linux's /proc, and this is another system")
    with tempfile.TemporaryDirectory() as name, opened(chosen.platform) as (env, _pids):
        folder = Path(name)
        for load in LOADS:
            frames.provide(folder, load.kind)
        with Target(PROGRAM, (), env, folder) as target:
            before = under_load(target, folder, WARM_UP_S)[-1]
            samples = under_load(target, folder, chosen.minutes * 60)
    return report(before, samples)


def under_load(target: Target, folder: Path, seconds: float) -> list[Sample]:
    """Load the program for so long; return samples, the last one after all bots are gone."""
    begun = time.monotonic()
    samples: list[Sample] = []
    senders = [Senders(load, target.address, folder) for load in LOADS]
    visitors = Visitors(target.address)
    try:
        for sender in senders:
            sender.connect()
        for sender in senders:
            sender.go()
        visitors.start()
        while (now := time.monotonic()) < begun + seconds:
            visitors.ended.wait(min(SAMPLE_EVERY_S, begun + seconds - now))
            samples.append(Sample.of(target, begun))
            if len(samples) < 2 or int(samples[-1].minutes) > int(samples[-2].minutes):
                print(samples[-1], flush=True)
    finally:
        visitors.ended.set()
        visitors.join()
        for sender in senders:
            sender.stop()
    until(lambda: Sample.of(target, begun).total("connections") == 0, "all connections are gone")
    until(lambda: Sample.of(target, begun).total("frames_in_flight") == 0, "all frames are settled")
    samples.append(at_rest(target, begun))
    print(f"{samples[-1]}  after {visitors.visits} visits of {VISITORS} bots", flush=True)
    return samples


def at_rest(target: Target, begun: float) -> Sample:
    """Return the lowest of several looks: a single one may meet the connection of somebody who reads the metrics."""
    pause = threading.Event()
    looks = []
    for _ in range(LOOKS):
        pause.wait(LOOK_EVERY_S)
        looks.append(Sample.of(target, begun))
    return min(looks, key=lambda look: look.descriptors)


def report(before: Sample, samples: list[Sample]) -> int:
    """Say what grew; return the exit code."""
    after = samples.pop()
    half = samples[len(samples) // 2 :]
    line = statistics.linear_regression([one.minutes for one in half], [one.resident_mib for one in half])
    growth_mib = line.slope * (half[-1].minutes - half[0].minutes)
    print(f"slope of the second half: {line.slope * 60:+.1f} MiB an hour ({growth_mib:+.1f} MiB in it)")
    print(f"descriptors {before.descriptors} before, {after.descriptors} after; ", end="")
    print(f"threads {before.threads} before, {after.threads} after")
    fates = ("shown", "superseded", "hidden", "recalled", "repeated", "rejected", "dropped")
    print("; ".join(f"{fate} {after.total(f'frames_{fate}_total'):.0f}" for fate in ("received", *fates)))
    findings = {
        "memory grew": growth_mib > GROWTH_MIB,
        "descriptors are left": after.descriptors > before.descriptors,
        "threads are left": after.threads > before.threads,
        "the books do not balance": not books_balance(dict(after.metrics)),
    }
    found = [finding for finding, is_so in findings.items() if is_so]
    print(", ".join(found) or "nothing grew, and the books balance")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
