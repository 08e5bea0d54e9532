"""What the popup under the filter field offers: filters of before, and the bots that are here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recall_viewer.gui.filter import bot_ids, facts_of
from recall_viewer.model.query import Query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recall_viewer.model.stream import Stream


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter, how many streams it lets through now, and what the bot is called where somebody named it."""

    filter: str
    streams: int
    label: str = ""


def recent_choices(texts: Sequence[str], streams: Sequence[Stream], now: float) -> list[Choice]:
    """Return filters of before, as the choices that they are now."""
    known = bot_ids(streams)
    facts = [facts_of(stream, now) for stream in streams]
    queries = [Query.parse(text, known) for text in texts]
    return [Choice(query.text, sum(query.matches(fact) for fact in facts)) for query in queries]


def bot_choices(streams: Sequence[Stream]) -> list[Choice]:
    """Return the bots that have streams, in the order of these; their label comes from `bot.metadata`."""
    of_bot: dict[str, list[Stream]] = {}
    for stream in streams:
        if stream.key.bot_id:
            of_bot.setdefault(stream.key.bot_id, []).append(stream)
    return [Choice(bot_id, len(all_of_it), _label(all_of_it)) for bot_id, all_of_it in of_bot.items()]


def _label(streams: Sequence[Stream]) -> str:
    metadata = next((stream.bot.metadata for stream in streams if stream.bot.metadata), ())
    return ", ".join(value for _key, value in metadata)
