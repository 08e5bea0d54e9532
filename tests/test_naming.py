"""Names for the older API: a real server, real threads, keyrings by keyring's rules, a clock that the test turns."""

from __future__ import annotations

import asyncio
import gc
import time
from itertools import groupby
from typing import TYPE_CHECKING, Any

import keyring
import keyring.backends.fail
import pytest

from recall_viewer import naming
from recall_viewer.directory.keys import ENTRY, SERVICE
from recall_viewer.gui.key_desk import KeyDesk, KeySource
from recall_viewer.naming import Naming
from recall_viewer.protocol.events import Participant
from recall_viewer.settings import Settings
from tests.directory.keyrings import Asking, Failing, Keeping, Locked
from tests.directory.service import Asked, Service, person, sending
from tests.model.support import BOT, Wall, frame, old_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

    from PySide6.QtWidgets import QApplication

    from recall_viewer.model.changes import Change
    from recall_viewer.model.problems import Problem

KEY, OTHER_KEY = "sesame-7f3a", "sesame-8b4c"
DEMO = "demo-0001"
PATIENCE_S = 10.0


class Stand:
    """A gallery, who names it, and what it told."""

    def __init__(self, service: Service, settings: Settings, region: str = "us-east-1", *, is_kept: bool) -> None:
        self.service = service
        self.wall = Wall()
        self.wall.now = 1000.0
        self.desk = KeyDesk()
        self.changes: list[Change] = []
        self.problems: list[Problem] = []
        self.announced: list[Problem] = []
        self.remembered: list[bool] = []
        self.naming = Naming(
            settings,
            region,
            self.desk,
            self.wall.gallery,
            {DEMO},
            is_kept=is_kept,
            remember=self.remembered.append,
            follow=self.changes.append,
            tell=self.problems.append,
            announce=self.announced.append,
            clock=lambda: self.wall.now,
        )

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something is true; what is waited for happens in threads."""
        async with asyncio.timeout(PATIENCE_S):
            while not condition():
                self.naming.tick()
                await asyncio.sleep(0.005)

    async def asked(self, times: int) -> None:
        """Wait until the server was asked so often, and the answer has been taken in."""
        await self.until(lambda: len(self.service.asked) >= times)
        await self.until(lambda: self.is_quiet)
        assert len(self.service.asked) == times

    def source(self) -> KeySource:
        return self.desk.state.source

    @property
    def is_quiet(self) -> bool:
        return len(asyncio.all_tasks()) == 1

    @property
    def name(self) -> str | None:
        (stream,) = self.wall.gallery.streams.values()
        return stream.participant.name


@pytest.fixture
def service(qapp: QApplication) -> Iterator[Service]:
    assert qapp is not None
    with Service() as running:
        yield running


@pytest.fixture(autouse=True)
def _keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(Keeping())
    Asking.answered.clear()
    yield
    Asking.answered.set()
    Keeping.kept.clear()
    keyring.set_keyring(before)


@pytest.fixture
def run(service: Service) -> Callable[..., None]:
    """Play a scenario; at its end nothing may be left."""

    def start(scenario: Callable[[Stand], Coroutine[Any, Any, None]], *, is_kept: bool = True, **settings: Any) -> None:
        async def whole() -> None:
            given = {"api_key": KEY, "api_base_url": service.base_url} | settings
            stand = Stand(service, Settings(**given), is_kept=is_kept)
            failures: list[object] = []
            asyncio.get_running_loop().set_exception_handler(lambda _loop, context: failures.append(context))
            try:
                await scenario(stand)
            finally:
                await stand.naming.close()
            assert stand.is_quiet
            assert not failures
            assert not [problem for problem in stand.problems if KEY in str(problem)]

        asyncio.run(whole())
        # The desk is Qt's, and a server's thread could be the first to look for garbage.
        gc.collect()

    return start


class TestAsking:
    def test_the_unnamed_are_named(self, run: Callable[..., None], service: Service) -> None:
        service.people = [person(100, "Ada", "video_on")]

        async def scenario(stand: Stand) -> None:
            stream = stand.wall.show(1, old_frame())
            await stand.asked(1)
            assert service.asked == [Asked(f"/api/v1/bot/{BOT}/", f"Token {KEY}")]
            assert stream.participant == Participant(100, "Ada", is_host=True, platform="desktop")
            assert [change.updated for change in stand.changes] == [(stream.key,)]
            stand.wall.now += 3600
            stand.naming.tick()
            assert stand.is_quiet

        run(scenario)

    def test_who_needs_no_name_is_not_asked_about(self, run: Callable[..., None], service: Service) -> None:
        async def scenario(stand: Stand) -> None:
            stand.wall.show(1, frame())
            stand.wall.show(2, old_frame(0))
            stand.wall.show(3, old_frame(bot=DEMO))
            for number, odd in enumerate(("", "../x", "bot 1", "x" * 65, "böt1", "abc")):
                stand.wall.show(10 + number, old_frame(bot=odd))
            stand.naming.tick()
            assert stand.is_quiet
            assert not service.asked

        run(scenario)

    def test_asking_goes_on_while_somebody_is_unnamed(self, run: Callable[..., None], service: Service) -> None:
        async def scenario(stand: Stand) -> None:
            stand.wall.show(1, old_frame())
            await stand.asked(1)
            stand.wall.now += 59
            stand.naming.tick()
            assert stand.is_quiet
            service.people = [person(100)]
            stand.wall.now += 1
            await stand.asked(2)
            assert stand.name == "Ada"

        run(scenario)

    def test_without_a_key_nothing_is_called(self, run: Callable[..., None], service: Service) -> None:
        async def scenario(stand: Stand) -> None:
            stand.wall.show(1, old_frame())
            await stand.until(lambda: stand.source() is KeySource.NONE and stand.is_quiet)
            for _ in range(100):
                stand.wall.now += 60
                stand.naming.tick()
            await stand.until(lambda: stand.is_quiet)
            assert not service.asked
            assert not stand.problems

        run(scenario, api_key=None)

    # Debian 12's Python leaves the socket of a proxy that refuses to be found as garbage.
    @pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
    def test_the_region_says_where(
        self, run: Callable[..., None], service: Service, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTPS_PROXY", service.base_url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        service.reply = sending(502)

        async def scenario(stand: Stand) -> None:
            stand.wall.show(1, old_frame())
            await stand.asked(1)
            stand.naming.use_region("eu-central-1")
            stand.wall.now += 5
            await stand.asked(2)
            hosts = [asked.path for asked in service.asked]
            assert hosts == ["us-east-1.recall.ai:443", "eu-central-1.recall.ai:443"]
            assert len(stand.problems) == 2

        run(scenario, api_base_url=None)


class TestTrouble:
    @pytest.mark.parametrize("status", [401, 403])
    def test_a_refused_key_is_told_once_and_again_for_another(
        self, run: Callable[..., None], service: Service, status: int
    ) -> None:
        service.reply = sending(status)

        async def scenario(stand: Stand) -> None:
            stand.wall.show(1, old_frame())
            await stand.asked(1)
            for _ in range(100):
                stand.wall.now += 60
                stand.naming.tick()
            assert stand.is_quiet
            assert [problem.reason for problem in stand.problems] == ["key"]
            assert "refuses the API key" in stand.desk.state.api_problem
            stand.desk.given.emit(OTHER_KEY)
            assert stand.desk.state.api_problem == ""
            await stand.asked(2)
            assert service.asked[1].authorization == f"Token {OTHER_KEY}"
            assert [problem.reason for problem in stand.announced] == ["key", "key"]
            assert stand.announced == stand.problems

        run(scenario)

    def test_a_bot_that_is_not_known_is_told_once(self, run: Callable[..., None], service: Service) -> None:
        service.reply = sending(404)

        async def scenario(stand: Stand) -> None:
            stand.wall.show(1, old_frame())
            for times in range(1, 4):
                await stand.asked(times)
                stand.wall.now += 300
            assert [problem.reason for problem in stand.problems] == ["bot"]
            assert BOT in stand.problems[0].detail
            assert BOT in stand.desk.state.api_problem

        run(scenario)

    def test_many_bots_that_are_not_known_make_up_one_problem(self, run: Callable[..., None], service: Service) -> None:
        service.reply = sending(404)

        async def scenario(stand: Stand) -> None:
            for number in range(5):
                stand.wall.show(number, old_frame(bot=f"bot-{number}"))
            await stand.asked(5)
            assert len(stand.problems) == 5
            assert len({problem.group_key for problem in stand.problems}) == 1
            assert stand.announced == stand.problems[:1]

        run(scenario)

    def test_an_outage_is_told_once_and_the_next_one_again(self, run: Callable[..., None], service: Service) -> None:
        async def scenario(stand: Stand) -> None:
            stand.wall.show(1, old_frame())
            replies = (sending(500), sending(200, b"<html>"), None, sending(500))
            for times, reply in enumerate((sending(500), *replies), start=1):
                service.reply = reply
                stand.wall.now += 60
                await stand.asked(times)
                assert bool(stand.desk.state.api_problem) is (reply is not None)
            assert [problem.reason for problem in stand.problems] == ["status", "answer", "status"]

        run(scenario)

    def test_a_limit_is_kept(self, run: Callable[..., None], service: Service) -> None:
        service.reply = sending(429, Retry_After="17")

        async def scenario(stand: Stand) -> None:
            stand.wall.show(1, old_frame())
            await stand.asked(1)
            stand.wall.now += 16.9
            stand.naming.tick()
            assert stand.is_quiet
            stand.wall.now += 0.1
            await stand.asked(2)
            assert [problem.reason for problem in stand.problems] == ["limit"]

        run(scenario)

    def test_a_slow_server_does_not_hold_up_the_end(self, run: Callable[..., None], service: Service) -> None:
        service.reply = service.hold

        async def scenario(stand: Stand) -> None:
            stand.wall.show(1, old_frame())
            await stand.until(lambda: bool(service.asked))
            began = time.monotonic()
            await stand.naming.close()
            assert time.monotonic() - began < 1.5

        run(scenario)

    def test_an_answer_to_another_key_counts_no_more(self, run: Callable[..., None], service: Service) -> None:
        service.reply = service.hold

        async def scenario(stand: Stand) -> None:
            stand.wall.show(1, old_frame())
            await stand.until(lambda: bool(service.asked))
            stand.desk.given.emit("")
            await stand.until(lambda: stand.is_quiet)
            service.reply, service.people = None, [person(100)]
            stand.desk.given.emit(OTHER_KEY)
            stand.wall.now += 4.9
            stand.naming.tick()
            await stand.until(lambda: stand.is_quiet)
            assert len(service.asked) == 1
            stand.wall.now += 0.1
            await stand.asked(2)
            assert stand.name == "Ada"
            assert not stand.problems

        run(scenario)


class TestKeyring:
    def test_its_key_is_used(self, run: Callable[..., None], service: Service) -> None:
        service.people = [person(100)]
        Keeping.kept[SERVICE, ENTRY] = OTHER_KEY

        async def scenario(stand: Stand) -> None:
            stand.naming.tick()
            assert stand.source() is KeySource.NONE
            stand.wall.show(1, old_frame())
            await stand.asked(1)
            assert service.asked[0].authorization == f"Token {OTHER_KEY}"
            assert stand.source() is KeySource.KEYRING

        run(scenario, api_key=None)

    def test_that_of_the_environment_wins(self, run: Callable[..., None], service: Service) -> None:
        keyring.set_keyring(Failing())

        async def scenario(stand: Stand) -> None:
            stand.wall.show(1, old_frame())
            stand.desk.asked.emit()
            await stand.asked(1)
            assert service.asked[0].authorization == f"Token {KEY}"
            assert stand.source() is KeySource.ENVIRONMENT
            assert not stand.problems

        run(scenario)

    def test_whoever_looks_sees_what_it_has(self, run: Callable[..., None]) -> None:
        async def scenario(stand: Stand) -> None:
            stand.desk.asked.emit()
            assert stand.source() is KeySource.ASKING
            await stand.until(lambda: stand.source() is KeySource.NONE)
            Keeping.kept[SERVICE, ENTRY] = OTHER_KEY
            stand.desk.asked.emit()
            await stand.until(lambda: stand.source() is KeySource.KEYRING)

        run(scenario, api_key=None)

    def test_who_never_gave_a_key_is_spared_its_question(self, run: Callable[..., None]) -> None:
        keyring.set_keyring(Asking())

        async def scenario(stand: Stand) -> None:
            stand.wall.show(1, old_frame())
            stand.naming.tick()
            assert (stand.source(), stand.is_quiet) == (KeySource.NONE, True)
            Asking.answered.set()
            Keeping.kept[SERVICE, ENTRY] = KEY
            # Whoever opens the page asks; from then on it is known.
            stand.desk.asked.emit()
            await stand.until(lambda: stand.source() is KeySource.KEYRING)
            assert stand.remembered == [True]
            stand.desk.given.emit("")
            await stand.until(lambda: stand.remembered == [True, False])

        run(scenario, api_key=None, is_kept=False)

    def test_a_computer_without_one_is_no_problem(self, run: Callable[..., None]) -> None:
        keyring.set_keyring(keyring.backends.fail.Keyring())

        async def scenario(stand: Stand) -> None:
            stand.wall.show(1, old_frame())
            await stand.until(lambda: "no keyring" in stand.desk.state.keyring_problem)
            assert not stand.problems

        run(scenario, api_key=None)

    @pytest.mark.parametrize("backend", [Locked, Failing])
    def test_one_that_fails_is_told_once(self, run: Callable[..., None], backend: type[Keeping]) -> None:
        keyring.set_keyring(backend())

        async def scenario(stand: Stand) -> None:
            stand.wall.show(1, old_frame())
            for _ in range(2):
                await stand.until(lambda: stand.source() is KeySource.NONE and stand.is_quiet)
                stand.desk.asked.emit()
            assert [problem.reason for problem in stand.problems] == ["keyring"]

        run(scenario, api_key=None)

    def test_one_that_asks_its_owner_is_waited_for_5_s_and_its_answer_counts_later_too(
        self, run: Callable[..., None], service: Service, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert naming.KEYRING_PATIENCE_S == 5
        monkeypatch.setattr(naming, "KEYRING_PATIENCE_S", 0.05)
        keyring.set_keyring(Asking())
        Keeping.kept[SERVICE, ENTRY] = OTHER_KEY
        service.people = [person(100)]

        async def scenario(stand: Stand) -> None:
            stand.wall.show(1, old_frame())
            await stand.until(lambda: "did not answer within" in stand.desk.state.keyring_problem)
            assert [problem.reason for problem in stand.problems] == ["keyring"]
            assert not service.asked
            Asking.answered.set()
            await stand.asked(1)
            assert stand.name == "Ada"
            assert stand.desk.state.keyring_problem == ""

        run(scenario, api_key=None)

    def test_one_that_asks_its_owner_does_not_hold_up_the_end(self, run: Callable[..., None]) -> None:
        keyring.set_keyring(Asking())

        async def scenario(stand: Stand) -> None:
            for _ in range(3):
                stand.desk.asked.emit()
            assert len(asyncio.all_tasks()) == 2
            began = time.monotonic()
            await stand.naming.close()
            assert time.monotonic() - began < 1

        run(scenario, api_key=None)


class TestGiven:
    def test_a_key_is_used_at_once_and_kept(self, run: Callable[..., None], service: Service) -> None:
        service.people = [person(100)]

        async def scenario(stand: Stand) -> None:
            stand.wall.show(1, old_frame())
            stand.desk.given.emit(OTHER_KEY)
            assert stand.source() is KeySource.RUN
            await stand.asked(1)
            assert service.asked[0].authorization == f"Token {OTHER_KEY}"
            assert stand.source() is KeySource.KEYRING
            assert Keeping.kept == {(SERVICE, ENTRY): OTHER_KEY}

        run(scenario, api_key=None)

    def test_it_is_used_also_where_no_keyring_keeps_it(self, run: Callable[..., None]) -> None:
        keyring.set_keyring(Failing())

        async def scenario(stand: Stand) -> None:
            stand.wall.show(1, old_frame())
            stand.desk.given.emit(OTHER_KEY)
            await stand.asked(1)
            assert stand.source() is KeySource.RUN
            assert "failed" in stand.desk.state.keyring_problem
            assert OTHER_KEY not in stand.desk.state.keyring_problem

        run(scenario, api_key=None)

    def test_a_key_that_is_taken_away_is_forgotten(self, run: Callable[..., None], service: Service) -> None:
        Keeping.kept[SERVICE, ENTRY] = OTHER_KEY

        async def scenario(stand: Stand) -> None:
            stand.wall.show(1, old_frame())
            await stand.asked(1)
            stand.desk.given.emit("")
            await stand.until(lambda: stand.is_quiet)
            assert Keeping.kept == {}
            assert stand.source() is KeySource.NONE
            stand.wall.now += 3600
            stand.naming.tick()
            assert stand.is_quiet
            assert len(service.asked) == 1

        run(scenario, api_key=None)

    def test_the_latest_of_several_counts(self, run: Callable[..., None]) -> None:
        keyring.set_keyring(Asking())

        async def scenario(stand: Stand) -> None:
            sources: list[KeySource] = []
            stand.desk.changed.connect(lambda: sources.append(stand.source()))
            for key in (KEY, "", OTHER_KEY):
                stand.desk.given.emit(key)
            await stand.until(lambda: bool(Keeping.kept))
            Asking.answered.set()
            await stand.until(lambda: stand.is_quiet)
            assert Keeping.kept == {(SERVICE, ENTRY): OTHER_KEY}
            assert [source for source, _ in groupby(sources)] == ["run", "none", "run", "keyring"]

        run(scenario, api_key=None)
