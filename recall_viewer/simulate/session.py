"""One bot from its first dial to its leaving: who takes part, on which connections, and how it ends."""

from __future__ import annotations

import asyncio
import math
import sys
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, ParamSpec

from recall_viewer.simulate import films, messages
from recall_viewer.simulate.casting import people_of
from recall_viewer.simulate.chance import chance_of
from recall_viewer.simulate.dialling import Dialler, shown_address
from recall_viewer.simulate.endings import signals_caught, watch_input
from recall_viewer.simulate.messages import Caller
from recall_viewer.simulate.options import SMALL_CAMERA
from recall_viewer.simulate.report import Report, Tally
from recall_viewer.simulate.studio import Feed, NoPicturesError, Studio
from recall_viewer.simulate.talks import Bell, EndpointTalk, Run, Stream, StreamTalk
from recall_viewer.simulate.turns import Entrances
from recall_viewer.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Callable

    from recall_viewer.simulate.messages import Kind
    from recall_viewer.simulate.options import Options

P = ParamSpec("P")

PROGRESS_S = 0.5
"""How often the line of progress is renewed."""


def simulate(options: Options) -> int:
    """Be a bot until the end of its run, a signal, or the end of standard input. The exit code: 1 if it was in vain."""
    if options.codec == "h264" and not films.is_possible():
        print(films.NO_ENCODER, file=sys.stderr)
        return 1
    return asyncio.run(_Session(options, asyncio.Event()).run())


class _Session:
    """Made outside the loop, run inside it."""

    def __init__(self, options: Options, stop: asyncio.Event) -> None:
        self._options = options
        self._stop = stop
        self._tally = Tally()
        self._failure: BaseException | None = None

    async def run(self) -> int:
        options, loop = self._options, asyncio.get_running_loop()
        start = loop.time()
        until = math.inf if options.duration_s is None else start + options.duration_s
        entrances = Entrances(options.participants + options.share, options.fps)
        run = Run(options, self._tally, start, until, Bell(), entrances)
        report = Report(sys.stderr, _people(options), self._tally, loop.time)
        studio = Studio(_from_thread(loop, run.arrivals.ring), _from_thread(loop, self._fail))
        streams = _streams(options, studio, _from_thread(loop, report.say))
        print(f"bot {options.bot_id}", flush=True)
        report.say(f"dialling {shown_address(options.url)}: {_plan(options)}")
        with signals_caught(self._stop.set):
            if options.exit_with_stdin:
                watch_input(self._stop.set)
            if options.duration_s is not None:
                loop.call_later(options.duration_s + options.overtime_s, self._stop.set)
            studio.start()
            kept = await self._send(run, report, streams)
            studio.close()
        return self._outcome(report, kept=kept, in_time=loop.time() < until)

    def _fail(self, error: BaseException) -> None:
        self._failure = error
        self._stop.set()

    async def _send(self, run: Run, report: Report, streams: list[Stream]) -> bool:
        """Keep all connections to their end; whether none was given up."""
        tasks = Tasks()
        tasks.start(_show_progress(report), "progress")
        dialler = Dialler(run.options, report, self._tally, self._stop, run.until)
        if run.options.protocol == "endpoint":
            talks = [EndpointTalk(run, streams, datetime.now(UTC)).talk]
        else:
            talks = [StreamTalk(run, stream).talk for stream in streams]
        links = [tasks.start(dialler.keep(talk), f"link {index}") for index, talk in enumerate(talks)]
        try:
            return all(await asyncio.gather(*links))
        finally:
            await tasks.close()

    def _outcome(self, report: Report, *, kept: bool, in_time: bool) -> int:
        if isinstance(self._failure, NoPicturesError):
            report.say(str(self._failure))
            return 1
        if self._failure:
            raise self._failure
        report.summary()
        return 0 if kept and (self._tally.ever_connected or in_time) else 1


def _from_thread(loop: asyncio.AbstractEventLoop, call: Callable[P, object]) -> Callable[P, None]:
    """The same call, for another thread to make."""

    def handed_over(*args: P.args, **kwargs: P.kwargs) -> None:
        with suppress(RuntimeError):
            # The loop may be closed already.
            loop.call_soon_threadsafe(partial(call, *args, **kwargs))

    return handed_over


async def _show_progress(report: Report) -> None:
    while report.is_live:
        report.progress()
        await asyncio.sleep(PROGRESS_S)


def _streams(options: Options, studio: Studio, problem: Callable[[str], None]) -> list[Stream]:
    """Everybody's camera, and last the share; their frames are ordered from the studio."""
    people = people_of(1 if options.speaker_view else options.participants, options.seed)
    if options.speaker_view:
        callers = [Caller(messages.SPEAKER_VIEW_ID, None, None, None)]
    else:
        ids = range(messages.FIRST_ID, messages.FIRST_ID + messages.ID_STEP * len(people), messages.ID_STEP)
        callers = [
            Caller(id_, person.name, id_ == ids[0], person.platform) for id_, person in zip(ids, people, strict=True)
        ]
    owners: list[tuple[Caller, Kind]] = [(caller, "webcam") for caller in callers]
    if options.share:
        owners.append((callers[0], "screenshare"))
    gop = options.gop if options.codec == "h264" else None
    if options.images:
        reel = studio.load(options.images, gop, problem)
        feeds = [Feed(reel, offset) for offset in range(len(owners))]
    else:
        size = SMALL_CAMERA if options.share else options.size
        feeds = [Feed(reel) for reel in studio.draw(people, size, options.seed, gop, share=options.share)]
    return [
        Stream(caller, kind, feed, chance_of(f"{options.seed} {caller.id} {kind}"))
        for (caller, kind), feed in zip(owners, feeds, strict=True)
    ]


def _people(options: Options) -> str:
    if options.speaker_view:
        return "the active speaker"
    count = f"{options.participants} participant{'s' if options.participants != 1 else ''}"
    return f"{count} and a screenshare" if options.share else count


def _plan(options: Options) -> str:
    width, height = SMALL_CAMERA if options.share else options.size
    pictures = f"{len(options.images)} given pictures" if options.images else f"{width}x{height}"
    codec = "H.264, " if options.codec == "h264" else ""
    return f"{_people(options)}, {pictures}, {options.fps:g} fps, {codec}{options.protocol} protocol"
