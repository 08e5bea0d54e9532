"""The first moment: opens an empty window, and loads the rest of the program while the person sees it come up."""

from __future__ import annotations

import faulthandler
import gc
import importlib
import logging
import sys
from typing import TYPE_CHECKING

from recall_viewer import logs
from recall_viewer.gui import shell
from recall_viewer.head_start import HeadStart

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from recall_viewer.handover.offer import Offer
    from recall_viewer.protocol.access import Access
    from recall_viewer.settings import Settings

PORTIONS = ("asyncio", "recall_viewer.server.server", "recall_viewer.gui.assembly", "recall_viewer.app")
"""What is loaded in turn; between two of them the window is painted, and its close button works."""

_logger = logging.getLogger(__name__)


def run(settings: Settings, access: Access, offer: Offer | None) -> int:
    """Open the window and serve until somebody ends it; return the exit code.

    `offer` is for another window that turns out to listen on the port. Raises ImportError where a library is missing.
    """
    # A log file takes it over.
    if sys.stderr is not None:
        faulthandler.enable()
    try:
        logs.configure(settings.log_level, settings.log_file)
    except OSError as error:
        print(f"recall-viewer: cannot write the log file {settings.log_file}: {error.strerror}", file=sys.stderr)
        return 1
    try:
        if settings.screenshot is not None and not settings.screenshot.absolute().parent.is_dir():
            print(f"recall-viewer: there is no folder for the screenshot {settings.screenshot}", file=sys.stderr)
            return 1
        return _open(settings, access, offer)
    except ImportError:
        raise
    except Exception as error:
        # Nobody is left to take it, and the log masks what it may quote.
        _logger.critical("it ended by an unexpected %s", type(error).__name__, exc_info=error)
        return 1
    finally:
        logs.shutdown()


def _open(settings: Settings, access: Access, offer: Offer | None) -> int:
    # Before signals are only noted: while Qt waits for a display that does not answer, nobody would look at the note.
    made = shell.make(sys.argv[0], is_placed=settings.screenshot is None)
    with HeadStart() as head_start:
        made.window.close_asked.connect(head_start.end)
        # What is wrong with a certificate is said before anything else.
        if settings.tls_cert is None:
            made.show()
            head_start.listen(settings.host, settings.port)
            made.follow_desktop()
        _load(made.qt, head_start)
        if head_start.is_over:
            return 0
        from recall_viewer import app  # noqa: PLC0415 - most of the program, for which an empty window need not wait

        return app.run(made, settings, access, offer, head_start)


def _load(qt: QApplication, head_start: HeadStart) -> None:
    # Nothing that is imported is garbage, and looking for it would take a tenth of the start.
    gc.disable()
    try:
        for name in PORTIONS:
            importlib.import_module(name)
            qt.processEvents()
            if head_start.is_over:
                return
    finally:
        # All of it stays as long as the program: later collections need not look at it either.
        gc.freeze()
        gc.enable()
