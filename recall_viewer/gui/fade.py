"""Coming and going by degrees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QVariantAnimation

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject


class Fade(QVariantAnimation):
    """How much of something is there: `share` goes from 0.0 (nothing) to 1.0 (all of it), and `changed` hears of it."""

    def __init__(self, parent: QObject, changed: Callable[[], None]) -> None:
        super().__init__(parent)
        self.share = 1.0
        self._changed = changed
        self.valueChanged.connect(self._set)

    def go(self, to: float, duration_ms: int, *, since: float | None = None) -> None:
        """Change by degrees, from where it is unless told otherwise."""
        self.stop()
        self.setStartValue(self.share if since is None else since)
        self.setEndValue(to)
        self.setDuration(duration_ms)
        self.start()

    def jump(self, to: float) -> None:
        """Change at once."""
        self.stop()
        self._set(to)

    def _set(self, share: float) -> None:
        if share != self.share:
            self.share = share
            self._changed()
