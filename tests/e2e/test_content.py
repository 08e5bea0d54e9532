"""Whatever arrives in a message ends as a picture or as a counted problem, and harms nobody else."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.hostile import HIDDEN, IN_FLIGHT, PICTURE, outcomes_of
from tests.e2e.hostile_h264 import H264_CASES
from tests.e2e.hostile_json import JSON_CASES
from tests.e2e.hostile_pictures import PICTURE_CASES, STREAM_CASES
from tests.e2e.program import Program, books_balance, endpoint_message, until
from tests.frames import BOT, png

if TYPE_CHECKING:
    from tests.e2e.hostile import Case

MOST_MEMORY_MIB = 1000
"""What the program may ever have used: one bomb that goes off takes more."""


class Ground:
    """The program, a canary beside the hostile connections, and what became of all that was sent.

    With `painted` every picture has to get to the screen; else it may wait for a tile that is not laid out yet.
    """

    def __init__(self, program: Program, *, painted: bool) -> None:
        self._program = program
        self._painted = painted
        self._canary = program.bot(BOT, 1)
        self._sent = 0
        self.expected: Counter[str] = Counter()
        self.found: Counter[str] = Counter()

    def play(self, case: Case) -> None:
        """Send a case's messages, then a good one on the same connection, and one of the canary's."""
        self._sent += 1
        picture = png(64, 36, (self._sent % 256, self._sent // 256, 99))
        hostile = self._program.bot(BOT, 0, hello=False)
        for message in case.messages:
            hostile.send_raw(message)
        # It is read whatever the connection said before.
        hostile.send_raw(endpoint_message(2, picture, self._sent, bot_id=BOT))
        self._canary.send(picture)
        before = self.expected.copy()
        self.expected += case.outcomes + Counter({PICTURE: 2})
        until(self._is_settled, f"{case.name}: as many outcomes as messages")
        assert self.found == self.expected, f"{case.name}: {self.found - before}, expected {self.expected - before}"
        hostile.close()

    def _is_settled(self) -> bool:
        found = outcomes_of(self._program.metrics())
        if not self._painted:
            found[PICTURE] += found.pop(HIDDEN)
        # What waits for its tile comes back in flight once there is one, so this is true for a moment only.
        self.found = +found
        return not found[IN_FLIGHT] and not found[HIDDEN] and found.total() >= self.expected.total()


@pytest.mark.parametrize(
    ("cases", "painted"),
    [(STREAM_CASES, False), (PICTURE_CASES, True), (JSON_CASES, False), (H264_CASES, False)],
    ids=["stream protocol", "pictures", "JSON", "H.264"],
)
def test_every_message_is_a_picture_or_a_counted_problem(tmp_path: Path, cases: list[Case], *, painted: bool) -> None:
    with Program(tmp_path) as program:
        ground = Ground(program, painted=painted)
        for case in cases:
            ground.play(case)
        assert books_balance(program.metrics())
        status = Path(f"/proc/{program.process.pid}/status")
        if status.exists():
            assert int(re.findall(r"VmHWM:\s*(\d+) kB", status.read_text())[0]) < MOST_MEMORY_MIB << 10
