"""Which stream a sender means that does not always say whether it is a camera or a share.

The endpoint protocol and Attendee name the kind with each frame. Where the name was missing or strange at first, the
frames that have one are of the same stream, and its tile is the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recall_viewer.protocol.events import Dialect, Kind

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from recall_viewer.model.keys import StreamKey
    from recall_viewer.model.stream import Stream


class Aliases:
    """Keys that mean a stream which has another one."""

    def __init__(self) -> None:
        self._meant: dict[StreamKey, StreamKey] = {}

    def of(self, key: StreamKey) -> StreamKey:
        """Return the key of the stream that is meant by `key`."""
        return self._meant.get(key, key)

    def find(self, key: StreamKey, size: tuple[int, int] | None, streams: Iterable[Stream]) -> StreamKey:
        """Return that for a frame, also where it is the first under this key; `streams` are those of its participant.

        `size` is the frame's, `None` where it has none: one of another size is of another stream.
        """
        if key not in self._meant:
            same = next((stream for stream in streams if self._is_same(stream, key, size)), None)
            if same is not None:
                self._meant[key] = same.key
        return self.of(key)

    def is_nameless(self, stream: Stream) -> bool:
        """Say whether no frame of a stream has named its kind so far."""
        is_named = stream.dialect is Dialect.STREAM or stream.key.first.lane != Kind.UNKNOWN
        return not is_named and stream.key.first not in self._meant.values()

    def keep(self, keys: Container[StreamKey]) -> None:
        """Forget what means a stream that is not among these."""
        self._meant = {key: meant for key, meant in self._meant.items() if meant in keys}

    def _is_same(self, stream: Stream, key: StreamKey, size: tuple[int, int] | None) -> bool:
        if key.lane == Kind.UNKNOWN:
            # It was announced, and this is what comes.
            return stream.dialect is not Dialect.STREAM and stream.is_only_announced
        return self.is_nameless(stream) and size in (None, (stream.width, stream.height))
