"""H.264 to pictures, through libav: units in, in their order, and every picture with the name of its unit."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recall_viewer.decoding.decoders import Picture, image_over, progressive
from recall_viewer.model.layout import Rect, fit
from recall_viewer.texts import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import av
    from av.video.reformatter import VideoReformatter

    from recall_viewer.model.frames import Frame

MOST_LATE = 32
"""Units whose picture is still to come. A decoder holds back 16 pictures at most; of two fields one picture comes."""


@dataclass(frozen=True, slots=True)
class Unit:
    """An access unit on its way: the frame that it is, and what a decoder needs before it, in Annex B."""

    frame: Frame
    before: bytes = field(default=b"", repr=False)

    @property
    def is_idr(self) -> bool:
        """Whether decoding may begin with it."""
        return self.frame.unit is not None and self.frame.unit.is_idr


@dataclass(frozen=True, slots=True)
class Whole:
    """A decoded picture at its own size, with the frame that it belongs to."""

    frame: Frame
    image: av.VideoFrame = field(repr=False)
    size_bytes: int
    """Memory held by its planes."""


@dataclass(slots=True)
class Decoded:
    """What became of some units.

    `newest` is the last picture that came, and `picture` the same scaled, where somebody sees it; `passed` are the
    units whose pictures came before it; `failed` those that are damaged, each with what is wrong; `useless` those that
    came after one of them, and before an IDR.
    """

    newest: Whole | None = None
    picture: Picture | None = None
    passed: list[Frame] = field(default_factory=list)
    failed: list[tuple[Frame, Text]] = field(default_factory=list)
    useless: list[Frame] = field(default_factory=list)
    is_broken: bool = False
    """After these, an IDR is needed."""


class H264Decoder:
    """One stream's decoder. One thread at a time uses it; dropping it closes it."""

    def __init__(self) -> None:
        self._context: av.VideoCodecContext | None = None
        self._late: deque[tuple[int, Frame]] = deque()
        """The units whose picture has not come yet, by number: with B-frames it comes some units later."""
        self._number = 0
        self._scaler = Scaler()

    def feed(self, units: Sequence[Unit], room_px: tuple[int, int] | None) -> Decoded:
        """Decode units in their order, and scale the last picture into `room_px`; raises nothing over their content."""
        decoded = Decoded()
        for unit in units:
            if self._context is None and not unit.is_idr:
                decoded.useless.append(unit.frame)
                continue
            try:
                self._decode(unit, decoded)
            except Exception as error:  # noqa: BLE001 - whatever libav makes of a bot's bytes is the unit's fault
                kind = type(error).__name__
                is_usual = kind == "InvalidDataError"
                found = Text("H.264 unit damaged") if is_usual else Text("{kind} while decoding", kind=kind)
                self._give_up(unit.frame, decoded, found)
        decoded.is_broken = self._context is None
        if decoded.newest is not None and room_px is not None:
            decoded.picture = self._scaler.scale(decoded.newest, room_px)
        return decoded

    def scale(self, whole: Whole, room_px: tuple[int, int]) -> Picture:
        """Scale a picture that was decoded before."""
        return self._scaler.scale(whole, room_px)

    def _decode(self, unit: Unit, decoded: Decoded) -> None:
        import av  # noqa: PLC0415 - 60 ms that the first window need not wait for

        if self._context is None:
            self._context = _opened()
        packet = av.Packet(unit.before + bytes(unit.frame.data))
        packet.pts = self._number
        self._late.append((self._number, unit.frame))
        self._number += 1
        for image in self._context.decode(packet):
            if isinstance(image, av.VideoFrame):
                self._take(image, decoded)
        while self._late and self._late[0][0] < self._number - MOST_LATE:
            decoded.passed.append(self._late.popleft()[1])

    def _take(self, image: av.VideoFrame, decoded: Decoded) -> None:
        frame = next((frame for number, frame in self._late if number == image.pts), None)
        if frame is None:
            return
        self._late.remove((image.pts or 0, frame))
        if image.is_corrupt:
            self._give_up(frame, decoded, Text("H.264 unit damaged"))
            return
        if decoded.newest is not None:
            decoded.passed.append(decoded.newest.frame)
        if image.interlaced_frame:
            image = progressive(image)
        decoded.newest = Whole(frame, image, sum(plane.buffer_size for plane in image.planes))

    def _give_up(self, broken: Frame, decoded: Decoded, found: Text) -> None:
        """Begin anew with the next IDR: a decoder that goes on would smear."""
        self._context = None
        decoded.passed += [frame for _, frame in self._late if frame is not broken]
        self._late.clear()
        size = f"{broken.width}x{broken.height}"
        decoded.failed.append((broken, Text("{size} declared, {found}", size=size, found=found)))


class Scaler:
    """Scales pictures of one stream: libav keeps what it worked out for the last size."""

    def __init__(self) -> None:
        self._reformatter: VideoReformatter | None = None

    def scale(self, whole: Whole, room_px: tuple[int, int]) -> Picture:
        """Return a picture that fits into a room.

        From these planes four bytes a pixel take half the time of three, and Qt paints them as they are.
        """
        from av.video.reformatter import VideoReformatter  # noqa: PLC0415 - see `H264Decoder`

        if self._reformatter is None:
            self._reformatter = VideoReformatter()
        target = fit(whole.image.width, whole.image.height, Rect(0, 0, *room_px))
        packed = self._reformatter.reformat(
            whole.image, target.width, target.height, "bgra", interpolation="BILINEAR", threads=1
        )
        return Picture(whole.frame, image_over(packed), room_px, packed, whole)


def _opened() -> av.VideoCodecContext:
    import av  # noqa: PLC0415 - see above

    context = av.CodecContext.create("h264", "r")
    # Threads of its own would hold pictures back, and are not needed: streams share the workers.
    context.thread_count = 1
    # Without it half a unit passes for a whole one.
    context.options = {"err_detect": "explode"}
    return context
