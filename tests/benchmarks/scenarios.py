"""What is measured, one scenario after the other; each adds its rows to the results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks import frames
from tests.benchmarks.capacity import capacity
from tests.benchmarks.load import BOT, OTHER_BOT, Load
from tests.benchmarks.machine import cores, resident_bytes
from tests.benchmarks.measuring import LAG, LATENCY, Bench, Running, Window
from tests.benchmarks.quantiles import quantile
from tests.benchmarks.target import NAIVE, PROGRAM

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.benchmarks.results import Results

_SIXTEEN = Load(16)
_WINDOW_BYTES = 1280 * 800 * 4
_DECODE_BYTES = 1280 * 720 * 3


def cameras(bench: Bench, results: Results) -> None:
    """Sixteen cameras, evenly spread: CPU, latency, lag; then /health in a window of its own, for it costs CPU."""

    def act(running: Running) -> tuple[Window, list[float]]:
        running.send(_SIXTEEN)
        return running.window(bench.seconds), running.health_s(bench.seconds / 2)

    (window, health_s), bare = bench.measure(act)
    x_s, others = bare.x_s, window.others
    note = f"{_share_shown(window, _SIXTEEN):.0%} shown, x = {_ms(x_s)}"
    results.add("cpu", window.cpu_a_frame_s / x_s, note, others)
    for name, share in (("latency-p50", 0.5), ("latency-p99", 0.99)):
        found_s = window.quantile(LATENCY, share)
        results.add(name, found_s / x_s, _ms(found_s), others)
    lag_s, answer_s = window.quantile(LAG, 0.99), quantile(health_s, 0.99)
    results.add("lag-p99", lag_s / x_s, _ms(lag_s), others)
    results.add("health-p99", answer_s / x_s, f"{_ms(answer_s)}, {len(health_s)} calls", others)


def endpoint(bench: Bench, results: Results) -> None:
    """Sixteen cameras on one connection, as JSON."""
    window, bare = bench.watch(Load(16, protocol="endpoint"), 0.8)
    whole = window.cpu_a_frame_s / bare.x_s
    note = f"{whole:.2f}x in all, {_share_shown(window, _SIXTEEN):.0%} shown"
    results.add("endpoint", whole - (results.measured("cpu") or 0.0), note, window.others)


def burst(bench: Bench, results: Results) -> None:
    """Sixteen frames at one moment, twice a second."""

    def act(running: Running) -> Window:
        running.send(Load(16, is_burst=True))
        return running.window(0.8 * bench.seconds)

    window, bare = bench.measure(act)
    latency_s, lag_s = window.quantile(LATENCY, 0.99), window.quantile(LAG, 0.99)
    all_s = 16 / bare.all_cores
    results.add("burst-latency-p99", latency_s / all_s, f"{_ms(latency_s)} to {_ms(all_s)}", window.others)
    results.add("burst-lag-p99", lag_s / bare.x_s, _ms(lag_s), window.others)


def hidden(bench: Bench, results: Results) -> None:
    """Watch one bot with one stream; then fifteen of another bot come, which the filter leaves out."""

    def act(running: Running) -> tuple[Window, Window]:
        running.send(Load(1))
        alone = running.window(0.4 * bench.seconds)
        running.send(Load(15, bot_id=OTHER_BOT, first=1))
        return alone, running.window(0.6 * bench.seconds)

    (alone, together), bare = bench.measure(act, arguments=["--bot", BOT])
    count = together.count("frames_hidden_total")
    more_s = together.cpu_s - alone.cpu_s / alone.seconds * together.seconds
    note = f"{count:.0f} hidden, {together.shown:.0f} shown; {together.cpu_s / bare.x_s / count:.2f}x with the shown"
    results.add("hidden", more_s / count / bare.x_s, note, together.others)


def memory(bench: Bench, results: Results) -> None:
    """Sixteen streams, then 64: the most that was resident, over what was while nobody had connected."""

    def act(running: Running) -> tuple[int, Window, Window]:
        idle_bytes = resident_bytes(running.target.pid)
        running.send(_SIXTEEN)
        sixteen = running.window(0.4 * bench.seconds)
        running.send(Load(48, first=16))
        return idle_bytes, sixteen, running.window(0.4 * bench.seconds)

    (idle_bytes, sixteen, all_of_them), _ = bench.measure(act)
    pictures = frames.provide(bench.folder, "720p")
    encoded_bytes = sum(map(len, pictures)) / len(pictures)
    for streams, window in ((16, sixteen), (64, all_of_them)):
        needed = streams * encoded_bytes + _WINDOW_BYTES + cores() * _DECODE_BYTES
        more = window.resident_bytes - idle_bytes
        says = window.after.metrics.get('memory_bytes{holds="encoded"}', 0.0)
        note = f"{_mib(more)} over {_mib(idle_bytes)}, to {_mib(needed)}; it says it holds {_mib(says)} encoded"
        results.add(f"memory-{streams}", more / needed, note, window.others)
    further = (all_of_them.resident_bytes - sixteen.resident_bytes) / 48
    results.add("memory-further", further / encoded_bytes, f"{_mib(further)} each", all_of_them.others)


def sizes(bench: Bench, results: Results) -> None:
    """Smaller cameras, and a screen that changes all the time."""
    for kind in ("360p", "144p", "screen"):
        window, bare = bench.watch(Load(16, kind=kind), 0.4)
        note = f"x = {_ms(bare.x_s)}"
        results.add(f"cpu-{kind}", window.cpu_a_frame_s / bare.x_s, note, window.others)


def h264(bench: Bench, results: Results) -> None:
    """Sixteen cameras that send H.264: every unit decoded and painted, at the price of decoding and scaling it."""
    load = Load(16, kind=frames.H264, fps=15.0, protocol="endpoint")
    window, bare = bench.watch(load, 0.6)
    shown, lag_s = _share_shown(window, load), window.quantile(LAG, 0.99)
    note = f"{shown:.0%} shown, bare {_ms(bare.x_s)}"
    results.add("h264-cpu", window.cpu_a_frame_s / bare.x_s, note, window.others)
    results.add("h264-shown", shown, f"{window.shown:.0f} units", window.others)
    results.add("h264-lag-p99", lag_s, _ms(lag_s), window.others)


def naive(bench: Bench, results: Results) -> None:
    """The first draft that one would write in Qt, at 16 and 32 streams; and the program at 32."""
    window, bare = bench.watch(_SIXTEEN, 0.6, NAIVE)
    note = f"{_share_shown(window, _SIXTEEN):.0%} shown"
    results.add("naive-cpu", window.cpu_a_frame_s / bare.x_s, note, window.others)
    for name, kind in (("naive-latency-p99", LATENCY), ("naive-lag-p99", LAG)):
        found_s = window.quantile(kind, 0.99)
        results.add(name, found_s / bare.x_s, _ms(found_s), window.others)
    _thirty_two(bench, results, NAIVE, "naive-")
    _thirty_two(bench, results, PROGRAM, "")


def _thirty_two(bench: Bench, results: Results, module: str, prefix: str) -> None:
    load = Load(32)

    def act(running: Running) -> tuple[Window, list[float]]:
        running.send(load)
        return running.window(0.4 * bench.seconds), running.health_s(0.3 * bench.seconds)

    (window, health_s), bare = bench.measure(act, module=module)
    share = _share_shown(window, load)
    lag_s, answer_s = window.quantile(LAG, 0.99), quantile(health_s, 0.99)
    results.add(f"{prefix}lag-p99-32", lag_s / bare.x_s, f"{_ms(lag_s)}, {share:.0%} shown", window.others)
    results.add(f"{prefix}health-p99-32", answer_s / bare.x_s, _ms(answer_s), window.others)


def _share_shown(window: Window, load: Load) -> float:
    """Return the share of the frames due that was shown."""
    return window.shown / (load.frames_a_s * window.seconds)


def _mib(size_bytes: float) -> str:
    mib = size_bytes / 2**20
    return f"{mib:.0f} MiB" if mib >= 10 else f"{mib:.1f} MiB"


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.1f} ms"


SCENARIOS: dict[str, Callable[[Bench, Results], None]] = {
    "cameras": cameras,
    "endpoint": endpoint,
    "burst": burst,
    "hidden": hidden,
    "capacity": capacity,
    "memory": memory,
    "sizes": sizes,
    "h264": h264,
    "naive": naive,
}
NEEDS = {"endpoint": "cameras"}
"""A scenario that compares itself with another's figure."""
