"""What is measured, as a process: the program or the naive design. Looked at from outside only."""

from __future__ import annotations

import os
import queue
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from tests.benchmarks.machine import cpu_s

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

PATIENCE_S = 30.0
PROGRAM = "recall_viewer"
NAIVE = "tests.benchmarks.naive"


@dataclass(frozen=True, slots=True)
class Sample:
    """All that is known of a process at one moment; `metrics` as they are written, without the prefix."""

    at: float
    cpu_s: float
    metrics: Mapping[str, float]


class Target:
    """A module that prints where it listens, started on free ports; ended with the block."""

    def __init__(self, module: str, arguments: Sequence[str], env: Mapping[str, str], folder: Path) -> None:
        self._command = [sys.executable, "-m", module, "--port", "0", "--metrics-port", "0", *arguments]
        given = {key: value for key, value in os.environ.items() if not key.startswith("RECALL_")}
        self._env = given | {"RECALL_VIEWER_CONFIG_DIR": str(folder / "config")} | dict(env)
        self._lines: queue.Queue[str] = queue.Queue()

    def __enter__(self) -> Self:
        self._errors = tempfile.TemporaryFile(mode="w+")
        self._process = subprocess.Popen(
            self._command, env=self._env, stdout=subprocess.PIPE, stderr=self._errors, text=True
        )
        self._reader = threading.Thread(target=self._read, name="stdout", daemon=True)
        self._reader.start()
        try:
            self.address = self._wait_for(r"listening on (ws://\S+)")
            self._metrics_address = self._wait_for(r"metrics on (http://\S+)")
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def first_sample(self) -> Sample:
        """Begin a window: metrics first, so that writing them is not in it."""
        metrics = self._metrics()
        return Sample(time.monotonic(), cpu_s(self.pid), metrics)

    def last_sample(self) -> Sample:
        """End a window: metrics last."""
        at, spent_s = time.monotonic(), cpu_s(self.pid)
        return Sample(at, spent_s, self._metrics())

    def health_s(self) -> float:
        """Return how long `GET /health` takes on a connection of its own, in seconds."""
        host, port = re.findall(r"//(.+):(\d+)/", self.address)[0]
        begun = time.monotonic()
        with socket.create_connection((host, int(port)), timeout=PATIENCE_S) as connection:
            connection.sendall(f"GET /health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            answer = b""
            while b"ok" not in answer:
                part = connection.recv(4096)
                if not part:
                    raise RuntimeError(f"/health answered {answer!r}")
                answer += part
        return time.monotonic() - begun

    def _metrics(self) -> dict[str, float]:
        with urllib.request.urlopen(self._metrics_address, timeout=PATIENCE_S) as answer:
            lines = answer.read().decode().splitlines()
        pairs = (line.rsplit(" ", 1) for line in lines if line and not line.startswith("#"))
        return {name.removeprefix("recall_viewer_"): float(value) for name, value in pairs}

    def _wait_for(self, pattern: str) -> str:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                line = self._lines.get(timeout=0.2)
            except queue.Empty:
                continue
            if match := re.fullmatch(pattern, line):
                return match[1]
        raise RuntimeError(f"{self._command[2]} never said {pattern}")

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line.strip())

    def _said(self) -> str:
        self._errors.seek(0)
        return self._errors.read()

    def _end(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            code = self._process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        self._reader.join(PATIENCE_S)
        assert self._process.stdout is not None
        self._process.stdout.close()
        said = self._said()
        self._errors.close()
        if said or code:
            print(f"{self._command[2]} ended with {code}: {said}", file=sys.stderr)
