"""The packages' self-test notices a program that is not as it should be."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
import selftest

from tests.stand_ins import script

if TYPE_CHECKING:
    from pathlib import Path

START = f'"{sys.executable}" -m recall_viewer "$@"'


@pytest.mark.parametrize(
    "body",
    ["echo recall-viewer 0.0.1", f"echo a warning >&2; {START}", f"{START}; exit 3"],
    ids=["version", "words", "code"],
)
def test_a_program_that_does_not_say_its_version_and_nothing_else_is_refused(tmp_path: Path, body: str) -> None:
    program = script(tmp_path / "program", body)
    assert selftest.says_its_version([str(script(tmp_path / "sound", START))])
    with pytest.raises(selftest.SelfTestError, match="--version gave"):
        selftest.says_its_version([str(program)])
