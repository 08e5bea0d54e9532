"""Whose turn it is, where there is more to decode than threads to do it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Collection

    from recall_viewer.model.keys import StreamKey

T = TypeVar("T")


class Turns(Generic[T]):
    """A queue of streams, each in it once, whose place is kept while newer frames replace the one that waits.

    What the person looks at goes first, but never twice in a row while others wait: every stream goes on moving.
    """

    def __init__(self) -> None:
        self.preferred: Collection[StreamKey] = ()
        self._waiting: dict[T, StreamKey] = {}
        self._is_next_in_turn = False

    def add(self, item: T, key: StreamKey) -> None:
        """Let something of a stream wait; where it does already, it keeps its place."""
        self._waiting.setdefault(item, key)

    def remove(self, item: T) -> None:
        """Let it wait no longer."""
        self._waiting.pop(item, None)

    def take(self) -> T:
        """Return the next one, and let it wait no longer; KeyError where none waits."""
        if not self._waiting:
            raise KeyError("nothing waits")
        chosen = next(iter(self._waiting))
        if self.preferred and not self._is_next_in_turn:
            chosen = next((item for item, key in self._waiting.items() if key in self.preferred), chosen)
        self._is_next_in_turn = self._waiting.pop(chosen) in self.preferred
        return chosen

    def __len__(self) -> int:
        return len(self._waiting)
