"""The API key in the system's keyring. Each of these may block for long: a keyring may ask for its password."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from recall_viewer.settings import is_api_key
from recall_viewer.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVICE = "recall-viewer"
ENTRY = "api-key"


class KeyringError(Exception):
    """The keyring did not do it. `detail` says why; `is_missing` where this computer has none at all."""

    def __init__(self, detail: Text, *, is_missing: bool = False) -> None:
        super().__init__(detail)
        self.detail = detail
        self.is_missing = is_missing


def stored_key() -> str | None:
    """Return the key that is kept; `None` where there is none, or nothing that could be one. Raises KeyringError."""
    import keyring  # noqa: PLC0415 - it looks for its backends for a while, and few need it

    with _explained():
        key = keyring.get_password(SERVICE, ENTRY)
    return key if key is not None and is_api_key(key) else None


def store_key(key: str) -> None:
    """Keep a key in place of the one before. Raises KeyringError."""
    import keyring  # noqa: PLC0415 - see above

    with _explained():
        keyring.set_password(SERVICE, ENTRY, key)
        is_kept = keyring.get_password(SERVICE, ENTRY) == key
    if not is_kept:
        # That of a person who wants none takes everything and keeps nothing.
        raise KeyringError(Text("the system's keyring does not keep it"))


def forget_key() -> None:
    """Keep no key any more. Raises KeyringError."""
    import keyring  # noqa: PLC0415 - see above

    with _explained():
        if keyring.get_password(SERVICE, ENTRY) is not None:
            keyring.delete_password(SERVICE, ENTRY)


@contextmanager
def _explained() -> Iterator[None]:
    """Let whatever a keyring raises be a KeyringError; its own words may quote anything."""
    from keyring.errors import KeyringLocked, NoKeyringError  # noqa: PLC0415 - see above

    try:
        yield
    except NoKeyringError:
        raise KeyringError(Text("this computer has no keyring that can be used"), is_missing=True) from None
    except KeyringLocked:
        raise KeyringError(Text("the system's keyring is locked")) from None
    except Exception as error:  # noqa: BLE001 - backends raise what their libraries raise
        kind = type(error).__name__
        raise KeyringError(Text("the system's keyring failed ({kind})", kind=kind)) from None
