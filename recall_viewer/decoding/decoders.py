"""One decoder a codec: fed with frames, it gives pictures at display size. Runs in worker threads, without the GIL."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtGui import QImage

from recall_viewer.decoding.png_chunks import ChunkError, holds_all_rows, needed
from recall_viewer.model.layout import Rect, fit
from recall_viewer.protocol.events import Codec
from recall_viewer.texts import Text

if TYPE_CHECKING:
    import av
    from PIL.Image import Image

    from recall_viewer.decoding.h264 import Whole
    from recall_viewer.model.frames import Frame

MAX_JPEG_SCANS = 100
"""A progressive JPEG has about ten. Each goes over the whole picture, however few bytes it takes: 200 000 fit into a
message, and would take a thread for a quarter of an hour."""

JPEG_SCAN = b"\xff\xda"
PNG_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"


class DecodingError(Exception):
    """A frame that holds no whole picture; `detail` says what was declared and what is wrong."""

    def __init__(self, detail: Text) -> None:
        super().__init__(detail)
        self.detail = detail


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A decoded frame, scaled to fit into `room_px` (device pixels).

    `image` is RGB888 or RGB32 over `pixels`, which it does not own: both live as long as the picture does. `whole` is
    the picture at its own size, where the frame alone does not make it again.
    """

    frame: Frame
    image: QImage
    room_px: tuple[int, int]
    pixels: object = field(repr=False)
    whole: Whole | None = field(default=None, repr=False)

    @property
    def size_bytes(self) -> int:
        """Memory held by the pixels."""
        return self.image.sizeInBytes() + (self.whole.size_bytes if self.whole else 0)

    def file_bytes(self) -> bytes | memoryview:
        """Return what a file of it holds: the picture as received, or where there is none of its own, one as PNG."""
        if self.whole is None:
            return self.frame.data
        encoded = io.BytesIO()
        image = cast("Image", self.whole.image.to_image())  # type: ignore[no-untyped-call]
        image.save(encoded, "PNG")
        return encoded.getvalue()


class Decoder(Protocol):
    """Turns the frames of one stream into pictures."""

    def feed(self, frame: Frame, room_px: tuple[int, int]) -> list[Picture]:
        """Decode one frame and scale it into `room_px`; raises `DecodingError`. A picture names its frame."""


class PngDecoder:
    """PNG through libav: two thirds of Pillow's time, and it refuses wrong checksums and cut chunks."""

    def feed(self, frame: Frame, room_px: tuple[int, int]) -> list[Picture]:
        """Decode one PNG; see `Decoder`."""
        import av  # noqa: PLC0415 - 60 ms that the first window need not wait for

        try:
            data = needed(frame.data)
        except ChunkError as error:
            raise DecodingError(_what_is_wrong(frame, error.detail)) from error
        # libav's PNG decoder adds a packet that is no keyframe to the picture before it (it reads APNG too): both a
        # context of its own and the flag keep one participant's face out of another's tile.
        context = av.CodecContext.create("png", "r")
        context.thread_count = 1
        context.options = {"err_detect": "crccheck+explode"}
        packet = av.Packet(data)  # type: ignore[arg-type]
        packet.is_keyframe = True
        try:
            decoded = context.decode(packet)
        except av.FFmpegError as error:
            raise DecodingError(_what_is_wrong(frame)) from error
        if len(decoded) != 1 or not isinstance(decoded[0], av.VideoFrame):
            raise DecodingError(_what_is_wrong(frame))
        if _may_lack_rows(decoded[0]) and not holds_all_rows(data):
            raise DecodingError(_what_is_wrong(frame, Text("data without the last rows")))
        whole = progressive(decoded[0]) if decoded[0].interlaced_frame else decoded[0]
        target = fit(whole.width, whole.height, Rect(0, 0, *room_px))
        packed = _scaled(whole, target)
        return [Picture(frame, image_over(packed), room_px, packed)]


class JpegDecoder:
    """JPEG through Pillow, which can decode it at a fraction of its size."""

    def feed(self, frame: Frame, room_px: tuple[int, int]) -> list[Picture]:
        """Decode one JPEG; see `Decoder`."""
        from PIL import Image  # noqa: PLC0415 - only bots that send JPEG need it

        target = fit(frame.width, frame.height, Rect(0, 0, *room_px))
        size = (target.width, target.height)
        # Among pixels 0xff is followed by 0 or by a restart.
        if bytes(frame.data).count(JPEG_SCAN) > MAX_JPEG_SCANS:
            raise DecodingError(_what_is_wrong(frame, Text("more than {most} scans", most=MAX_JPEG_SCANS)))
        try:
            with Image.open(io.BytesIO(frame.data), formats=["JPEG"]) as encoded:
                encoded.draft("RGB", size)
                image = encoded.convert("RGB").resize(size, Image.Resampling.BILINEAR)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            raise DecodingError(_what_is_wrong(frame)) from error
        pixels = image.tobytes()
        shown = QImage(pixels, *size, 3 * target.width, QImage.Format.Format_RGB888)
        return [Picture(frame, shown, room_px, pixels)]


def decoder_for(codec: Codec) -> Decoder:
    """Return a decoder for one stream of this codec."""
    return PngDecoder() if codec is Codec.PNG else JpegDecoder()


def _may_lack_rows(decoded: av.VideoFrame) -> bool:
    """Say whether rows may be missing: libav says nothing, and leaves zeros in their place."""
    plane = decoded.planes[0]
    last_row = memoryview(plane)[plane.line_size * (decoded.height - 1) : plane.line_size * decoded.height]
    return decoded.interlaced_frame or not any(last_row)


def _scaled(whole: av.VideoFrame, target: Rect) -> av.VideoFrame:
    """Return it as packed RGB of another size.

    Scaled to planes and packed afterwards, it comes out the same as in one step, in two thirds of the time; where a
    picture is nearly as large as its room, in a third.
    """
    if (whole.width, whole.height) != (target.width, target.height):
        whole = whole.reformat(target.width, target.height, "gbrp", interpolation="BILINEAR", threads=1)
    return whole.reformat(format="rgb24", threads=1)


def progressive(interlaced: av.VideoFrame) -> av.VideoFrame:
    """Take an interlaced picture as a whole: libav would scale every other line by itself, as in television."""
    import av  # noqa: PLC0415

    graph = av.filter.Graph()
    source = graph.add_buffer(
        width=interlaced.width, height=interlaced.height, format=interlaced.format, time_base=Fraction(1)
    )
    graph.link_nodes(source, graph.add("setfield", "prog"), graph.add("buffersink")).configure()
    graph.push(interlaced)
    return cast("av.VideoFrame", graph.pull())


def image_over(packed: av.VideoFrame) -> QImage:
    """Return an image over the pixels of a packed picture, which have to outlive it."""
    form = QImage.Format.Format_RGB888 if packed.format.name == "rgb24" else QImage.Format.Format_RGB32
    plane = packed.planes[0]
    return QImage(memoryview(plane), packed.width, packed.height, plane.line_size, form)


def _what_is_wrong(frame: Frame, known: Text | None = None) -> Text:
    is_cut = frame.codec is Codec.PNG and bytes(frame.data[-len(PNG_END) :]) != PNG_END
    found = known or (Text("data truncated") if is_cut else Text("data damaged"))
    return Text("{size} declared, {found}", size=f"{frame.width}x{frame.height}", found=found)
