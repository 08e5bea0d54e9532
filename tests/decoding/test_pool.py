"""Who is decoded when, with a real loop and real pictures.

Outcomes come back over the loop: until a test awaits, whatever was submitted counts as running, however quick it is.
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from recall_viewer.decoding.pool import SUBMITTED_AHEAD, Decoding
from recall_viewer.model.books import Books, Fate
from recall_viewer.model.keys import StreamKey
from recall_viewer.protocol.events import Codec
from tests.decoding.samples import frame_of, jpeg, noise, pixels_of, written
from tests.model.support import balance

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from recall_viewer.decoding.decoders import Picture
    from recall_viewer.model.frames import Frame

ROOM, LARGER = (40, 30), (80, 60)
SAMPLES = [noise(64, 48, seed) for seed in range(6)]
WIDTH, HEIGHT = SAMPLES[0].width, SAMPLES[0].height
DAMAGED = SAMPLES[0].data[:3000]
PATIENCE_S = 10
LAST = 999


class Stage:
    """A pool, and what it reported."""

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self.books = Books()
        self.pictures: list[Picture] = []
        self.failures: list[tuple[Frame, str]] = []
        self.callers: set[threading.Thread] = set()
        self._news = asyncio.Event()
        self.pool = Decoding(
            self.books, asyncio.get_running_loop(), self._picture, lambda *failure: self._failure(failure), threads
        )
        self._moments = 0
        self.was_same = False

    def _picture(self, picture: Picture) -> None:
        self.pictures.append(picture)
        self.callers.add(threading.current_thread())
        self._news.set()

    def _failure(self, failure: tuple[Frame, str]) -> None:
        self.failures.append(failure)
        self._news.set()

    def offer(self, data: bytes = SAMPLES[0].data, participant_id: int = 1, *, codec: Codec = Codec.PNG) -> Frame:
        """Receive a frame and offer it."""
        self._moments += 1
        frame = frame_of(
            data,
            WIDTH,
            HEIGHT,
            codec=codec,
            participant_id=participant_id,
            arrived_at=self._moments,
            passage=self.books.receive(),
        )
        self.was_same = self.pool.offer(frame)
        return frame

    def want(self, room_px: tuple[int, int] | None, participant_id: int = 1) -> None:
        self.pool.want(key(participant_id), room_px)

    def show(self, picture: Picture) -> None:
        """Paint a picture, as a tile does."""
        self.books.recall(picture.frame.passage)
        self.books.settle(picture.frame.passage, Fate.SHOWN)

    async def until(self, is_done: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not is_done():
                self._news.clear()
                await self._news.wait()

    async def until_shown(self, count: int) -> None:
        await self.until(lambda: len(self.pictures) >= count)

    async def rest(self) -> None:
        """Wait until all is done that was offered: another stream has no third turn before everyone had a second."""
        assert self.threads == 1, "several threads may finish in any order"
        self.want(ROOM, LAST)
        for sample in SAMPLES[3:]:
            await self._one_more(sample.data)
        self.pool.forget(key(LAST))
        self.pictures = [picture for picture in self.pictures if picture.frame.key != key(LAST)]

    async def _one_more(self, data: bytes) -> None:
        frame = self.offer(data, LAST)
        await self.until(lambda: any(picture.frame is frame for picture in self.pictures))
        self.books.settle(frame.passage, Fate.SHOWN)


def key(participant_id: int) -> StreamKey:
    return StreamKey("bot", participant_id, "camera")


@asynccontextmanager
async def staged(threads: int = 1) -> AsyncIterator[Stage]:
    stage = Stage(threads)
    try:
        yield stage
        assert balance(stage.books) == stage.books.received
    finally:
        stage.pool.close()
    assert balance(stage.books) == stage.books.received


def run(work: Coroutine[None, None, None]) -> None:
    asyncio.run(work)


def test_a_seen_stream_is_decoded_to_its_room() -> None:
    async def main() -> None:
        async with staged() as stage:
            stage.want((WIDTH, HEIGHT))
            frame = stage.offer(SAMPLES[1].data)
            await stage.until(lambda: bool(stage.pictures))
            (picture,) = stage.pictures
            assert picture.frame is frame
            assert pixels_of(picture.image) == SAMPLES[1].rgb
            # Who paints it settles it.
            assert frame.passage.fate is Fate.IN_FLIGHT
            assert stage.callers == {threading.main_thread()}

    run(main())


def test_the_newest_wins_and_the_loser_is_counted() -> None:
    async def main() -> None:
        async with staged() as stage:
            stage.want(ROOM)
            first, *losers, newest = [stage.offer(sample.data) for sample in SAMPLES[:5]]
            assert [frame.passage.fate for frame in losers] == [Fate.SUPERSEDED] * 3
            assert stage.books.superseded == 3
            await stage.until(lambda: len(stage.pictures) == 2)
            assert [picture.frame for picture in stage.pictures] == [first, newest]
            await stage.rest()
            assert len(stage.pictures) == 2

    run(main())


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_at_most_one_job_a_thread_and_one_more_is_submitted(threads: int) -> None:
    async def main() -> None:
        async with staged(threads) as stage:
            for participant_id in range(10):
                stage.want(ROOM, participant_id)
                stage.offer(SAMPLES[0].data, participant_id)
            for participant_id in range(10):
                stage.offer(SAMPLES[1].data, participant_id)
            # What was not submitted yet gave way.
            assert stage.books.superseded == 10 - threads - SUBMITTED_AHEAD
            await stage.until(lambda: len(stage.pictures) == 10 + threads + SUBMITTED_AHEAD)

    run(main())


def test_every_stream_moves_under_pressure() -> None:
    async def main() -> None:
        async with staged(1) as stage:
            for participant_id in range(12):
                stage.want(ROOM, participant_id)
            # As often as one picture is done, every stream has a newer frame.
            for turn in range(24):
                newer = noise(WIDTH, HEIGHT, seed=100 + turn).data
                for participant_id in range(12):
                    stage.offer(newer, participant_id)
                await stage.until_shown(turn + 1)
            counted = [
                sum(picture.frame.key == key(participant_id) for picture in stage.pictures)
                for participant_id in range(12)
            ]
            assert min(counted) >= 1
            assert max(counted) - min(counted) <= 2

    run(main())


def test_what_the_person_looks_at_shows_every_frame_and_the_others_go_on_moving() -> None:
    async def main() -> None:
        async with staged(1) as stage:
            for participant_id in range(12):
                stage.want(ROOM, participant_id)
            stage.pool.prefer({key(7)})
            # Two pictures are done for each round of new frames: a sixth of what would be needed.
            for turn in range(24):
                newer = noise(WIDTH, HEIGHT, seed=100 + turn).data
                for participant_id in range(12):
                    stage.offer(newer, participant_id)
                await stage.until_shown(2 * turn + 2)
            counted = [
                sum(picture.frame.key == key(participant_id) for picture in stage.pictures)
                for participant_id in range(12)
            ]
            assert counted[7] >= 20
            del counted[7]
            assert min(counted) >= 1
            assert max(counted) - min(counted) <= 2

    run(main())


class TestHidden:
    def test_a_hidden_frame_is_counted_at_once_and_kept_encoded(self) -> None:
        async def main() -> None:
            async with staged() as stage:
                frames = [stage.offer(sample.data) for sample in SAMPLES[:3]]
                assert [frame.passage.fate for frame in frames] == [Fate.HIDDEN] * 3
                assert (stage.books.hidden, stage.books.superseded, stage.books.in_flight) == (3, 0, 0)
                assert stage.pool.encoded_bytes == len(SAMPLES[2].data)
                assert stage.pool.decoded_bytes == 0
                await stage.rest()
                assert not stage.pictures

        run(main())

    def test_coming_into_view_recalls_and_shows_the_newest(self) -> None:
        async def main() -> None:
            async with staged() as stage:
                stage.offer(SAMPLES[0].data)
                newest = stage.offer(SAMPLES[1].data)
                stage.want(ROOM)
                assert newest.passage.fate is Fate.IN_FLIGHT
                assert (stage.books.hidden, stage.books.recalled) == (2, 1)
                await stage.until(lambda: bool(stage.pictures))
                assert stage.pictures[0].frame is newest
                stage.show(stage.pictures[0])
                # Seen, hidden and seen again: it was shown once.
                stage.want(None)
                stage.want(ROOM)
                await stage.until(lambda: len(stage.pictures) == 2)
                stage.show(stage.pictures[1])
                assert (stage.books.shown, stage.books.hidden, stage.books.recalled) == (1, 2, 1)

        run(main())

    @pytest.mark.parametrize("newer", [False, True])
    def test_hidden_while_it_is_decoded(self, newer: bool) -> None:
        async def main() -> None:
            async with staged() as stage:
                stage.want(ROOM)
                frames = [stage.offer(SAMPLES[0].data)]
                if newer:
                    frames.append(stage.offer(SAMPLES[1].data))
                stage.want(None)
                assert frames[-1].passage.fate is Fate.HIDDEN
                await stage.rest()
                assert not stage.pictures
                assert [frame.passage.fate for frame in frames] == [Fate.HIDDEN] * len(frames)
                assert stage.books.in_flight == 0
                assert stage.pool.decoded_bytes == 0

        run(main())

    def test_hidden_and_back_while_it_is_decoded_is_decoded_once(self) -> None:
        async def main() -> None:
            async with staged() as stage:
                stage.want(ROOM)
                frame = stage.offer()
                stage.want(None)
                stage.want(ROOM)
                assert frame.passage.fate is Fate.IN_FLIGHT
                await stage.rest()
                assert [picture.frame for picture in stage.pictures] == [frame]

        run(main())

    def test_a_hidden_stream_holds_no_pixels(self) -> None:
        async def main() -> None:
            async with staged() as stage:
                stage.want(ROOM)
                stage.offer()
                await stage.until(lambda: bool(stage.pictures))
                assert stage.pool.decoded_bytes == stage.pictures[0].size_bytes > 0
                stage.want(None)
                assert stage.pool.decoded_bytes == 0
                assert stage.pool.encoded_bytes == len(SAMPLES[0].data)

        run(main())


class TestResize:
    def test_another_size_is_decoded_again_and_not_counted_again(self) -> None:
        async def main() -> None:
            async with staged() as stage:
                stage.want(ROOM)
                frame = stage.offer()
                await stage.until(lambda: bool(stage.pictures))
                stage.show(stage.pictures[0])
                stage.want(LARGER)
                await stage.until(lambda: len(stage.pictures) == 2)
                stage.show(stage.pictures[1])
                assert [picture.room_px for picture in stage.pictures] == [ROOM, LARGER]
                assert stage.pictures[1].frame is frame
                assert (stage.books.received, stage.books.shown, stage.books.recalled) == (1, 1, 0)
                stage.want(LARGER)
                await stage.rest()
                assert len(stage.pictures) == 2

        run(main())

    def test_another_size_while_it_is_decoded(self) -> None:
        async def main() -> None:
            async with staged() as stage:
                stage.want(ROOM)
                frame = stage.offer()
                stage.want(LARGER)
                newer = stage.offer(SAMPLES[1].data)
                # A thread has the first one: it will be shown, and nothing took its place.
                assert frame.passage.fate is Fate.IN_FLIGHT
                await stage.until(lambda: len(stage.pictures) == 2)
                assert [(picture.frame, picture.room_px) for picture in stage.pictures] == [
                    (frame, ROOM),
                    (newer, LARGER),
                ]

        run(main())


class TestSamePicture:
    @pytest.mark.parametrize("kind", [bytes, memoryview])
    def test_identical_bytes_are_shown_without_decoding(self, kind: type) -> None:
        async def main() -> None:
            async with staged() as stage:
                stage.want(ROOM)
                stage.offer(kind(SAMPLES[0].data))
                await stage.until(lambda: bool(stage.pictures))
                stage.show(stage.pictures[0])
                frame = stage.offer(kind(bytes(bytearray(SAMPLES[0].data))))
                # At once: no thread was asked.
                assert len(stage.pictures) == 2
                assert stage.pictures[1].frame is frame
                assert pixels_of(stage.pictures[1].image) == pixels_of(stage.pictures[0].image)
                stage.show(stage.pictures[1])
                assert stage.books.shown == 2
                stage.offer(kind(SAMPLES[1].data))
                assert len(stage.pictures) == 2
                await stage.until(lambda: len(stage.pictures) == 3)

        run(main())

    @pytest.mark.parametrize("room_px", [None, ROOM])
    def test_whoever_offers_learns_whether_they_are_identical(self, room_px: tuple[int, int] | None) -> None:
        async def main() -> None:
            async with staged() as stage:
                stage.want(room_px)
                said = []
                for index in (0, 0, 1, 0, 0):
                    stage.offer(SAMPLES[index].data)
                    said.append(stage.was_same)
                assert said == [False, True, False, False, True]

        run(main())

    def test_not_while_another_frame_is_on_its_way(self) -> None:
        """Or the older picture would come last."""

        async def main() -> None:
            async with staged() as stage:
                stage.want(ROOM)
                offered = [stage.offer(SAMPLES[0].data)]
                await stage.until(lambda: bool(stage.pictures))
                offered += [stage.offer(SAMPLES[1].data), stage.offer(SAMPLES[0].data)]
                await stage.until(lambda: len(stage.pictures) == 3)
                assert [picture.frame for picture in stage.pictures] == offered

        run(main())

    def test_nor_after_a_resize(self) -> None:
        async def main() -> None:
            async with staged() as stage:
                stage.want(ROOM)
                stage.offer()
                await stage.until(lambda: bool(stage.pictures))
                # Others keep the thread busy, so that the resized one waits.
                for participant_id in (2, 3):
                    stage.want(ROOM, participant_id)
                    stage.offer(SAMPLES[1].data, participant_id)
                stage.want(LARGER)
                stage.offer()
                assert len(stage.pictures) == 1
                await stage.rest()
                mine = [picture.room_px for picture in stage.pictures if picture.frame.key == key(1)]
                assert mine == [ROOM, LARGER]

        run(main())


class TestFailure:
    def test_a_damaged_frame_is_rejected_and_said(self) -> None:
        async def main() -> None:
            async with staged() as stage:
                stage.want(ROOM)
                frame = stage.offer(DAMAGED)
                await stage.until(lambda: bool(stage.failures))
                assert stage.failures == [(frame, "64x48 declared, data truncated")]
                assert stage.books.rejected == {"image": 1}
                # It is not tried again.
                stage.want(LARGER)
                await stage.rest()
                assert len(stage.failures) == 1
                assert not stage.pictures

        run(main())

    def test_the_last_good_one_is_what_a_resized_tile_shows(self) -> None:
        async def main() -> None:
            async with staged() as stage:
                stage.want(ROOM)
                good = stage.offer()
                await stage.until(lambda: bool(stage.pictures))
                stage.show(stage.pictures[0])
                stage.offer(DAMAGED)
                await stage.until(lambda: bool(stage.failures))
                assert stage.pool.encoded_bytes == len(SAMPLES[0].data)
                stage.want(LARGER)
                await stage.until(lambda: len(stage.pictures) == 2)
                assert (stage.pictures[1].frame, stage.pictures[1].room_px) == (good, LARGER)
                assert stage.books.shown == 1

        run(main())

    def test_resized_while_a_damaged_one_is_decoded(self) -> None:
        async def main() -> None:
            async with staged() as stage:
                stage.want(ROOM)
                good = stage.offer()
                await stage.until(lambda: bool(stage.pictures))
                stage.offer(DAMAGED)
                stage.want(LARGER)
                await stage.until(lambda: len(stage.pictures) == 2)
                assert (stage.pictures[1].frame, stage.pictures[1].room_px) == (good, LARGER)
                assert len(stage.failures) == 1

        run(main())

    def test_resized_while_a_damaged_one_is_decoded_and_nothing_good_was_before(self) -> None:
        async def main() -> None:
            async with staged() as stage:
                stage.want(ROOM)
                stage.offer(DAMAGED)
                stage.want(LARGER)
                await stage.rest()
                assert len(stage.failures) == 1
                assert not stage.pictures

        run(main())

    def test_damage_does_not_stop_the_stream(self) -> None:
        async def main() -> None:
            async with staged(1) as stage:
                stage.want(ROOM)
                stage.offer(DAMAGED)
                good = stage.offer()
                await stage.until(lambda: bool(stage.pictures))
                assert stage.pictures[0].frame is good
                assert len(stage.failures) == 1

        run(main())

    def test_a_stream_may_change_its_codec_at_any_time(self) -> None:
        async def main() -> None:
            image = Image.new("RGB", (WIDTH, HEIGHT), (200, 60, 30))
            async with staged(1) as stage:
                stage.want(ROOM)
                blocker = 2
                stage.want(ROOM, blocker)
                for data, codec in ((written(image), Codec.PNG), (jpeg(image), Codec.JPEG)) * 2:
                    # One runs while the next one, of the other codec, arrives.
                    stage.offer(SAMPLES[0].data, blocker)
                    stage.offer(data, codec=codec)
                await stage.rest()
                assert not stage.failures
                assert {picture.frame.codec for picture in stage.pictures} == {Codec.PNG, Codec.JPEG}

        run(main())


class TestEnds:
    def test_a_stream_that_left_is_forgotten(self) -> None:
        async def main() -> None:
            async with staged() as stage:
                stage.want(ROOM)
                frames = [stage.offer(SAMPLES[0].data), stage.offer(SAMPLES[1].data)]
                stage.pool.forget(key(1))
                stage.pool.forget(key(1))
                await stage.rest()
                assert not stage.pictures
                assert [frame.passage.fate for frame in frames] == [Fate.DROPPED] * 2
                assert stage.books.dropped == {"ended": 2}
                assert stage.pool.encoded_bytes == stage.pool.decoded_bytes == 0
                # Its room is forgotten too: when it comes back, nobody sees it yet.
                assert stage.offer().passage.fate is Fate.HIDDEN

        run(main())

    def test_closing_drops_what_is_on_its_way_and_ends_the_threads(self) -> None:
        async def main() -> None:
            before = set(threading.enumerate())
            async with staged(2) as stage:
                for participant_id in range(6):
                    stage.want(ROOM, participant_id)
                    stage.offer(SAMPLES[0].data, participant_id)
                    stage.offer(SAMPLES[1].data, participant_id)
                shown = stage.books.superseded
                stage.pool.close()
                assert stage.books.dropped == {"shutdown": 12 - shown}
                assert stage.books.in_flight == 0
                assert set(threading.enumerate()) <= before
                # What the threads had done by then comes too late, and so does the rest.
                await asyncio.sleep(0)
                assert stage.offer().passage.fate is Fate.DROPPED
                stage.want(LARGER)
                stage.pool.close()
                assert not stage.pictures

        failures: list[dict[str, object]] = []

        async def watched() -> None:
            asyncio.get_running_loop().set_exception_handler(lambda _loop, context: failures.append(context))
            await main()

        run(watched())
        assert not failures

    def test_what_was_done_just_before_closing_is_not_reported_after_it(self) -> None:
        async def main() -> None:
            async with staged() as stage:
                for participant_id, data in ((1, SAMPLES[0].data), (2, DAMAGED)):
                    stage.want(ROOM, participant_id)
                    stage.offer(data, participant_id)
                # The one thread has done both, and the loop did not hear of it yet.
                stage.pool._pool.submit(int).result(PATIENCE_S)
                stage.pool.close()
                await asyncio.sleep(0)
                assert not stage.pictures
                assert not stage.failures
                assert stage.books.dropped == {"shutdown": 2}

        run(main())

    def test_warm_up_needs_no_frame(self) -> None:
        async def main() -> None:
            async with staged() as stage:
                stage.pool.warm_up()
                stage.want(ROOM)
                stage.offer()
                await stage.until(lambda: bool(stage.pictures))

        run(main())


class TestMemory:
    def test_sums_are_those_of_what_is_held(self) -> None:
        async def main() -> None:
            async with staged() as stage:
                for participant_id in range(4):
                    stage.want(ROOM if participant_id else None, participant_id)
                    stage.offer(SAMPLES[participant_id].data, participant_id)
                await stage.until(lambda: len(stage.pictures) == 3)
                pool = stage.pool
                assert pool.encoded_bytes == sum(len(sample.data) for sample in SAMPLES[:4])
                assert pool.decoded_bytes == sum(picture.size_bytes for picture in stage.pictures)
                stage.want(LARGER, 1)
                await stage.until(lambda: len(stage.pictures) == 4)
                held = [
                    picture for picture in stage.pictures if picture.room_px == LARGER or picture.frame.key != key(1)
                ]
                assert pool.decoded_bytes == sum(picture.size_bytes for picture in held)
                # While a newer one is on its way, the one before it is held too: the tile still shows it.
                stage.offer(SAMPLES[5].data, 2)
                assert pool.encoded_bytes == sum(len(sample.data) for sample in (*SAMPLES[:4], SAMPLES[5]))
                await stage.until(lambda: len(stage.pictures) == 5)
                assert pool.encoded_bytes == sum(len(SAMPLES[index].data) for index in (0, 1, 5, 3))
                for participant_id in range(4):
                    pool.forget(key(participant_id))
                assert pool.encoded_bytes == pool.decoded_bytes == 0

        run(main())

    def test_hidden_ones_go_first_then_those_that_heard_nothing_for_longest(self) -> None:
        async def main() -> None:
            async with staged() as stage:
                for participant_id in (1, 2, 3, 4):
                    stage.want(ROOM if participant_id in (1, 3) else None, participant_id)
                    stage.offer(SAMPLES[0].data, participant_id)
                await stage.until(lambda: len(stage.pictures) == 2)
                for picture in stage.pictures:
                    stage.show(picture)
                one, pixels = len(SAMPLES[0].data), stage.pictures[0].size_bytes
                for encoded, decoded in ((4, 2), (3, 2), (2, 2), (1, 1), (0, 0)):
                    stage.pool.trim(encoded * one + decoded * pixels)
                    assert (stage.pool.encoded_bytes, stage.pool.decoded_bytes) == (encoded * one, decoded * pixels)
                # All of them had been seen, or counted as hidden: nothing was dropped in flight.
                assert not stage.books.dropped

        run(main())

    def test_what_waits_is_dropped_and_what_runs_is_shown(self) -> None:
        async def main() -> None:
            async with staged(1) as stage:
                frames = []
                for participant_id in range(5):
                    stage.want(ROOM, participant_id)
                    frames.append(stage.offer(SAMPLES[0].data, participant_id))
                stage.pool.trim(0)
                assert stage.books.dropped == {"memory": 3}
                await stage.until(lambda: len(stage.pictures) == 2)
                assert [picture.frame for picture in stage.pictures] == frames[:2]
                # The next frame of a stream that was trimmed is shown as if nothing had been.
                again = stage.offer(SAMPLES[1].data, 4)
                await stage.until(lambda: len(stage.pictures) == 3)
                assert stage.pictures[-1].frame is again

        run(main())

    def test_it_says_whose_picture_went_and_spares_the_stream_that_was_just_heard(self) -> None:
        async def main() -> None:
            async with staged() as stage:
                for participant_id in (1, 2, 3):
                    stage.want(ROOM if participant_id != 3 else None, participant_id)
                    stage.offer(SAMPLES[0].data, participant_id)
                await stage.until(lambda: len(stage.pictures) == 2)
                for picture in stage.pictures:
                    stage.show(picture)
                frame = stage.pictures[0].frame
                assert stage.pool.holds(frame)
                assert stage.pool.trim(0, spare=key(3)) == [key(1), key(2)]
                assert not stage.pool.holds(frame)
                assert stage.pool.encoded_bytes == len(SAMPLES[0].data)
                # Nobody sees the third, so that no view holds a picture of it.
                assert stage.pool.trim(0) == []
                assert stage.pool.encoded_bytes == 0

        run(main())

    def test_which_are_trimmed(self) -> None:
        async def main() -> None:
            async with staged() as stage:
                for participant_id in (1, 2, 3):
                    stage.want(ROOM if participant_id == 1 else None, participant_id)
                    stage.offer(SAMPLES[0].data, participant_id)
                await stage.until(lambda: len(stage.pictures) == 1)
                stage.pool.trim(stage.pool.encoded_bytes + stage.pool.decoded_bytes - 1)
                # The second was the older of those that nobody sees: it has nothing to show any more.
                for participant_id in (1, 2, 3):
                    stage.want(LARGER, participant_id)
                await stage.until(lambda: len(stage.pictures) == 3)
                assert {picture.frame.key for picture in stage.pictures} == {key(1), key(3)}

        run(main())
