"""Whatever bots send, in whatever order: nothing raises, the books balance, nothing grows, every problem can be read.

`python3 dev.py fuzz` does the same for as long as you like.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings

from tests.fuzzing.__main__ import fuzz
from tests.fuzzing.chain import play
from tests.fuzzing.database import saved
from tests.fuzzing.sessions import SESSIONS, Look, Message, Session, dumped, loaded

if TYPE_CHECKING:
    from pathlib import Path


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SESSIONS)
def test_any_session(session: Session) -> None:
    play(session)


@pytest.mark.parametrize("session", saved())
def test_what_once_failed(session: Session) -> None:
    play(session)


def test_a_run_says_what_it_tried(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert fuzz(0.1, play, tmp_path) == 0
    summary, *kinds = capsys.readouterr().out.strip().split("\n")
    assert "nothing failed" in summary
    assert any(line.endswith(" shown") for line in kinds)
    assert saved(tmp_path) == []


def test_a_run_ends_with_what_fails_made_small_and_saves_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def play_badly(session: Session) -> Counter[str]:
        assert not any(isinstance(step, Look) for step in session), "nobody may look"
        return Counter()

    assert fuzz(60, play_badly, tmp_path) == 1
    (session,) = saved(tmp_path)
    assert Look(is_seen=False) in session
    assert len(session) <= 3
    said = capsys.readouterr().out
    assert "nobody may look" in said
    assert dumped(session).decode() in said


def test_a_session_survives_being_saved() -> None:
    session: Session = [Message(1, b"\0\xff"), Message(2, "\ud83d \u202e"), Look(is_seen=True)]
    assert loaded(dumped(session)) == session
