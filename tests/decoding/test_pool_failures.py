"""What the pool does with pictures that cannot be decoded, when streams end, and when memory is short."""

from __future__ import annotations

import asyncio
import threading

from PIL import Image

from recall_viewer.model.books import Fate
from recall_viewer.protocol.events import Codec
from tests.decoding.samples import jpeg, written
from tests.decoding.stage import DAMAGED, HEIGHT, LARGER, PATIENCE_S, ROOM, SAMPLES, WIDTH, key, run, staged


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
                stage.pool._workers._pool.submit(int).result(PATIENCE_S)
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
                assert stage.pool.trim(0, spare=key(3)).seen == [key(1), key(2)]
                assert not stage.pool.holds(frame)
                assert stage.pool.encoded_bytes == len(SAMPLES[0].data)
                # Nobody sees the third, so that no view holds a picture of it.
                assert stage.pool.trim(0).seen == []
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
