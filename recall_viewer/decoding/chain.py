"""One stream of H.264: units that build on each other, of which none may be skipped before the next IDR."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from recall_viewer.decoding.h264 import Decoded, H264Decoder, Unit
from recall_viewer.decoding.workers import Work
from recall_viewer.model.books import Books, Fate
from recall_viewer.protocol.h264 import FrameOrder, ParameterSets
from recall_viewer.texts import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recall_viewer.decoding.decoders import Picture
    from recall_viewer.decoding.h264 import Whole
    from recall_viewer.decoding.workers import Ending, Job, Report, Tell, Workers
    from recall_viewer.model.frames import Frame
    from recall_viewer.protocol.h264 import Slice

HIDDEN_BYTES = 4 * 2**20
"""Units kept of a stream that nobody sees. More are decoded after all, unscaled: nobody can ask for an IDR."""
MOST_WAITING_BYTES = 16 * 2**20
"""Units that wait for a thread; with more the stream gives up until the next IDR."""
BEHIND_S = 1.0
"""What has waited for so long gives way to an IDR that came meanwhile."""
FAR_BEHIND_S = 3.0
"""What has waited for so long gives way to an IDR that is still to come, where the stream has them often enough."""
OFTEN_S = 20.0
PICTURES_INSIDE = 2
"""Pictures that a decoder keeps for itself beside the last one that it gave, as measured: libav does not tell."""
MOST_AHEAD_BYTES = 2**16
"""Parameter sets that came by themselves, before the unit that they are for."""


class Chain(Work):
    """One stream's units from the last IDR on, as far as they are not decoded."""

    def __init__(
        self, frame: Frame, room_px: tuple[int, int] | None, books: Books, workers: Workers, tell: Tell
    ) -> None:
        # Its first unit may be of no use: then nothing of it is kept.
        super().__init__(replace(frame, data=b""), room_px)
        self.picture: Picture | None = None
        """The last one, scaled for somebody to see."""
        self.whole: Whole | None = None
        """The last one at its own size, also while nobody sees it."""
        self.encoded_bytes = 0
        """Memory of its units that wait."""
        self.decoded_bytes = 0
        """Memory of its pictures, with those inside the decoder."""
        self.is_ended = False
        self._books = books
        self._workers = workers
        self._tell = tell
        self._units: deque[Unit] = deque()
        self._inside: dict[int, Frame] = {}
        """What the decoder has, and has not given a picture of, by the identity of its frame."""
        self._decoder = H264Decoder()
        self._sets = ParameterSets()
        self._order = FrameOrder()
        self._ahead = b""
        self._is_awaiting = True
        self._idr_at: float | None = None
        self._group_s: float | None = None
        """The time between the last two IDRs."""

    @property
    def is_idle(self) -> bool:
        """Whether it holds a picture, and nothing that is still to be decoded."""
        return self.whole is not None and not self._units and not self.is_running

    def take(self, frame: Frame) -> bool:
        """Take in the next unit; return whether there is something to decode."""
        unit = frame.unit
        if unit is None:
            return False
        self._sets.learn(unit)
        self._is_awaiting |= frame.is_after_cut
        if not unit.has_picture:
            self._ahead = (self._ahead + bytes(frame.data))[-MOST_AHEAD_BYTES:]
            self._books.settle(frame.passage, Fate.SUPERSEDED)
            return False
        slice_ = self._sets.slice_of(unit)
        if slice_ is not None and len(frame.data) > slice_.most_bytes:
            self._refuse(frame)
            return False
        if slice_ is None or not (unit.is_idr or (not self._is_awaiting and self._order.follows(unit, slice_))):
            self._await(frame)
            return False
        if unit.is_idr:
            self._begin_group(frame, slice_)
        self._add(Unit(frame, self._sets.missing_in(unit) if unit.is_idr else self._ahead))
        self._ahead = b""
        return bool(self._units) and (self.room_px is not None or self.encoded_bytes > HIDDEN_BYTES)

    def begin(self) -> Job | None:
        """Take all that waits; or what was decoded, where it has to be scaled anew."""
        if self._units:
            units = list(self._units)
            self._units.clear()
            self.encoded_bytes = 0
            self._inside.update((id(unit.frame), unit.frame) for unit in units)
            return partial(self._decode, self._decoder, units, self.room_px)
        if self.whole is None or self.room_px is None or not self._is_misfit():
            return None
        return partial(self._scale, self._decoder, self.whole, self.room_px)

    def abort(self) -> None:
        """Settle what a thread had."""
        self.end("shutdown")

    def see(self, room_px: tuple[int, int] | None) -> None:
        """Be seen in another size, or (`None`) no longer."""
        was_hidden, self.room_px = self.room_px is None, room_px
        if room_px is None:
            self._hold(self.whole, None)
            for frame in self._frames():
                self._books.settle(frame.passage, Fate.HIDDEN)
            return
        if was_hidden and self._has_newest():
            self._books.recall(self.newest.passage)
        self._workers.ask(self)

    def shrink(self) -> None:
        """Hold as little as can be, for want of memory: only a decoder that has all units needs none of them."""
        if self.room_px is None:
            self._hold(None, None)
            if self._units:
                self._workers.ask(self)

    def end(self, reason: str) -> None:
        """Drop all of it."""
        self.is_ended = True
        for frame in self._frames():
            self._books.settle(frame.passage, Fate.DROPPED, reason)
        self._units.clear()
        self._inside.clear()
        self._hold(None, None)

    def _await(self, frame: Frame) -> None:
        """Wait for the next IDR: this unit builds on one that is not there."""
        self._is_awaiting = True
        self._books.settle(frame.passage, Fate.AWAITING_KEYFRAME)
        self._tell.awaiting(frame)

    def _refuse(self, frame: Frame) -> None:
        """Refuse a padded unit: a decoder and its picture would hold several times as much as they are counted for."""
        self._is_awaiting = True
        self._books.settle(frame.passage, Fate.REJECTED, "image")
        size, found = f"{frame.width}x{frame.height}", Text("H.264 unit of {count} bytes", count=len(frame.data))
        self._tell.failed(frame, Text("{size} declared, {found}", size=size, found=found))

    def _begin_group(self, frame: Frame, slice_: Slice) -> None:
        self._is_awaiting = False
        self._order.restart(slice_)
        if self._idr_at is not None:
            self._group_s = frame.arrived_at - self._idr_at
        self._idr_at = frame.arrived_at
        waited_s = frame.arrived_at - self._units[0].frame.arrived_at if self._units else 0.0
        if self.room_px is None:
            self._tell.usable(frame)
        if self.room_px is None or waited_s > BEHIND_S:
            # Whole groups are skipped: what the new one does not need.
            self._give_way()

    def _add(self, unit: Unit) -> None:
        self.newest = unit.frame
        self._units.append(unit)
        self.encoded_bytes += len(unit.frame.data)
        if self.room_px is None:
            self._books.settle(unit.frame.passage, Fate.HIDDEN)
        if self.encoded_bytes > MOST_WAITING_BYTES or self._is_far_behind():
            self._give_way()
            self._is_awaiting = True
            self._tell.awaiting(unit.frame)

    def _frames(self) -> list[Frame]:
        """Return all that may not be settled yet: a picture may be held that is still to be scaled."""
        held = [self.whole.frame] if self.whole is not None else []
        return [*(unit.frame for unit in self._units), *self._inside.values(), *held, self.newest]

    def _has_newest(self) -> bool:
        """Whether the newest unit waits, is being decoded, or is the picture that is held."""
        is_held = self.whole is not None and self.whole.frame is self.newest
        return is_held or bool(self._units) or id(self.newest) in self._inside

    def _is_far_behind(self) -> bool:
        has_idrs_often = self._group_s is not None and self._group_s < OFTEN_S
        waited_s = self.newest.arrived_at - self._units[0].frame.arrived_at
        return self.room_px is not None and has_idrs_often and waited_s > FAR_BEHIND_S

    def _is_misfit(self) -> bool:
        """Whether what was decoded last has no picture of the size in which it is seen."""
        is_handed_on = self._is_handed_on() and self.picture is not None and self.picture.room_px == self.room_px
        return self.whole is not None and not is_handed_on

    def _is_handed_on(self) -> bool:
        """Whether what was decoded last was scaled too, so that whoever paints it settles it."""
        return self.picture is not None and self.picture.whole is self.whole

    def _give_way(self) -> None:
        for unit in self._units:
            self._books.settle(unit.frame.passage, Fate.SUPERSEDED)
        self._units.clear()
        self.encoded_bytes = 0

    def _decode(self, decoder: H264Decoder, units: list[Unit], room_px: tuple[int, int] | None) -> Ending:
        return partial(self._decoded, decoder.feed(units, room_px))

    def _scale(self, decoder: H264Decoder, whole: Whole, room_px: tuple[int, int]) -> Ending:
        return partial(self._decoded, Decoded(picture=decoder.scale(whole, room_px)))

    def _decoded(self, decoded: Decoded) -> Report:
        """Note what a thread made of the units, and settle those that will not be shown."""
        if self.is_ended:
            return nothing
        self._settle(decoded.passed, Fate.SUPERSEDED)
        self._settle([frame for frame, _ in decoded.failed], Fate.REJECTED, "image")
        self._settle(decoded.useless, Fate.AWAITING_KEYFRAME)
        awaiting = list(decoded.useless)
        if decoded.is_broken:
            awaiting += self._drop_broken_group()
        if decoded.newest is not None:
            self._inside.pop(id(decoded.newest.frame), None)
            if self.whole is not None and not self._is_handed_on():
                self._books.settle(self.whole.frame.passage, Fate.SUPERSEDED)
        if self.room_px is None:
            decoded.picture = None
        self._hold(decoded.newest or self.whole, decoded.picture or self.picture)
        if self.room_px is not None and (self._units or self._is_misfit()):
            self._workers.ask(self)
        return partial(self._report, decoded, awaiting)

    def _hold(self, whole: Whole | None, picture: Picture | None) -> None:
        self.whole, self.picture = whole, picture
        self.decoded_bytes = whole.size_bytes * (1 + PICTURES_INSIDE) if whole else 0
        if picture is not None:
            self.decoded_bytes += picture.image.sizeInBytes()

    def _settle(self, frames: Sequence[Frame], fate: Fate, reason: str = "") -> None:
        for frame in frames:
            self._inside.pop(id(frame), None)
            self._books.settle(frame.passage, fate, reason)

    def _drop_broken_group(self) -> list[Frame]:
        """Drop the units that build on one that is damaged: those up to the next IDR."""
        dropped = []
        while self._units and not self._units[0].is_idr:
            frame = self._units.popleft().frame
            self.encoded_bytes -= len(frame.data)
            dropped.append(frame)
        self._settle(dropped, Fate.AWAITING_KEYFRAME)
        self._is_awaiting = self._is_awaiting or not self._units
        return dropped

    def _report(self, decoded: Decoded, awaiting: list[Frame]) -> None:
        for frame, detail in decoded.failed:
            self._tell.failed(frame, detail)
            if self._is_awaiting:
                self._tell.awaiting(frame)
        for frame in awaiting:
            self._tell.awaiting(frame)
        if decoded.picture is not None:
            self._tell.picture(decoded.picture)
        elif decoded.newest is not None:
            self._tell.usable(decoded.newest.frame)


def nothing() -> None:
    """Tell nobody anything."""
