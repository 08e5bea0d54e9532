"""When to ask Recall's API about which bot. Pure: the time comes in, in seconds of the clock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from collections.abc import Set as AbstractSet

    from recall_viewer.protocol.events import ParticipantId

FLOOR_S = 5.0
"""No bot is asked about faster (the API's documentation asks for that)."""
NOBODY_NEW_S = 60.0
LONGEST_BACKOFF_S = 60.0
UNKNOWN_BOT_S = 300.0
LONGEST_PAUSE_S = 3600.0
MOST_BOTS = 1024
"""Bots remembered at most: whoever dials in can make up ids."""


@dataclass(slots=True)
class _Bot:
    """How it went with one bot so far. `asked_about` are those whom the last sound answer was about."""

    not_before: float = 0.0
    again_at: float = 0.0
    failures: int = 0
    asked_about: frozenset[ParticipantId] = frozenset()


class Schedule:
    """Says whose turn it is, and learns from each answer. One request at a time; the longest unasked bot comes first.

    `is_refused` says that the API does not take the key: nothing is due until `restart`.
    """

    def __init__(self) -> None:
        self.is_refused = False
        self._paused_until = 0.0
        self._bots: dict[str, _Bot] = {}
        """The bot of the latest answer last."""

    def due(self, unnamed: Mapping[str, AbstractSet[ParticipantId]], now: float) -> str | None:
        """Return the bot to ask about now, of those with unnamed participants; `None` where none is due."""
        if self.is_refused or now < self._paused_until:
            return None
        never = (bot_id for bot_id in unnamed if bot_id not in self._bots)
        again = (one for one, bot in self._bots.items() if one in unnamed and _is_due(bot, unnamed[one], now))
        return next(never, None) or next(again, None)

    def answered(
        self, bot_id: str, asked_about: AbstractSet[ParticipantId], named: Collection[ParticipantId], now: float
    ) -> None:
        """Note a sound answer, and whom it named."""
        has_news = not asked_about.isdisjoint(named)
        bot = self._ended(bot_id, now, FLOOR_S if has_news else NOBODY_NEW_S)
        bot.failures, bot.asked_about = 0, frozenset(asked_about)

    def failed(self, bot_id: str, now: float) -> None:
        """Note that there was no sound answer: each further one is waited for twice as long."""
        failures = self._bots[bot_id].failures if bot_id in self._bots else 0
        backoff_s = min(FLOOR_S * 2 ** min(failures, 8), LONGEST_BACKOFF_S)
        self._ended(bot_id, now, backoff_s).failures = failures + 1

    def unknown(self, bot_id: str, now: float) -> None:
        """Note that the API does not know the bot."""
        self._ended(bot_id, now, UNKNOWN_BOT_S).failures += 1

    def limited(self, bot_id: str, now: float, wait_s: float | None) -> None:
        """Note that there were too many requests: nothing is asked for `wait_s`, as the answer said, within reason."""
        pause_s = min(max(NOBODY_NEW_S if wait_s is None else wait_s, FLOOR_S), LONGEST_PAUSE_S)
        self._paused_until = now + pause_s
        self._ended(bot_id, now, pause_s)

    def refused(self, bot_id: str, now: float) -> None:
        """Note that the API does not take the key."""
        self.is_refused = True
        self._ended(bot_id, now, FLOOR_S)

    def restart(self) -> None:
        """Begin anew, with another key or another region; no bot is asked about any faster for that."""
        self.is_refused, self._paused_until = False, 0.0
        for bot_id, bot in self._bots.items():
            self._bots[bot_id] = _Bot(not_before=bot.not_before)

    def _ended(self, bot_id: str, now: float, wait_s: float) -> _Bot:
        bot = self._bots.pop(bot_id, None) or _Bot()
        bot.not_before, bot.again_at = now + FLOOR_S, now + wait_s
        self._bots[bot_id] = bot
        while len(self._bots) > MOST_BOTS:
            del self._bots[next(iter(self._bots))]
        return bot


def _is_due(bot: _Bot, unnamed: AbstractSet[ParticipantId], now: float) -> bool:
    if now < bot.not_before:
        return False
    is_somebody_new = not bot.failures and not unnamed <= bot.asked_about
    return now >= bot.again_at or is_somebody_new


def retry_after_s(value: str | None, unix_now: float) -> float | None:
    """Read the header Retry-After, seconds or a date of HTTP, as seconds from now; `None` for anything else."""
    if value is None:
        return None
    if re.fullmatch(r"\s*[0-9]{1,10}\s*", value):
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - unix_now)
    except (ValueError, TypeError, OverflowError):
        return None
