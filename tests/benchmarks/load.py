"""Bots in processes of their own, seen from the benchmark: how many, what they send, when."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tests.benchmarks.sender import Order

if TYPE_CHECKING:
    from pathlib import Path

BOT = "3f2a91c4-7be0-4d19-9c55-0e8d2a61f7b3"
OTHER_BOT = "b07d55e8-1c4f-4a70-8d2e-5a9f0c3b7e11"
PROCESSES = 2
FPS = 2.0
MOST_TILES = 80
"""More would not all be on the screen in a window of 1280x800: beyond it, streams send more often."""
_START_AFTER_S = 0.2
_PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Load:
    """Streams that send pictures of a kind; `first` is the number of the first one."""

    streams: int
    kind: str = "720p"
    fps: float = FPS
    protocol: Literal["stream", "endpoint"] = "stream"
    bot_id: str = BOT
    first: int = 0
    is_burst: bool = False

    @classmethod
    def of_cameras(cls, count: float) -> Load:
        """As much work as so many streams of 720p at 2 fps, all of them on the screen."""
        streams = min(MOST_TILES, max(1, round(count)))
        return cls(streams, fps=FPS if count <= MOST_TILES else FPS * count / streams)

    @property
    def frames_a_s(self) -> float:
        """Frames that all of them send in a second."""
        return self.streams * self.fps

    def orders(self, address: str, folder: Path) -> list[Order]:
        """Divide it among processes. All of a bot is one connection in the endpoint protocol, so one process has it."""
        count = 1 if self.protocol == "endpoint" else min(PROCESSES, self.streams)
        period_s, orders = 1 / self.fps, []
        for process in range(count):
            mine = list(range(process, self.streams, count))
            offsets_s = [0.0 if self.is_burst else stream / self.streams * period_s for stream in mine]
            numbers = [self.first + stream for stream in mine]
            order = Order(address, str(folder), self.kind, self.protocol, self.bot_id, period_s, numbers, offsets_s)
            orders.append(order)
        return orders


class Senders:
    """The processes of a load: they `connect`, send from `go` on, and `stop`."""

    def __init__(self, load: Load, address: str, folder: Path) -> None:
        self._orders = load.orders(address, folder)
        self._processes: list[subprocess.Popen[str]] = []

    @property
    def pids(self) -> list[int]:
        """The processes' ids."""
        return [process.pid for process in self._processes]

    def connect(self) -> None:
        """Start the processes; return once all bots are connected."""
        command = [sys.executable, "-m", "tests.benchmarks.sender"]
        for order in self._orders:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            self._processes.append(process)
            self._tell(process, order.line())
        for process in self._processes:
            if self._read(process) != "ready":
                raise RuntimeError("a process of bots did not connect")

    def go(self) -> None:
        """Let all processes begin at one moment."""
        start = time.monotonic() + _START_AFTER_S
        for process in self._processes:
            self._tell(process, repr(start))

    def stop(self) -> None:
        """End them, and close their connections."""
        for process in self._processes:
            if process.stdin is not None:
                process.stdin.close()
        for process in self._processes:
            try:
                process.wait(_PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout is not None:
                process.stdout.close()

    @staticmethod
    def _read(process: subprocess.Popen[str]) -> str:
        assert process.stdout is not None
        return process.stdout.readline().strip()

    @staticmethod
    def _tell(process: subprocess.Popen[str], line: str) -> None:
        assert process.stdin is not None
        process.stdin.write(line + "\n")
        process.stdin.flush()
