"""Hostile messages of the stream protocol, and hostile pictures."""

from __future__ import annotations

import json
import struct
import zlib
from itertools import count, pairwise
from typing import TYPE_CHECKING, Any

from PIL import Image

from tests.decoding import samples as pictures
from tests.decoding.samples import FORMATS, SIGNATURE, chunk
from tests.e2e.hostile import (
    AUDIO,
    GOOD_HELLO,
    HEADER,
    HELLO,
    IMAGE,
    PICTURE,
    REPEATED,
    TOO_LARGE,
    UNRECOGNISED,
    Case,
    case,
)
from tests.protocol.samples import AUDIO_HELLO, attendee, binary, encoded, hello, jpeg, png

if TYPE_CHECKING:
    from collections.abc import Iterator

PERSON = 100
WHOLE = pictures.png(3, 8, 37, 23, transparent=True).data
"""A picture with one of each chunk that matters, and two of IDAT."""
BOMB_BYTES = 300_000_000
"""What a bomb swells to: some thousand times what is sent."""

_moments_ms = count(500, 500)


def framed(picture: bytes, participant: int = PERSON) -> bytes:
    """One more frame of the stream protocol."""
    return binary(participant, next(_moments_ms), picture)


def sent(name: str, picture: bytes, outcome: str) -> Case:
    """A picture on a connection that said hello."""
    return case(name, [GOOD_HELLO, framed(picture)], outcome)


def chunks_of(picture: bytes) -> list[bytes]:
    """The chunks of a PNG, the signature left out."""
    bounds = [len(SIGNATURE)]
    while bounds[-1] < len(picture):
        bounds.append(bounds[-1] + 12 + int.from_bytes(picture[bounds[-1] : bounds[-1] + 4], "big"))
    return [picture[begin:end] for begin, end in pairwise(bounds)]


def made(width: int = 4, height: int = 3, *, before: bytes = b"", idat: bytes | None = None, raw: bytes = b"") -> bytes:
    """A PNG in colour, `before` standing before its IDAT."""
    content = zlib.compress(raw or (b"\0" + b"\x60" * 3 * width) * height) if idat is None else idat
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return SIGNATURE + chunk(b"IHDR", header) + before + chunk(b"IDAT", content) + chunk(b"IEND", b"")


def bomb() -> bytes:
    """Zeros without end, packed."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(BOMB_BYTES // 1_000_000)) + packer.flush()


def hellos() -> Iterator[Case]:
    """Broken hellos, each with a picture behind it, which is shown all the same."""
    versions: list[Any] = [0, 2, -1, 1.5, "1", None, True, [], {}, float("nan"), 10**400]
    for value in versions:
        text = json.dumps({"protocol_version": value, "bot_id": "bot-1"})
        yield case(f"version {str(value)[:9]}", [text, framed(png())], PICTURE)
    for bad in (5, 1.5, True, [], {}, ["bot-1"], {"id": "bot-1"}, 10**30):
        yield case(f"bot_id {bad!s:.9}", [hello(bot_id=bad), framed(png())], HELLO, PICTURE)
    for odd in (None, "", "x" * 10_000, "\ud83d", "a\nb\0c", "\u202egnp"):
        yield case(f"bot_id {odd!r:.9}", [hello(bot_id=odd), framed(png())], PICTURE)
    yield case("hello twice", [GOOD_HELLO, GOOD_HELLO, framed(png())], PICTURE)
    yield case("hello as binary", [GOOD_HELLO.encode(), framed(png())], PICTURE)
    yield case("no hello", framed(png()), PICTURE)
    yield case("array hello", [f"[{GOOD_HELLO}]", framed(png())], UNRECOGNISED, PICTURE)
    yield case("cut hello", [GOOD_HELLO[:-5], framed(png())], UNRECOGNISED, PICTURE)
    yield case("nothing at all", ["", b"", " ", "\0", "\ufeff", b"\0" * 640], *[UNRECOGNISED] * 6)
    yield case("other encodings", [GOOD_HELLO.encode(name) for name in ("utf-16", "utf-32")], *[UNRECOGNISED] * 2)


def headers() -> Iterator[Case]:
    """Frames whose eight bytes in front, or whose first bytes of PNG, are not what they should be."""
    whole = framed(png())
    yield case("header cut", [GOOD_HELLO, *(whole[:length] for length in range(16))], *[HEADER] * 16)
    others = {
        "jpeg": pictures.jpeg(Image.new("RGB", (4, 3))),
        "gif": b"GIF89a\4\0\3\0" + bytes(30),
        "bmp": b"BM" + bytes(60),
        "webp": b"RIFF\0\0\0\0WEBPVP8 " + bytes(30),
        "mng": b"\x8aMNG\r\n\x1a\n" + bytes(30),
        "unix newlines": png().replace(b"\r\n", b"\n"),
        "no header": png()[8:],
        "text": b"<html>" * 9,
        "zeros": bytes(5000),
    }
    for name, data in others.items():
        yield case(name, [GOOD_HELLO, framed(data)], HEADER)
    yield case("big-endian header", [GOOD_HELLO, struct.pack(">II", PERSON, next(_moments_ms)) + png()], PICTURE)
    ids = [0, 2**32 - 1, 123]
    yield case("all kinds of ids", [GOOD_HELLO, *(framed(png(), one) for one in ids)], *[PICTURE] * 3)
    changing = [framed(png(), one) for one in (PERSON, 123, 0, PERSON)]
    yield case("an id that changes", [GOOD_HELLO, *changing], *[PICTURE] * 4)
    for name, times_ms in {
        "time runs backwards": [9000, 8000, 7000, 0],
        "time wraps": [2**32 - 500, 2**32 - 1, 0, 500],
        "time jumps": [1, 2**31, 2, 2**32 - 1],
    }.items():
        yield case(name, [GOOD_HELLO, *(binary(PERSON, time_ms, png()) for time_ms in times_ms)], *[PICTURE] * 4)
    standing = [binary(PERSON, 7, png())] * 3
    yield case("time stands still", [GOOD_HELLO, *standing], PICTURE, REPEATED, REPEATED)
    yield case("audio", [AUDIO_HELLO, *[b"\1\2" * 800] * 5, framed(png())], *[AUDIO] * 6)
    yield case("audio after a video hello", [GOOD_HELLO, *[b"\1\2" * 800] * 3], *[HEADER] * 3)


def damage() -> Iterator[Case]:
    """A good PNG cut, falsified, and with chunks missing, doubled or out of place."""
    chunks = chunks_of(WHOLE)
    at = len(SIGNATURE)
    for number, one in enumerate(chunks):
        name = f"{number} {one[4:8].decode()}"
        for offset in sorted({0, 4, 8, len(one) // 2, len(one) - 4, len(one) - 1}):
            yield sent(f"cut in {name} at {offset}", WHOLE[: at + offset], IMAGE)
        wrong = one[:-1] + bytes([one[-1] ^ 1])
        yield sent(f"CRC of {name}", WHOLE.replace(one, wrong), IMAGE)
        # Without tRNS a picture is whole.
        yield sent(f"without {name}", WHOLE.replace(one, b""), PICTURE if one[4:8] == b"tRNS" else IMAGE)
        at += len(one)
    header, end = chunks[0], chunks[-1]
    yield sent("a second header of another size", WHOLE[:-12] + chunk(b"IHDR", struct.pack(">II", 9, 9)) + end, IMAGE)
    yield sent("IDAT first", SIGNATURE + chunks[3] + header, IMAGE)
    yield sent("IHDR of 14 bytes", made().replace(b"\0\0\0\rIHDR", b"\0\0\0\x0eIHDR"), IMAGE)
    yield sent("rubbish behind the end", WHOLE + bytes(range(256)), PICTURE)
    yield sent("a picture behind the end", WHOLE + made(9, 9), PICTURE)
    yield sent("a chunk of 2 GB", made(before=b"\x7f\xff\xff\xffabCd"), IMAGE)
    yield sent("a chunk of 4 GB", made(before=b"\xff\xff\xff\xffabCd"), IMAGE)
    rows = (b"\0" + b"\x60" * 12) * 3
    yield sent("no zlib", made(idat=b"not zlib"), IMAGE)
    yield sent("raw deflate", made(idat=zlib.compress(rows)[2:-4]), IMAGE)
    yield sent("empty IDAT", made(idat=b""), IMAGE)
    yield sent("too few rows", made(raw=rows[:-13]), IMAGE)
    # libav leaves such a row black.
    yield sent("a filter that does not exist", made(raw=b"\x09" + rows[1:]), PICTURE)
    yield sent("wrong Adler-32", made(idat=zlib.compress(rows)[:-1] + b"?"), IMAGE)


def kinds() -> Iterator[Case]:
    """Every kind of PNG that there is."""
    for colour, depth in FORMATS:
        for is_interlaced in (False, True):
            sample = pictures.png(colour, depth, 19, 11, interlaced=is_interlaced)
            yield sent(f"colour {colour}, {depth} bits{', interlaced' * is_interlaced}", sample.data, PICTURE)
    for colour in (0, 2, 3):
        yield sent(f"transparent, colour {colour}", pictures.png(colour, 8, 9, 9, transparent=True).data, PICTURE)
    for colour, depth in ((1, 8), (2, 4), (3, 16), (4, 1), (5, 8), (7, 8), (255, 8), (0, 3), (0, 0), (6, 32)):
        yield sent(f"no such colour {colour}, {depth} bits", png(depth=depth, colour=colour), IMAGE)
    for methods in (b"\1\0\0", b"\0\1\0", b"\0\0\2", b"\xff\xff\xff"):
        yield sent(f"no such methods {methods.hex()}", png(methods=methods), IMAGE)
    frames = chunk(b"acTL", struct.pack(">II", 2, 0)) + chunk(
        b"fcTL", struct.pack(">5I2H2B", 0, 4, 3, 0, 0, 1, 9, 0, 0)
    )
    second = chunk(b"fcTL", struct.pack(">5I2H2B", 1, 4, 3, 0, 0, 1, 9, 0, 0))
    second += chunk(b"fdAT", b"\0\0\0\2" + zlib.compress((b"\0" + b"\xf0" * 12) * 3))
    end = chunk(b"IEND", b"")
    yield sent("APNG", made(before=frames).replace(end, second + end), PICTURE)


def sizes() -> Iterator[Case]:
    """Sizes at the limits and beyond, and pictures that swell."""
    for width, height in ((1, 1), (8192, 1), (1, 8192), (6300, 6300)):
        yield sent(f"{width}x{height}", made(width, height), PICTURE)
    for width, height in ((30_000, 30_000), (8193, 1), (1, 8193), (6400, 6400), (2**31, 1), (2**32 - 1, 2**32 - 1)):
        yield sent(f"{width}x{height} declared", png(width, height), TOO_LARGE)
    for width, height in ((0, 5), (5, 0), (0, 0)):
        yield sent(f"{width}x{height} declared", png(width, height), IMAGE)
    yield sent("8192x4000 declared and nothing there", png(8192, 4000), IMAGE)
    swelling = bomb()
    yield sent("pixels that swell", made(idat=swelling), IMAGE)
    yield sent("pixels that swell in 1280x720", made(1280, 720, idat=swelling), IMAGE)
    yield sent("a text that swells", made(before=chunk(b"zTXt", b"Comment\0\0" + swelling)), PICTURE)
    yield sent("a profile that swells", made(before=chunk(b"iCCP", b"profile\0\0" + swelling)), PICTURE)
    texts = b"".join(chunk(b"tEXt", b"key%d\0value" % number) for number in range(100_000))
    yield sent("a hundred thousand texts", made(before=texts), IMAGE)


def jpegs() -> Iterator[Case]:
    """The same for Attendee's JPEG."""

    def shown(name: str, data: bytes, outcome: str, **more: Any) -> Case:
        return case(name, json.dumps(attendee(frame=encoded(data), **more)), outcome)

    colourful = Image.effect_noise((33, 17), 90).convert("RGB")
    whole = pictures.jpeg(colourful)
    for mode in ("RGB", "L", "CMYK"):
        for is_progressive in (False, True):
            picture = pictures.jpeg(colourful.convert(mode), progressive=is_progressive)
            yield shown(f"JPEG {mode}{', progressive' * is_progressive}", picture, PICTURE)
    yield shown("JPEG 1x1", pictures.jpeg(Image.new("RGB", (1, 1))), PICTURE)
    yield shown("JPEG with rubbish behind", whole + bytes(99), PICTURE)
    for length in (0, 1, 2, 3, 4, 20, whole.index(b"\xff\xda"), whole.index(b"\xff\xda") + 14, len(whole) - 40):
        yield shown(f"JPEG cut at {length}", whole[:length], IMAGE)
    yield shown("JPEG without tables", jpeg(), IMAGE)
    yield shown("JPEG of 65535x65535", jpeg(65535, 65535), TOO_LARGE)
    yield shown("JPEG of 0x5", jpeg(0, 5), IMAGE)
    yield shown("JPEG of 9 bits", jpeg(precision=9), IMAGE)
    yield shown("JPEG of empty segments", b"\xff\xd8" + b"\xff\xe1\0\2" * 5000 + whole[2:], IMAGE)
    yield shown("JPEG of fill bytes", whole[:2] + b"\xff" * 1_000_000 + whole[2:], IMAGE)
    yield shown("a PNG that calls itself JPEG", png(), IMAGE)
    yield shown("a JPEG that calls itself PNG", whole, IMAGE, format="png")
    yield shown("a JPEG with an arithmetic code", jpeg(marker=0xC9), IMAGE)


STREAM_CASES = [*hellos(), *headers()]
PICTURE_CASES = [*damage(), *kinds(), *sizes(), *jpegs()]
