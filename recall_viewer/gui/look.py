"""What a tile says, as plain values: made from a stream and the time, painted by the tile."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from recall_viewer.gui.saying import said
from recall_viewer.model.status import State
from recall_viewer.protocol.events import Dialect, Kind

if TYPE_CHECKING:
    from recall_viewer.model.stream import Stream

UNCHANGED_AFTER_S = 10.0
FADES_OUT_FOR_S = 0.4
LONGEST_NAME = 200
"""Letters of a name that are laid out at all; no tile has room for more."""

MOST_ACCENTS = 4
"""Marks on one letter; no language that names are written in needs more."""


@dataclass(frozen=True, slots=True)
class Badge:
    """A plate in the corner: `tone` names its colours; `short` stands in narrow tiles."""

    text: str
    tone: str
    short: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """All that a tile shows beside its picture."""

    name: str
    initials: str
    bot: str
    size: str
    fps: str
    state: State
    age: str
    headline: str
    """A few words beside the state's word; the sentence may stand on a line of its own."""
    sentence: str
    badges: tuple[Badge, ...]
    kind: str
    has_picture: bool
    unchanged: str = ""
    """For how long the bytes of a camera have been identical, where that is worth saying."""
    frozen: str = ""
    """How many frames came since the person froze it; "" where they did not."""
    is_pinned: bool = False
    is_leaving: bool = False
    """The tile is about to go."""
    is_speaking: bool = False
    """Whoever it shows speaks."""

    @property
    def is_share(self) -> bool:
        """Whether it is a screenshare: nothing may cover its picture."""
        return self.kind == Kind.SCREENSHARE

    @property
    def has_strip(self) -> bool:
        """Whether the state is said in a strip above the caption."""
        is_special = self.state not in (State.LIVE, State.LATE, State.WAITING, State.OFF)
        return self.has_picture and (bool(self.frozen) or is_special)

    @property
    def is_placeholder(self) -> bool:
        """Whether a name stands where the picture would be."""
        return not self.has_picture or (self.state in (State.WAITING, State.OFF) and not self.frozen)

    @property
    def is_grey(self) -> bool:
        """Whether the picture has lost its colours: nobody sends it any more."""
        return self.state in (State.DISCONNECTED, State.LOST, State.ENDED)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the window adds to what a stream says of itself. `missed` counts the frames since it was frozen."""

    with_bot: bool = False
    is_demo: bool = False
    has_picture: bool = False
    is_pinned: bool = False
    missed: int | None = None
    is_still: bool = False
    """Nothing fades."""
    is_speaking: bool = False


def look_at(stream: Stream, painted_at: float | None, now: float, setting: Setting) -> Look:
    """Say what the tile of a stream shows; `painted_at` is the arrival of the frame whose picture is painted."""
    state = stream.shown_state(painted_at, now)
    age_s = None if stream.frame_at is None else now - (stream.frame_at if painted_at is None else painted_at)
    fps = stream.fps(now) if state in (State.LIVE, State.LATE) else None
    name = display_name(stream)
    return Look(
        name=name,
        initials=_initials(stream.participant.name),
        bot=stream.key.bot_id[:8] if setting.with_bot else "",
        size=f"{stream.width}×{stream.height}" if stream.width else "",
        fps="" if fps is None else f"{figure(fps)} fps",
        state=state,
        age="" if age_s is None else age_text(age_s),
        headline=tr("BAD FRAME ×{count}").format(count=stream.bad_frames) if state is State.ERROR else "",
        sentence=_sentence(stream, state, age_s, now),
        badges=tuple(_badges(stream, state, now, setting)),
        kind=stream.kind,
        has_picture=setting.has_picture,
        unchanged=_unchanged(stream, state, now),
        frozen="" if setting.missed is None else _frozen(setting.missed),
        is_pinned=setting.is_pinned,
        is_leaving=not setting.is_still and setting.missed is None and _is_leaving(stream, now),
        is_speaking=setting.is_speaking and setting.missed is None and _can_speak(stream, state),
    )


def tr(text: str) -> str:
    """Translate a text of a tile."""
    return QCoreApplication.translate("Tile", text)


def plain(text: str) -> str:
    """Return a text from the wire with nothing in it that could act: no controls, no overrides of the direction.

    Nor does it tower over its line: of accents that stand on one letter only the first few are kept.
    """
    kept, accents = [], 0
    for character in text:
        category = unicodedata.category(character)
        accents = accents + 1 if category in ("Mn", "Me") else 0
        if accents <= MOST_ACCENTS:
            kept.append(" " if category in ("Cc", "Cf", "Zl", "Zp", "Cs") else character)
    return "".join(kept).strip()


def display_name(stream: Stream) -> str:
    """Return the name of a stream's participant as plain text, or "id 100" where it has none."""
    name = plain((stream.participant.name or "")[:LONGEST_NAME])
    if name:
        return name
    return tr("Active speaker") if stream.is_speaker_view else f"id {stream.participant.id}"


def figure(value: float, form: str = ".1f") -> str:
    """Return a number in a form of Python's, with the decimal sign of the language."""
    return f"{value:{form}}".replace(".", tr("."))


def age_text(age_s: float) -> str:
    """Return an age in words: tenths of a second only while they matter."""
    if age_s < 9.95:
        return f"{figure(max(age_s, 0))} s"
    if age_s < 120:
        return f"{age_s:.0f} s"
    if age_s < 7200:
        return f"{age_s / 60:.0f} min"
    return f"{age_s / 3600:.0f} h"


def state_word(state: State) -> str:
    """Return the word of a state, for captions and strips."""
    return {
        State.WAITING: tr("WAITING"),
        State.LIVE: tr("LIVE"),
        State.LATE: tr("LATE"),
        State.STALE: tr("STALE"),
        State.OFF: tr("OFF"),
        State.DISCONNECTED: tr("DISCONNECTED"),
        State.LOST: tr("LOST"),
        State.ENDED: tr("ENDED"),
        State.ERROR: tr("ERROR"),
    }[state]


def state_name(state: State) -> str:
    """Return the word of a state as it stands within a line: not every language may write it small."""
    return {
        State.WAITING: tr("waiting"),
        State.LIVE: tr("live"),
        State.LATE: tr("late"),
        State.STALE: tr("stale"),
        State.OFF: tr("off"),
        State.DISCONNECTED: tr("disconnected"),
        State.LOST: tr("lost"),
        State.ENDED: tr("ended"),
        State.ERROR: tr("error"),
    }[state]


def kind_name(kind: str) -> str:
    """Return what a stream shows, in the language of the window; `kind` is a value of `Kind`."""
    names: dict[str, str] = {Kind.CAMERA: tr("camera"), Kind.SCREENSHARE: tr("screenshare")}
    return names.get(kind, tr("unknown"))


def _is_leaving(stream: Stream, now: float) -> bool:
    return stream.leaves_at is not None and now >= stream.leaves_at - FADES_OUT_FOR_S


def _can_speak(stream: Stream, state: State) -> bool:
    """Say whether a tile may say that somebody speaks: not a share, nor one where nothing may look live."""
    return stream.kind is not Kind.SCREENSHARE and state in (State.WAITING, State.LIVE, State.LATE, State.OFF)


def _frozen(missed: int) -> str:
    return (tr("+{count} frame since") if missed == 1 else tr("+{count} frames since")).format(count=missed)


def _unchanged(stream: Stream, state: State, now: float) -> str:
    if stream.unchanged_since is None or stream.kind is Kind.SCREENSHARE or state is not State.LIVE:
        return ""
    age_s = now - stream.unchanged_since
    return tr("UNCHANGED {age}").format(age=age_text(age_s)) if age_s >= UNCHANGED_AFTER_S else ""


def _sentence(stream: Stream, state: State, age_s: float | None, now: float) -> str:
    match state:
        case State.WAITING:
            if stream.awaits_keyframe_since is not None:
                waited = age_text(now - stream.awaits_keyframe_since)
                return tr("waiting for a keyframe {age}").format(age=waited)
            return tr("Waiting for the first frame") if stream.frame_at is None else tr("Waiting for the next frame")
        case State.OFF:
            return tr("Screenshare off") if stream.kind is Kind.SCREENSHARE else tr("Camera off")
        case State.STALE:
            return tr("picture is {age} old").format(age=age_text(age_s or 0))
        case State.DISCONNECTED:
            every = 10 if stream.dialect is Dialect.ATTENDEE else 3
            return tr("waiting for the bot to reconnect (every {seconds} s)").format(seconds=every)
        case State.LOST:
            return tr("the bot has probably given up: its endpoint is then failed")
        case State.ENDED:
            ago = age_text(now - (stream.ended_at or now))
            return (tr("left {age} ago") if stream.has_left else tr("closed by the bot {age} ago")).format(age=ago)
        case State.ERROR:
            return plain(said(stream.bad_detail))
        case State.LIVE | State.LATE:
            return ""


def _badges(stream: Stream, state: State, now: float, setting: Setting) -> list[Badge]:
    badges = []
    since = stream.awaits_keyframe_since
    if since is not None and setting.has_picture and not stream.is_away:
        text = tr("waiting for a keyframe {age}").format(age=age_text(now - since))
        hint = tr("A unit of H.264 was lost or damaged: what follows can be shown from the next keyframe on")
        badges.append(Badge(text, "amber", tr("no keyframe {age}").format(age=age_text(now - since)), hint))
    if stream.kind is Kind.SCREENSHARE:
        badges.append(Badge(tr("SCREEN"), "blue", hint=tr("A screenshare")))
    if stream.is_small and state is not State.OFF:
        hint = tr("Normal while someone shares a screen: cameras are then sent at 256x144")
        badges.append(Badge(tr("SMALL") + " 256×144", "violet", tr("SMALL"), hint))
    if stream.is_speaker_view:
        hint = tr("The bot sends the active speaker only. For everyone: recording_mode: gallery_view_v2")
        badges.append(Badge(tr("ID 0 · speaker view?"), "amber", tr("ID 0"), hint))
    if stream.is_guess:
        hint = tr("Inferred from sizes: the older API does not say what a stream is. The menu corrects it")
        badges.append(Badge(tr("guess"), "plain", hint=hint))
    if setting.is_demo:
        badges.append(Badge(tr("DEMO"), "plain", hint=tr("A simulated participant")))
    return badges


def _initials(name: str | None) -> str:
    words = [word for word in plain((name or "")[:LONGEST_NAME]).split() if word[0].isalnum()]
    if not words:
        return "#"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
