"""Which streams the filter lets through, and which bots it waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recall_viewer.model.query import Query, StreamFacts, extract_ids, normalise_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from recall_viewer.model.stream import Stream


class Filter:
    """The question that each stream answers. Only ids that were extracted come in from outside."""

    def __init__(self) -> None:
        self.query = Query.parse("")
        self._pasted: set[str] = set()

    def type(self, text: str, streams: Iterable[Stream]) -> None:
        """Take over what stands in the field."""
        self.query = Query.parse(text, self._pasted | bot_ids(streams))

    def extract(self, text: str, streams: Iterable[Stream]) -> str:
        """Return what a pasted text puts into the field: its ids, or nothing."""
        ids = extract_ids(text, bot_ids(streams))
        self._pasted = set(ids)
        return " ".join(ids)

    def missing(self, streams: Iterable[Stream]) -> list[str]:
        """Return the ids it asks for that no stream has."""
        here = {normalise_id(one) for stream in streams for one in (stream.key.bot_id, stream.bot.recording_id) if one}
        return [one for one in self.query.ids if normalise_id(one) not in here]

    def visible(self, streams: Iterable[Stream], now: float) -> list[Stream]:
        """Return the streams that pass."""
        if self.query.is_empty:
            return list(streams)
        return [stream for stream in streams if self.query.matches(facts_of(stream, now))]


def bot_ids(streams: Iterable[Stream]) -> set[str]:
    """Return the ids of the bots that are here."""
    return {stream.key.bot_id for stream in streams if stream.key.bot_id}


def facts_of(stream: Stream, now: float) -> StreamFacts:
    """Return what the filter may know of a stream."""
    return StreamFacts(
        bot_id=stream.key.bot_id,
        recording_id=stream.bot.recording_id,
        participant_id=str(stream.participant.id),
        name=stream.participant.name,
        label=" ".join(value for _key, value in stream.bot.metadata),
        kind=stream.kind,
        is_small=stream.is_small,
        state=stream.state(now),
    )
