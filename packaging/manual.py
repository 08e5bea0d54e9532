"""Writes the manual page and the completions of shells from the command line's own parser."""

# ruff: noqa: SLF001 - argparse says what its parsers hold in no other way
from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import product
import shtab

from recall_viewer.cli import make_parser

if TYPE_CHECKING:
    from collections.abc import Iterator

SHELLS = ("bash", "zsh", "fish")
DESCRIPTION = """\
A bot of Recall.ai in a meeting dials a websocket and sends every participant's video. Recall Viewer is the receiver
that shows it: one tile a stream, updated with every frame, with its age on it.

A link, which stands alone, shows that bot only. Like a second start with \\-\\-bot it is handed to the window that runs
on the port, where there is one.

Standard output has one line a fact, for scripts: \\(lqlistening on ws://127.0.0.1:8765/\\(rq appears once a bot could
connect. GET /health on the same port answers \\(lqok\\(rq."""
ENVIRONMENT = {
    "RECALL_VIEWER_TOKEN": "A bot must bring it as ?token=TOKEN.",
    "RECALL_VERIFICATION_SECRET": r"The workspace's, whsec_\&...; a bot must sign its upgrade request with it.",
    "RECALL_API_KEY": "Recall's API is asked with it for the names that the older API does not send.",
    "RECALL_API_BASE_URL": "Recall's API of the key's region, such as https://us-east-1.recall.ai/api/v1/.",
    "RECALL_VIEWER_CONFIG_DIR": "Folder for the settings, instead of the usual one.",
    "QT_QPA_PLATFORM": "Where Qt opens the window: xcb, wayland, or offscreen for none.",
}
STATUS = {
    "0": "It was ended by its window, Ctrl+C or SIGTERM, in order, or a window that runs took its bots over.",
    "1": "It could not start, or went on no longer; standard error says why.",
    "2": "The command line is wrong.",
}


def page() -> str:
    """The manual page, in roff."""
    parser = make_parser()
    date = product.source_date().date().isoformat()
    lines = [f'.TH {product.COMMAND.upper()} 1 {date} "{product.COMMAND} {product.VERSION}" "User Commands"']
    lines += [".SH NAME", f"{product.COMMAND} \\- {first_small(product.SUMMARY)}", ".SH SYNOPSIS"]
    lines += [
        f".B {product.COMMAND}",
        "[\\fIOPTION\\fR]\\&...",
        ".br",
        f".B {product.COMMAND}",
        f"{product.SCHEME}://bot/\\fIID\\fR",
        ".br",
        f".B {product.COMMAND} simulate",
        "[\\fIOPTION\\fR]\\&... \\fIURL\\fR",
    ]
    lines += [".SH DESCRIPTION", DESCRIPTION.replace("\n\n", "\n.PP\n"), ".SH OPTIONS", *_options(parser)]
    for name, command in _commands(parser).items():
        lines += [f".SH THE COMMAND {name.upper()}", _text(command.description or ""), *_options(command)]
    lines += [".SH ENVIRONMENT", *_list(ENVIRONMENT), ".SH EXIT STATUS", *_list(STATUS)]
    lines += [".SH SEE ALSO", f".UR {product.HOMEPAGE}", ".UE"]
    return "\n".join(lines) + "\n"


def completion(shell: str) -> str:
    """What completes the command line in `shell`."""
    parser = make_parser()
    for one in (parser, *_commands(parser).values()):
        for action in one._actions:
            if action.type is Path:
                setattr(action, "complete", shtab.DIRECTORY if action.metavar == "DIR" else shtab.FILE)  # noqa: B010
    return shtab.complete(parser, shell=shell)


def _commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    (found,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return dict(found.choices)


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for group in parser._action_groups:
        actions = [action for action in group._group_actions if not isinstance(action, argparse._SubParsersAction)]
        shown = [action for action in actions if action.help is not argparse.SUPPRESS]
        if shown and group.title not in ("options", "positional arguments"):
            yield f".SS {str(group.title).capitalize()}"
        for action in shown:
            yield from (".TP", _heading(parser, action), _text(_help(parser, action)))


def _heading(parser: argparse.ArgumentParser, action: argparse.Action) -> str:
    formatter = parser._get_formatter()
    value = formatter._format_args(action, action.dest.upper()) if action.nargs != 0 else ""
    names = ", ".join(f"\\fB{_text(name)}\\fR" for name in action.option_strings)
    return " ".join(filter(None, [names, f"\\fI{_text(value)}\\fR" if value else ""]))


def _help(parser: argparse.ArgumentParser, action: argparse.Action) -> str:
    return parser._get_formatter()._expand_help(action)


def _list(entries: dict[str, str]) -> Iterator[str]:
    for name, text in entries.items():
        yield from (".TP", f".B {name}", text)


def first_small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _text(text: str) -> str:
    """`text` for roff: hyphens are those of the command line, and nothing begins a line as a request does."""
    for character, escape in (("\\", "\\e"), ("-", "\\-"), ("'", "\\(aq"), ("…", r"\&...")):
        text = text.replace(character, escape)
    return "\\&" + text if text[:1] == "." else text
