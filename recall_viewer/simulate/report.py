"""What the bot tells the person who started it: sentences, and one line of progress where there is a terminal."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable

RATE_SPAN_S = 5.0
"""The rate shown is that of the last so many seconds."""


@dataclass(slots=True)
class Tally:
    """What was sent so far.

    `missed` turns were given up because their time had passed; `lost` frames were not sent because that was asked for.
    """

    frames: int = 0
    sent_bytes: int = 0
    missed: int = 0
    lost: int = 0
    connected: int = 0
    ever_connected: bool = False

    def sent(self, size_bytes: int) -> None:
        """A frame went out, in a message of so many bytes."""
        self.frames += 1
        self.sent_bytes += size_bytes


class Report:
    """Writes to `out`; `clock` gives seconds. Sentences that repeat are said once until `settled`."""

    def __init__(self, out: TextIO, people: str, tally: Tally, clock: Callable[[], float]) -> None:
        self._out = out
        self._people = people
        self._tally = tally
        self._clock = clock
        self._start = clock()
        self._samples: deque[tuple[float, int]] = deque([(self._start, 0)])
        self._said: set[str] = set()
        self._line_chars = 0
        self.is_live = out.isatty()

    def say(self, sentence: str) -> None:
        """Write a sentence on a line of its own."""
        self._write(f"{self._cleared()}{sentence}\n")

    def problem(self, sentence: str) -> None:
        """Say what went wrong, but not again for each of many connections."""
        if sentence not in self._said:
            self._said.add(sentence)
            self.say(sentence)

    def settled(self) -> None:
        """All is well again: from now on the same problem is news."""
        self._said.clear()

    def progress(self) -> None:
        """Renew the line of progress, where there is a terminal."""
        if not self.is_live:
            return
        now = self._clock()
        self._samples.append((now, self._tally.frames))
        while len(self._samples) > 2 and self._samples[0][0] < now - RATE_SPAN_S:
            self._samples.popleft()
        (before, frames), elapsed = self._samples[0], now - self._start
        rate = (self._tally.frames - frames) / (now - before) if now > before else 0.0
        facts = [self._people, f"{rate:.1f} fps", f"{self._tally.frames} frames", _mib(self._tally.sent_bytes)]
        facts.append(f"{int(elapsed) // 60:02}:{int(elapsed) % 60:02}")
        if not self._tally.connected:
            facts.append("dialling")
        line = " · ".join(facts)
        self._write(f"{self._cleared()}{line}")
        self._line_chars = len(line)

    def summary(self) -> None:
        """The last line: what it came to."""
        elapsed, tally = self._clock() - self._start, self._tally
        lost = f"; {tally.lost} lost on purpose" if tally.lost else ""
        missed = f"; {tally.missed} left out: this machine or the receiver was too slow" if tally.missed else ""
        self.say(f"sent {tally.frames} frames, {_mib(tally.sent_bytes)}, in {elapsed:.1f} s{lost}{missed}")

    def _cleared(self) -> str:
        blank, self._line_chars = " " * self._line_chars, 0
        return f"\r{blank}\r" if blank else ""

    def _write(self, text: str) -> None:
        try:
            self._out.write(text)
            self._out.flush()
        except OSError:
            # Whoever read this went away; that is no reason to leave the meeting.
            self.is_live = False


def _mib(size_bytes: int) -> str:
    return f"{size_bytes / 2**20:.1f} MiB"
