"""How a bot ends from outside, as a process of its own."""

from __future__ import annotations

import queue
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.simulate.support import WAIT_S, Receiver

if TYPE_CHECKING:
    from collections.abc import Callable

BOT = """
import argparse, sys
from recall_viewer.simulate import arguments, command
parser = argparse.ArgumentParser()
arguments.add_arguments(parser)
sys.exit(command.run(parser.parse_args()))
"""


def ended(receiver: Receiver, end: Callable[[subprocess.Popen[str]], object], *arguments: str) -> tuple[int, str]:
    """Exit code and standard error of a bot that is ended once it was heard."""
    heard: queue.Queue[str | bytes] = queue.Queue()
    receiver.watch = heard.put
    command = [sys.executable, "-c", BOT, receiver.url, "--size", "32x18", "--participants", "2", *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as bot:
        try:
            for _ in range(5):
                heard.get(timeout=WAIT_S)
            end(bot)
            code = bot.wait(WAIT_S)
            assert bot.stderr is not None
            return code, bot.stderr.read()
        finally:
            bot.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to send")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("protocol", ["stream", "endpoint"])
def test_a_signal_closes_in_the_normal_way(receiver: Receiver, number: signal.Signals, protocol: str) -> None:
    code, said = ended(receiver, lambda bot: bot.send_signal(number), "--protocol", protocol)

    assert code == 0
    assert {taken.close_code for taken in receiver.taken} == {1000}
    assert [line.split()[0] for line in said.splitlines()] == ["dialling", "sent"]


def test_it_does_not_outlive_who_started_it(receiver: Receiver) -> None:
    def end(bot: subprocess.Popen[str]) -> None:
        assert bot.stdin is not None
        bot.stdin.close()

    code, said = ended(receiver, end, "--exit-with-stdin")

    assert code == 0
    assert receiver.taken[0].close_code == 1000
    assert [line.split()[0] for line in said.splitlines()] == ["dialling", "sent"]
