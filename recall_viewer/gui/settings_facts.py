"""What the command line settled for this run, as the settings dialog tells it: it can be read there, not changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from recall_viewer.settings import Settings

UNITS = (("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10))


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: what it is about, what holds, and the option or variable that settles it."""

    about: str
    value: str
    option: str


def tr(text: str) -> str:
    """Translate a text of these facts."""
    return QCoreApplication.translate("Settings", text)


def facts(settings: Settings, address: str, kept_in: str) -> Mapping[str, Sequence[Fact]]:
    """Return the facts of a run by the title of their page. Of a secret they say only that there is one."""
    return {
        tr("Listening"): _listening(settings, address),
        tr("Limits"): (
            Fact(tr("Largest message"), size_text(settings.max_message_size), "--max-message-size"),
            Fact(tr("Connections"), str(settings.max_connections), "--max-connections"),
            Fact(tr("Pictures in memory"), size_text(settings.memory_limit), "--memory-limit"),
        ),
        tr("Diagnostics"): _diagnostics(settings, kept_in),
    }


def size_text(size_bytes: int) -> str:
    """Return a size in the largest unit that leaves no fraction."""
    for unit, factor in UNITS:
        if size_bytes % factor == 0:
            return f"{size_bytes // factor} {unit}"
    return tr("{count} bytes").format(count=size_bytes)


def _listening(settings: Settings, address: str) -> Sequence[Fact]:
    certificate = str(settings.tls_cert) if settings.tls_cert else tr("None: the address is a plain ws://")
    token = tr("A bot must bring it") if settings.token is not None else tr("None is asked for")
    signature = tr("A bot must sign its request") if settings.verification_secret else tr("None is asked for")
    return (
        Fact(tr("Address"), address, "--host, --port"),
        Fact(tr("Certificate"), certificate, "--tls-cert, --tls-key"),
        Fact(tr("Token"), token, "--token-file, RECALL_VIEWER_TOKEN"),
        Fact(tr("Signature"), signature, "RECALL_VERIFICATION_SECRET"),
    )


def _diagnostics(settings: Settings, kept_in: str) -> Sequence[Fact]:
    port = settings.metrics_port
    metrics = tr("Off") if port is None else f"http://127.0.0.1:{port}/metrics" if port else tr("On a free port")
    log_file = str(settings.log_file) if settings.log_file else tr("None: standard error only")
    return (
        Fact(tr("Metrics"), metrics, "--metrics-port"),
        Fact(tr("Log level"), settings.log_level, "--log-level"),
        Fact(tr("Log file"), log_file, "--log-file"),
        Fact(tr("Choices kept in"), kept_in, "RECALL_VIEWER_CONFIG_DIR"),
    )
