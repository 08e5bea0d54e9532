"""Keyrings by keyring's own rules: one that keeps, one that asks and waits, one that is locked, one that fails.

The program finds them by `PYTHON_KEYRING_BACKEND=tests.directory.keyrings.…`.
"""

from __future__ import annotations

import threading
from typing import ClassVar

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked


class Keeping(KeyringBackend):
    """Keeps what it is given for as long as the process lives."""

    priority = 1
    kept: ClassVar[dict[tuple[str, str], str]] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Asking(Keeping):
    """Asks somebody for a password, who takes their time."""

    answered = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.answered.wait()
        return super().get_password(service, username)


class Locked(Keeping):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked(f"{service} {username} {password}")


class Failing(Keeping):
    """Fails at everything, and quotes what it should not."""

    def get_password(self, service: str, username: str) -> str | None:
        raise OSError(f"no bus for {service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise OSError(f"no bus for {service} {username} {password}")
