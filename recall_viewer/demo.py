"""The demo: simulated participants in a process of their own, so that drawing them costs the window nothing."""

from __future__ import annotations

import logging
import sys
import uuid
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment

from recall_viewer.texts import Text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_logger = logging.getLogger(__name__)

ENDS_WITHIN_MS = 1000


def own_command() -> list[str]:
    """Return what starts this very program: in a bundle there is no interpreter to hand a module to."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "recall_viewer"]


class Demo(QObject):
    """Owns the child process. The child leaves when its standard input ends, so it cannot outlive this program.

    It trusts `cert`, the certificate of this program, if it has one. `report` is told when the child fails.
    """

    def __init__(self, cert: Path | None, report: Callable[[str], None]) -> None:
        super().__init__()
        self._cert = cert
        self._report = report
        self._last_line = ""
        self.bot_id = str(uuid.uuid4())
        self._process: QProcess | None = None

    @property
    def is_running(self) -> bool:
        """Whether the participants are there, or on their way."""
        return self._process is not None and self._process.state() is not QProcess.ProcessState.NotRunning

    def start(self, address: str, participants: int, token: str | None) -> None:
        """Let them dial in; token and secret, if any, reach the child through the environment, where nobody reads."""
        if self.is_running:
            return
        self._process = QProcess(self)
        self._process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        self._process.readyRead.connect(self._log)
        self._process.errorOccurred.connect(self._failed)
        self._process.finished.connect(self._finished)
        environment = QProcessEnvironment.systemEnvironment()
        if token is not None:
            environment.insert("RECALL_VIEWER_TOKEN", token)
        self._process.setProcessEnvironment(environment)
        arguments = ["simulate", address, "--bot-id", self.bot_id, "--participants", str(participants)]
        if self._cert is not None:
            arguments += ["--trust", str(self._cert)]
        program, *before = own_command()
        self._process.start(program, [*before, *arguments, "--exit-with-stdin"])

    def stop(self) -> None:
        """End the child, and wait for it."""
        if self._process is None or not self.is_running:
            return
        self._process.errorOccurred.disconnect()
        self._process.finished.disconnect()
        self._process.closeWriteChannel()
        if not self._process.waitForFinished(ENDS_WITHIN_MS):
            self._process.kill()
            self._process.waitForFinished(ENDS_WITHIN_MS)

    def _log(self) -> None:
        if self._process is not None:
            for line in bytes(self._process.readAll().data()).decode(errors="replace").splitlines():
                _logger.debug("demo: %s", line)
                self._last_line = line

    def _failed(self, error: QProcess.ProcessError) -> None:
        self._report(Text("the demo did not run: {why}", why=error.name))

    def _finished(self, code: int) -> None:
        if code:
            self._report(Text("the demo ended with exit code {code}: {last}", code=code, last=self._last_line))
