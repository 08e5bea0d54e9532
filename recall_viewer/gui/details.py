"""What the Details panel says of one stream, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from recall_viewer.gui.fact_row import NONE
from recall_viewer.gui.look import age_text, display_name, figure, kind_name, plain, state_name
from recall_viewer.gui.traces import Bar, Trace
from recall_viewer.model import status
from recall_viewer.model.history import GAPS_KEPT
from recall_viewer.model.status import State
from recall_viewer.protocol.events import Dialect

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from recall_viewer.model.frames import Frame
    from recall_viewer.model.history import History, Rate, Size
    from recall_viewer.model.keys import StreamKey
    from recall_viewer.model.stream import Stream
    from recall_viewer.protocol.events import Participant

MOST_LABELS = 4
"""Pairs of `bot.metadata` that are shown; the wire sets no limit."""
LONGEST_VALUE = 200
SHOWN_OF_RECEIVED = 0.9
"""Less than this of what was received is a shortfall; the newest frame is still on its way."""
RECEIVED_OF_USUAL = 0.75
HEADROOM = 1.08
OVERDUE = 1.5


@dataclass(frozen=True, slots=True)
class DetailsFacts:
    """Everything that the panel shows; "—" stands where nothing is known. Ids are whole."""

    key: StreamKey
    name: str
    state: State
    is_frozen: bool
    status: str
    sizes: Trace
    size_now: str
    size_before: str
    format: str
    rates: Trace
    fps: str
    counts: str
    not_shown: str
    bit_rate: str
    gaps: Trace
    participant: str
    role: str
    bot: str
    recording: str
    kind: str
    labels: tuple[tuple[str, str], ...]
    protocol: str
    remote: str
    opened: str
    video_time: str


def tr(text: str) -> str:
    """Translate a text of the details."""
    return QCoreApplication.translate("Details", text)


def facts_of(
    stream: Stream,
    history: History,
    frame: Frame | None,
    now: float,
    *,
    time_text: Callable[[float], str],
    remote: str = "",
    opened_at: float | None = None,
    missed: int | None = None,
) -> DetailsFacts:
    """Say what is known of a stream at a time.

    `frame` is the one whose picture its tile shows: state and age are that picture's, as on the tile. `time_text` gives
    the local time of one of the clock. `remote` and `opened_at` are those of its connection, `missed` counts the frames
    since the person froze it (`None` where they did not).
    """
    state = stream.shown_state(frame.arrived_at if frame else None, now)
    received, shown = history.fps(now)
    return DetailsFacts(
        key=stream.key,
        name=display_name(stream),
        state=state,
        is_frozen=missed is not None,
        status=_status(stream, state, frame, now, missed),
        sizes=size_trace(history.sizes(now)),
        size_now=f"{stream.width}×{stream.height}" if stream.width else NONE,
        size_before=_before(history, time_text),
        format=f"{frame.codec.usual_name}, {bytes_text(len(frame.data))}" if frame else NONE,
        rates=rate_trace(history.rates(now)),
        fps=f"{figure(received)} / {figure(shown)}",
        counts=f"{history.received} / {history.shown}",
        not_shown=f"{history.superseded} / {history.hidden}",
        bit_rate=f"{figure(history.bytes_per_s(now) * 8 / 1e6)} Mbit/s",
        gaps=gap_trace(_gaps_s(stream, history, now)),
        participant=plain(str(stream.participant.id)[:LONGEST_VALUE]),
        role=_role(stream.participant),
        bot=plain(stream.key.bot_id[:LONGEST_VALUE]) or NONE,
        recording=plain((stream.bot.recording_id or "")[:LONGEST_VALUE]) or NONE,
        kind=_kind(stream),
        labels=tuple(
            (plain(name[:LONGEST_VALUE]), plain(value[:LONGEST_VALUE]) or NONE)
            for name, value in stream.bot.metadata[:MOST_LABELS]
        ),
        protocol=_protocol(stream.dialect),
        remote=remote or NONE,
        opened=NONE if opened_at is None else f"{time_text(opened_at)}, {span_text(now - opened_at)}",
        video_time=NONE if frame is None or frame.video_time_s is None else f"{figure(frame.video_time_s, '+.1f')} s",
    )


def bytes_text(count: int) -> str:
    """Return a size in bytes as people read it."""
    return f"{figure(count / 2**20)} MiB" if count >= 2**20 else f"{max(1, round(count / 1024))} KiB"


def span_text(seconds: float) -> str:
    """Return a span of time by its two largest units."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"


def size_trace(sizes: Sequence[Size | None]) -> Trace:
    """Return the sizes as bars, by the length of their sides: the largest fills the height."""
    lengths = [(size.width * size.height) ** 0.5 if size else 0.0 for size in sizes]
    longest = max(lengths, default=0.0)
    known = [size for size in sizes if size]
    said = ""
    if known:
        low, high = (f(known, key=lambda size: size.width * size.height) for f in (min, max))
        said = tr("{low} to {high}").format(low=f"{low.width}×{low.height}", high=f"{high.width}×{high.height}")
        said = f"{high.width}×{high.height}" if low == high else said
    bars = tuple(Bar(length / longest, "size") if length else None for length in lengths)
    return Trace(bars, said)


def rate_trace(rates: Sequence[Rate]) -> Trace:
    """Return the frames per second as bars: filled what was shown, outlined what else came, amber what fell short."""
    received = [rate.received for rate in rates]
    highest = max(received, default=0.0)
    if not highest:
        return Trace((None,) * len(rates))
    usual = median(rate for rate in received if rate > 0)
    first = next(number for number, rate in enumerate(received) if rate > 0)
    bars = []
    for number, rate in enumerate(rates):
        # Where the stream begins in the trace, its first span is not whole.
        is_begun = number > first or number == 0
        is_slow = is_begun and rate.received < RECEIVED_OF_USUAL * usual
        bars.append(_rate_bar(rate, highest * HEADROOM, is_slow=is_slow) if number >= first else None)
    short = sum(bar is not None and bar.tone == "amber" for bar in bars)
    said = tr("at most {most} per second, short in {short} of {all} spans")
    return Trace(tuple(bars), said.format(most=figure(highest), short=short, all=len(bars) - first))


def gap_trace(gaps_s: Sequence[float]) -> Trace:
    """Return the times between frames as bars: the usual one is half as high, amber one that made the tile late."""
    if not gaps_s:
        return Trace()
    usual_s, longest_s = median(gaps_s), max(gaps_s)
    late_s = max(status.LATE_AFTER_S, 3 * status.usual_gap_s(gaps_s))
    bars = tuple(Bar(gap_s / (2 * usual_s), "amber" if gap_s >= late_s else "live") for gap_s in gaps_s)
    words = {"usual": figure(usual_s, ".2f"), "longest": figure(longest_s, ".2f")}
    return Trace(bars, tr("usual {usual} s, longest {longest} s").format(**words))


def _rate_bar(rate: Rate, top: float, *, is_slow: bool) -> Bar:
    is_short = rate.shown + rate.hidden < SHOWN_OF_RECEIVED * rate.received
    if is_short or is_slow:
        return Bar(rate.shown / top, "amber", rate.received / top)
    if rate.hidden > rate.shown:
        return Bar(0.0, "hidden", rate.received / top)
    return Bar(rate.received / top, "live")


def _gaps_s(stream: Stream, history: History, now: float) -> tuple[float, ...]:
    """Return the times between frames, with the one that is not over yet where it is already longer than usual."""
    gaps_s = history.gaps_s
    if not gaps_s or stream.frame_at is None or stream.is_away:
        return gaps_s
    open_s = now - stream.frame_at
    return (*gaps_s[-GAPS_KEPT + 1 :], open_s) if open_s > OVERDUE * median(gaps_s) else gaps_s


def _status(stream: Stream, state: State, frame: Frame | None, now: float, missed: int | None) -> str:
    if missed is not None:
        return (tr("frozen, +{count} frame") if missed == 1 else tr("frozen, +{count} frames")).format(count=missed)
    word = state_name(state)
    frame_at = frame.arrived_at if frame else stream.frame_at
    if frame_at is None or state in (State.WAITING, State.OFF):
        return word
    return f"{word}, {age_text(now - frame_at)}"


def _before(history: History, time_text: Callable[[float], str]) -> str:
    before = history.before
    if before is None:
        return NONE
    size = f"{before.size.width}×{before.size.height}"
    return tr("{size} until {time}").format(size=size, time=time_text(before.until))


def _role(participant: Participant) -> str:
    """Say whether somebody is the host, and how they are in the meeting."""
    known = (tr("host") if participant.is_host else "", plain((participant.platform or "")[:LONGEST_VALUE]))
    return ", ".join(part for part in known if part) or NONE


def _kind(stream: Stream) -> str:
    word = kind_name(stream.kind)
    return tr("{kind}, a guess").format(kind=word) if stream.is_guess else word


def _protocol(dialect: Dialect) -> str:
    match dialect:
        case Dialect.STREAM:
            return tr("stream (v1.10)")
        case Dialect.ENDPOINT:
            return tr("endpoint (v1.11)")
        case Dialect.ATTENDEE:
            return "Attendee"
        case _:
            return tr("unknown")
