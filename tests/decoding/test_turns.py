"""Whose turn it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recall_viewer.decoding.turns import Turns
from recall_viewer.model.books import Passage
from recall_viewer.model.frames import Frame
from recall_viewer.model.keys import StreamKey
from recall_viewer.protocol.events import Codec


@dataclass(eq=False)
class Sender:
    """A stream with a frame that arrived at a time."""

    newest: Frame
    room_px: tuple[int, int] | None = (40, 30)
    turn: int = 0


class Queue:
    """Streams 0 to 7, and whose turn it is among them."""

    def __init__(self, preferred: set[int] = frozenset()) -> None:  # type: ignore[assignment]
        self.turns: Turns[Sender] = Turns()
        self.turns.preferred = {self._key(number) for number in preferred}
        self._senders: dict[int, Sender] = {}
        self._now = 0

    def _key(self, number: int) -> StreamKey:
        return StreamKey("bot", number, "0")

    def come(self, *numbers: int) -> None:
        """Let these send a frame, one after the other."""
        for number in numbers:
            self._now += 1
            frame = Frame(self._key(number), Codec.PNG, b"", 1, 1, None, self._now, Passage())
            sender = self._senders.setdefault(number, Sender(frame))
            sender.newest = frame
            self.turns.add(sender)

    def go(self, number: int) -> None:
        self.turns.remove(self._senders[number])

    def take(self) -> int:
        participant_id = self.turns.take().newest.key.participant_id
        assert isinstance(participant_id, int)
        return participant_id


def test_the_newest_goes_first() -> None:
    queue = Queue()
    queue.come(3, 1, 2)
    assert [queue.take() for _ in range(3)] == [2, 1, 3]


def test_who_had_a_turn_waits_for_the_others() -> None:
    queue = Queue()
    queue.come(1, 2, 3)
    assert queue.take() == 3
    queue.come(3, 3, 3)
    assert [queue.take() for _ in range(3)] == [2, 1, 3]


def test_nobody_saves_up_turns() -> None:
    queue = Queue()
    for _ in range(10):
        queue.come(1)
        assert queue.take() == 1
    taken = []
    for _ in range(10):
        queue.come(1, 2)
        taken.append(queue.take())
    assert 4 <= Counter(taken)[1] <= 6


def test_what_is_looked_at_goes_first_but_not_twice_in_a_row() -> None:
    queue = Queue({4, 5})
    queue.come(5, 4, 3, 2, 1)
    assert [queue.take() for _ in range(5)] == [4, 1, 5, 2, 3]


def test_without_others_it_may_go_twice_in_a_row() -> None:
    queue = Queue({4, 5})
    queue.come(5, 4)
    assert [queue.take() for _ in range(2)] == [4, 5]


def test_what_was_looked_at_for_long_does_not_have_to_wait_for_long() -> None:
    queue = Queue({4})
    for _ in range(100):
        queue.come(4, 1, 2)
        queue.take()
    queue.turns.preferred = ()
    taken = []
    for _ in range(9):
        queue.come(4, 1, 2)
        taken.append(queue.take())
    assert Counter(taken)[4] >= 2


def test_who_gave_up_has_no_turn() -> None:
    queue = Queue()
    queue.come(1, 2)
    queue.go(2)
    queue.go(2)
    assert queue.take() == 1
    assert not queue.turns
    with pytest.raises(ValueError, match="empty"):
        queue.take()


@settings(deadline=None)
@given(st.lists(st.sets(st.integers(0, 7)), min_size=40, max_size=60), st.sets(st.integers(0, 7), max_size=3))
def test_nobody_waits_longer_than_all_others_together(rounds: list[set[int]], preferred: set[int]) -> None:
    """In each round some come, what is looked at always does, and one is taken."""
    queue = Queue(preferred)
    waited: dict[int, int] = {}
    for comers in rounds:
        queue.come(*(comers | preferred))
        for number in comers | preferred:
            waited.setdefault(number, 0)
        if waited:
            del waited[queue.take()]
            waited = {number: turn + 1 for number, turn in waited.items()}
            # Twice each of the others, who may have come just before and just after, and in between what is looked at.
            assert max(waited.values(), default=0) <= 4 * 8
    assert len(queue.turns) == len(waited)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(1, 50), min_size=2, max_size=8))
def test_everyone_has_the_same_share_however_much_they_send(frames_a_round: list[int]) -> None:
    queue = Queue()
    taken: Counter[int] = Counter()
    for _ in range(20 * len(frames_a_round)):
        for number, frames in enumerate(frames_a_round):
            queue.come(*[number] * frames)
        taken[queue.take()] += 1
    assert max(taken.values()) - min(taken.values()) <= 1
    assert len(taken) == len(frames_a_round)
