"""The state of a stream: a pure function of what was heard of it and of the time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LATE_AFTER_S = 2.5
STALE_AFTER_S = 5.0
LONGEST_USUAL_GAP_S = 1.5
LOST_AFTER_S = 100.0
"""The endpoint protocol tries 30 times, 3 s apart, then the bot's endpoint is failed for good (documented)."""


class State(StrEnum):
    """What a tile says of its stream; the labels of the metric `streams`, and "ended"."""

    WAITING = "waiting"
    LIVE = "live"
    LATE = "late"
    STALE = "stale"
    OFF = "off"
    DISCONNECTED = "disconnected"
    LOST = "lost"
    ENDED = "ended"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a stream's state follows from. Times are the clock's, in seconds; `None` means that it never happened.

    `frame_at` is the arrival of the frame that counts: the newest one for the stream, the painted one for its tile.
    """

    frame_at: float | None = None
    usual_gap_s: float = 0.0
    announced_at: float | None = None
    is_off: bool = False
    has_bad_frames: bool = False
    disconnected_at: float | None = None
    gives_up: bool = False
    """The bot stops dialling after a while (endpoint protocol)."""
    ended_at: float | None = None
    has_no_keyframe: bool = False
    """Units came, and none that a picture could be made of."""


def usual_gap_s(gaps_s: Sequence[float]) -> float:
    """Return the median of a stream's last gaps between frames, at most 1.5 s; 0 where there are none."""
    return min(median(gaps_s), LONGEST_USUAL_GAP_S) if gaps_s else 0.0


def state_of(facts: Facts, now: float) -> State:
    """Say what a stream's state is, by precedence: the first that holds."""
    if facts.ended_at is not None:
        return State.ENDED
    if facts.disconnected_at is not None:
        is_lost = facts.gives_up and now - facts.disconnected_at > LOST_AFTER_S
        return State.LOST if is_lost else State.DISCONNECTED
    if facts.is_off:
        return State.OFF
    if facts.has_bad_frames:
        return State.ERROR
    return _by_age(facts, now)


def _by_age(facts: Facts, now: float) -> State:
    is_awaited = facts.announced_at is not None and (facts.frame_at is None or facts.frame_at < facts.announced_at)
    if facts.frame_at is None or is_awaited or facts.has_no_keyframe:
        return State.WAITING
    age_s = now - facts.frame_at
    if age_s < max(LATE_AFTER_S, 3 * facts.usual_gap_s):
        return State.LIVE
    if age_s < max(STALE_AFTER_S, 10 * facts.usual_gap_s):
        return State.LATE
    return State.STALE
