"""The key in the keyring of the system, and keyrings that do not do what they should."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import keyring
import keyring.backends.fail
import keyring.backends.null
import pytest

from recall_viewer.directory.keys import ENTRY, SERVICE, KeyringError, forget_key, store_key, stored_key
from tests.directory.keyrings import Failing, Keeping, Locked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from keyring.backend import KeyringBackend

KEY = "sesame-7f3a"


@pytest.fixture(autouse=True)
def _keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(Keeping())
    yield
    Keeping.kept.clear()
    keyring.set_keyring(before)


def test_a_key_is_kept_changed_and_forgotten() -> None:
    assert stored_key() is None
    store_key(KEY)
    assert stored_key() == KEY
    store_key("another")
    assert Keeping.kept == {(SERVICE, ENTRY): "another"}
    forget_key()
    assert Keeping.kept == {}
    forget_key()


@pytest.mark.parametrize("odd", ["", "two words", "line\nbreak", "schlüssel", "x" * 2000])
def test_what_could_be_no_key_is_none(odd: str) -> None:
    Keeping.kept[SERVICE, ENTRY] = odd
    assert stored_key() is None


@pytest.mark.parametrize("act", [stored_key, lambda: store_key(KEY), forget_key])
@pytest.mark.parametrize(
    ("backend", "why", "is_missing"),
    [
        (keyring.backends.fail.Keyring, "this computer has no keyring that can be used", True),
        (Locked, "the system's keyring is locked", False),
        (Failing, r"the system's keyring failed \(OSError\)", False),
    ],
)
def test_a_keyring_that_does_not_do_it_is_told(
    backend: type[KeyringBackend], why: str, act: Callable[[], object], *, is_missing: bool
) -> None:
    keyring.set_keyring(backend())
    with pytest.raises(KeyringError, match=why) as caught:
        act()
    assert caught.value.is_missing is is_missing
    assert caught.value.__cause__ is None
    assert KEY not in str(caught.value)


def test_a_keyring_that_keeps_nothing_is_told() -> None:
    keyring.set_keyring(keyring.backends.null.Keyring())
    assert stored_key() is None
    with pytest.raises(KeyringError, match="does not keep it"):
        store_key(KEY)


def test_the_library_is_loaded_only_when_it_is_needed() -> None:
    program = "import sys, recall_viewer.viewer; sys.exit('keyring' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
