"""Names for the participants of the older API: brings together who is unnamed, the key, and Recall's REST API."""

from __future__ import annotations

import asyncio
import re
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from recall_viewer.clock import clock
from recall_viewer.directory import keys
from recall_viewer.directory.aside import aside
from recall_viewer.directory.schedule import MOST_BOTS, Schedule
from recall_viewer.gui.key_desk import KeySource
from recall_viewer.model.problems import Problem, ProblemCode
from recall_viewer.model.rosters import unnamed
from recall_viewer.tasks import Tasks
from recall_viewer.texts import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from recall_viewer.directory.api import AskError
    from recall_viewer.gui.key_desk import KeyDesk
    from recall_viewer.model.changes import Change
    from recall_viewer.model.gallery import Gallery
    from recall_viewer.protocol.events import ParticipantId
    from recall_viewer.settings import Settings

KEYRING_PATIENCE_S = 5.0

_BOT_ID = re.compile(r"[A-Za-z0-9_-]{4,64}")
"""What can be the id of a bot; everything else came from whoever, and nobody is asked about it."""

T = TypeVar("T")


class Naming:
    """Asks for names while there is a key and somebody is unnamed. Owns its requests, and what the keyring answers.

    `follow` takes what an answer changes, `tell` what went wrong, and `announce` the first of its kind: somebody has to
    do something about it. Without a key nothing is asked. `is_kept` says that the keyring had a key when it was last
    asked: who never gave one is spared its question. `remember` is told whether it has one.
    """

    def __init__(
        self,
        settings: Settings,
        region: str,
        desk: KeyDesk,
        gallery: Gallery,
        demo_bots: Collection[str],
        *,
        is_kept: bool,
        remember: Callable[[bool], None],
        follow: Callable[[Change], None],
        tell: Callable[[Problem], object],
        announce: Callable[[Problem], None],
        clock: Callable[[], float] = clock,
    ) -> None:
        self._key = settings.api_key
        self._given_url = settings.api_base_url
        self._region = region
        self._desk = desk
        self._gallery = gallery
        self._demo_bots = demo_bots
        self._follow = follow
        self._tell = tell
        self._announce = announce
        self._clock = clock
        self._schedule = Schedule()
        self._tasks = Tasks()
        self._request: asyncio.Task[None] | None = None
        self._keyring = asyncio.Lock()
        self._remember = remember
        self._has_looked = not is_kept
        self._reported: set[tuple[str, str]] = set()
        if self._key is not None:
            desk.show(source=KeySource.ENVIRONMENT)
        desk.asked.connect(self._look_again)
        desk.given.connect(self._take)

    def tick(self) -> None:
        """Ask about the next bot, if the time has come."""
        waiting = unnamed(self._gallery.streams.values(), self._gallery.connected_bots)
        waiting = {bot: who for bot, who in waiting.items() if bot not in self._demo_bots and _BOT_ID.fullmatch(bot)}
        if not waiting:
            return
        if self._key is None:
            if not self._has_looked:
                self._look()
        elif self._request is None or self._request.done():
            bot_id = self._schedule.due(waiting, self._clock())
            if bot_id is not None:
                self._request = self._tasks.start(self._ask(self._key, bot_id, waiting[bot_id]), "names")

    def use_region(self, region: str) -> None:
        """Ask the API of another region."""
        self._region = region
        self._begin_anew(self._key)

    async def close(self) -> None:
        """End its requests; a keyring that waits for somebody is left to itself."""
        await self._tasks.close()

    # The API

    async def _ask(self, key: str, bot_id: str, asked_about: set[ParticipantId]) -> None:
        from recall_viewer.directory.api import (  # noqa: PLC0415 - HTTP is loaded only where there is a key
            Api,
            AskError,
            url_of,
        )

        api = Api(self._given_url.rstrip("/") + "/" if self._given_url else url_of(self._region), key)
        try:
            roster = await api.roster(bot_id)
        except AskError as error:
            self._note(error, bot_id)
            return
        except asyncio.CancelledError:
            self._schedule.failed(bot_id, self._clock())
            raise
        named = {one for one, attendee in roster.attendees.items() if attendee.participant.name is not None}
        self._schedule.answered(bot_id, asked_about, named, self._clock())
        # What is still said of a bot that is not known remains true.
        self._reported = {(reason, which) for reason, which in self._reported if which}
        self._desk.show(api_problem="")
        self._follow(self._gallery.name(roster, self._clock()))

    def _note(self, error: AskError, bot_id: str) -> None:
        now = self._clock()
        match error.reason:
            case "key":
                self._schedule.refused(bot_id, now)
            case "bot":
                self._schedule.unknown(bot_id, now)
            case "limit":
                self._schedule.limited(bot_id, now, error.wait_s)
            case _:
                self._schedule.failed(bot_id, now)
        self._desk.show(api_problem=error.detail)
        self._say(error.reason, error.detail, bot_id if error.reason == "bot" else "")

    def _begin_anew(self, key: str | None) -> None:
        self._key = key
        self._reported.clear()
        self._schedule.restart()
        if self._request is not None:
            self._request.cancel()
        self._desk.show(api_problem="")

    def _say(self, reason: str, detail: Text, bot_id: str = "") -> None:
        """Tell of a problem, but not with each further attempt; of bots that are not known all make up one."""
        if (reason, bot_id) in self._reported or len(self._reported) >= MOST_BOTS:
            return
        is_first = all(reason != other for other, _ in self._reported)
        self._reported.add((reason, bot_id))
        problem = Problem(ProblemCode.NAMES, detail, reason=reason)
        self._tell(problem)
        if is_first:
            self._announce(problem)

    # The keyring

    def _look_again(self) -> None:
        """Ask the keyring for somebody who wants to know: it may have been locked the last time."""
        if self._key is None and self._desk.state.source is not KeySource.ASKING:
            self._look()

    def _look(self) -> None:
        self._has_looked = True
        self._desk.show(source=KeySource.ASKING)
        self._tasks.start(self._load(), "keyring")

    async def _load(self) -> None:
        key: str | None = None
        try:
            key = await self._patiently(keys.stored_key)
        except keys.KeyringError as error:
            self._desk.show(keyring_problem=error.detail)
            if not error.is_missing:
                self._say("keyring", error.detail)
        else:
            self._desk.show(keyring_problem="")
            self._remember(key is not None)
        # Meanwhile the person may have given one.
        if self._desk.state.source is KeySource.ASKING:
            self._desk.show(source=KeySource.KEYRING if key else KeySource.NONE)
            if key:
                self._begin_anew(key)

    def _take(self, key: str) -> None:
        """Use the person's key from now on, and let the keyring keep it; an empty one takes away the other."""
        self._has_looked = True
        self._desk.show(source=KeySource.RUN if key else KeySource.NONE, keyring_problem="")
        self._begin_anew(key or None)
        self._tasks.start(self._keep(key), "keyring")

    async def _keep(self, key: str) -> None:
        try:
            await self._patiently(partial(keys.store_key, key) if key else keys.forget_key)
        except keys.KeyringError as error:
            self._desk.show(keyring_problem=error.detail)
            return
        self._remember(bool(key))
        if (self._key or "") == key:
            self._desk.show(source=KeySource.KEYRING if key else KeySource.NONE, keyring_problem="")

    async def _patiently(self, work: Callable[[], T]) -> T:
        """Let the keyring do something, one after the other, and say where it takes long: it may ask the person."""
        async with self._keyring:
            given = aside(work, "keyring")
            await asyncio.wait({given}, timeout=KEYRING_PATIENCE_S)
            if not given.done():
                late = Text(
                    "the system's keyring did not answer within {seconds:g} s: does it ask for its password?",
                    seconds=KEYRING_PATIENCE_S,
                )
                self._desk.show(keyring_problem=late)
                self._say("keyring", late)
            return await given
