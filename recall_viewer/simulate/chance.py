"""Chance that comes out the same every time: what is drawn depends on the seed alone."""

from __future__ import annotations

from random import Random


def chance_of(seed: int | str) -> Random:
    """A source of chance that always begins the same way for one seed."""
    return Random(seed)  # noqa: S311 - pictures are drawn with it, no secrets made
