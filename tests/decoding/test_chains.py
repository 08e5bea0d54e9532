"""Streams of H.264: what is shown of them, compared with libav's own decoding, and what never is."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from recall_viewer.decoding.chain import HIDDEN_BYTES
from recall_viewer.decoding.stills import LetGo
from recall_viewer.model.books import Fate
from tests.decoding.samples import pixels_of
from tests.decoding.stage import Stage, key, run, staged
from tests.h264_units import LARGER, SIZE, decoded, units, without

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from recall_viewer.model.frames import Frame

SPS, PPS, IDR = 7, 8, 5
GOP = 8


async def fed(stage: Stage, data: Sequence[bytes], count: int | None = None) -> list[Frame]:
    """Offer units one by one, each shown before the next; the last `count` pictures may still be to come."""
    frames: list[Frame] = []
    for unit in data:
        frames += stage.offer_units(unit)
        await stage.idle()
    assert len(stage.pictures) >= (len(data) if count is None else count)
    return frames


def settle(stage: Stage) -> None:
    for picture in stage.pictures:
        stage.show(picture)


def check_pictures(stage: Stage, frames: list[Frame], data: Sequence[bytes]) -> None:
    """Compare every picture that was shown, at the size of the video, with what libav makes of the same units."""
    expected = decoded(data)
    number_of = {id(frame): number for number, frame in enumerate(frames)}
    assert stage.pictures
    for picture in stage.pictures:
        assert pixels_of(picture.image) == expected[number_of[id(picture.frame)]]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"b_frames": 2},
        {"b_frames": 3, "open_gop": True},
        {"gop": 1},
        {"slices": 3},
        {"gop": 300},
        {"interlaced": True},
    ],
)
def test_every_picture_is_that_of_its_unit(options: dict[str, int]) -> None:
    async def main() -> None:
        async with staged() as stage:
            data = units(24, **options)
            stage.want(SIZE)
            frames = await fed(stage, data, 18)
            check_pictures(stage, frames, data)
            assert not stage.awaiting
            settle(stage)
            assert stage.books.shown == len(stage.pictures)
            stage.pool.forget(key(1))
            assert stage.books.in_flight == 0

    run(main())


def test_a_stream_begins_with_an_idr() -> None:
    async def main() -> None:
        async with staged() as stage:
            data = units(16)
            stage.want(SIZE)
            frames = await fed(stage, data[3:], 8)
            check_pictures(stage, frames[5:], data[8:])
            assert stage.awaiting == frames[:5]
            assert stage.books.awaiting_keyframe == 5
            settle(stage)

    run(main())


@pytest.mark.parametrize("lost", [9, 14])
def test_after_a_lost_unit_nothing_is_shown_before_the_next_idr(lost: int) -> None:
    async def main() -> None:
        async with staged() as stage:
            data = list(units(24))
            del data[lost]
            stage.want(SIZE)
            frames = await fed(stage, data, 16)
            shown = {frames.index(picture.frame) for picture in stage.pictures}
            assert shown == {*range(lost), *range(15, 23)}
            assert stage.awaiting == frames[lost:15]
            whole = decoded([*units(24)[:lost], *units(24)[16:]])
            for picture in stage.pictures:
                number = frames.index(picture.frame)
                assert pixels_of(picture.image) == whole[number if number < lost else number - 15 + lost]
            settle(stage)

    run(main())


def cut(unit: bytes) -> bytes:
    return unit[: len(unit) // 2]


def flipped(unit: bytes) -> bytes:
    at = len(unit) * 2 // 3
    return unit[:at] + bytes(byte ^ 0x5A for byte in unit[at : at + 6]) + unit[at + 6 :]


@pytest.mark.parametrize("damage", [cut, flipped])
@pytest.mark.parametrize("number", [8, 10])
def test_a_damaged_unit_is_refused_and_those_after_it_wait(damage: Callable[[bytes], bytes], number: int) -> None:
    async def main() -> None:
        async with staged() as stage:
            data = list(units(24, (640, 360)))
            data[number] = damage(data[number])
            stage.want((640, 360))
            frames = await fed(stage, data, 16)
            assert [(frame, "H.264 unit damaged" in detail) for frame, detail in stage.failures] == [
                (frames[number], True)
            ]
            assert "640x360 declared" in stage.failures[0][1] or number == 10
            assert stage.books.rejected == {"image": 1}
            assert [frame for frame in frames if frame.passage.fate is Fate.AWAITING_KEYFRAME] == frames[
                number + 1 : 16
            ]
            assert {id(picture.frame) for picture in stage.pictures} == {
                id(frame) for frame in (*frames[:number], *frames[16:])
            }
            settle(stage)

    run(main())


@pytest.mark.parametrize("missing", [(SPS, PPS), (SPS,), (PPS,)])
def test_an_idr_without_parameter_sets_takes_the_last_ones(missing: tuple[int, ...]) -> None:
    async def main() -> None:
        async with staged() as stage:
            data = list(units(16, (640, 360)))
            data[8] = without(data[8], *missing)
            # The decoder begins anew with this IDR.
            data[5] = cut(data[5])
            stage.want((640, 360))
            frames = await fed(stage, data, 13)
            assert [frames.index(frame) for frame, _ in stage.failures] == [5]
            assert [picture.frame for picture in stage.pictures] == [*frames[:5], *frames[8:]]
            settle(stage)

    run(main())


def test_parameter_sets_may_come_alone() -> None:
    async def main() -> None:
        async with staged() as stage:
            first, *others = units(8)
            data = [without(first, IDR), without(first, SPS, PPS), *others]
            stage.want(SIZE)
            frames = await fed(stage, data, 8)
            assert frames[0].passage.fate is Fate.SUPERSEDED
            assert [picture.frame for picture in stage.pictures] == frames[1:]
            settle(stage)

    run(main())


def test_the_size_may_change_in_mid_call() -> None:
    async def main() -> None:
        async with staged() as stage:
            data = [*units(8), *units(8, LARGER)]
            stage.want(LARGER)
            await fed(stage, data)
            sizes = [picture.whole.image.width for picture in stage.pictures if picture.whole]
            assert sizes == [SIZE[0]] * 8 + [LARGER[0]] * 8
            settle(stage)

    run(main())


def test_a_hidden_stream_decodes_nothing_and_appears_at_once() -> None:
    async def main() -> None:
        async with staged() as stage:
            data = units(14)
            frames = stage.offer_units(*data)
            await stage.idle()
            assert not stage.pictures
            assert stage.books.hidden == 14
            # Only what the last IDR needs is kept.
            assert stage.pool.encoded_bytes == sum(map(len, data[8:]))
            stage.want(SIZE)
            await stage.until_shown(1)
            (picture,) = stage.pictures
            assert picture.frame is frames[-1]
            assert pixels_of(picture.image) == decoded(data)[13]
            assert stage.books.recalled == 1
            settle(stage)
            assert stage.books.shown == 1

    run(main())


def test_of_a_hidden_stream_it_is_told_when_it_can_be_shown_again() -> None:
    async def main() -> None:
        async with staged() as stage:
            stage.want(SIZE)
            await fed(stage, [*units(4), units(8)[5]], 4)
            settle(stage)
            stage.want(None)
            assert (len(stage.awaiting), stage.usable) == (1, [])
            later = stage.offer_units(*units(12)[8:])
            assert stage.usable == [later[0]]
            # For want of memory it is decoded after all, and still nobody sees it.
            stage.pool.trim(1)
            await stage.idle()
            assert stage.usable == [later[0], later[3]]
            assert len(stage.pictures) == 4

    run(main())


def test_what_is_shown_comes_back_from_the_last_picture_where_no_unit_waits() -> None:
    async def main() -> None:
        async with staged() as stage:
            stage.want(SIZE)
            frames = await fed(stage, units(4))
            settle(stage)
            stage.want(None)
            stage.want((80, 48))
            await stage.until_shown(5)
            assert stage.pictures[-1].frame is frames[-1]
            assert (stage.pictures[-1].image.width(), stage.pictures[-1].image.height()) == (80, 48)

    run(main())


def test_more_hidden_units_than_are_kept_are_decoded_unseen() -> None:
    async def main() -> None:
        async with staged() as stage:
            # One keyframe, and no other that would replace what came after it.
            data = units(30, (640, 360), gop=300)
            padded = [data[0], *(unit + b"\0" * (HIDDEN_BYTES // 20) for unit in data[1:])]
            for unit in padded:
                stage.offer_units(unit)
                await stage.idle()
                assert stage.pool.encoded_bytes <= HIDDEN_BYTES * 1.1
            assert not stage.pictures
            stage.want((640, 360))
            await stage.until_shown(1)
            assert pixels_of(stage.pictures[-1].image) == decoded(data)[29]
            assert not stage.awaiting
            settle(stage)

    run(main())


def test_units_that_wait_together_show_the_last_of_them_only() -> None:
    async def main() -> None:
        async with staged() as stage:
            stage.want(SIZE)
            frames = stage.offer_units(*units(8))
            await stage.idle()
            assert [picture.frame for picture in stage.pictures][-1] is frames[-1]
            assert pixels_of(stage.pictures[-1].image) == decoded(units(8))[7]
            settle(stage)
            assert stage.books.shown + stage.books.superseded == 8

    run(main())


def test_under_pressure_whole_groups_give_way_to_an_idr() -> None:
    async def main() -> None:
        async with staged() as stage:
            stage.want(SIZE)
            # The loop hears of nothing meanwhile: one job is out, all others wait.
            frames = stage.offer_units(*units(24), apart_s=0.25)
            assert stage.books.superseded == 15
            await stage.idle()
            assert stage.pictures[-1].frame is frames[-1]
            assert pixels_of(stage.pictures[-1].image) == decoded(units(24))[23]
            settle(stage)
            assert stage.books.superseded + stage.books.shown == 24

    run(main())


def test_far_behind_a_stream_waits_for_its_next_idr() -> None:
    async def main() -> None:
        async with staged() as stage:
            stage.want(SIZE)
            await fed(stage, units(9))
            frames = stage.offer_units(*units(16)[9:], apart_s=1.0)
            await stage.idle()
            assert stage.awaiting
            assert frames[-1].passage.fate is Fate.AWAITING_KEYFRAME
            after = stage.offer_units(units(24)[16])
            await stage.idle()
            assert stage.pictures[-1].frame is after[0]
            settle(stage)

    run(main())


def test_a_kept_picture_is_made_in_another_size_while_its_stream_goes_on() -> None:
    async def main() -> None:
        async with staged() as stage:
            stage.want((80, 48))
            await fed(stage, units(6))
            kept = stage.pictures[2]
            stage.pool.again(kept, SIZE)
            await stage.until_shown(7)
            again = stage.pictures[-1]
            assert again.frame is kept.frame
            assert pixels_of(again.image) == decoded(units(6))[2]
            settle(stage)

    run(main())


def test_a_file_of_a_picture_is_a_png_of_it_in_full() -> None:
    async def main() -> None:
        async with staged() as stage:
            stage.want((20, 12))
            await fed(stage, units(3))
            content = stage.pictures[-1].file_bytes()
            with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
                assert image.convert("RGB").tobytes() == decoded(units(3))[2]
            settle(stage)

    run(main())


def test_for_want_of_memory_hidden_units_become_one_decoder_and_nothing_is_lost() -> None:
    async def main() -> None:
        async with staged() as stage:
            data = units(20, gop=300)
            stage.offer_units(*data[:10])
            held = stage.pool.encoded_bytes
            assert stage.pool.trim(1) == LetGo()
            await stage.idle()
            assert (held > 0, stage.pool.encoded_bytes) == (True, 0)
            stage.want(SIZE)
            frames = await fed(stage, data[10:], 10)
            assert pixels_of(stage.pictures[-1].image) == decoded(data)[19]
            assert stage.pictures[-1].frame is frames[-1]
            settle(stage)

    run(main())


def test_where_no_other_room_is_left_the_oldest_picture_goes_and_its_stream_waits_for_an_idr() -> None:
    async def main() -> None:
        async with staged() as stage:
            for participant in (1, 2, 3):
                stage.want(SIZE, participant)
                stage.offer_units(*units(2), participant_id=participant)
                await stage.idle()
            settle(stage)
            held = stage.pool.decoded_bytes
            assert stage.pool.trim(held - 1, spare=key(1)).seen == [key(2)]
            assert stage.pool.decoded_bytes == held * 2 // 3
            (frame,) = stage.offer_units(units(4)[2], participant_id=2)
            assert stage.awaiting == [frame]
            (frame,) = stage.offer_units(units(24)[8], participant_id=2)
            await stage.idle()
            assert stage.pictures[-1].frame is frame
            settle(stage)

    run(main())


def test_a_padded_unit_is_refused_before_it_takes_memory() -> None:
    async def main() -> None:
        async with staged() as stage:
            first, *others = units(24)
            stage.want(SIZE)
            padding = bytes(3 * SIZE[0] * SIZE[1] + 2**16)
            frames = await fed(stage, [first + padding[len(first) :], others[0] + padding, *others[1:]], 17)
            ((refused, detail),) = stage.failures
            assert (refused, f"H.264 unit of {len(others[0] + padding)} bytes" in detail) == (frames[1], True)
            assert stage.books.rejected == {"image": 1}
            assert [picture.frame for picture in stage.pictures] == [frames[0], *frames[8:]]
            assert stage.awaiting == frames[2:8]
            settle(stage)

    run(main())


def test_who_comes_into_view_without_a_picture_waits_for_the_next_unit() -> None:
    async def main() -> None:
        async with staged() as stage:
            data = units(12, gop=300)
            stage.offer_units(*data[:10])
            stage.pool.trim(1)
            await stage.idle()
            # Nothing waits any more, and the picture went too.
            stage.pool.trim(1)
            stage.want(SIZE)
            await stage.idle()
            assert (stage.books.in_flight, stage.pictures) == (0, [])
            frames = await fed(stage, data[10:], 2)
            assert [picture.frame for picture in stage.pictures] == frames
            settle(stage)

    run(main())


@pytest.mark.parametrize("end", ["next", "hidden", "gone"])
def test_a_picture_that_comes_into_view_and_is_not_scaled_in_time_is_settled(end: str) -> None:
    async def main() -> None:
        async with staged() as stage:
            data = units(12, gop=300)
            stage.offer_units(*data[:10])
            stage.pool.trim(1)
            await stage.idle()
            for other in (2, 3):
                # They keep the threads busy.
                stage.want(SIZE, other)
                stage.offer_units(data[0], participant_id=other)
            stage.want(SIZE)
            stage.offer_units(data[10])
            if end == "hidden":
                stage.want(None)
            elif end == "gone":
                stage.pool.forget(key(1))
            await stage.idle()
            settle(stage)
            assert stage.books.in_flight == 0

    run(main())


def test_closing_settles_what_is_under_way() -> None:
    async def main() -> None:
        async with staged() as stage:
            stage.want(SIZE)
            stage.offer_units(*units(12))
            stage.pool.close()
            assert stage.books.in_flight == 0
            assert stage.books.dropped["shutdown"] == 12
            await asyncio.sleep(0)
            assert not stage.pictures

    run(main())


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("unit"), st.integers(0, 30)),
            st.tuples(st.just("cut"), st.integers(0, 30)),
            st.tuples(st.just("see"), st.booleans()),
            st.tuples(st.just("rest"), st.just(0)),
        ),
        max_size=40,
    )
)
def test_whatever_comes_in_whatever_order_the_books_balance_and_nothing_wrong_is_shown(
    steps: list[tuple[str, int | bool]],
) -> None:
    async def main() -> None:
        async with staged() as stage:
            data, number_of, begun = units(31), {}, 0
            for what, drawn in steps:
                # Of two groups the units have the same numbers: who loses a whole group cannot know.
                value = drawn if what == "see" or drawn % GOP == 0 else min(begun + drawn % GOP, 30)
                if what in ("unit", "cut") and value % GOP == 0:
                    begun = value
                if what == "see":
                    stage.want(SIZE if value else None)
                elif what == "rest":
                    await stage.idle()
                else:
                    unit = data[value] if what == "unit" else cut(data[value])
                    (frame,) = stage.offer_units(unit)
                    number_of[id(frame)] = (value, what, frame)
            await stage.idle()
            expected = decoded(data)
            for picture in stage.pictures:
                value, what, _ = number_of[id(picture.frame)]
                assert what == "unit"
                assert pixels_of(picture.image) == expected[value]
            settle(stage)
            stage.pool.forget(key(1))
            assert stage.books.in_flight == 0

    run(main())
