from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.simulate.support import Receiver

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RECALL_VIEWER_TOKEN", raising=False)
    monkeypatch.delenv("RECALL_VERIFICATION_SECRET", raising=False)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as started:
        yield started
