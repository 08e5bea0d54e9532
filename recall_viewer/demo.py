"""The demo: simulated participants in a process of their own, so that drawing them costs the window nothing."""

from __future__ import annotations

import logging
import sys
import uuid

from PySide6.QtCore import QObject, QProcess

_logger = logging.getLogger(__name__)

ENDS_WITHIN_MS = 1000


class Demo(QObject):
    """Owns the child process. The child leaves when its standard input ends, so it cannot outlive this program."""

    def __init__(self) -> None:
        super().__init__()
        self.bot_id = str(uuid.uuid4())
        self._process: QProcess | None = None

    @property
    def is_running(self) -> bool:
        """Whether the participants are there, or on their way."""
        return self._process is not None and self._process.state() is not QProcess.ProcessState.NotRunning

    def start(self, address: str, participants: int) -> None:
        """Let them dial in; the token and the secret, if any, reach the child through the environment."""
        if self.is_running:
            return
        self._process = QProcess(self)
        self._process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        self._process.readyRead.connect(self._log)
        self._process.errorOccurred.connect(lambda error: _logger.error("the demo did not start: %s", error.name))
        arguments = ["simulate", address, "--bot-id", self.bot_id, "--participants", str(participants)]
        self._process.start(sys.executable, ["-m", "recall_viewer", *arguments, "--exit-with-stdin"])

    def stop(self) -> None:
        """End the child, and wait for it."""
        if self._process is None or not self.is_running:
            return
        self._process.errorOccurred.disconnect()
        self._process.closeWriteChannel()
        if not self._process.waitForFinished(ENDS_WITHIN_MS):
            self._process.kill()
            self._process.waitForFinished(ENDS_WITHIN_MS)

    def _log(self) -> None:
        if self._process is not None:
            for line in bytes(self._process.readAll().data()).decode(errors="replace").splitlines():
                _logger.debug("demo: %s", line)
