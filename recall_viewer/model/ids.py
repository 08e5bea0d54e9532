"""Bot ids in whatever a person pastes: a URL, a JSON body, a curl command, a line of a log.

What is pasted may hold tokens, keys and passwords. They are blanked before anything is looked for, and only ids are
ever given back. All expressions here are linear in the text, and the text they see is bounded.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

MAX_CHARACTERS = 1 << 18
"""Text beyond this is not looked at, so that pasting a log of megabytes does not hold the window."""

MAX_IDS = 100
"""More ids than streams fit in a window help nobody, and the filter field has to show them."""

_MAX_NESTING = 32
_MAX_ENCODED = 3

_UUID = r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}|[0-9A-Fa-f]{32}"
# Attendee's ids are random letters and digits; names of settings such as bot_detection are plain words.
_PREFIXED = r"bot_(?=[a-z]{0,59}[0-9A-Z]|[a-z]{16})[0-9A-Za-z]{4,60}"
_BARE_ID = re.compile(rf"(?<![\w-])(?:{_UUID}|{_PREFIXED})(?![\w-])", re.ASCII)
_ID_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-"

# A token that never starts with a dash: in the filter a dash negates.
_ID_LIKE = r"[0-9A-Za-z_][0-9A-Za-z_-]{3,63}(?![\w-])"
_PREFERRED = re.compile(
    rf"""(?: (?<![0-9a-z]) bot[._\ -]?id \\{{0,7}}["']? \s{{0,8}} [:=]{{1,2}} \s{{0,8}} \\{{0,7}}["']?
           | /bots?/ )
         (?P<id>{_ID_LIKE}) (?!\.\w)""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
_WHOLE_ID_LIKE = re.compile(_ID_LIKE, re.ASCII)
_NO_ID = frozenset({"null", "none", "true", "false", "undefined", "string", "uuid", "bot_id", "bot-id", "botid"})

# Only characters that separate: what an id is made of stands as it was pasted.
_ENCODED = re.compile(r"%(?:20|22|23|26|27|2C|2F|3A|3B|3D|3F|5B|5D|7B|7D)|&quot;|&amp;|\\u0026", re.IGNORECASE)

_PRIVATE_NAME = (
    r"(?:token|secret|passw(?:or)?d|passphrase|api[_-]?key|authorization|credential|signature|cookie|session|jwt|nonce"
    r"|bearer|(?<![a-z])(?:keys?|sig|pwd|auth|pass)(?![a-z]))"
)
_SECRET_KEY = re.compile(_PRIVATE_NAME, re.IGNORECASE)
_PRIVATE_VALUE = r"""(?P<value>
      "(?:[^"\\\n]|\\.){0,2000}"
    | '(?:[^'\\\n]|\\.){0,2000}'
    | (?P<quote>\\{1,7}["'])[^\n]{0,2000}?(?P=quote)
    | \\{0,7}["']?(?:(?:token|bearer|basic|digest|api[_-]?key)[ \t]{1,8})?[^\s"'\\,&;<>{}()\[\]]{1,4096})"""
_SECRETS = (
    # name: value, name=value, and the same over two lines, as the tools of a browser copy headers.
    re.compile(
        rf"""{_PRIVATE_NAME} [\w-]{{0,32}} \\{{0,7}}["']?
             (?: [ \t]{{0,8}} [:=]{{1,2}} [ \t]{{0,8}}
               | [ \t]{{0,8}} : [ \t]{{0,8}} \r?\n [ \t]{{0,8}} (?![\w.-]{{1,64}}\\{{0,7}}["']?[ \t]?[:=]))
             {_PRIVATE_VALUE}""",
        re.IGNORECASE | re.VERBOSE,
    ),
    # Token VALUE, --token VALUE, /token/VALUE, and the options of curl that take credentials.
    re.compile(
        rf"""(?: (?:token|bearer|basic|secret|passw(?:or)?d|api[_-]?key) (?:[ \t]{{1,8}}|/)
               | (?<![\w-]) (?:-u|--user|--proxy-user|-b|--cookie) (?:[ \t]{{1,8}}|=) )
             {_PRIVATE_VALUE}""",
        re.IGNORECASE | re.VERBOSE,
    ),
    # The header of cookies, with all of them.
    re.compile(r"""cookie\\{0,7}["']?[ \t]{0,8}:[ \t]{0,8}(?P<value>[^"'\n]{1,4096})""", re.IGNORECASE),
    re.compile(r"(?P<value>whsec_[\w+/=-]*)"),
    re.compile(r"//(?P<value>[^/\s@]{1,256})@"),
)

_LEXEME = re.compile(r"""\\+["']?|["']|[{}\[\],:\n]|[^\s"'\\{}\[\],:]+""")


def canonical_id(text: str) -> str:
    """Return a UUID, with or without dashes, in its dashed lower-case form, and anything else as it stands."""
    if not re.fullmatch(_UUID, text):
        return text
    digits = text.replace("-", "").lower()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def normalise_id(text: str) -> str:
    """Return the form in which ids are compared: lower-case, and a UUID is the same with and without dashes."""
    return canonical_id(text.strip()).lower()


def looks_like_id(text: str) -> bool:
    """Say whether text is, by its look alone, one whole id: a UUID, 32 hex digits or `bot_…`."""
    return _BARE_ID.fullmatch(text) is not None


def extract_ids(text: str, known: Collection[str] = ()) -> tuple[str, ...]:
    """Find the ids of bots in any text, in order and without repeats, at most `MAX_IDS`.

    What is called an id of a bot comes first: values of `bot_id` and `bot.id`, a top-level `id` of a JSON body that
    names no bot otherwise, `/bot/<id>` in a path. Without any of these it is every UUID, 32 hex digits and `bot_…`;
    without these too every whole word that is one of `known`, the ids of connected bots. UUIDs come back dashed and in
    lower case, all else as it stood. Values of tokens, keys and passwords are never given back unless the text
    calls them the id of a bot as well.
    """
    text = _readable(text)
    secrets: set[str] = set()
    for pattern in _SECRETS:
        text = pattern.sub(lambda match: _blanked(match, secrets), text)
    leaves = list(_leaves(text))
    found = [(match.start("id"), match["id"]) for match in _PREFERRED.finditer(text)]
    found += _structural(leaves)
    ids = _distinct(value for _, value in sorted(found) if value.lower() not in _NO_ID)
    if ids:
        return ids
    for leaf in leaves:
        if leaf.secret:
            _remember(leaf.value, secrets)
    ids = _distinct(match[0] for match in _BARE_ID.finditer(text) if normalise_id(match[0]) not in secrets)
    return ids or _distinct(_known_words(text, {normalise_id(one) for one in known} - secrets))


def _readable(text: str) -> str:
    """Bound the text, without cutting a token in two, and decode the separators of URLs and of escaped JSON."""
    if len(text) > MAX_CHARACTERS:
        text = text[:MAX_CHARACTERS].rstrip(_ID_CHARACTERS)

    def decoded(match: re.Match[str]) -> str:
        return chr(int(match[0][1:], 16)) if match[0][0] == "%" else '"' if "quot" in match[0].lower() else "&"

    return _ENCODED.sub(decoded, text)


def _blanked(match: re.Match[str], secrets: set[str]) -> str:
    """Remember a secret and what in it would pass for an id, and put as many stars in its place."""
    value = match["value"]
    _remember(value, secrets)
    start = match.start("value") - match.start()
    return match[0][:start] + "*" * len(value) + match[0][start + len(value) :]


def _remember(secret: str, secrets: set[str]) -> None:
    secrets.update(normalise_id(found[0]) for found in _BARE_ID.finditer(secret))
    secrets.add(normalise_id(secret))


def _distinct(ids: Iterator[str]) -> tuple[str, ...]:
    first: dict[str, str] = {}
    for one in ids:
        first.setdefault(normalise_id(one), canonical_id(one))
        if len(first) == MAX_IDS:
            break
    return tuple(first.values())


def _known_words(text: str, known: set[str]) -> Iterator[str]:
    """Yield words that are known ids: between spaces (ids may hold any character), or of an id's characters.

    What the filter would read as a negation or a quotation stays out.
    """
    if not known:
        return
    for word in re.finditer(r"\S+", text):
        if word[0][0] not in '-"' and normalise_id(word[0]) in known:
            yield word[0]
        else:
            parts = re.findall(r"(?<![\w-])\w[\w-]*", word[0])
            yield from (part for part in parts if normalise_id(part) in known)


class _Leaf(NamedTuple):
    """A quoted value inside braces: where it starts, where its body starts, the names it stands under.

    `secret` says that one of these is the name of a secret.
    """

    start: int
    value: str
    body: int
    path: tuple[str, ...]
    secret: bool


def _structural(leaves: list[_Leaf]) -> list[tuple[int, str]]:
    """Pick `bot.id`, and a top-level `id` of bodies that name no bot: beside one it is a recording's, or the like."""
    usable = [leaf for leaf in leaves if _WHOLE_ID_LIKE.fullmatch(leaf.value)]
    of_bots = [leaf for leaf in usable if leaf.path[-2:] == ("bot", "id") or leaf.path[-1:] == ("bot_id",)]
    naming = {leaf.body for leaf in of_bots}
    top = [leaf for leaf in usable if leaf.path in {("id",), ("results", "id")} and leaf.body not in naming]
    return [(leaf.start, leaf.value) for leaf in of_bots + top]


def _leaves(text: str, offset: int = 0, encoded: int = 0, body: int | None = None) -> Iterator[_Leaf]:
    """Walk through everything in braces, once and forgiving: JSON, the repr of a dict, escaped or pretty printed.

    Quotes count inside braces only, where those of a shell around a body do not disturb. A quoted value that holds
    braces itself is walked as well, a few levels deep, as a part of the same body.
    """
    walk = _Walk(offset, body)
    for start, word, quoted in _words(text, walk):
        yield from walk.take(start, word, quoted=quoted)
        if quoted and encoded < _MAX_ENCODED and "{" in word:
            yield from _leaves(word, offset + start, encoded + 1, walk.body)


def _words(text: str, walk: _Walk) -> Iterator[tuple[int, str, bool]]:
    """Cut text into (start, word, quoted). A string ends at the quote that opened it, never beyond its line."""
    opened: re.Match[str] | None = None
    for match in _LEXEME.finditer(text):
        lexeme = match[0]
        if opened is not None:
            if lexeme == "\n":
                opened = None
            elif _closes(opened[0], lexeme):
                end = match.start() if opened[0][0] == "\\" else match.end() - 1
                yield opened.end(), text[opened.end() : end], True
                opened = None
        elif lexeme[-1] in "\"'":
            opened = match if walk.inside else None
        elif lexeme[0] != "\\":
            yield match.start(), lexeme, False


def _closes(opening: str, lexeme: str) -> bool:
    """Say whether a quote ends the string: as deeply escaped as its opening one, where two backslashes are one."""
    if lexeme[-1] != opening[-1]:
        return False
    return lexeme == opening or (len(opening) == 1 and len(lexeme) % 2 == 1)


class _Walk:
    """Where a walk through nested braces stands; braces and brackets that do not pair are put up with."""

    def __init__(self, offset: int, body: int | None) -> None:
        self.body = body or 0
        self._whole = body is not None
        self._offset = offset
        self._names: list[str] = []
        self._key: str | None = None
        self._word: tuple[int, str, bool] | None = None

    @property
    def inside(self) -> bool:
        return bool(self._names)

    def take(self, start: int, word: str, *, quoted: bool) -> Iterator[_Leaf]:
        """Go on by one word or mark, and yield the value it completes, if it does."""
        if quoted or word not in "{}[],:\n":
            self._word = (start, word, quoted)
        elif word == ":":
            self._key, self._word = (self._word[1] if self._word else self._key), None
        elif word != "\n":
            yield from self._leaf()
            self._nest(start, word)
            self._key = self._word = None

    def _nest(self, start: int, mark: str) -> None:
        if mark in "{[":
            # A name belongs to what follows it at once: "Authorization: Token … {" names nothing.
            name = self._key if self._key is not None and self._word is None else ""
            if not self._names and name != "recording" and not _SECRET_KEY.search(name):
                name = ""  # Prose before a body: "Response: {"
            nameless = not name and len(self._names) <= _MAX_NESTING and not any(self._names)
            if not self._whole and mark == "{" and (nameless or not self._names):
                self.body = self._offset + start
            self._names.append(name)
        elif mark in "}]" and self._names:
            self._names.pop()

    def _leaf(self) -> Iterator[_Leaf]:
        if self._word is None or not self._word[2] or not 0 < len(self._names) <= _MAX_NESTING:
            return
        start, value, _ = self._word
        path = tuple(name for name in (*self._names, self._key) if name)
        secret = any(_SECRET_KEY.search(name) for name in path)
        yield _Leaf(self._offset + start, value, self.body, path, secret)
