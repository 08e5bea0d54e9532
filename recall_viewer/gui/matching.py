"""Finds what a person means by some typed words: case and accents do not count, beginnings count most."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

AT_START, AT_WORD, INSIDE = 0, 1, 2
"""How good a place is, best first: start of the text, start of a word, anywhere."""


@dataclass(frozen=True, slots=True, order=True)
class Match:
    """How well a text fits: `rank` is the worst of its words, then the sum, then where the first word stands.

    Matches sort best first. `spans` are the places of the words as (first, end) in the text, in order, not overlapping.
    """

    rank: int
    total: int
    place: int
    spans: tuple[tuple[int, int], ...] = field(compare=False)


def match(typed: str, text: str) -> Match | None:
    """Say where each typed word stands in a text; `None` unless all of them do. No words match anything."""
    folded, places = _fold(text)
    starts = _word_starts(folded)
    found: list[tuple[int, int, int]] = []
    for word in _fold(typed)[0].split():
        where = _find(word, folded, starts)
        if where is None:
            return None
        found.append(where)
    if not found:
        return Match(AT_START, 0, 0, ())
    spans = _merged((places[at], places[end - 1] + 1) for _, at, end in found)
    ranks = [rank for rank, _, _ in found]
    return Match(max(ranks), sum(ranks), found[0][1], spans)


def _fold(text: str) -> tuple[str, list[int]]:
    """Return a text without case and accents, and for each of its characters the place it comes from."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for part in unicodedata.normalize("NFKD", character.casefold()):
            if not unicodedata.combining(part):
                letters.append(part)
                places.append(place)
    return "".join(letters), places


def _word_starts(folded: str) -> list[int]:
    return [
        place
        for place, character in enumerate(folded)
        if character.isalnum() and (place == 0 or not folded[place - 1].isalnum())
    ]


def _find(word: str, folded: str, starts: list[int]) -> tuple[int, int, int] | None:
    for start in starts:
        if folded.startswith(word, start):
            return (AT_START if start == 0 else AT_WORD), start, start + len(word)
    at = folded.find(word)
    return None if at < 0 else (INSIDE, at, at + len(word))


def _merged(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for first, end in sorted(spans):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((first, end))
    return tuple(merged)
