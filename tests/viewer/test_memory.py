"""What the running viewer holds in memory: within its limit, and nothing of those that left."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import re
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import websocket
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication

from recall_viewer.settings import MIB
from tests.decoding.samples import noise
from tests.frames import png

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.viewer.running import Running


def test_pictures_stay_within_their_memory_and_come_back(run: Callable[..., None]) -> None:
    async def scenario(running: Running) -> None:
        view, books = running.viewer.window.gallery_view, running.viewer.books
        pictures = [noise(1000, 900, seed, 0).data for seed in range(8)]
        bots = [await running.bot(participant) for participant in range(1, 9)]

        def held() -> list[int | str]:
            return [key.participant_id for key in view.order if view.tiles[key].shown is not None]

        def frozen_or_not() -> None:
            view.select(view.order[0])
            running.viewer.window.presenter.toggle_freeze(view.order[0])

        for shown, (bot, picture) in enumerate(zip(bots, pictures, strict=True), 1):
            bot.send(picture)
            await running.until(running.shown(shown))
            if shown == 1:
                frozen_or_not()
        # Five of 2.7 MB each and their pixels fit, or four where some are being decoded for another size.
        await running.until(lambda: len(held()) in (4, 5))
        assert {1, 7, 8} < set(held())
        on_screen = [tile.shown for tile in view.tiles.values() if tile.shown is not None]
        sizes = {
            "encoded": sum(picture.encoded_bytes for picture in on_screen),
            "decoded": sum(picture.decoded_bytes for picture in on_screen),
        }
        text = running.viewer.render_metrics().decode()
        reported = dict(re.findall(r'memory_bytes\{holds="(\w+)"\} (\S+)', text))
        assert {name: float(reported[name]) for name in sizes} == sizes
        problems = {group.problem.detail: group.count for group in running.viewer.problems.newest_first()}
        assert all("for want of memory" in detail for detail in problems)
        assert sum(count for detail, count in problems.items() if "left the screen" in detail) >= 3
        bots[2].send(pictures[1])
        await running.until(lambda: 3 in held())
        assert not books.dropped
        frozen_or_not()

    run(scenario, memory_limit=16 * MIB)


def test_unfinished_messages_over_the_whole_limit_raise_nothing(run: Callable[..., None]) -> None:
    async def scenario(running: Running) -> None:
        greedy, bot = await running.bot(1), await running.bot(2)

        def begin() -> None:
            with contextlib.suppress(OSError, websocket.WebSocketException):
                greedy.begin(bytes(20 * MIB))

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(asyncio.to_thread(begin))
            await running.until(lambda: running.server.receiving_bytes > 16 * MIB)
            bot.send(png(64, 36))
            await running.until(lambda: running.viewer.books.received == 1)
            greedy.vanish()

    run(scenario, memory_limit=16 * MIB, max_message_size=32 * MIB)


def test_streams_that_left_make_room_before_any_other(run: Callable[..., None]) -> None:
    async def scenario(running: Running) -> None:
        window = running.viewer.window
        gone = await running.bot(1)
        gone.send(noise(1000, 900, 1, 0).data)
        await running.until(running.shown(1))
        gone.close()
        await running.until(lambda: any(stream.ended_at for stream in running.viewer.gallery.streams.values()))
        window.requests.clear_ended()
        await running.until(lambda: len(window.facts.recent()) == 1)
        before = window.facts.memory_bytes()
        assert before > 2 * MIB
        for participant in range(2, 7):
            bot = await running.bot(participant)
            bot.send(noise(1000, 900, participant, 0).data)
            await running.until(running.shown(participant))
        assert [left.picture for left in window.facts.recent()] == [None] * len(window.facts.recent())
        assert all(tile.shown for tile in window.gallery_view.tiles.values())
        # Who was not looked at any more: said, and counted.
        (problem,) = running.viewer.problems.newest_first()
        assert (problem.count, "nobody saw" in problem.problem.detail) == (1, True)

    run(scenario, memory_limit=16 * MIB)


def test_three_hundred_reconnects_leave_nothing_behind(run: Callable[..., None]) -> None:
    async def visit(running: Running, *, is_last: bool) -> None:
        """Let twenty bots come and leave without a word, or for good."""
        viewer = running.viewer
        shown = viewer.books.shown
        bots = await asyncio.gather(*(running.bot(participant) for participant in range(20)))
        for bot in bots:
            bot.send(png(64, 36))
        await running.until(running.shown(shown + 20))
        # A close waits for the answer, which comes from this very thread.
        await asyncio.gather(*(asyncio.to_thread(bot.close if is_last else bot.vanish) for bot in bots))
        streams = viewer.gallery.streams.values()
        await running.until(lambda: all(stream.ended_at or stream.disconnected_at for stream in streams))
        if is_last:
            viewer.window.requests.clear_ended()
            await running.until(lambda: not viewer.window.gallery_view.tiles and not viewer.books.in_flight)

    async def scenario(running: Running) -> None:
        # Sixteen visits, all but the first of which are reconnects. The first fill what is bounded: the list of those
        # that left, threads, caches.
        for number in range(6):
            await visit(running, is_last=number % 2 == 1)
        before = _alive()
        for number in range(10):
            await visit(running, is_last=number % 2 == 1)
        after = _alive()
        assert after - before == Counter()

    run(scenario)


def _alive() -> Counter[str]:
    """Count what there is: objects of ours and of Qt, tasks, threads, descriptors."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    types = Counter(type(one) for one in gc.get_objects())
    watched = (QObject, asyncio.BaseTransport, asyncio.Protocol)
    counts = Counter(
        {
            kind.__qualname__: count
            for kind, count in types.items()
            if (str(kind.__module__).startswith("recall_viewer") or issubclass(kind, watched))
            # Figures of the last seconds: how many there are is a matter of time.
            and kind.__qualname__ not in ("Sample", "Size")
        }
    )
    counts["widgets"] = len(QApplication.allWidgets())
    counts["tasks"] = len(asyncio.all_tasks())
    counts["threads"] = sum(not thread.name.startswith("asyncio") for thread in threading.enumerate())
    if sys.platform == "linux":
        counts["descriptors"] = len(list(Path("/proc/self/fd").iterdir()))
    return counts
