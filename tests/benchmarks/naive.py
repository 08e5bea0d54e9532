"""The first draft that one would write in Qt, to compare with: everything on the main thread.

It takes the stream protocol only, and says on its page of metrics what the program says, by the same names.
"""

from __future__ import annotations

import os

os.environ["QT_API"] = "pyside6"

import asyncio
import math
import signal
import sys
import time
from http import HTTPStatus
from itertools import accumulate
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, qInstallMessageHandler
from PySide6.QtGui import QImage, QPaintEvent, QPixmap
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QWidget
from qasync import QEventLoop
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from recall_viewer.model.books import Histogram

if TYPE_CHECKING:
    from websockets.http11 import Request, Response

TICK_S = 0.05


class Naive:
    """A window with a label for each connection; and the counters."""

    def __init__(self) -> None:
        self.shown = 0
        self.latency = Histogram()
        self.lag = Histogram()
        self._labels: list[Label] = []
        self._window = QWidget()
        self._window.resize(1280, 800)
        self._grid = QGridLayout(self._window)
        self._window.show()
        self._expected = time.monotonic() + TICK_S
        self._timer = QTimer(self._window, interval=round(1000 * TICK_S), timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    async def serve_bot(self, connection: ServerConnection) -> None:
        """Show what one connection sends."""
        label = Label(self)
        self._labels.append(label)
        columns = math.ceil(math.sqrt(len(self._labels)))
        for place, one in enumerate(self._labels):
            self._grid.addWidget(one, place // columns, place % columns)
        try:
            async for message in connection:
                if isinstance(message, bytes):
                    label.show_frame(message[8:], time.monotonic())
        except ConnectionClosed:
            return

    def answer(self, connection: ServerConnection, request: Request) -> Response | None:
        """Answer what is no upgrade."""
        if request.path == "/health":
            return connection.respond(HTTPStatus.OK, "ok\n")
        if request.path == "/metrics":
            return connection.respond(HTTPStatus.OK, self._metrics())
        return None

    def _tick(self) -> None:
        now = time.monotonic()
        self.lag.observe(max(0.0, now - self._expected))
        self._expected = now + TICK_S

    def _metrics(self) -> str:
        lines = [f"recall_viewer_frames_shown_total {self.shown}"]
        for name, histogram in (("frame_latency_seconds", self.latency), ("event_loop_lag_seconds", self.lag)):
            bounds = [*map(str, histogram.bounds_s), "+Inf"]
            for bound, count in zip(bounds, accumulate(histogram.counts), strict=True):
                lines.append(f'recall_viewer_{name}_bucket{{le="{bound}"}} {count}')
        return "\n".join(lines) + "\n"


class Label(QLabel):
    """One stream's picture."""

    def __init__(self, naive: Naive) -> None:
        super().__init__()
        self._naive = naive
        self._arrived_at: float | None = None
        self.setScaledContents(True)
        self.setMinimumSize(1, 1)

    def show_frame(self, png: bytes, arrived_at: float) -> None:
        """Decode a PNG and take it over."""
        image = QImage()
        if image.loadFromData(png):
            self._arrived_at = arrived_at
            self.setPixmap(QPixmap.fromImage(image))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, and count a frame that was not on the screen before."""
        super().paintEvent(event)
        if self._arrived_at is not None:
            self._naive.latency.observe(time.monotonic() - self._arrived_at)
            self._naive.shown += 1
            self._arrived_at = None


async def _serve() -> None:
    naive, stop = Naive(), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with serve(
        naive.serve_bot,
        "127.0.0.1",
        0,
        process_request=naive.answer,
        max_size=2**24,
        ping_interval=None,
        close_timeout=1,
    ) as server:
        host, port = next(iter(server.sockets)).getsockname()
        print(f"listening on ws://{host}:{port}/", flush=True)
        print(f"metrics on http://{host}:{port}/metrics", flush=True)
        await stop.wait()


def main() -> None:
    """Run until SIGTERM; the arguments that the program takes are of no interest here."""
    # The offscreen platform complains of every window.
    qInstallMessageHandler(lambda *_: None)
    qt = QApplication(sys.argv[:1])
    qt.setQuitOnLastWindowClosed(False)
    with asyncio.Runner(loop_factory=lambda: QEventLoop(qt)) as runner:
        runner.run(_serve())


if __name__ == "__main__":
    main()
