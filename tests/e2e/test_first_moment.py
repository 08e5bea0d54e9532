"""From the first line of output on, while most of the program is still being loaded."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from typing import TYPE_CHECKING

import pytest

from tests.e2e.program import PATIENCE_S, Program, until
from tests.frames import BOT, png

if TYPE_CHECKING:
    from pathlib import Path


def test_who_dials_with_the_first_line_is_answered(tmp_path: Path) -> None:
    program = Program(tmp_path)
    address = program.listening()
    with urllib.request.urlopen(address.replace("ws:", "http:") + "health", timeout=PATIENCE_S) as answer:
        assert (answer.status, answer.read().strip()) == (200, b"ok")
    with program:
        pass


def test_a_bot_that_dials_with_the_first_line_is_shown(tmp_path: Path) -> None:
    program = Program(tmp_path)
    program.listening()
    bot = program.bot(BOT, 1)
    bot.send(png(64, 36))
    with program:
        until(lambda: program.metrics()["frames_shown_total"] == 1, "shown")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_with_the_first_line_ends_it_in_order(tmp_path: Path, how: signal.Signals) -> None:
    program = Program(tmp_path)
    program.listening()
    code, seconds = program.stop(how)
    assert code == 0
    assert seconds < 3
    assert not program.errors


TOLD = """
import sys
from recall_viewer import cli
from recall_viewer.gui import blank, shell
paint, show = blank.Blank.paintEvent, shell.Shell.show
def told(self, event):
    print("painted", flush=True)
    paint(self, event)
def shown(self):
    show(self)
    if "--close" in sys.argv:
        from PySide6.QtCore import QTimer
        QTimer.singleShot(0, self.window.close)
blank.Blank.paintEvent, shell.Shell.show = told, shown
sys.exit(cli.main(["--port", "0"]))
"""
"""A start that tells of the first paint, and is closed at once where that is wanted."""


def _begun(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    environ = os.environ | {"QT_QPA_PLATFORM": "offscreen", "RECALL_VIEWER_CONFIG_DIR": str(folder)}
    return subprocess.Popen(
        # Every module says when it is loaded, in the same pipe.
        [sys.executable, "-X", "importtime", "-c", TOLD, *arguments],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_the_window_is_painted_and_the_port_taken_before_most_is_loaded(tmp_path: Path) -> None:
    order: list[str] = []
    with _begun(tmp_path) as program:
        for line in program.stdout or ():
            if line.startswith(("painted", "listening on")):
                order.append(line.split()[0])
            elif line.endswith(("recall_viewer.gui.details_panel\n", "recall_viewer.viewer\n")):
                order.append(line.split()[-1])
            if "recall_viewer.viewer" in order:
                program.terminate()
                break
        program.communicate(timeout=PATIENCE_S)
    assert program.returncode == 0
    assert order == ["listening", "painted", "recall_viewer.gui.details_panel", "recall_viewer.viewer"]


def test_closed_at_once_it_ends_without_loading_the_rest(tmp_path: Path) -> None:
    with _begun(tmp_path, "--close") as program:
        said, _ = program.communicate(timeout=PATIENCE_S)
    assert program.returncode == 0
    assert "recall_viewer.gui.details_panel" not in said
    assert "Traceback" not in said


BROKEN = """
import sys
from recall_viewer import cli
from recall_viewer.gui import shell
def broken():
    raise RuntimeError("boom wss://example.org/?token=hush")
shell.Store = broken
sys.exit(cli.main(["--port", "0", "--log-file", "viewer.log"]))
"""


def test_what_goes_wrong_so_early_is_logged_without_secrets(tmp_path: Path) -> None:
    environ = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", BROKEN]
    done = subprocess.run(command, env=environ, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    log = (tmp_path / "viewer.log").read_text()
    for said in (done.stderr, log):
        assert "it ended by an unexpected RuntimeError" in said
        assert "hush" not in said
