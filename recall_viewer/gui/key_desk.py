"""How the API key stands: where the settings and whoever keeps the key meet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QObject, Signal


class KeySource(StrEnum):
    """Where the key in use comes from."""

    NONE = "none"
    ASKING = "asking"
    """The keyring was asked and has not answered yet."""
    ENVIRONMENT = "environment"
    KEYRING = "keyring"
    RUN = "run"
    """The person gave it, and no keyring has it: it is forgotten with the end of the program."""


@dataclass(frozen=True, slots=True)
class KeyState:
    """What can be told of the key: where it comes from, what the keyring and the API have against it. Never the key."""

    source: KeySource = KeySource.NONE
    keyring_problem: str = ""
    api_problem: str = ""


class KeyDesk(QObject):
    """Holds the state, and passes on what the person wants.

    Signals:
        changed: there is another state.
        asked: somebody wants to know whether the keyring has a key.
        given: the person gave a key; an empty one takes away the one that is there.
    """

    changed = Signal()
    asked = Signal()
    given = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.state = KeyState()

    def show(self, **values: Any) -> None:
        """Change the state in some of its parts."""
        self.state = replace(self.state, **values)
        self.changed.emit()
