"""Camera or screenshare, where the wire does not say: the stream protocol has no field for it.

The sizes are documented (a share is 1024x576, a camera beside a share 256x144) but have changed before, so they are
evidence, in this order: a person's word, an event or the REST API, the share's own size, two streams of one id, one
large among small.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recall_viewer.protocol.events import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

SHARE_SIZE = (1024, 576)
SMALL_SIZE = (256, 144)
FRESH_S = 2.5
"""Evidence comes only from streams that had a frame this recently."""
SMALL_FOR_S = 2.0


@dataclass(frozen=True, slots=True)
class Sighting:
    """One stream of a bot as it was last seen. `small_since` is when it became 256x144, `None` while it is larger."""

    participant_id: object
    width: int
    height: int
    frame_at: float
    small_since: float | None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.width, self.height

    @property
    def is_small(self) -> bool:
        """Whether it is a camera shrunken for a share."""
        return self.size == SMALL_SIZE

    @property
    def is_larger(self) -> bool:
        """Whether it has more pixels than a shrunken camera."""
        return self.width * self.height > SMALL_SIZE[0] * SMALL_SIZE[1]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a stream is taken for; `at_once` evidence needs no second frame that agrees."""

    kind: Kind
    is_guess: bool = False
    at_once: bool = False


def judge(
    stream: Sighting,
    others: Sequence[Sighting],
    now: float,
    *,
    person: Kind | None = None,
    is_sharing: bool | None = None,
    has_camera_on: bool | None = None,
) -> Verdict:
    """Say what `stream` is, from itself and from the other streams of its bot.

    `person` is what a person said it is; `is_sharing` and `has_camera_on` are what an event or the REST API said of its
    participant.
    """
    if person is not None:
        return Verdict(person, at_once=True)
    if stream.participant_id == 0:
        return Verdict(Kind.UNKNOWN, at_once=True)
    if is_sharing is False:
        return Verdict(Kind.CAMERA, at_once=True)
    fresh = [other for other in others if now - other.frame_at <= FRESH_S]
    is_alone = not any(other.participant_id == stream.participant_id for other in fresh)
    if is_sharing and has_camera_on is False and is_alone:
        return Verdict(Kind.SCREENSHARE, at_once=True)
    return _by_size(stream, fresh, now, is_guess=not is_sharing)


def _by_size(stream: Sighting, fresh: Sequence[Sighting], now: float, *, is_guess: bool) -> Verdict:
    siblings = [other for other in fresh if other.participant_id == stream.participant_id]
    if stream.size == SHARE_SIZE:
        return Verdict(Kind.SCREENSHARE, at_once=True)
    if any(sibling.size == SHARE_SIZE for sibling in siblings):
        return Verdict(Kind.CAMERA, at_once=True)
    is_beside_small = any(sibling.is_small for sibling in siblings) or _all_small(fresh, now)
    if stream.is_larger and is_beside_small:
        return Verdict(Kind.SCREENSHARE, is_guess=is_guess)
    return Verdict(Kind.CAMERA)


def _all_small(others: Sequence[Sighting], now: float) -> bool:
    return len(others) >= 2 and all(
        other.small_since is not None and now - other.small_since >= SMALL_FOR_S for other in others
    )
