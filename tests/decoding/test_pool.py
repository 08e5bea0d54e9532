"""Who is decoded when, with a real loop and real pictures.

Outcomes come back over the loop: until a test awaits, whatever was submitted counts as running, however quick it is.
"""

from __future__ import annotations

import threading

import pytest

from recall_viewer.decoding.workers import SUBMITTED_AHEAD
from recall_viewer.model.books import Fate
from tests.decoding.samples import noise, pixels_of
from tests.decoding.stage import HEIGHT, LARGER, ROOM, SAMPLES, WIDTH, key, run, staged


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
