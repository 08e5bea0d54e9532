"""Everything of a tile that is not its picture: caption, state strip, badges, placeholder. Only draws."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from recall_viewer.gui import icons, theme
from recall_viewer.gui.look import Badge, Look, state_word, tr
from recall_viewer.gui.shapes import colour_of, paint_bars, paint_state
from recall_viewer.gui.theme import DARK
from recall_viewer.model.status import State

PADDING_PX = 8.0
GAP_PX = 10.0
NARROW_PX = 280
STRIP_PX = 26
TALL_STRIP_PX = 44
SHARE_BAR_PX = 28
ELIDES_FROM_PX = 250
"""Narrower tiles leave a sentence that does not fit to the tooltip and the details."""
LEAST_HEIGHT_FOR_WORDS_PX = 100
BADGE_PX = 20

_STRIPS = {
    State.STALE: QColor("#2C2211"),
    State.DISCONNECTED: QColor("#341A19"),
    State.LOST: QColor("#341A19"),
    State.ERROR: QColor("#341A19"),
    State.ENDED: QColor("#22262B"),
}
_FROZEN_STRIP = QColor("#10292F")
_PLATES = {
    "blue": (QColor("#17304F"), QColor(DARK.blue)),
    "violet": (QColor("#2B2447"), QColor(DARK.violet)),
    "amber": (QColor("#35290F"), QColor(DARK.amber)),
    "plain": (QColor("#2B3037"), QColor(DARK.text)),
}
_AVATARS = ("#36474F", "#46384F", "#3B4A3C", "#4F4136", "#37425A", "#4F3840")


@dataclass(frozen=True, slots=True, eq=False)
class Fonts:
    """The fonts of a tile, made once: making one costs more than drawing with it."""

    name: QFont
    figure: QFont
    strong_figure: QFont
    badge: QFont
    mono: QFont
    avatar: QFont

    @classmethod
    def make(cls) -> Fonts:
        """Make them from the system's font."""
        return cls(
            name=theme.font(13, weight=600),
            figure=theme.font(12),
            strong_figure=theme.font(12, weight=600),
            badge=theme.font(11, weight=600),
            mono=theme.font(11, is_mono=True),
            avatar=theme.font(16, weight=500),
        )


def caption_height_px(width: float) -> int:
    """Return how high the caption of a tile of this width is."""
    return 24 if width < NARROW_PX else 28


def paint_strip(painter: QPainter, look: Look, tile: QRectF, fonts: Fonts) -> None:
    """Paint the state of a camera tile above its caption: word and sentence on one or two lines, as room allows."""
    fill = _FROZEN_STRIP if look.frozen else _STRIPS.get(look.state)
    if fill is None:
        return
    sentence_width = theme.metrics(fonts.figure).horizontalAdvance(_sentence(look))
    word_width = _word_width(look, fonts)
    inner = tile.width() - 2 * PADDING_PX
    is_one_line = word_width + PADDING_PX + sentence_width <= inner
    has_room = sentence_width + 16 <= inner or tile.width() >= ELIDES_FROM_PX
    has_second_line = not is_one_line and has_room and tile.height() >= 110
    height = TALL_STRIP_PX if has_second_line else STRIP_PX
    bottom = tile.bottom() - caption_height_px(tile.width())
    box = QRectF(tile.left(), bottom - height, tile.width(), height)
    painter.fillRect(box, fill)
    first = QRectF(box.left(), box.top(), box.width(), STRIP_PX if not has_second_line else TALL_STRIP_PX / 2 + 3)
    paint_state_words(painter, look, box.left() + PADDING_PX, first, fonts, with_sentence=is_one_line)
    if has_second_line:
        second = QRectF(box.left(), box.bottom() - 23, box.width(), 20)
        painter.setPen(QColor(DARK.text))
        elided = theme.metrics(fonts.figure).elidedText(_sentence(look), Qt.TextElideMode.ElideRight, inner - 16)
        draw(painter, fonts.figure, elided, box.left() + PADDING_PX + 16, second)


def paint_badges(painter: QPainter, look: Look, tile: QRectF, fonts: Fonts) -> list[tuple[QRectF, Badge]]:
    """Paint the pin and the badges in the top left corner; return where each is, for its hint."""
    placed = []
    left = tile.left() + PADDING_PX
    if look.is_pinned:
        plate = QRectF(left, tile.top() + PADDING_PX, BADGE_PX, BADGE_PX)
        _paint_pin(painter, plate)
        placed.append((plate, Badge("", "plain", hint=tr("Pinned: stands first"))))
        left += BADGE_PX + 4
    for badge in look.badges:
        text = badge.short if badge.short and tile.width() < NARROW_PX else badge.text
        width = theme.metrics(fonts.badge).horizontalAdvance(text) + 12
        if left + width > tile.right() - PADDING_PX:
            break
        plate = QRectF(left, tile.top() + PADDING_PX, width, BADGE_PX)
        _paint_plate(painter, plate, text, badge.tone, fonts)
        placed.append((plate, badge))
        left += width + 4
    return placed


def paint_placeholder(painter: QPainter, look: Look, tile: QRectF, fonts: Fonts) -> None:
    """Paint who it is where there is no picture: initials, and why there is none."""
    painter.fillRect(tile, theme.PLACEHOLDER)
    if look.state is State.LIVE:
        # Its picture is about to come, or to come back: initials would only flash.
        return
    room = tile.adjusted(0, 0, 0, -caption_height_px(tile.width()))
    says_why = has_words(tile)
    disc_px = min(44.0, room.height() * 0.5)
    centre = room.center() - QPointF(0, 12 if says_why else 0)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(_AVATARS[sum(map(ord, look.name)) % len(_AVATARS)]))
    painter.drawEllipse(centre, disc_px / 2, disc_px / 2)
    painter.setPen(QColor(DARK.text))
    painter.setFont(fonts.avatar)
    disc = QRectF(centre.x() - disc_px / 2, centre.y() - disc_px / 2, disc_px, disc_px)
    painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, look.initials)
    if says_why:
        _paint_reason(painter, look, QRectF(room.left(), centre.y() + 30, room.width(), 20), fonts)
        _paint_remark(painter, look, QRectF(room.left(), centre.y() + 50, room.width(), 18), room, fonts)


def has_words(tile: QRectF) -> bool:
    """Say whether a placeholder has room for words under its disc; else its caption says the state."""
    return tile.height() >= LEAST_HEIGHT_FOR_WORDS_PX


def _paint_reason(painter: QPainter, look: Look, box: QRectF, fonts: Fonts) -> None:
    metrics = theme.metrics(fonts.strong_figure)
    is_calm = look.state in (State.WAITING, State.OFF)
    text = look.sentence if is_calm else f"{state_word(look.state)} {look.headline}".strip()
    if metrics.horizontalAdvance(text) + 16 > box.width() - 2 * PADDING_PX:
        text = state_word(look.state).capitalize() if is_calm else state_word(look.state)
    width = metrics.horizontalAdvance(text) + 16
    left = box.center().x() - width / 2
    paint_state(painter, look.state, QRectF(left, box.center().y() - 5, 10, 10), colour_of(look.state))
    painter.setPen(colour_of(look.state))
    draw(painter, fonts.strong_figure, text, left + 16, box)


def _paint_remark(painter: QPainter, look: Look, box: QRectF, room: QRectF, fonts: Fonts) -> None:
    """Paint what is said beside the word of an outage, below it, where there is room."""
    is_outage = look.state in (State.DISCONNECTED, State.LOST, State.ENDED, State.ERROR)
    if not is_outage or box.bottom() > room.bottom():
        return
    metrics = theme.metrics(fonts.figure)
    text = metrics.elidedText(look.sentence, Qt.TextElideMode.ElideRight, box.width() - 2 * PADDING_PX)
    painter.setPen(QColor(DARK.secondary))
    draw(painter, fonts.figure, text, box.center().x() - metrics.horizontalAdvance(text) / 2, box)


def badges_in_bar_px(look: Look, fonts: Fonts) -> float:
    """Return how wide the pin and the first badge of a share are in its bar."""
    widths = [theme.metrics(fonts.badge).horizontalAdvance(badge.text) + 18 for badge in look.badges[:1]]
    return sum(widths) + (24 if look.is_pinned else 0)


def paint_badges_in_bar(painter: QPainter, look: Look, box: QRectF, left: float, fonts: Fonts) -> float:
    """Paint the pin and the badges of a share from `left`; return where they end."""
    if look.is_pinned:
        _paint_pin(painter, QRectF(left, box.center().y() - 9, 18, 18))
        left += 24
    for badge in look.badges:
        width = theme.metrics(fonts.badge).horizontalAdvance(badge.text) + 12
        if left + width > box.left() + box.width() * 0.4 and badge is not look.badges[0]:
            break
        _paint_plate(painter, QRectF(left, box.center().y() - 9, width, 18), badge.text, badge.tone, fonts)
        left += width + 6
    return left


def _paint_pin(painter: QPainter, plate: QRectF) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PLATES["plain"][0])
    painter.drawRoundedRect(plate, 4, 4)
    icons.icon("pin", "on_canvas").paint(painter, plate.toRect().adjusted(4, 4, -4, -4))


def paint_escape_hint(painter: QPainter, tile: QRectF, text: str, fonts: Fonts, *, below_badges: bool) -> None:
    """Say for a while how to come back from a tile that fills the view."""
    key = tr("Esc")
    key_width = theme.metrics(fonts.badge).horizontalAdvance(key)
    width = key_width + theme.metrics(fonts.figure).horizontalAdvance(text) + 32
    box = QRectF(tile.left() + 12, tile.top() + (40 if below_badges else 12), width, 28)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(16, 18, 20, 217))
    painter.drawRoundedRect(box, 6, 6)
    painter.setPen(QColor(DARK.text))
    left = draw(painter, fonts.badge, key, box.left() + 10, box)
    painter.setPen(theme.FIGURES)
    draw(painter, fonts.figure, text, left + 12, box)


def _paint_plate(painter: QPainter, plate: QRectF, text: str, tone: str, fonts: Fonts) -> None:
    fill, colour = _PLATES[tone]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawRoundedRect(plate, 4, 4)
    painter.setPen(colour)
    painter.setFont(fonts.badge)
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)


def _word(look: Look) -> str:
    return tr("FROZEN") if look.frozen else state_word(look.state)


def _sentence(look: Look) -> str:
    return look.frozen or look.sentence


def _word_width(look: Look, fonts: Fonts) -> float:
    return 16 + theme.metrics(fonts.strong_figure).horizontalAdvance(_word(look)) + _headline_width(look, fonts)


def _headline_width(look: Look, fonts: Fonts) -> float:
    headline = "" if look.frozen else look.headline
    return PADDING_PX + theme.metrics(fonts.figure).horizontalAdvance(headline) if headline else 0.0


def inline_state_px(look: Look, fonts: Fonts, *, with_sentence: bool) -> float:
    """Return how wide the words of a state are in the bar of a share."""
    width = GAP_PX + _word_width(look, fonts) + PADDING_PX
    if with_sentence:
        width += PADDING_PX + theme.metrics(fonts.figure).horizontalAdvance(_sentence(look))
    return width


def paint_state_words(
    painter: QPainter, look: Look, left: float, box: QRectF, fonts: Fonts, *, with_sentence: bool
) -> None:
    """Paint shape and word of a state, and what is said beside them."""
    colour = QColor(DARK.frozen) if look.frozen else colour_of(look.state)
    place = QRectF(left, box.center().y() - 5, 10, 10)
    if look.frozen:
        paint_bars(painter, place, colour)
    else:
        paint_state(painter, look.state, place, colour)
    painter.setPen(colour)
    left = draw(painter, fonts.strong_figure, _word(look), left + 16, box)
    if look.headline and not look.frozen and left + _headline_width(look, fonts) <= box.right() - PADDING_PX:
        painter.setPen(QColor(DARK.text))
        left = draw(painter, fonts.figure, look.headline, left + PADDING_PX, box)
    if with_sentence:
        painter.setPen(QColor(DARK.text))
        draw(painter, fonts.figure, _sentence(look), left + PADDING_PX, box)


def draw(painter: QPainter, font: QFont, text: str, left: float, box: QRectF) -> float:
    """Draw a text from `left`, centred in the height of `box`; return where it ends."""
    painter.setFont(font)
    metrics = theme.metrics(font)
    baseline = box.center().y() + (metrics.ascent() - metrics.descent()) / 2
    painter.drawText(QPointF(left, round(baseline)), text)
    return left + metrics.horizontalAdvance(text)


def draw_before(painter: QPainter, font: QFont, text: str, right: float, box: QRectF) -> float:
    """Draw a text that ends at `right`; return where it begins."""
    left = right - theme.metrics(font).horizontalAdvance(text)
    draw(painter, font, text, left, box)
    return left
