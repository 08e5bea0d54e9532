"""Pictures come out as they went in, damaged ones do not come out, and the memory they lie in stays theirs."""

from __future__ import annotations

import gc
import io
import random
import re
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from recall_viewer.decoding.decoders import MAX_JPEG_SCANS, DecodingError, JpegDecoder, Picture, PngDecoder, decoder_for
from recall_viewer.protocol.events import Codec
from tests.decoding.samples import FORMATS, Sample, chunk, frame_of, furthest, jpeg, noise, pixels_of, png, written

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from recall_viewer.model.frames import Frame

WHOLE = noise(64, 48, seed=2).data


def decode(frame: Frame, room_px: tuple[int, int] | None = None) -> Picture:
    """Decode a frame at its own size, or into a room."""
    (picture,) = decoder_for(frame.codec).feed(frame, room_px or (frame.width, frame.height))
    assert picture.frame is frame
    return picture


def decode_sample(sample: Sample) -> bytes:
    return pixels_of(decode(frame_of(sample.data, sample.width, sample.height)).image)


def rgb_at(image: QImage, x: int, y: int) -> bytes:
    color = image.pixelColor(x, y)
    return bytes((color.red(), color.green(), color.blue()))


def refusal(data: bytes, width: int = 64, height: int = 48, codec: Codec = Codec.PNG) -> str:
    with pytest.raises(DecodingError) as caught:
        decode(frame_of(data, width, height, codec=codec))
    return str(caught.value)


class TestPng:
    @pytest.mark.parametrize("interlaced", [False, True], ids=["plain", "interlaced"])
    @pytest.mark.parametrize(
        ("colour", "depth", "transparent"),
        # The other two have alpha of their own.
        [*((*one, False) for one in FORMATS), *((*one, True) for one in FORMATS if one[0] in (0, 2, 3))],
    )
    def test_every_colour_type_and_depth(self, colour: int, depth: int, *, interlaced: bool, transparent: bool) -> None:
        sample = png(colour, depth, 37, 23, interlaced=interlaced, transparent=transparent)
        assert furthest(decode_sample(sample), sample.rgb) <= sample.tolerance
        # Pillow scales no 16-bit grey down, it clips; all else it has to see as we do.
        if (colour, depth) != (0, 16):
            with Image.open(io.BytesIO(sample.data)) as image:
                seen = image.convert("RGBA").convert("RGB") if transparent else image.convert("RGB")
                assert furthest(seen.tobytes(), sample.rgb) <= sample.tolerance

    @settings(deadline=None, max_examples=40)
    @given(st.sampled_from(FORMATS), st.integers(1, 20), st.integers(1, 20), st.booleans(), st.integers(0, 99))
    def test_every_size(self, one: tuple[int, int], width: int, height: int, interlaced: bool, seed: int) -> None:
        sample = png(*one, width, height, interlaced=interlaced, seed=seed)
        assert furthest(decode_sample(sample), sample.rgb) <= sample.tolerance

    def test_a_view_of_a_larger_message_will_do(self) -> None:
        sample = noise(64, 48, seed=1)
        view = memoryview(b"\1\0\0\0\2\0\0\0" + sample.data)[8:]
        assert pixels_of(decode(frame_of(view, 64, 48)).image) == sample.rgb

    def test_one_participant_s_face_never_gets_into_another_s_tile(self) -> None:
        """libav's decoder adds a packet to the picture before it, if that has the same size and nothing forbids it."""
        dice = random.Random(5)
        whole = [noise(64, 48, seed=seed, compress_level=seed % 3) for seed in range(400)]
        damaged: list[bytes | None] = []
        for sample in whole:
            data, place = bytearray(sample.data), dice.randrange(33, len(sample.data))
            if dice.random() < 1 / 6:
                del data[place:]
            elif dice.random() < 1 / 5:
                data[place] ^= 1 << dice.randrange(8)
            damaged.append(bytes(data) if data != sample.data else None)

        def shown(index: int) -> bytes | None:
            try:
                return pixels_of(decode(frame_of(damaged[index] or whole[index].data, 64, 48)).image)
            except DecodingError:
                return None

        with ThreadPoolExecutor(4) as threads:
            results = list(threads.map(shown, range(len(whole))))
        assert 100 < sum(data is not None for data in damaged) < 180
        expected = [None if data is not None else sample.rgb for sample, data in zip(whole, damaged, strict=True)]
        assert [index for index, rgb in enumerate(results) if rgb != expected[index]] == []

    @pytest.mark.parametrize(("width", "height"), [(1, 1), (2, 1), (1, 2), (8192, 1), (1, 8192), (3, 8000), (640, 360)])
    @pytest.mark.parametrize("room_px", [(1, 1), (400, 225), (225, 400), (300, 1), (1, 300), (1920, 1080)])
    def test_it_fits_into_every_room(self, width: int, height: int, room_px: tuple[int, int]) -> None:
        data = written(Image.effect_noise((width, height), 60))
        picture = decode(frame_of(data, width, height), room_px)
        image = picture.image
        assert 1 <= image.width() <= room_px[0]
        assert 1 <= image.height() <= room_px[1]
        assert image.width() == room_px[0] or image.height() == room_px[1]
        assert picture.room_px == room_px
        assert picture.size_bytes >= 3 * image.width() * image.height()
        # Grey stays grey, up to the edges.
        right, bottom = image.width() - 1, image.height() - 1
        for x, y in ((0, 0), (right, 0), (0, bottom), (right, bottom), (right // 2, bottom // 2)):
            rgb = rgb_at(image, x, y)
            assert max(rgb) - min(rgb) <= 8

    def test_scaling_keeps_what_is_where(self) -> None:
        image = Image.new("RGB", (1280, 720), (200, 30, 30))
        image.paste((30, 30, 200), (640, 0, 1280, 720))
        image.paste((30, 200, 30), (0, 360, 640, 720))
        small = decode(frame_of(written(image), 1280, 720), (400, 225)).image
        for x, y, expected in ((90, 50, (200, 30, 30)), (300, 50, (30, 30, 200)), (90, 170, (30, 200, 30))):
            assert furthest(rgb_at(small, x, y), bytes(expected)) <= 3

    @pytest.mark.parametrize("room_px", [(640, 360), (396, 223), (1248, 702), (160, 90)])
    @pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P"])
    def test_it_is_scaled_as_pillow_scales(self, mode: str, room_px: tuple[int, int]) -> None:
        dice = random.Random(3)
        image = Image.new("RGB", (1280, 720), "#304050")
        for _ in range(150):
            x, y = dice.randrange(1280), dice.randrange(720)
            colour = (dice.randrange(256), dice.randrange(256), dice.randrange(256))
            image.paste(colour, (x, y, x + dice.randrange(4, 200), y + dice.randrange(4, 100)))
        image = image.convert(mode)
        found = decode(frame_of(written(image), 1280, 720), room_px).image
        expected = image.convert("RGB").resize((found.width(), found.height()), Image.Resampling.BILINEAR).tobytes()
        assert sum(abs(a - b) for a, b in zip(pixels_of(found), expected, strict=True)) / len(expected) <= 0.6

    def test_an_interlaced_picture_is_scaled_like_a_plain_one(self) -> None:
        plain, interlaced = (png(2, 8, 64, 48, interlaced=is_interlaced) for is_interlaced in (False, True))
        assert plain.rgb == interlaced.rgb
        for room_px in ((64, 20), (20, 15), (200, 150)):
            images = [decode(frame_of(sample.data, 64, 48), room_px).image for sample in (plain, interlaced)]
            assert pixels_of(images[0]) == pixels_of(images[1])

    def test_pixels_outlive_all_that_made_them(self) -> None:
        samples = [noise(120 + seed, 90, seed) for seed in range(8)]
        pictures = [decode(frame_of(sample.data, sample.width, sample.height)) for sample in samples]
        scaled = [decode(frame_of(sample.data, sample.width, sample.height), (50, 50)) for sample in samples]
        expected = [pixels_of(picture.image) for picture in scaled]
        gc.collect()
        for sample in samples:
            decode_sample(noise(sample.width, sample.height, seed=99))
            bytearray(b"\xff" * len(sample.rgb))
        assert [pixels_of(picture.image) for picture in pictures] == [sample.rgb for sample in samples]
        assert [pixels_of(picture.image) for picture in scaled] == expected

    @settings(deadline=None, max_examples=100)
    @given(st.data())
    def test_whatever_is_cut_off_is_refused(self, data: st.DataObject) -> None:
        whole = WHOLE
        length = data.draw(st.integers(0, len(whole) - 1))
        assert refusal(whole[:length]) == "64x48 declared, data truncated"

    @settings(deadline=None, max_examples=200)
    @given(st.data())
    def test_a_flipped_bit_is_refused(self, data: st.DataObject) -> None:
        whole = bytearray(WHOLE)
        # The signature and IHDR are checked before, see protocol.pictures.
        place = data.draw(
            st.integers(33, len(whole) - 1) | st.integers(33, 48) | st.integers(len(whole) - 16, len(whole) - 1)
        )
        whole[place] ^= 1 << data.draw(st.integers(0, 7))
        assert refusal(bytes(whole)).startswith("64x48 declared, data ")

    @pytest.mark.parametrize("interlaced", [False, True], ids=["plain", "interlaced"])
    @pytest.mark.parametrize(("colour", "depth"), FORMATS)
    def test_missing_rows_are_not_taken_for_black_ones(self, colour: int, depth: int, *, interlaced: bool) -> None:
        """A PNG may be sound in each of its chunks, and yet hold half a picture."""
        whole = png(colour, depth, 37, 23, interlaced=interlaced).data
        first, second = (match.start() - 4 for match in re.finditer(b"IDAT", whole))
        rows = zlib.decompress(whole[first + 8 : second - 4] + whole[second + 8 : -16])
        black = whole[:first] + chunk(b"IDAT", zlib.compress(bytes(len(rows)))) + whole[-12:]
        decode(frame_of(black, 37, 23))
        for packed in (zlib.compress(rows[:-1]), zlib.compress(bytes(len(rows) - 1)), zlib.compress(b"")):
            cut = whole[:first] + chunk(b"IDAT", packed) + whole[-12:]
            assert refusal(cut, 37, 23).startswith("37x23 declared, data ")
        assert refusal(whole[:second] + whole[-12:], 37, 23) == "37x23 declared, data without the last rows"

    def test_a_picture_of_a_palette_needs_one(self) -> None:
        whole = png(3, 8, 37, 23).data
        begin = whole.index(b"PLTE") - 4
        assert refusal(whole[:begin] + whole[begin + 12 + 3 * 256 :], 37, 23) == "37x23 declared, data damaged"

    def test_damage_inside_is_not_called_truncated(self) -> None:
        whole = bytearray(WHOLE)
        whole[len(whole) // 2] ^= 1
        assert refusal(bytes(whole)) == "64x48 declared, data damaged"

    @settings(deadline=None, max_examples=100)
    @given(st.binary(max_size=200))
    def test_any_other_bytes_are_refused(self, rubbish: bytes) -> None:
        assert refusal(rubbish)
        assert refusal(WHOLE[:33] + rubbish)

    def test_libav_writes_nothing_to_the_terminal(self, capfd: pytest.CaptureFixture[str]) -> None:
        whole = WHOLE
        for data in (whole[:1000], b"", whole[:200] + b"\0" + whole[201:], whole + whole):
            try:
                decode(frame_of(data, 64, 48))
            except DecodingError:
                continue
        assert capfd.readouterr() == ("", "")


class TestJpeg:
    @pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
    @pytest.mark.parametrize("options", [{}, {"progressive": True}, {"quality": 30}])
    def test_at_its_own_size_it_is_what_pillow_sees(self, mode: str, options: dict[str, object]) -> None:
        image = Image.effect_noise((123, 77), 50).convert("RGB").convert(mode)
        data = jpeg(image, **options)
        with Image.open(io.BytesIO(data)) as opened:
            expected = opened.convert("RGB").tobytes()
        picture = decode(frame_of(memoryview(data), 123, 77, codec=Codec.JPEG))
        assert pixels_of(picture.image) == expected

    @pytest.mark.parametrize("room_px", [(1, 1), (160, 90), (400, 225), (2000, 1000)])
    def test_it_is_scaled_into_its_room(self, room_px: tuple[int, int]) -> None:
        image = Image.new("RGB", (640, 360), (200, 60, 30))
        picture = decode(frame_of(jpeg(image), 640, 360, codec=Codec.JPEG), room_px)
        assert picture.image.width() == room_px[0] or picture.image.height() == room_px[1]
        assert furthest(rgb_at(picture.image, 0, 0), bytes((200, 60, 30))) <= 3

    def test_pixels_outlive_all_that_made_them(self) -> None:
        picture = decode(frame_of(jpeg(Image.new("RGB", (100, 80), (10, 200, 30))), 100, 80, codec=Codec.JPEG))
        before = pixels_of(picture.image)
        gc.collect()
        for _ in range(20):
            bytearray(b"\xff" * len(before))
        assert pixels_of(picture.image) == before

    def test_damage_is_refused(self) -> None:
        data = jpeg(Image.effect_noise((64, 48), 50).convert("RGB"))
        for broken in (data[: len(data) // 2], data[:200], b"", b"\xff\xd8\xff"):
            assert refusal(broken, codec=Codec.JPEG).startswith("64x48 declared, data ")

    def test_scans_without_number_are_refused(self) -> None:
        """Each goes over the whole picture: as many as fit into a message would take a thread for minutes."""
        data = jpeg(Image.effect_noise((64, 48), 50), progressive=True)
        scans = [*(match.start() for match in re.finditer(b"\xff\xda", data)), len(data) - 2]
        assert 3 < len(scans) < 20
        again = data[scans[-2] : scans[-1]]
        many = data[:-2] + again * MAX_JPEG_SCANS + data[-2:]
        assert refusal(many, codec=Codec.JPEG) == f"64x48 declared, more than {MAX_JPEG_SCANS} scans"

    def test_a_png_is_no_jpeg_and_the_other_way_round(self) -> None:
        refusal(noise(64, 48, seed=1).data, codec=Codec.JPEG)
        refusal(jpeg(Image.new("RGB", (64, 48))), codec=Codec.PNG)


def test_each_codec_has_its_decoder() -> None:
    assert isinstance(decoder_for(Codec.PNG), PngDecoder)
    assert isinstance(decoder_for(Codec.JPEG), JpegDecoder)
