"""What once failed. It belongs to the tree, and the ordinary tests play it again.

Hypothesis would save the choices that it made, which mean something else once a test or a strategy is changed. So what
is saved here are the sessions themselves.
"""

from __future__ import annotations

from pathlib import Path

from hypothesis.database import DirectoryBasedExampleDatabase

from tests.fuzzing.sessions import Session, dumped, loaded

FOLDER = Path(__file__).parent / "examples"

_KEY = b"sessions"


def saved(folder: Path = FOLDER) -> list[Session]:
    """All that is saved."""
    return [loaded(data) for data in sorted(DirectoryBasedExampleDatabase(folder).fetch(_KEY))]


def save(session: Session, folder: Path = FOLDER) -> None:
    """Keep a session that failed."""
    DirectoryBasedExampleDatabase(folder).save(_KEY, dumped(session))
