"""What may go wrong in a message, as tables: what is sent on one connection, and what has to become of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.protocol.samples import hello

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PICTURE = "picture"
HIDDEN = "hidden"
IN_FLIGHT = "in flight"
REPEATED = "repeated"
AWAITING = "awaiting a keyframe"
HEADER = "rejected header"
FIELDS = "rejected fields"
BASE64 = "rejected base64"
IMAGE = "rejected image"
TOO_LARGE = "rejected too_large"
UNSUPPORTED = "rejected unsupported"
JSON = "not understood json"
HELLO = "not understood hello"
EVENT = "not understood event"
UNRECOGNISED = "not understood unrecognised"
AUDIO = "ignored audio"
OTHER = "ignored other"

GOOD_HELLO = hello()


@dataclass(frozen=True, slots=True)
class Case:
    """What a bot sends on a connection of its own, and how often each outcome has to be counted then."""

    name: str
    messages: tuple[str | bytes, ...]
    outcomes: Counter[str]


def case(name: str, messages: str | bytes | Sequence[str | bytes], *outcomes: str) -> Case:
    """One case; an outcome for each message that is counted, in any order."""
    sent = (messages,) if isinstance(messages, str | bytes) else tuple(messages)
    return Case(name, sent, Counter(outcomes))


def outcomes_of(metrics: Mapping[str, float]) -> Counter[str]:
    """All that became of messages so far, in the words of this table."""
    found: Counter[str] = Counter()
    for key, value in metrics.items():
        for word, weight in _words_for(key):
            found[word] += weight * int(value)
    return found


_FATES = {
    "frames_shown_total": (PICTURE, 1),
    "frames_superseded_total": (PICTURE, 1),
    "frames_hidden_total": (HIDDEN, 1),
    "frames_recalled_total": (HIDDEN, -1),
    "frames_repeated_total": (REPEATED, 1),
    "frames_awaiting_keyframe_total": (AWAITING, 1),
    "frames_in_flight": (IN_FLIGHT, 1),
}
_LABELLED = {
    "frames_rejected_total": "rejected",
    "frames_dropped_total": "dropped",
    "messages_rejected_total": "not understood",
    "messages_ignored_total": "ignored",
}


def _words_for(key: str) -> Iterator[tuple[str, int]]:
    name, _, label = key.partition("{")
    if name in _FATES:
        yield _FATES[name]
    elif name in _LABELLED:
        yield f"{_LABELLED[name]} {label.split(chr(34))[1]}", 1
