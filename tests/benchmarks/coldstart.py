"""Measures how long a start takes, beside that of a bare PySide6 window: `python -m tests.benchmarks.coldstart`.

A round starts each program once, on a screen of the benchmark's own, and notes when its window is there, when it says
that it listens, and when a client that dials at once has its answer. Told are the shortest times of all rounds, because
whatever else the machine does can only add to them, and the CPU time spent until the window, which it hardly touches.
"""

from __future__ import annotations

import argparse
import http.client
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from tests.benchmarks import machine
from tests.e2e.screen import screen

if TYPE_CHECKING:
    from collections.abc import Sequence

BUDGET = 1.5
"""Times a bare window's time: for the window, and for the line."""
PATIENCE_S = 60.0
BARE_NAME = "bare PySide6 window"
BARE = """
import sys
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication(sys.argv)
window = QMainWindow()
window.resize(1280, 800)
window.show()
print("listening on nothing", flush=True)
application.exec()
"""


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from the start of a program to its window and its line, of CPU up to the window, and to its answer."""

    window_s: float
    listening_s: float
    cpu_s: float
    answer_s: float | None


def start(command: Sequence[str], display: str, *, is_answered: bool) -> Start:
    """Start a program once, and end it as soon as it is there."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {"DISPLAY": display, "HOME": folder, "XDG_RUNTIME_DIR": folder, "LANG": "C.UTF-8"}
        environ["QT_QPA_PLATFORM"] = "xcb"
        watch = ["xev", "-root", "-event", "substructure"]
        with subprocess.Popen(watch, env=environ, stdout=subprocess.PIPE, text=True) as watcher:
            try:
                return _timed(command, environ, watcher.stdout, is_answered=is_answered)
            finally:
                watcher.terminate()


def _timed(command: Sequence[str], environ: dict[str, str], events: IO[str] | None, *, is_answered: bool) -> Start:
    begun = time.monotonic()
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as program:
        seen: dict[str, tuple[float, float]] = {}

        def note(sign: str) -> None:
            seen[sign] = time.monotonic() - begun, machine.cpu_s(program.pid)

        def watch(lines: IO[str] | None, sign: str) -> None:
            for line in lines or ():
                if sign in line:
                    note(sign)
                    if is_answered and (address := re.search(r"ws://(\S+)/", line)):
                        client = http.client.HTTPConnection(address[1], timeout=PATIENCE_S)
                        client.request("GET", "/health")
                        client.getresponse().read()
                        client.close()
                        note("answer")
                    return

        signs = {"MapNotify": events, "listening on": program.stdout}
        watchers = [threading.Thread(target=watch, args=(lines, sign), daemon=True) for sign, lines in signs.items()]
        for watcher in watchers:
            watcher.start()
        for watcher in watchers:
            watcher.join(PATIENCE_S)
        program.terminate()
        program.wait(PATIENCE_S)
    wanted = (*signs, "answer") if is_answered else tuple(signs)
    if missing := [sign for sign in wanted if sign not in seen]:
        raise SystemExit(f"{shlex.join(command)}: no {', no '.join(missing)} within {PATIENCE_S:.0f} s")
    window_s, cpu_s = seen["MapNotify"]
    return Start(window_s, seen["listening on"][0], cpu_s, seen["answer"][0] if is_answered else None)


def best(starts: Sequence[Start]) -> Start:
    """The shortest of each time."""
    answers = [one.answer_s for one in starts if one.answer_s is not None]
    return Start(
        min(one.window_s for one in starts),
        min(one.listening_s for one in starts),
        min(one.cpu_s for one in starts),
        min(answers, default=None),
    )


def main() -> int:
    """Run the command line; the exit code is 1 where a program takes more than the budget allows."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.coldstart", description=__doc__)
    parser.add_argument("programs", nargs="*", metavar="COMMAND", help="also measure these: a wheel's, a bundle's")
    parser.add_argument("--rounds", type=int, default=7, metavar="N", help="starts of each (%(default)s)")
    chosen = parser.parse_args()
    if shutil.which("xev") is None:
        parser.error("this watches for windows with xev, of Debian's package x11-utils")
    ours = [sys.executable, "-m", "recall_viewer"]
    commands = {BARE_NAME: [sys.executable, "-c", BARE], "this tree": [*ours, "--port", "0"]}
    commands |= {program: [*shlex.split(program), "--port", "0"] for program in chosen.programs}
    with screen() as display:
        rounds = [
            {name: start(command, display, is_answered=name != BARE_NAME) for name, command in commands.items()}
            for _ in range(chosen.rounds)
        ]
    bests = {name: best([one[name] for one in rounds]) for name in commands}
    bare = bests[BARE_NAME]
    for name, one in bests.items():
        told = {"window": one.window_s, "listening": one.listening_s}
        if one.answer_s is not None:
            told["answer"] = one.answer_s
        times = ", ".join(f"{what} {taken_s:.2f} s {taken_s / bare.window_s:.2f}x" for what, taken_s in told.items())
        sys.stdout.write(f"{times}, CPU to the window {one.cpu_s:.2f} s {one.cpu_s / bare.cpu_s:.2f}x: {name}\n")
    return int(any(max(one.window_s, one.listening_s) > BUDGET * bare.window_s for one in bests.values()))


if __name__ == "__main__":
    sys.exit(main())
