"""What one event changed, for those who follow the gallery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recall_viewer.model.frames import Frame
    from recall_viewer.model.keys import StreamKey
    from recall_viewer.model.problems import Problem


@dataclass(frozen=True, slots=True)
class Change:
    """Streams that came, went or look different now, a frame to show, and problems to tell."""

    added: tuple[StreamKey, ...] = ()
    removed: tuple[StreamKey, ...] = ()
    updated: tuple[StreamKey, ...] = ()
    frame: Frame | None = None
    problems: tuple[Problem, ...] = ()


NOTHING = Change()
