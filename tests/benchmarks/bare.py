"""What everything is compared with: one bare Pillow decode, on one core and on all of them.

`python -m tests.benchmarks.bare FOLDER` is a process that decodes what it is asked for on its standard input.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import av
from PIL import Image

from tests.benchmarks import frames
from tests.benchmarks.machine import cores

if TYPE_CHECKING:
    from types import TracebackType

_START_AFTER_S = 0.2
_TILE = (316, 178)
"""Pixels of a picture where 16 of them fill a window of 1280x800."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """What one process decoded, and the CPU time that it took, in seconds."""

    count: int
    cpu_s: float


def decode_for(kind: str, pictures: list[bytes], start: float, seconds: float) -> Decoded:
    """Decode frames in turn from a moment of the monotonic clock on, for at least so long; H.264 is scaled too."""
    if kind == frames.H264:
        return _decode_units_for(pictures, start, seconds)
    for picture in pictures:
        Image.open(io.BytesIO(picture)).load()
    time.sleep(max(0.0, start - time.monotonic()))
    begun, begun_cpu_s, count = time.monotonic(), time.thread_time(), 0
    while count < len(pictures) or time.monotonic() - begun < seconds:
        Image.open(io.BytesIO(pictures[count % len(pictures)])).load()
        count += 1
    return Decoded(count, time.thread_time() - begun_cpu_s)


def _decode_units_for(units: list[bytes], start: float, seconds: float) -> Decoded:
    """Decode units and scale each picture to its tile as RGB, as one does it with PyAV."""
    context = av.CodecContext.create("h264", "r")
    context.thread_count = 1
    time.sleep(max(0.0, start - time.monotonic()))
    begun, begun_cpu_s, count = time.monotonic(), time.thread_time(), 0
    while count < len(units) or time.monotonic() - begun < seconds:
        for image in context.decode(av.Packet(units[count % len(units)])):
            assert isinstance(image, av.VideoFrame)
            image.reformat(*_TILE, "rgb24", interpolation="BILINEAR", threads=1)
        count += 1
    return Decoded(count, time.thread_time() - begun_cpu_s)


class BareDecoders:
    """One process a core, which waits for its turn; ended with the block."""

    def __init__(self, folder: Path) -> None:
        self._command = [sys.executable, "-m", "tests.benchmarks.bare", str(folder)]
        self._processes: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Self:
        for _ in range(cores()):
            process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            self._processes.append(process)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._processes:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
            process.wait()

    def one_core(self, kind: str, seconds: float) -> float:
        """Return the CPU time of one decode, in seconds."""
        decoded = self._decode(self._processes[:1], kind, seconds)[0]
        return decoded.cpu_s / decoded.count

    def all_cores(self, kind: str, seconds: float) -> float:
        """Return how many pictures all cores together decode in a second, when they do nothing else.

        By the CPU time of decodes on all cores at once: what others take of the machine would flatter the program.
        """
        return sum(one.count / one.cpu_s for one in self._decode(self._processes, kind, seconds))

    @staticmethod
    def _decode(processes: list[subprocess.Popen[str]], kind: str, seconds: float) -> list[Decoded]:
        start = time.monotonic() + _START_AFTER_S
        for process in processes:
            assert process.stdin is not None
            process.stdin.write(json.dumps([kind, start, seconds]) + "\n")
            process.stdin.flush()
        answers = []
        for process in processes:
            assert process.stdout is not None
            answers.append(Decoded(*json.loads(process.stdout.readline())))
        return answers


def main() -> None:
    """Decode what each line of the input asks for."""
    folder = Path(sys.argv[1])
    for line in sys.stdin:
        kind, start, seconds = json.loads(line)
        decoded = decode_for(kind, frames.provide(folder, kind), start, seconds)
        print(json.dumps([decoded.count, decoded.cpu_s]), flush=True)


if __name__ == "__main__":
    main()
