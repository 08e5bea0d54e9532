"""Readers of what a settings store gives back: what was put in or, out of a file, texts. A wrong value is refused."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_FLAGS = {"true": True, "1": True, "false": False, "0": False}


def one_of(words: tuple[str, ...]) -> Callable[[object], str]:
    """Return a reader of words; ValueError for any other."""

    def read(value: object) -> str:
        if not isinstance(value, str) or value not in words:
            raise ValueError(value)
        return value

    return read


def flag(value: object) -> bool:
    """Read yes or no; ValueError for anything else."""
    word = str(value).lower()
    if word not in _FLAGS:
        raise ValueError(value)
    return _FLAGS[word]


def folder(value: object) -> Path:
    """Read an absolute path; ValueError for anything else."""
    if not isinstance(value, str) or "\0" in value or not Path(value).is_absolute():
        raise ValueError(value)
    return Path(value)


def number(lowest: int, highest: int) -> Callable[[object], int]:
    """Return a reader of whole numbers within bounds; ValueError for anything else."""

    def read(value: object) -> int:
        if not isinstance(value, str | int):
            raise ValueError(value)  # noqa: TRY004 - to the caller a wrong type is a wrong value like any other
        if not lowest <= (found := int(value)) <= highest:
            raise ValueError(value)
        return found

    return read


def texts(value: object) -> list[str]:
    """Read a list of texts, of which one alone comes back bare; ValueError for anything else."""
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError(value)
    return value
