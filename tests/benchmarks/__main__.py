"""Measures every budget and prints a table. Exit code 1 where a budget is broken, or where the run tells nothing."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from tests.benchmarks import frames, machine, table
from tests.benchmarks.bare import BareDecoders
from tests.benchmarks.budgets import budgets
from tests.benchmarks.display import PLATFORMS, opened
from tests.benchmarks.measuring import Bench
from tests.benchmarks.results import Results
from tests.benchmarks.scenarios import NEEDS, SCENARIOS

DEFAULT_S = 12.0
_AT_REST_S = 2.0


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there too")
    parser.add_argument("--compare", type=Path, metavar="OLD.json", help="show them beside those of an older run")
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=SCENARIOS, help=", ".join(SCENARIOS))
    parser.add_argument("--seconds", type=float, default=DEFAULT_S, help="longest window (default: %(default)g)")
    parser.add_argument("--platform", choices=PLATFORMS, default=PLATFORMS[0], help="where the window opens")
    chosen = parser.parse_args()
    if chosen.compare is not None and not chosen.compare.is_file():
        parser.error(f"{chosen.compare} is no file")
    if not sys.platform.startswith("linux"):
        parser.error("it reads Linux's /proc, and this is another system")
    results = run(chosen.only or list(SCENARIOS), chosen.seconds, chosen.platform)
    print(table.render(results))
    if chosen.json is not None:
        results.save(chosen.json)
    if chosen.compare is not None:
        print(f"\n{table.compare(results, chosen.compare)}")
    return 0 if results.is_good else 1


def run(names: list[str], seconds: float, platform: str) -> Results:
    """Measure some scenarios, and those that they need."""
    begun = time.monotonic()
    wanted = {*names, *(NEEDS[name] for name in names if name in NEEDS)}
    at_rest = machine.load_at_rest(_AT_REST_S)
    taken_at = datetime.now().astimezone().isoformat(" ", "minutes")
    results = Results(taken_at, seconds, machine.facts(platform), budgets(platform), at_rest)
    with tempfile.TemporaryDirectory() as name, opened(platform) as (env, pids), BareDecoders(Path(name)) as bare:
        folder = Path(name)
        for kind in frames.KINDS:
            frames.provide(folder, kind)
        bench = Bench(folder, bare, env, pids, seconds, results.decodes_s)
        for scenario, measure in SCENARIOS.items():
            if scenario in wanted:
                print(f"{scenario} (at {time.monotonic() - begun:.0f} s)", file=sys.stderr, flush=True)
                try:
                    measure(bench, results)
                except (OSError, RuntimeError, ValueError) as error:
                    # Minutes of other measurements are worth keeping.
                    results.lost[scenario] = f"{type(error).__name__}: {error}"
    return results


if __name__ == "__main__":
    sys.exit(main())
