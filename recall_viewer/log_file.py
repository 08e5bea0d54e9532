"""The log file: rotated, and nobody else's to read."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import logging.handlers
import os
import stat
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from io import TextIOWrapper
    from pathlib import Path

FILE_LIMIT_BYTES = 2_000_000
FILES = 5
"""The log file and the older ones beside it, `.1` to `.4`."""


class PrivateFile(logging.handlers.RotatingFileHandler):
    """A rotated file that nobody else can read, from its first moment on. A full disk costs records, never more."""

    def __init__(self, path: Path) -> None:
        self._has_complained = False
        super().__init__(path, maxBytes=FILE_LIMIT_BYTES, backupCount=FILES - 1, encoding="utf-8")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging calls it so
        """Say it once, and begin anew with the next record: what this one left half written is given up."""
        error = sys.exc_info()[1]
        if not isinstance(error, OSError | ValueError):
            super().handleError(record)
        elif not self._has_complained and sys.stderr is not None:
            self._has_complained = True
            reason = getattr(error, "strerror", None) or error
            print(f"recall-viewer: cannot write the log file {self.baseFilename}: {reason}", file=sys.stderr)
        self._let_go()

    def close(self) -> None:
        """Close it, even if the last record cannot be written."""
        self._let_go()
        super().close()

    def _let_go(self) -> None:
        # It writes to a descriptor, and the number may soon be that of a socket.
        faulthandler.disable()
        # Closing writes what is left first, and meets the same obstacle.
        stream = self.stream
        # The next record opens it again.
        self.stream = None
        if stream is not None:
            with contextlib.suppress(OSError, ValueError):
                stream.close()

    def _open(self) -> TextIOWrapper:
        # On Windows the C library would write each line's end twice over without O_BINARY.
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        descriptor = os.open(self.baseFilename, flags, 0o600)
        # It may have been there before. A device like /dev/null is everyone's and stays as it is.
        if hasattr(os, "fchmod") and stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.fchmod(descriptor, 0o600)
        file = os.fdopen(descriptor, "a", encoding="utf-8")
        # After each rotation too: it knows no names.
        faulthandler.enable(file)
        return file
