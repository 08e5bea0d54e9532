"""The composition root: fills the window, builds and connects the rest, runs the loop, and closes it in order."""

from __future__ import annotations

import os

# PySide6 must come before qasync, which would take PyQt where both are installed; this variable outweighs even that.
os.environ["QT_API"] = "pyside6"

import asyncio
import contextlib
import logging
import signal
import socket
import sys
from time import monotonic
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from qasync import QEventLoop

from recall_viewer.clock import clock
from recall_viewer.gui import application
from recall_viewer.gui.handed import show_bots
from recall_viewer.gui.port_dialog import ask_for_port
from recall_viewer.handover.desk import Desk
from recall_viewer.head_start import announce
from recall_viewer.server.limits import raise_descriptor_limit
from recall_viewer.server.server import Server
from recall_viewer.server.tls import load_tls
from recall_viewer.texts import Text, of_system
from recall_viewer.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from recall_viewer.gui.shell import Shell
    from recall_viewer.handover.offer import Offer
    from recall_viewer.head_start import HeadStart
    from recall_viewer.protocol.access import Access
    from recall_viewer.settings import Settings

LAG_TICK_MS = 50
ADDRESS_IN_USE = (48, 98, 10048)
"""The error's number on macOS, Linux and Windows."""
SCREENSHOT_AFTER_S = 10.0
USAGE_ERROR = 2
OTHER_START_S = 3.0
"""From the port to the desk of another start, which loads most of itself in between, on a busy machine."""

_logger = logging.getLogger(__name__)


class StartError(Exception):
    """What keeps the program from starting; its text is a sentence for a person, `code` the exit code."""

    def __init__(self, text: str, code: int = 1) -> None:
        super().__init__(text)
        self.code = code


def run(shell: Shell, settings: Settings, access: Access, offer: Offer | None, head_start: HeadStart) -> int:
    """Fill the window and serve until somebody ends it; return the exit code.

    `offer` is for another window that turns out to listen on the port.
    """
    try:
        with asyncio.Runner(loop_factory=lambda: QEventLoop(shell.qt)) as runner:
            return runner.run(_serve(shell, settings, access, offer, head_start))
    except StartError as error:
        print(f"recall-viewer: {error}", file=sys.stderr)
        return error.code


async def _serve(shell: Shell, settings: Settings, access: Access, offer: Offer | None, head_start: HeadStart) -> int:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()

    def end() -> None:
        stop.set()
        # A question that nobody answered holds nothing up.
        viewer.window.reject_dialogs()

    viewer = Viewer(settings, access, shell, end)
    loop.set_exception_handler(lambda _loop, context: viewer.internal_error(_error_in(context)))
    async with contextlib.AsyncExitStack() as closing:
        closing.enter_context(application.failures_reported(viewer.internal_error, loop.call_soon_threadsafe))
        # The last one is closed first, and each of them whatever befalls another.
        closing.push_async_callback(viewer.close)
        server = _make_server(settings, access, viewer)
        closing.push_async_callback(server.close)
        shell.qt.take_links(viewer.open_link)
        desk = Desk(lambda asked: show_bots(viewer.window, asked.bot, asked.activation), viewer.refused_start)
        closing.push_async_callback(desk.close)
        closing.callback(viewer.window.hide)
        closing.callback(_watch_lag(viewer).stop)
        closing.enter_context(_signals(loop, end))
        if head_start.is_over:
            return 0
        viewer.window.show()
        if head_start.listener is not None:
            await server.serve(head_start.listener, settings.host)
        else:
            code = await _listen(server, settings, viewer, offer)
            if code is not None:
                return 0 if stop.is_set() else code
        await _open(desk, server.port, viewer)
        if head_start.listener is None:
            announce(f"listening on {server.address}")
        if settings.metrics_port is not None:
            await _serve_metrics(viewer, settings.metrics_port, closing)
        viewer.start(server)
        if settings.screenshot is None:
            await stop.wait()
        else:
            await _take_screenshot(viewer, settings.screenshot, settings.demo or 1, stop)
    return 0


def _make_server(settings: Settings, access: Access, viewer: Viewer) -> Server:
    context = None
    if settings.tls_cert is not None and settings.tls_key is not None:
        try:
            context = load_tls(settings.tls_cert, settings.tls_key, viewer.notice_problem)
        except ValueError as error:
            raise StartError(str(error), USAGE_ERROR) from None
    return Server(
        viewer.reception,
        access=access,
        clock=clock,
        max_message_size_bytes=settings.max_message_size,
        max_connections=raise_descriptor_limit(settings.max_connections),
        receiving_limit_bytes=settings.memory_limit // 2,
        ssl_context=context,
        reach=viewer.first_steps.reach,
    )


async def _listen(server: Server, settings: Settings, viewer: Viewer, offer: Offer | None) -> int | None:
    """Listen; return the exit code where another window has the port and took the offer, or the person gave up."""
    port = settings.port
    while True:
        try:
            await server.start(settings.host, port)
        except OSError as error:
            why, is_taken = _why_not_listening(settings.host, port, error)
            # Of two starts at once both found no window.
            if is_taken and offer is not None and await offer.make(OTHER_START_S):
                return 0
            if settings.screenshot is not None or not application.has_window_to_ask_in():
                advice = "Close that one, or choose another port: --port 0 takes any free one" if is_taken else ""
                raise StartError(f"{why}. {advice}".strip()) from None
            _logger.info("asking what to do: %s", why)
            answer = await ask_for_port(viewer.window, port, why, can_move=is_taken)
            if answer is None:
                return 1
            port = answer
        else:
            return None


async def _open(desk: Desk, port: int, viewer: Viewer) -> None:
    """Take what other starts hand over; where that cannot be, all else goes on."""
    try:
        await desk.open(port)
    except OSError as error:
        why = Text("{why}: {where}", why=of_system(error), where=error.filename)
        viewer.notice_problem(Text("Another start cannot hand its filter to this window: {why}", why=why))


def _why_not_listening(host: str, port: int, error: OSError) -> tuple[str, bool]:
    """Return why in a sentence, and whether it is the port that somebody else has."""
    if error.errno in ADDRESS_IN_USE:
        text = Text(
            "port {port} on {host} is in use by another program, perhaps another Recall Viewer", port=port, host=host
        )
        return text, True
    # asyncio puts address and number into the words of the system; those of a name that is not found have their own.
    is_of_system = error.errno and not isinstance(error, socket.gaierror)
    system = os.strerror(error.errno) if error.errno and is_of_system else error.strerror
    why = of_system(OSError(error.errno, system or str(error)))
    return Text("cannot listen on {host} port {port}: {why}", host=host, port=port, why=why), False


async def _serve_metrics(viewer: Viewer, port: int, closing: contextlib.AsyncExitStack) -> None:
    from recall_viewer.metrics import CONTENT_TYPE  # noqa: PLC0415 - 30 ms that only who asks for metrics waits for
    from recall_viewer.server.metrics_http import MetricsServer  # noqa: PLC0415

    metrics = MetricsServer(viewer.render_metrics, CONTENT_TYPE)
    closing.push_async_callback(metrics.close)
    try:
        await metrics.start(port)
    except OSError as error:
        raise StartError(
            f"cannot serve metrics on port {port}: {error.strerror or error}. "
            "Choose another: --metrics-port 0 takes any free one"
        ) from None
    announce(f"metrics on {metrics.address}")


async def _take_screenshot(viewer: Viewer, path: Path, expected: int, stop: asyncio.Event) -> None:
    """Save a picture of the window once every visible tile is live, or when patience ends."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(SCREENSHOT_AFTER_S):
            await viewer.projector.until_all_live(expected, stop)
    if not stop.is_set() and not viewer.projector.save_screenshot(path):
        raise StartError(
            f"cannot write the screenshot {path}: can it be written there, and does its name end in .png or .jpg?"
        )


def _watch_lag(viewer: Viewer) -> QTimer:
    """Measure how late a tick of the loop comes; on Windows it also lets Python see a Ctrl+C."""
    timer = QTimer(viewer.window, interval=LAG_TICK_MS, timerType=Qt.TimerType.PreciseTimer)
    # Not by the one clock: while the machine sleeps nothing is late.
    expected = monotonic() + LAG_TICK_MS / 1000

    def tick() -> None:
        nonlocal expected
        now = monotonic()
        viewer.books.loop_lag.observe(max(0.0, now - expected))
        expected = now + LAG_TICK_MS / 1000

    timer.timeout.connect(tick)
    timer.start()
    return timer


@contextlib.contextmanager
def _signals(loop: asyncio.AbstractEventLoop, end: Callable[[], None]) -> Iterator[None]:
    """End the program in order on SIGINT and SIGTERM."""
    names = (signal.SIGINT, signal.SIGTERM)
    try:
        for name in names:
            loop.add_signal_handler(name, end)
    except NotImplementedError:
        for name in names:
            signal.signal(name, lambda *_: loop.call_soon_threadsafe(end))
        yield
        return
    try:
        yield
    finally:
        for name in names:
            loop.remove_signal_handler(name)


def _error_in(context: dict[str, Any]) -> BaseException:
    error = context.get("exception")
    return error if isinstance(error, BaseException) else RuntimeError(str(context.get("message")))
