"""The one line that a start hands over: JSON such as `{"bot": ["3f2a91c4-…"]}`."""

from __future__ import annotations

import re
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from recall_viewer.model.asked import BOT_ID
from recall_viewer.model.ids import MAX_IDS

LONGEST_LINE = 4096
"""Bytes, with the end of the line: as many as the filter field takes letters."""

TAKEN = b"ok\n"
"""The answer to a line that was taken. Any other is a refusal, and says why."""

_PRINTABLE = r"[!-~]{1,256}"


class Handover(Struct, frozen=True, omit_defaults=True):
    """The bots to show. `activation` is the desktop's leave to come to the front (XDG_ACTIVATION_PRINTABLE), if any."""

    bot: Annotated[tuple[Annotated[str, Meta(pattern=rf"\A{BOT_ID}\Z")], ...], Meta(min_length=1, max_length=MAX_IDS)]
    activation: Annotated[str, Meta(pattern=rf"\A{_PRINTABLE}\Z")] | None = None


def line_for(bots: tuple[str, ...], activation: str) -> bytes:
    """Return the line; ValueError where it would be too long. An activation of another form is left out."""
    is_sound = re.fullmatch(_PRINTABLE, activation) is not None
    line = msgspec.json.encode(Handover(bots, activation if is_sound else None)) + b"\n"
    if len(line) > LONGEST_LINE or len(bots) > MAX_IDS:
        raise ValueError("these are more bots than can be handed over")
    return line


def handover_in(line: bytes) -> Handover:
    """Return what a line hands over; ValueError for any other line."""
    try:
        return _decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        # It would name the place in a line that nobody can look at.
        raise ValueError('this is no JSON like {"bot": ["ID"]}') from error


_decoder = msgspec.json.Decoder(Handover)
