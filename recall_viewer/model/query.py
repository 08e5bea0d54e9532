"""The filter: what a person typed or pasted, as a question that each stream answers with yes or no."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from recall_viewer.model.ids import canonical_id, extract_ids, looks_like_id, normalise_id

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["Query", "StreamFacts", "Term", "extract_ids", "fold", "normalise_id"]

SHORTEST_PREFIX = 4
"""Characters of an id that a word must give: fewer would find ids in everyday words."""

_STATES = frozenset({"waiting", "live", "late", "stale", "off", "disconnected", "lost", "ended", "error"})
_TRAITS = frozenset({"screen", "camera", "small"})
_QUALITIES = _STATES | _TRAITS

# Letters with a stroke, which Unicode does not take apart into a letter and a mark.
_STROKES = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
# Only the marks of alphabets such as Latin, Greek and Cyrillic: in others a mark makes another letter.
_MARKS = re.compile("[\u0300-\u036f]")

# A phrase may still lack its closing quote, while it is being typed.
_WORD = re.compile(r'(?P<dash>-?)"(?P<phrase>[^"]*)"?|(?P<word>\S+)')


def fold(text: str) -> str:
    """Return text as names are compared: without case and accents, ß as ss, runs of white space as one space."""
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    text = unicodedata.normalize("NFC", _MARKS.sub("", text).translate(_STROKES))
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class StreamFacts:
    """What the filter may know of a stream.

    `name` is the participant's, None where the wire does not say; `label` the bot's, from its metadata, or "".
    `kind` is "camera", "screenshare" or "unknown". `state` is the word of the tile's state in lower case.
    """

    bot_id: str
    recording_id: str | None
    participant_id: str
    name: str | None
    label: str
    kind: str
    is_small: bool
    state: str


@dataclass(frozen=True, slots=True)
class Term:
    """One condition, other than the ids asked for.

    `value` is a folded word or phrase, or the word behind `is:`, or the compare form of an id that is excluded.
    "unknown" is about a word behind `is:` that means nothing: no stream is that, and none is known not to be.
    """

    about: Literal["word", "is", "id", "unknown"]
    value: str
    negated: bool

    def matches(self, facts: StreamFacts) -> bool:
        """Say whether a stream fulfils the condition."""
        if self.about == "unknown":
            return False
        if self.about == "is":
            holds = _is(self.value, facts)
        elif self.about == "id":
            holds = self.value in _ids(facts)
        else:
            holds = _names(self.value, facts) or _begins_id(self.value, facts)
        return holds != self.negated


@dataclass(frozen=True, slots=True)
class Query:
    """A filter. With several ids a stream belongs to any of them; all other conditions must hold.

    `text` is what was typed. `ids` are the full ids it names, UUIDs dashed and in lower case, all else as typed; an
    id that is excluded with a dash is a term instead.
    """

    text: str
    ids: tuple[str, ...]
    terms: tuple[Term, ...]

    @classmethod
    def parse(cls, text: str, known: Collection[str] = ()) -> Query:
        """Read what stands in the filter field. Never fails: what is half typed counts as far as it is clear.

        A word is a full id by its look (a UUID, 32 hex digits, `bot_…`) or by being one of `known`: ids of connected
        bots, and those that were extracted from a paste. `is:` and a dash with nothing behind them are left out of
        account, and so is at the end of the text `is:` with the beginning of a word that it knows: it is still being
        typed. Any other unknown word behind `is:` matches nothing.
        """
        known_ids = {normalise_id(one) for one in known}
        ids: dict[str, str] = {}
        terms: list[Term] = []
        for negated, word, is_phrase in _split(text):
            compared = normalise_id(word)
            if looks_like_id(word) or compared in known_ids:
                if negated:
                    terms.append(Term("id", compared, negated=True))
                else:
                    ids.setdefault(compared, canonical_id(word))
            elif not is_phrase and word.lower().startswith("is:"):
                quality = word[3:].lower()
                if quality in _QUALITIES:
                    terms.append(Term("is", quality, negated))
                elif quality and not (text.endswith(word) and _begins_quality(quality)):
                    terms.append(Term("unknown", quality, negated))
            elif folded := fold(word):
                terms.append(Term("word", folded, negated))
        return cls(text, tuple(ids.values()), tuple(dict.fromkeys(terms)))

    @property
    def is_empty(self) -> bool:
        """Whether the filter lets everything through, because nothing is asked (yet)."""
        return not self.ids and not self.terms

    def matches(self, facts: StreamFacts) -> bool:
        """Say whether a stream is to be shown."""
        if self.ids and not _ids(facts).intersection(normalise_id(one) for one in self.ids):
            return False
        return all(term.matches(facts) for term in self.terms)


def _split(text: str) -> list[tuple[bool, str, bool]]:
    """Cut text into (negated, word or phrase, is a phrase), without what is empty."""
    parts: list[tuple[bool, str, bool]] = []
    for match in _WORD.finditer(text):
        phrase, word = match["phrase"], match["word"]
        if phrase is not None:
            parts.append((bool(match["dash"]), phrase.strip(), True))
        else:
            parts.append((word.startswith("-"), word.lstrip("-"), False))
    return [part for part in parts if part[1]]


def _begins_quality(quality: str) -> bool:
    return any(one.startswith(quality) for one in _QUALITIES)


def _ids(facts: StreamFacts) -> set[str]:
    ids = {normalise_id(facts.bot_id)}
    if facts.recording_id is not None:
        ids.add(normalise_id(facts.recording_id))
    return ids


def _is(quality: str, facts: StreamFacts) -> bool:
    """Every state means exactly itself, but a lost stream is a disconnected one that is not waited for any more."""
    match quality:
        case "screen":
            return facts.kind == "screenshare"
        case "camera":
            return facts.kind == "camera"
        case "small":
            return facts.is_small
        case "disconnected":
            return facts.state in {"disconnected", "lost"}
        case _:
            return facts.state == quality


def _names(word: str, facts: StreamFacts) -> bool:
    return word in fold(facts.label) or (facts.name is not None and word in fold(facts.name))


def _begins_id(word: str, facts: StreamFacts) -> bool:
    participant = normalise_id(facts.participant_id)
    if word == participant:
        return True
    if len(word) < SHORTEST_PREFIX:
        return False
    # Somebody copies the start of a UUID with its dashes or without them.
    return any(
        one.startswith(word) or (looks_like_id(one) and one.replace("-", "").startswith(word))
        for one in (*_ids(facts), participant)
    )
