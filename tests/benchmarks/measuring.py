"""One measurement: something under a load for a while, between two bare decodes."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from tests.benchmarks import machine
from tests.benchmarks.load import FPS, Load, Senders
from tests.benchmarks.quantiles import histogram_quantile
from tests.benchmarks.target import PROGRAM, Sample, Target

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from tests.benchmarks.bare import BareDecoders

LATENCY = "frame_latency_seconds"
LAG = "event_loop_lag_seconds"
_SETTLES_AFTER_S = 1.2
"""After its start it loads its decoder and paints its first page."""
_WARM_AFTER_S = 2.0
"""After the first frames all tiles have their places."""
_BARE_S = 0.6
_HEALTH_EVERY_S = 0.04
_MEMORY_EVERY_S = 0.1

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Window:
    """What a process did between two samples, the most memory it had in RAM, and what others took of the machine."""

    before: Sample
    after: Sample
    resident_bytes: int
    others: float

    @property
    def seconds(self) -> float:
        """How long it was."""
        return self.after.at - self.before.at

    @property
    def cpu_s(self) -> float:
        """CPU time of the process."""
        return self.after.cpu_s - self.before.cpu_s

    def count(self, name: str) -> float:
        """Return by how much a counter grew."""
        return self.after.metrics.get(name, 0.0) - self.before.metrics.get(name, 0.0)

    @property
    def shown(self) -> float:
        """Frames shown."""
        return self.count("frames_shown_total")

    @property
    def cpu_a_frame_s(self) -> float:
        """CPU time for each frame that was shown; infinite where none was."""
        return self.cpu_s / self.shown if self.shown else float("inf")

    def quantile(self, name: str, share: float) -> float:
        """Return a quantile of a histogram, in seconds."""
        return histogram_quantile(self.before.metrics, self.after.metrics, name, share)


@dataclass(frozen=True, slots=True)
class Bare:
    """Bare decodes around a measurement: CPU of one (seconds), before and after; pictures a second on all cores."""

    before_s: float
    after_s: float
    all_cores: float

    @property
    def x_s(self) -> float:
        """What a figure is compared with."""
        return (self.before_s + self.after_s) / 2


@dataclass(slots=True)
class Running:
    """A target that runs, and the bots that send to it."""

    target: Target
    folder: Path
    pids: list[int]
    senders: list[Senders] = field(default_factory=list)

    def send(self, *loads: Load) -> None:
        """Let bots connect and begin; return once they have been at it for a while."""
        begun = [Senders(load, self.target.address, self.folder) for load in loads]
        for senders in begun:
            self.senders.append(senders)
            senders.connect()
            self.pids += senders.pids
        for senders in begun:
            senders.go()
        time.sleep(_WARM_AFTER_S)

    def window(self, seconds: float) -> Window:
        """Watch it for so long."""
        ours = machine.Load.now(self.pids)
        before = self.target.first_sample()
        resident_bytes = 0
        while (left_s := before.at + seconds - time.monotonic()) > 0:
            resident_bytes = max(resident_bytes, machine.resident_bytes(self.target.pid))
            time.sleep(min(left_s, _MEMORY_EVERY_S))
        after = self.target.last_sample()
        return Window(before, after, resident_bytes, machine.Load.now(self.pids).others_since(ours))

    def health_s(self, seconds: float) -> list[float]:
        """Ask for /health again and again, on a connection each; return how long the answers took, in seconds."""
        answers: list[float] = []
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            answers.append(self.target.health_s())
            time.sleep(_HEALTH_EVERY_S)
        return answers

    def stop(self) -> None:
        """End all bots."""
        for senders in self.senders:
            senders.stop()


@dataclass(slots=True)
class Bench:
    """What all measurements share. `seconds` is the length of the longest windows; others are parts of it."""

    folder: Path
    bare: BareDecoders
    env: Mapping[str, str]
    own_pids: list[int]
    seconds: float
    decodes_s: list[float] = field(default_factory=list)
    """All bare decodes of a 720p camera, CPU in seconds: how far they differ is the machine's noise."""

    def measure(
        self,
        act: Callable[[Running], T],
        kind: str = "720p",
        *,
        module: str = PROGRAM,
        arguments: Sequence[str] = (),
    ) -> tuple[T, Bare]:
        """Start a target, and let `act` send to it and look, between bare decodes of a kind of picture."""
        with Target(module, arguments, self.env, self.folder) as target:
            time.sleep(_SETTLES_AFTER_S)
            before_s, rate_before = self._decode(kind)
            running = Running(target, self.folder, [*self.own_pids, target.pid])
            try:
                outcome = act(running)
            finally:
                running.stop()
            after_s, rate_after = self._decode(kind)
        return outcome, Bare(before_s, after_s, (rate_before + rate_after) / 2)

    def watch(self, load: Load, part: float, module: str = PROGRAM) -> tuple[Window, Bare]:
        """Watch a target under one load, for a part of the longest window."""

        def act(running: Running) -> Window:
            running.send(load)
            return running.window(part * self.seconds)

        return self.measure(act, load.kind, module=module)

    def bare_streams(self) -> float:
        """Return how many streams of 720p at 2 fps bare decoding on all cores keeps up with."""
        return self.bare.all_cores("720p", _BARE_S) / FPS

    def _decode(self, kind: str) -> tuple[float, float]:
        seconds = self.bare.one_core(kind, _BARE_S)
        if kind == "720p":
            self.decodes_s.append(seconds)
        return seconds, self.bare.all_cores(kind, _BARE_S)
