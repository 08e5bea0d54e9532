"""Tasks have an owner: they are kept, their failures are told, and they end with it."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

from recall_viewer.tasks import Tasks


def run(main: Any) -> list[dict[str, Any]]:
    """Run a test's coroutine; return what reached the loop's exception handler."""
    told: list[dict[str, Any]] = []

    async def watched() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: told.append(context))
        await main()

    asyncio.run(watched())
    return told


def test_a_task_runs_to_its_end() -> None:
    async def main() -> None:
        tasks, done = Tasks(), asyncio.Event()

        async def work() -> int:
            await done.wait()
            return 42

        task = tasks.start(work(), "work")
        assert task.get_name() == "work"
        done.set()
        assert await task == 42
        await tasks.close()

    assert run(main) == []


def test_a_task_that_nobody_else_knows_is_kept() -> None:
    async def main() -> None:
        tasks, reached = Tasks(), asyncio.Event()
        loop = asyncio.get_running_loop()

        async def work() -> None:
            waiter: asyncio.Future[None] = loop.create_future()
            loop.call_soon(gc.collect)
            loop.call_soon(waiter.set_result, None)
            await waiter
            reached.set()

        tasks.start(work(), "work")
        gc.collect()
        await asyncio.wait_for(reached.wait(), 10)
        await tasks.close()

    assert run(main) == []


def test_a_failure_is_told_with_the_name_of_its_task() -> None:
    async def main() -> None:
        tasks = Tasks()

        async def work() -> None:
            raise ValueError("what went wrong")

        await asyncio.wait([tasks.start(work(), "the snapshot")])
        await asyncio.sleep(0)
        await tasks.close()

    (told,) = run(main)
    assert "the snapshot" in told["message"]
    assert str(told["exception"]) == "what went wrong"


def test_closing_cancels_and_waits() -> None:
    ended: list[str] = []

    async def main() -> None:
        tasks, started = Tasks(), asyncio.Event()

        async def work(name: str) -> None:
            try:
                started.set()
                await asyncio.Event().wait()
            finally:
                await asyncio.sleep(0)
                ended.append(name)

        first = tasks.start(work("first"), "first")
        tasks.start(work("second"), "second")
        await started.wait()
        await asyncio.sleep(0)
        await tasks.close()
        assert first.cancelled()
        assert sorted(ended) == ["first", "second"]
        # And again, with nothing left.
        await tasks.close()

    assert run(main) == []


def test_a_task_that_fails_while_it_is_cancelled_is_told_too() -> None:
    async def main() -> None:
        tasks, started = Tasks(), asyncio.Event()

        async def work() -> None:
            try:
                started.set()
                await asyncio.Event().wait()
            finally:
                raise OSError("the disk is full")

        tasks.start(work(), "work")
        await started.wait()
        await tasks.close()

    (told,) = run(main)
    assert str(told["exception"]) == "the disk is full"
