"""The line over or below a tile's picture: name, bot, size, fps, state and age, as far as there is room."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont

from recall_viewer.gui import theme, tile_paint
from recall_viewer.gui.look import state_word
from recall_viewer.gui.shapes import colour_of, paint_state
from recall_viewer.gui.theme import DARK
from recall_viewer.gui.tile_paint import GAP_PX, NARROW_PX, PADDING_PX, Fonts
from recall_viewer.model.status import State

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from recall_viewer.gui.look import Look

SHAPE_PX = 14.0
SIZE_FROM_PX = 220
FPS_FROM_PX = 340
"""Narrower tiles leave fps away, and the size beside a bot's id."""


@dataclass(frozen=True, slots=True)
class Room:
    """Where a caption may write: `box` is the line, `left` where it begins after badges.

    `buttons` lie over a part of it (a share under the pointer): nothing is written there. `is_state_said` where the
    words of a placeholder's state stand in its middle, `has_inline_state` where those of a share have room here.
    """

    box: QRectF
    left: float
    buttons: QRectF | None
    is_state_said: bool
    has_inline_state: bool

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.box.right() - PADDING_PX

    def name_px(self, figures_px: float) -> float:
        """Return what is left for name and bot beside figures of this width."""
        right = self.right - figures_px - GAP_PX
        if self.buttons is not None:
            right = min(right, self.buttons.left() - GAP_PX)
        return max(0.0, right - self.left)

    def has_room_for(self, figures_px: float) -> bool:
        """Say whether figures of this width are free of the buttons."""
        return self.buttons is None or self.right - figures_px >= self.buttons.right() + GAP_PX


def paint_caption(
    painter: QPainter, look: Look, tile: QRectF, fonts: Fonts, *, box: QRectF, buttons: QRectF | None
) -> None:
    """Paint it. It gives way in this order: fps, size, bot, then the name is elided; state and age never."""
    if look.is_share:
        painter.fillRect(box, theme.PLACEHOLDER)
    elif not look.is_placeholder:
        painter.fillRect(box, theme.SCRIM)
    room = Room(box, box.left() + PADDING_PX, buttons, tile_paint.has_words(tile), _has_inline_state(look, box, fonts))
    if look.is_share and _has_room_for_badges(look, room, fonts):
        room = replace(room, left=tile_paint.paint_badges_in_bar(painter, look, box, room.left, fonts))
    strip_px, has_sentence = _inline_state(look, room, fonts)
    figures, bot_px = _what_fits(look, room, fonts, strip_px)
    _paint_figures(painter, look, room, fonts, figures)
    state_px = _state_px(look, room, fonts)
    names_px = room.name_px(_width_of(figures, fonts) + state_px) - bot_px - strip_px
    shown = look.name
    if _name_px(fonts, look.name) > names_px:
        shown = theme.metrics(fonts.name).elidedText(look.name, Qt.TextElideMode.ElideRight, max(0.0, names_px))
    painter.setPen(QColor(DARK.text))
    left = tile_paint.draw(painter, fonts.name, shown, room.left, box)
    if bot_px:
        painter.setPen(theme.FIGURES)
        left = tile_paint.draw(painter, fonts.mono, look.bot, left + PADDING_PX, box)
    if strip_px:
        left += GAP_PX if shown else 0
        tile_paint.paint_state_words(painter, look, left, box, fonts, with_sentence=has_sentence)


@lru_cache(maxsize=2048)
def _name_px(fonts: Fonts, name: str) -> float:
    """Return the width of a name; it is asked for several times a second, and names stay."""
    return theme.metrics(fonts.name).horizontalAdvance(name)


@lru_cache(maxsize=256)
def _bot_px(fonts: Fonts, bot: str) -> float:
    return theme.metrics(fonts.mono).horizontalAdvance(bot) + GAP_PX if bot else 0.0


@lru_cache(maxsize=1024)
def _figure_px(fonts: Fonts, text: str, *, is_strong: bool) -> float:
    return theme.metrics(fonts.strong_figure if is_strong else fonts.figure).horizontalAdvance(text)


def _width_of(figures: list[str], fonts: Fonts) -> float:
    return sum(_figure_px(fonts, text, is_strong=False) + GAP_PX for text in figures)


def _has_inline_state(look: Look, box: QRectF, fonts: Fonts) -> bool:
    if not (look.is_share and look.has_strip):
        return False
    age_px = theme.metrics(fonts.strong_figure).horizontalAdvance(look.age)
    return tile_paint.inline_state_px(look, fonts, with_sentence=False) + age_px + PADDING_PX <= box.width()


def _has_room_for_badges(look: Look, room: Room, fonts: Fonts) -> bool:
    """Say whether a share's badges leave room for its state."""
    word_px = tile_paint.inline_state_px(look, fonts, with_sentence=False) if room.has_inline_state else 0.0
    badges_px = tile_paint.badges_in_bar_px(look, fonts)
    return badges_px + word_px <= room.name_px(_state_px(look, room, fonts))


def _inline_state(look: Look, room: Room, fonts: Fonts) -> tuple[float, bool]:
    """Return the width of the state's words in a share's bar, and whether the sentence has room beside the word."""
    if not room.has_inline_state:
        return 0.0, False
    whole_px = tile_paint.inline_state_px(look, fonts, with_sentence=True)
    if room.name_px(_state_px(look, room, fonts)) - whole_px >= theme.metrics(fonts.name).averageCharWidth() * 6:
        return whole_px, True
    return tile_paint.inline_state_px(look, fonts, with_sentence=False), False


def _what_fits(look: Look, room: Room, fonts: Fonts, strip_px: float) -> tuple[list[str], float]:
    """Return the figures left of the age, from right to left, and the width of the bot's id (0 for none)."""
    state_px = _state_px(look, room, fonts)
    name_px, bot_px = _name_px(fonts, look.name), _bot_px(fonts, look.bot)
    figures = _figures(look, room)
    while figures:
        figures_px = state_px + _width_of(figures, fonts)
        if room.has_room_for(figures_px) and name_px + bot_px + strip_px <= room.name_px(figures_px):
            return figures, bot_px
        figures = figures[1:] if figures[0] == look.fps else figures[:-1]
    return [], bot_px if name_px + bot_px + strip_px <= room.name_px(state_px) else 0.0


def _figures(look: Look, room: Room) -> list[str]:
    """Return fps and size, where the tile is wide enough for them at all."""
    width = room.box.width()
    says_size = any("×" in badge.text for badge in look.badges) and width >= NARROW_PX
    least_px = FPS_FROM_PX if look.bot or _says_unchanged(look, room) else SIZE_FROM_PX
    figures = [look.fps] if look.fps and width >= FPS_FROM_PX else []
    if look.size and not says_size and width >= least_px and not look.is_placeholder:
        figures.append(look.size)
    return figures


def _age(look: Look, room: Room, fonts: Fonts) -> str:
    """Return state and age as they stand at the right end."""
    if look.is_placeholder:
        # Where there is no room for words in the middle, the state stands here.
        word = "" if room.is_state_said or look.state is State.LIVE else state_word(look.state)
        room_px = room.box.width() - 2 * PADDING_PX - SHAPE_PX
        return theme.metrics(fonts.strong_figure).elidedText(word, Qt.TextElideMode.ElideRight, room_px)
    is_late = look.state is State.LATE and not look.frozen
    return f"{state_word(look.state)} {look.age}" if is_late and look.age else look.age


def _has_shape(look: Look, room: Room) -> bool:
    return not look.has_strip or (look.is_share and not room.has_inline_state)


def _age_font(look: Look, fonts: Fonts) -> QFont:
    return fonts.figure if look.state is State.LIVE else fonts.strong_figure


def _says_unchanged(look: Look, room: Room) -> bool:
    is_said_elsewhere = look.has_strip or look.is_placeholder
    return bool(look.unchanged) and not is_said_elsewhere and room.box.width() >= SIZE_FROM_PX


def _state_px(look: Look, room: Room, fonts: Fonts) -> float:
    """Return the width of what never gives way."""
    age = _age(look, room, fonts)
    if not age:
        return 0.0
    is_strong = look.state is not State.LIVE
    width = _figure_px(fonts, age, is_strong=is_strong) + (SHAPE_PX if _has_shape(look, room) else 0)
    if _says_unchanged(look, room):
        width += GAP_PX + _figure_px(fonts, look.unchanged, is_strong=True)
    return width


def _paint_figures(painter: QPainter, look: Look, room: Room, fonts: Fonts, figures: list[str]) -> None:
    """Paint age, fps and size from the right."""
    right, box = room.right, room.box
    if age := _age(look, room, fonts):
        colour = theme.FIGURES if look.state is State.LIVE else colour_of(look.state)
        painter.setPen(QColor(DARK.frozen) if look.frozen else colour)
        right = tile_paint.draw_before(painter, _age_font(look, fonts), age, right, box)
        if _has_shape(look, room):
            right -= SHAPE_PX
            paint_state(painter, look.state, QRectF(right, box.center().y() - 4, 8, 8), colour_of(look.state))
    if _says_unchanged(look, room):
        painter.setPen(QColor(DARK.secondary))
        right = tile_paint.draw_before(painter, fonts.strong_figure, look.unchanged, right - GAP_PX, box)
    painter.setPen(theme.FIGURES)
    for text in figures:
        right = tile_paint.draw_before(painter, fonts.figure, text, right - GAP_PX, box)
