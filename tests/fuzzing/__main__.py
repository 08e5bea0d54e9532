"""Fuzzing for a given time: sessions of bots that hypothesis makes up, one progress line, a summary at the end.

The first session that fails is made as small as possible, printed, and saved for the ordinary tests.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
import warnings
from collections import Counter
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis.errors import HypothesisWarning

from tests.fuzzing.chain import play
from tests.fuzzing.database import FOLDER, save
from tests.fuzzing.sessions import SESSIONS, Message, Session, dumped

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ROUND = 200
"""Sessions between two looks at the clock."""


class Run:
    """A fuzzing run with `play`, which raises where something is wrong; and what it has seen so far."""

    def __init__(self, play: Callable[[Session], Counter[str]]) -> None:
        self._play = play
        self.sessions = self.messages = 0
        self.outcomes: Counter[str] = Counter()
        self.failed: Session | None = None
        """The last session that failed: hypothesis ends with the smallest."""

    def one_round(self) -> None:
        """Try some sessions that were not tried before; raises what the last failing one raised."""

        @settings(
            max_examples=ROUND,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            verbosity=Verbosity.quiet,
            suppress_health_check=list(HealthCheck),
        )
        @given(SESSIONS)
        def try_one(session: Session) -> None:
            try:
                self.outcomes += self._play(session)
            except Exception:
                self.failed = session
                raise
            self.sessions += 1
            self.messages += sum(isinstance(step, Message) for step in session)

        try_one()

    def report(self) -> str:
        """What was tried, in one line."""
        return f"{self.sessions:,} sessions, {self.messages:,} messages"


def fuzz(limit_s: float, play: Callable[[Session], Counter[str]], folder: Path) -> int:
    """Try sessions for so long; return 1 where one failed, which is then saved in `folder`."""
    run, begun = Run(play), time.monotonic()
    while (passed_s := time.monotonic() - begun) < limit_s:
        sys.stdout.write(f"\r{passed_s:.0f} of {limit_s:.0f} s: {run.report()}")
        sys.stdout.flush()
        try:
            run.one_round()
        except Exception:  # noqa: BLE001 - whatever it is, it is what was looked for
            assert run.failed is not None, traceback.format_exc()
            save(run.failed, folder)
            text = dumped(run.failed).decode()
            sys.stdout.write(f"\r{run.report()}, then this failed, and is saved in {folder}:\n{text}\n")
            traceback.print_exc(file=sys.stdout)
            return 1
    sys.stdout.write(f"\r{run.report()} in {time.monotonic() - begun:.0f} s, nothing failed\n")
    for outcome, count in run.outcomes.most_common():
        sys.stdout.write(f"{count:12,} {outcome}\n")
    return 0


def main(arguments: list[str]) -> int:
    """Read the command line, and fuzz."""
    parser = argparse.ArgumentParser(prog="dev.py fuzz", description="Try messages that hypothesis makes up.")
    parser.add_argument("seconds", nargs="?", type=float, default=600, help="how long (default: 600)")
    limit_s = parser.parse_args(arguments).seconds
    # The strategies hold whole messages, and hypothesis says how long it takes to write them down.
    warnings.simplefilter("ignore", HypothesisWarning)
    return fuzz(limit_s, play, FOLDER)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
