"""The command line."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from recall_viewer import __version__, no_window, settings
from recall_viewer.model.asked import bot_in_link, bots_in, is_link
from recall_viewer.protocol.access import Access, parse_secret
from recall_viewer.settings import Settings, SettingsError
from recall_viewer.simulate import arguments as of_simulate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from recall_viewer.handover.offer import Offer

OF_AN_OFFER = ("bot", "port")
INTERRUPTED = 130
"""What a shell makes of a program that ends by Ctrl+C."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; return its exit code: 0, 1 for what went wrong, 2 for a wrong command line."""
    try:
        return _main(arguments)
    except KeyboardInterrupt:
        # So early that nothing is there to be closed.
        return INTERRUPTED


def _main(arguments: Sequence[str] | None) -> int:
    parser = make_parser()
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        namespace = parser.parse_args(_without_link(given))
    except ValueError as error:
        parser.error(str(error))
    if namespace.command == "simulate":
        from recall_viewer.simulate import command  # noqa: PLC0415 - a window has no use for it

        return command.run(namespace)
    try:
        chosen = settings_from(namespace, os.environ)
        access = _access(chosen)
    except SettingsError as error:
        parser.error(str(error))
    offer = _offer(parser, namespace)
    if offer is not None and offer.make_now():
        return 0
    if _has_no_display(os.environ):
        print(no_window.NO_DISPLAY, file=sys.stderr)
        return 1
    try:
        from recall_viewer import start  # noqa: PLC0415 - Qt is loaded only by those who open a window

        return start.run(chosen, access, offer)
    except ImportError as error:
        if ".so" not in str(error):
            raise
        print(no_window.library_missing(error), file=sys.stderr)
        return 1


def _without_link(given: list[str]) -> list[str]:
    """Return the arguments with the `--bot` that a link stands for; ValueError for one that is wrong or not alone."""
    links = [one for before, one in zip(["", *given], given, strict=False) if is_link(one) and before != "--bot"]
    if not links:
        return given
    if len(given) > 1:
        # A web page can have it opened: beside the bot it says nothing.
        raise ValueError("a link stands alone: it takes no further argument")
    return [f"--bot={bot_in_link(links[0])}"]


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="recall-viewer",
        description="Opens a window, listens, and shows the video of the meeting bots that dial in. In place of "
        "options it takes one link, recall-viewer://bot/ID, and shows that bot alone.",
        epilog="Secrets come from the environment: RECALL_VIEWER_TOKEN, RECALL_VERIFICATION_SECRET (whsec_…), "
        "RECALL_API_KEY (for the names that the older API does not send).",
    )
    parser.add_argument("--version", action="version", version=f"recall-viewer {__version__}")
    _add_listening(parser)
    _add_looking(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="other commands")
    of_simulate.add_arguments(
        commands.add_parser("simulate", help="a stand-in bot that dials URL", description="A stand-in bot.")
    )
    return parser


def _add_listening(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("listening")
    group.add_argument(
        "--host", default=settings.DEFAULT_HOST, metavar="ADDRESS", help="address to listen on (%(default)s)"
    )
    group.add_argument("--port", type=int, default=settings.DEFAULT_PORT, metavar="N", help="0: any free (%(default)s)")
    group.add_argument("--token", help="a bot must bring ?token=TOKEN; or env RECALL_VIEWER_TOKEN")
    group.add_argument("--token-file", type=Path, metavar="FILE", help="read the token from a file")
    group.add_argument("--tls-cert", type=Path, metavar="FILE", help="certificate: serve wss://")
    group.add_argument("--tls-key", type=Path, metavar="FILE", help="its private key")
    group.add_argument(
        "--max-message-size",
        type=_size,
        default="16MiB",
        metavar="BYTES",
        help="largest message (%(default)s)",
    )
    group.add_argument("--max-connections", type=int, default=512, metavar="N", help="at most so many (%(default)s)")
    group.add_argument(
        "--memory-limit", type=_size, default="1GiB", metavar="BYTES", help="ceiling for pictures (%(default)s)"
    )
    group.add_argument("--metrics-port", type=int, metavar="N", help="Prometheus metrics on 127.0.0.1; 0: any free")


def _add_looking(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("looking")
    group.add_argument(
        "--bot",
        action="append",
        default=[],
        metavar="TEXT",
        help="filter by the ids in it; repeatable. A window that already runs on the port takes it over",
    )
    group.add_argument("--new-instance", action="store_true", help="open a window of its own all the same")
    group.add_argument("--snapshot-dir", type=Path, metavar="DIR", help="where snapshots go (Pictures/Recall Viewer)")
    group.add_argument(
        "--demo",
        type=int,
        nargs="?",
        const=settings.DEFAULT_DEMO_PARTICIPANTS,
        metavar="N",
        help=f"also start N simulated participants ({settings.DEFAULT_DEMO_PARTICIPANTS})",
    )
    group.add_argument("--screenshot", type=Path, metavar="FILE", help="save a picture of the window, then quit")
    group.add_argument("--log-level", choices=settings.LOG_LEVELS, default="warning", help="(%(default)s)")
    group.add_argument("--log-file", type=Path, metavar="FILE", help="write diagnostics to a rotating file too")


def _offer(parser: argparse.ArgumentParser, namespace: argparse.Namespace) -> Offer | None:
    """Return what is for a window that runs already; None where this start has to be one of its own."""
    bots = bots_in(namespace.bot)
    if not bots or namespace.port == 0 or namespace.new_instance or namespace.screenshot is not None:
        return None
    from recall_viewer.handover.offer import Offer  # noqa: PLC0415 - asyncio is loaded only by those who dial

    defaults = vars(parser.parse_args([]))
    beside = [name for name, value in vars(namespace).items() if value != defaults[name] and name not in OF_AN_OFFER]
    return Offer(namespace.port, bots, [f"--{name.replace('_', '-')}" for name in beside])


def _size(text: str) -> int:
    try:
        return settings.size_in_bytes(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def settings_from(namespace: argparse.Namespace, environment: Mapping[str, str]) -> Settings:
    """Return the settings of a parsed command line and the environment; raises SettingsError."""
    return Settings(
        host=namespace.host,
        port=namespace.port,
        bots=tuple(namespace.bot),
        snapshot_dir=namespace.snapshot_dir,
        token=_token(namespace, environment),
        verification_secret=environment.get("RECALL_VERIFICATION_SECRET") or None,
        api_key=environment.get("RECALL_API_KEY") or None,
        api_base_url=environment.get("RECALL_API_BASE_URL") or None,
        tls_cert=namespace.tls_cert,
        tls_key=namespace.tls_key,
        max_message_size=namespace.max_message_size,
        max_connections=namespace.max_connections,
        memory_limit=namespace.memory_limit,
        metrics_port=namespace.metrics_port,
        demo=namespace.demo,
        screenshot=namespace.screenshot,
        log_level=namespace.log_level,
        log_file=namespace.log_file,
    )


def _token(namespace: argparse.Namespace, environment: Mapping[str, str]) -> str | None:
    if namespace.token is not None and namespace.token_file is not None:
        raise SettingsError("--token and --token-file exclude each other")
    if namespace.token_file is None:
        return namespace.token if namespace.token is not None else environment.get("RECALL_VIEWER_TOKEN") or None
    try:
        text = namespace.token_file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise SettingsError(f"cannot read the token from {namespace.token_file}: {reason}") from None
    if not text:
        raise SettingsError(f"the token file {namespace.token_file} is empty")
    return str(text)


def _access(chosen: Settings) -> Access:
    try:
        secret = parse_secret(chosen.verification_secret) if chosen.verification_secret else None
    except ValueError as error:
        raise SettingsError(f"RECALL_VERIFICATION_SECRET: {error}") from None
    return Access(token=chosen.token, secret=secret)


def _has_no_display(environment: Mapping[str, str]) -> bool:
    wanted = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform.startswith("linux") and not any(environment.get(name) for name in wanted)
