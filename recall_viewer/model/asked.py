"""Which bots are asked for from outside the window: by a link, on the command line, by another start."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from recall_viewer.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

SCHEME = "recall-viewer"
BOT_ID = r"[A-Za-z0-9_-]{4,64}"
"""What a link may name, and what one start may hand to another."""

# Whatever decodes escapes or cuts off a query would let a web page say more than an id.
_LINK = re.compile(rf"(?i:{SCHEME})://bot/({BOT_ID})/?", re.ASCII)
_WHOLE_ID = re.compile(BOT_ID, re.ASCII)


def is_link(text: str) -> bool:
    """Say whether a text means to be a link to this program, right or wrong."""
    return text.lower().startswith(f"{SCHEME}:")


def bot_in_link(link: str) -> str:
    """Return the id in `recall-viewer://bot/<id>`; ValueError for any other text, which it does not quote."""
    match = _LINK.fullmatch(link)
    if match is None:
        text = Text("a link is {scheme}://bot/ID, and an ID has 4 to 64 letters, digits, - and _", scheme=SCHEME)
        raise ValueError(text)
    return match[1]


def bots_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the ids in texts of `--bot`, in order and without repeats; a text may be an id as a whole."""
    given = list(texts)
    if not given:
        return ()
    from recall_viewer.model.ids import extract_ids  # noqa: PLC0415 - many expressions, which most starts do without

    found: list[str] = []
    for text in given:
        found += extract_ids(text) or ([text] if _WHOLE_ID.fullmatch(text) else [])
    return tuple(dict.fromkeys(found))


def filter_for(bots: Iterable[str]) -> str:
    """Return the filter that asks for these bots; in quotes a dash in front does not negate."""
    return " ".join(f'"{bot}"' if bot.startswith("-") else bot for bot in bots)
