"""How many streams the program keeps up with, and what it shows when there are half as many again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.benchmarks.load import FPS, Load

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.benchmarks.measuring import Bench, Running, Window
    from tests.benchmarks.results import Results

ENOUGH = 0.98
"""Share of the frames due that has to be shown."""
OVERLOAD = 1.5
_FIRST_GUESS = 1.2
"""Of what bare decoding gives: likely too much, and then what is shown of it says how much would not be."""
_STEP = 1.25
_PRECISION = 0.03
_MOST_PROBES = 8
_SHORTEST_S = 2.0


def most(share_shown: Callable[[float], float], guess: float) -> float:
    """Return the largest count of which enough is shown, within 3 %; 0 where there is none.

    Of too much, what is shown is the next guess; then by halves. Of too little, a quarter more is.
    """
    good, bad, count = 0.0, float("inf"), float(round(guess))
    for _ in range(_MOST_PROBES):
        share = share_shown(count)
        if share >= ENOUGH:
            good = max(good, count)
        else:
            bad = min(bad, count)
        if bad - good <= max(1.0, _PRECISION * good):
            break
        if bad == float("inf"):
            count = float(round(good * _STEP))
        elif good:
            count = float(round((good + bad) / 2))
        else:
            count = max(1.0, min(float(round(share * count)), bad - 1))
    return good


@dataclass(slots=True)
class Search:
    """Tries loads on a fresh program each; keeps what bare decoding on all cores gave around each of them."""

    bench: Bench
    rates: list[float] = field(default_factory=list)
    windows: dict[float, Window] = field(default_factory=dict)

    def try_load(self, count: float) -> float:
        """Return which share of the frames due is shown of so many streams at 2 fps."""
        load = Load.of_cameras(count)
        seconds = max(_SHORTEST_S, 0.4 * self.bench.seconds)

        def act(running: Running) -> Window:
            running.send(load)
            return running.window(seconds)

        window, bare = self.bench.measure(act)
        self.rates.append(bare.all_cores)
        self.windows[count] = window
        return window.shown / (load.frames_a_s * window.seconds)

    @property
    def bare_a_s(self) -> float:
        """Frames a second that bare decoding on all cores gives."""
        return sum(self.rates) / len(self.rates)


def capacity(bench: Bench, results: Results) -> None:
    """Search the most streams that the program keeps up with; then send half as many again."""
    search = Search(bench)
    found = most(search.try_load, bench.bare_streams() * _FIRST_GUESS)
    others = max(window.others for window in search.windows.values())
    tried = ", ".join(f"{count:g}" for count in search.windows)
    streams = search.bare_a_s / FPS
    note = f"{found:g} streams to {streams:.1f}; tried {tried}{_not_all_seen(search.windows.get(found))}"
    results.add("capacity", found / streams, note, others)
    over = max(1.0, OVERLOAD * found)
    search.rates.clear()
    share = search.try_load(over)
    window = search.windows[over]
    shown_a_s = window.shown / window.seconds
    of_own = f", {shown_a_s / (found * FPS):.2f} of its own capacity" if found else ""
    note = f"{over:g} streams: {shown_a_s:.0f} frames/s ({share:.0%}){of_own}{_not_all_seen(window)}"
    results.add("overload", shown_a_s / search.bare_a_s, note, window.others)


def _not_all_seen(window: Window | None) -> str:
    """Say where streams were out of view: then the figure is about fewer streams than it says."""
    hidden = window.count("frames_hidden_total") if window is not None else 0
    return f"; {hidden:.0f} frames out of view" if hidden else ""
