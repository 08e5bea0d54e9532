"""Which frames of a stream are news and which were seen before."""

from __future__ import annotations

import zlib
from collections import deque
from enum import Enum

RESTART_AFTER = 5
"""Frames in a row that are old by the known timeline and yet each newer than the one before: time itself began anew."""
UNITS_KEPT = 64
"""Units that one that comes again is looked for among."""

RECORDINGS_KEPT = 4
"""A frame that was seen before may arrive after the next recording of its bot began."""


class Verdict(Enum):
    """What a frame's time says about it."""

    NEWS = "news"
    REPEAT = "repeat"
    RESTART = "restart"
    """News, by a clock that began anew."""


class Timeline:
    """The sender's clock of one stream of the endpoint protocol.

    `relative` counts from the start of a recording and goes on over a reconnect; already seen frames do arrive (both
    from Recall's documentation and sample code).
    """

    __slots__ = ("_latest_s", "_old_run", "_units")

    def __init__(self) -> None:
        self._latest_s: dict[str | None, float] = {}
        self._old_run: list[float] = []
        self._units: deque[tuple[str | None, float, int]] = deque(maxlen=UNITS_KEPT)

    def judge(self, recording_id: str | None, video_time_s: float | None) -> Verdict:
        """Say whether a frame is news; a frame without a time always is."""
        if video_time_s is None:
            return Verdict.NEWS
        latest_s = self._latest_s.get(recording_id)
        if latest_s is None or video_time_s > latest_s:
            self._begin(recording_id, video_time_s)
            return Verdict.NEWS
        if self._old_run and video_time_s <= self._old_run[-1]:
            self._old_run.clear()
        self._old_run.append(video_time_s)
        if len(self._old_run) < RESTART_AFTER:
            return Verdict.REPEAT
        self._begin(recording_id, video_time_s)
        return Verdict.RESTART

    def judge_unit(self, recording_id: str | None, video_time_s: float | None, data: bytes | memoryview) -> Verdict:
        """Say whether a unit of H.264 is news: units are decoded in another order than shown, so times may run back."""
        if video_time_s is None:
            return Verdict.NEWS
        unit = (recording_id, video_time_s, zlib.crc32(data))
        if unit in self._units:
            return Verdict.REPEAT
        self._units.append(unit)
        return Verdict.NEWS

    def _begin(self, recording_id: str | None, video_time_s: float) -> None:
        self._latest_s.pop(recording_id, None)
        self._latest_s[recording_id] = video_time_s
        while len(self._latest_s) > RECORDINGS_KEPT:
            del self._latest_s[next(iter(self._latest_s))]
        self._old_run.clear()
