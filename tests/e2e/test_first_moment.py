"""From the first line of output on, while most of the program is still being loaded."""

from __future__ import annotations

import signal
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
