"""What the pointer is told over a tile: all that a narrow one has no room for."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from recall_viewer.gui.look import state_name
from recall_viewer.model.status import State

if TYPE_CHECKING:
    from recall_viewer.gui.look import Look


def hint_of(look: Look) -> str:
    """Return the lines of a hint, as markup."""
    # A hint stands still: an age in it would soon be none.
    is_dated = look.state in (State.STALE, State.ENDED)
    lines = [
        look.name,
        " · ".join(part for part in (look.bot, look.size, look.fps) if part),
        look.headline,
        state_name(look.state) if is_dated and not look.frozen else look.sentence,
        QCoreApplication.translate("Tile", "frozen") if look.frozen else "",
    ]
    # Escaped, because Qt takes a hint that begins like markup for markup, and names come from the wire.
    return "<br>".join(html.escape(line) for line in lines if line)
