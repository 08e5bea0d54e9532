"""The machine: what it is, what our processes take of it, and what others do."""

from __future__ import annotations

import os
import platform
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

OTHER_LOAD_LIMIT = 0.05
"""Share of all cores that others may take before a figure counts as unfair."""

_TICKS_A_S = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_PACKAGES = {"Qt": "PySide6-Essentials", "PyAV": "av", "Pillow": "pillow", "websockets": "websockets"}


def cores() -> int:
    """Return how many cores we may use."""
    return len(os.sched_getaffinity(0))


def facts(display: str) -> dict[str, str]:
    """Return what a figure depends on, in words."""
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    models = [line.split(":", 1)[1].strip() for line in info.splitlines() if line.startswith("model name")]
    versions = {name: version(package) for name, package in _PACKAGES.items()}
    return {
        "CPU": models[0] if models else platform.machine(),
        "cores": str(cores()),
        "kernel": platform.release(),
        "Python": platform.python_version(),
        **versions,
        "platform": display,
    }


def cpu_s(pid: int) -> float:
    """Return the CPU time that a process and its threads took so far, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_A_S


def resident_bytes(pid: int) -> int:
    """Return the memory of a process that is in RAM."""
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1]) * _PAGE_BYTES


def _busy_s() -> float:
    """Return the CPU time of the whole machine since its start that was not idle; what the host took counts too."""
    fields = Path("/proc/stat").read_text(encoding="utf-8").splitlines()[0].split()
    user, nice, system, _idle, _waiting, irq, soft_irq, stolen = map(int, fields[1:9])
    return (user + nice + system + irq + soft_irq + stolen) / _TICKS_A_S


@dataclass(frozen=True, slots=True)
class Load:
    """The machine's work up to a moment, and the part of it that is ours, in seconds of CPU."""

    at: float
    busy_s: float
    ours_s: float

    @classmethod
    def now(cls, pids: Collection[int]) -> Load:
        """Look at the machine; ours are these processes, and this one."""
        return cls(time.monotonic(), _busy_s(), sum(cpu_s(pid) for pid in {*pids, os.getpid()}))

    def others_since(self, before: Load) -> float:
        """Return the share of all cores that others took since."""
        spent_s = (self.busy_s - before.busy_s) - (self.ours_s - before.ours_s)
        return max(0.0, spent_s / ((self.at - before.at) * (os.cpu_count() or 1)))


def load_at_rest(seconds: float) -> float:
    """Return the share of all cores that others take while we do nothing."""
    before = Load.now(())
    time.sleep(seconds)
    return Load.now(()).others_since(before)
