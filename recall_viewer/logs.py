"""Diagnostics on standard error and in a file: one line a record, without secrets."""

from __future__ import annotations

import logging
import re
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LEVELS = ("debug", "info", "warning", "error", "critical")

LONGEST_LINE = 2_000
LONGEST_RECORD = 20_000
"""Letters. To search a megabyte for secrets would hold up the window for minutes."""

_FORMAT = "%(asctime)s.%(msecs)03d %(levelname)s %(name)s: %(message)s"
_TIME = "%Y-%m-%d %H:%M:%S"

# Control characters, line separators, marks that turn the direction of a text, and lone surrogates: a name from the
# wire could forge a line with them, or not be written at all.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

_QUOTED = r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'"""

# In this order: what an earlier one has masked, a later one may mask again.
_SECRETS = (
    # A header, as a line, in a dict or in a list of pairs; a value without quotes reaches to the end of its line.
    (
        re.compile(
            rf"""(authorization|(?:webhook|svix)-[a-z]+)(["']?\s*[:=,]\s*b?)(?:{_QUOTED}|[^\r\n]+)""", re.IGNORECASE
        ),
        r"\1\2…",
    ),
    # The query of an URL or of a request's target, up to the next blank: too much is better than too little.
    (re.compile(r"((?:\b[a-z][a-z0-9+.-]*:/|(?<![^\s\"'(=]))/[^\s?]*\?)\S+", re.IGNORECASE), r"\1…"),
    (re.compile(r"\?[^\s?=]*=\S*"), "?…"),
    (re.compile(r"(://)[^\s/@]+@"), r"\1…@"),
    (re.compile(r"whsec_[\w+/=-]+"), "whsec_…"),
    (re.compile(r"\b(Token|Bearer|Basic)\s+\S+"), r"\1 …"),
    # token=…, --token …, "api_key": "…"
    (
        re.compile(
            rf"""((?:token|secret|api[_-]?key|password)(?:["']?\s*[=:]\s*b?(?={_QUOTED})|=|(?<=--token)\s+))"""
            rf"""(?:{_QUOTED}|[^\s,;)]+)""",
            re.IGNORECASE,
        ),
        r"\1…",
    ),
)

_handlers: list[logging.Handler] = []


def configure(level: str, file: Path | None) -> None:
    """Send records of `level` (one of `LEVELS`) and above to standard error, and to `file` if there is one.

    The file is rotated (5 of 2 MB) and readable by its owner only; what kills the interpreter leaves its traceback
    there too. Called again it replaces what it did before. Raises OSError if the file cannot be written (and changes
    nothing), ValueError for an unknown level.
    """
    if level not in LEVELS:
        raise ValueError(f"{level} is not a log level: {', '.join(LEVELS)}")
    handlers: list[logging.Handler] = []
    if file is not None:
        from recall_viewer.log_file import PrivateFile  # noqa: PLC0415 - few starts have one, and sockets come along

        handlers.append(PrivateFile(file))
    # A program without a console has no standard error.
    if sys.stderr is not None:
        handlers.append(logging.StreamHandler(sys.stderr))
    shutdown()
    root = logging.getLogger()
    root.setLevel(level.upper())
    for handler in handlers:
        handler.addFilter(_Masking())
        handler.setFormatter(_OneLine(_FORMAT, _TIME))
        root.addHandler(handler)
        _handlers.append(handler)


def shutdown() -> None:
    """Close what `configure` opened."""
    while _handlers:
        handler = _handlers.pop()
        logging.getLogger().removeHandler(handler)
        handler.close()


def masked(text: str) -> str:
    """Return `text` without queries, tokens, keys, signatures and the headers that carry them, and not too long."""
    text = "\n".join(map(_cut, text[:LONGEST_RECORD].split("\n")))
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text


def _cut(line: str) -> str:
    # Before the last word, which may be half a secret that nothing would know any more.
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE].rsplit(None, 1)[0]} …"


class _Masking(logging.Filter):
    """Masks a record for good: whatever is done with it later, a failing handler's complaint too, has no secrets."""

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            message = record.getMessage()
        except Exception as error:  # noqa: BLE001 - a record that cannot be formatted is still worth its line
            message = f"{record.msg!r} {record.args!r} (cannot be formatted: {error})"
        record.msg, record.args = masked(message), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = masked(record.exc_text)
        if record.stack_info:
            record.stack_info = masked(record.stack_info)
        return True


class _OneLine(logging.Formatter):
    """Escapes what would break a line; tracebacks follow, each of their lines indented."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging calls it so
        record.message = _printable(record.message)
        return super().formatMessage(record)

    def format(self, record: logging.LogRecord) -> str:
        first, *rest = super().format(record).split("\n")
        return "\n".join([first, *(f"    {_printable(line)}" for line in rest)])


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub(lambda found: found.group().encode("unicode_escape", "surrogatepass").decode("ascii"), text)
