"""When the API is asked: never too fast, soon for somebody new, and slowly where it leads nowhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_viewer.directory.schedule import MOST_BOTS, Schedule, retry_after_s

ADA, GRACE, ZOE = 100, 7, 9
BOT, OTHER = "bot-one", "bot-two"


class Asking:
    """A schedule under a clock that the test turns, and one bot with unnamed participants."""

    def __init__(self) -> None:
        self.schedule = Schedule()
        self.now = 1000.0

    def is_due(self, *unnamed: int, after_s: float = 0.0, bot: str = BOT) -> bool:
        """Let time pass; say whether it is that bot's turn."""
        self.now += after_s
        return self.schedule.due({bot: set(unnamed)}, self.now) == bot

    def answer(self, *asked_about: int, named: tuple[int, ...] = ()) -> None:
        self.schedule.answered(BOT, set(asked_about), named, self.now)

    def due_after_s(self, *unnamed: int) -> float:
        """Return after how many seconds the bot is due, to an eighth."""
        begun = self.now
        while not self.is_due(*unnamed):
            self.now += 0.125
        return self.now - begun


@pytest.fixture
def asking() -> Asking:
    return Asking()


class TestSound:
    def test_nobody_is_unnamed(self, asking: Asking) -> None:
        assert asking.schedule.due({}, asking.now) is None

    def test_at_once_at_first(self, asking: Asking) -> None:
        assert asking.is_due(ADA)

    def test_every_5_s_while_names_come(self, asking: Asking) -> None:
        asking.answer(ADA, GRACE, named=(ADA,))
        assert asking.due_after_s(GRACE) == 5

    def test_every_60_s_once_nobody_new_was_named(self, asking: Asking) -> None:
        asking.answer(ADA, GRACE, named=(ZOE,))
        assert asking.due_after_s(ADA, GRACE) == 60
        asking.answer(ADA, GRACE)
        assert asking.due_after_s(ADA) == 60

    def test_at_once_for_somebody_not_asked_about_but_never_faster_than_5_s(self, asking: Asking) -> None:
        asking.answer(ADA)
        assert not asking.is_due(ADA, GRACE, after_s=4.9)
        assert asking.is_due(ADA, GRACE, after_s=0.1)
        asking.answer(ADA, GRACE)
        assert asking.is_due(ADA, GRACE, ZOE, after_s=30)

    def test_the_one_that_waited_longest_comes_first(self, asking: Asking) -> None:
        unnamed = {bot: {ADA} for bot in ("a", "b", "c")}
        for bot in "abc":
            assert asking.schedule.due(unnamed, asking.now) == bot
            asking.schedule.answered(bot, {ADA}, (), asking.now)
        asking.schedule.answered("a", {ADA}, (), asking.now)
        assert asking.schedule.due(unnamed, asking.now + 60) == "b"
        assert asking.schedule.due({"a": {ADA}}, asking.now + 60) == "a"

    def test_of_too_many_bots_the_oldest_are_forgotten(self, asking: Asking) -> None:
        for number in range(MOST_BOTS + 1):
            asking.schedule.answered(f"bot-{number}", {ADA}, (), asking.now)
        assert asking.is_due(ADA, bot="bot-0")
        assert not asking.is_due(ADA, bot="bot-1")


class TestFailing:
    def test_5_s_10_s_and_so_on_up_to_60(self, asking: Asking) -> None:
        waited = []
        for _ in range(6):
            asking.schedule.failed(BOT, asking.now)
            waited.append(asking.due_after_s(ADA))
        assert waited == [5, 10, 20, 40, 60, 60]

    def test_somebody_new_does_not_hasten_it(self, asking: Asking) -> None:
        asking.answer(ADA)
        for _ in range(3):
            asking.schedule.failed(BOT, asking.now)
        assert asking.due_after_s(ADA, GRACE) == 20

    def test_a_failed_answer_is_none(self, asking: Asking) -> None:
        asking.schedule.failed(BOT, asking.now)
        asking.answer(ADA)
        asking.schedule.failed(BOT, asking.now)
        assert asking.due_after_s(ADA) == 5

    def test_a_bot_that_is_not_known_is_asked_about_seldom(self, asking: Asking) -> None:
        asking.schedule.unknown(BOT, asking.now)
        assert asking.due_after_s(ADA, GRACE) == 300
        assert asking.is_due(ADA, bot=OTHER)

    @pytest.mark.parametrize(("said_s", "waited_s"), [(17, 17), (0, 5), (10**9, 3600), (None, 60)])
    def test_too_many_requests_hold_up_everyone(self, asking: Asking, said_s: float | None, waited_s: float) -> None:
        asking.schedule.limited(BOT, asking.now, said_s)
        assert not asking.is_due(ADA, after_s=waited_s - 0.1)
        assert not asking.is_due(ADA, bot=OTHER)
        assert asking.is_due(ADA, after_s=0.1)
        assert asking.is_due(ADA, bot=OTHER)

    def test_a_refused_key_ends_it_until_there_is_another(self, asking: Asking) -> None:
        asking.schedule.refused(BOT, asking.now)
        assert asking.schedule.is_refused
        assert not asking.is_due(ADA, after_s=10**6)
        assert not asking.is_due(ADA, bot=OTHER)
        asking.schedule.restart()
        assert asking.is_due(ADA)

    def test_another_key_begins_anew_but_no_faster(self, asking: Asking) -> None:
        asking.schedule.limited(BOT, asking.now, 3000)
        asking.schedule.restart()
        assert not asking.is_due(ADA, after_s=4.9)
        assert asking.is_due(ADA, after_s=0.1)
        asking.answer(ADA)
        asking.schedule.restart()
        assert asking.is_due(ADA, after_s=5)


Step = tuple[str, int, float]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["answered", "named", "failed", "unknown", "limited", "restart"]),
            st.integers(1, 6),
            st.floats(0, 90),
        )
    )
)
def test_no_bot_is_ever_asked_about_faster_than_every_5_s(steps: list[Step]) -> None:
    asking, ended_at = Asking(), -1e9
    for how, participant, passed_s in steps:
        asking.now += passed_s
        unnamed = {participant, ADA}
        if how == "restart":
            asking.schedule.restart()
        elif asking.schedule.due({BOT: unnamed}, asking.now) is not None:
            assert asking.now - ended_at >= 5
            ended_at = asking.now
            if how in ("answered", "named"):
                asking.schedule.answered(BOT, unnamed, unnamed if how == "named" else (), asking.now)
            elif how == "limited":
                asking.schedule.limited(BOT, asking.now, passed_s)
            else:
                getattr(asking.schedule, how)(BOT, asking.now)
    # It never falls silent for good.
    assert asking.is_due(ADA, after_s=3600)


class TestRetryAfter:
    NOW = datetime(2026, 11, 25, 17, 0, tzinfo=UTC)

    @pytest.mark.parametrize(("value", "expected"), [("7", 7), (" 120 ", 120), ("0", 0), ("9999999999", 9999999999)])
    def test_seconds(self, value: str, expected: float) -> None:
        assert retry_after_s(value, 0.0) == expected

    @pytest.mark.parametrize(("ahead_s", "expected"), [(90, 90), (-5, 0)])
    def test_a_date(self, ahead_s: float, expected: float) -> None:
        value = format_datetime(self.NOW + timedelta(seconds=ahead_s), usegmt=True)
        assert retry_after_s(value, self.NOW.timestamp()) == expected

    @pytest.mark.parametrize(
        "value", [None, "", "soon", "-5", "1.5", "nan", "1e3", "9" * 400, "99, 99 Foo 9999 99:99:99"]
    )
    def test_anything_else_is_none(self, value: str | None) -> None:
        assert retry_after_s(value, 0.0) is None
