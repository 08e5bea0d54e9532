"""The person's choices, kept by the platform's settings store between runs. No secret is ever among them."""

from __future__ import annotations

import contextlib
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args

from PySide6.QtCore import QSettings

from recall_viewer.gui.placement import Placement, State
from recall_viewer.gui.stored_values import flag, folder, number, one_of, texts
from recall_viewer.texts import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

T = TypeVar("T")

ORGANISATION = "recall-viewer"
APPLICATION = "Recall Viewer"
FOLDER_VARIABLE = "RECALL_VIEWER_CONFIG_DIR"
MOST_RECENT = 10
LONGEST_FILTER = 4096
"""Characters; the filter field takes no more."""
FARTHEST_PX = 100_000
"""No desk is as wide: a number beyond it is damage."""

ThemeChoice = Literal["system", "light", "dark"]
LayoutChoice = Literal["auto", "grid", "stage"]
LanguageChoice = Literal["system", "en", "de"]
RegionChoice = Literal["us-east-1", "us-west-2", "eu-central-1", "ap-northeast-1"]

RECENT_KEY = "filter/recent"
KEPT_KEY = "names/kept"


@dataclass(frozen=True, slots=True)
class Choices:
    """What the settings dialog offers, with the defaults. `snapshot_dir` is None for the usual folder."""

    theme: ThemeChoice = "system"
    language: LanguageChoice = "system"
    reduced_motion: bool = False
    layout: LayoutChoice = "auto"
    group_by_bot: bool = False
    snapshot_dir: Path | None = None
    notify_pinned: bool = True
    region: RegionChoice = "us-east-1"


class Store:
    """Reads everything once, when it is made, and writes each change at once. It never raises over content.

    What cannot be read has its default. A file that is damaged as a whole is put aside under another name, so that
    saving does not destroy what may still be mended by hand. Filters are kept to be offered, never to be applied.
    """

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._problems: list[Text] = []
        self._report: Callable[[Text], None] = lambda _problem: None
        self._settings = self._open(os.environ if environment is None else environment)
        self._choices = self._read_choices()
        self._recent = self._read_recent()
        self._placement = self._read_placement()

    @property
    def problems(self) -> tuple[Text, ...]:
        """What could not be read or saved, a sentence each."""
        return tuple(self._problems)

    def report_to(self, report: Callable[[Text], None]) -> None:
        """Tell what could not be read, and from now on what cannot be saved, each once."""
        self._report = report
        for problem in self._problems:
            report(problem)

    @property
    def where(self) -> str:
        """The file, or whatever else the platform has."""
        return self._settings.fileName()

    @property
    def choices(self) -> Choices:
        """The choices in force; assign a changed copy to keep it."""
        return self._choices

    @choices.setter
    def choices(self, choices: Choices) -> None:
        self._choices = choices
        defaults = asdict(Choices())
        # Without what equals its default a later version may choose better ones, and damaged values go.
        self._write(
            {
                _CHOICES[name][0]: None if value == defaults[name] else _stored(value)
                for name, value in asdict(choices).items()
            }
        )

    @property
    def recent_filters(self) -> tuple[str, ...]:
        """The last filters, newest first."""
        return self._recent

    def remember_filter(self, text: str) -> None:
        """Put a filter at the head of the recent ones. Whoever calls this gives what stands in the field, only that."""
        text = _tidy(text)
        if text and len(text) <= LONGEST_FILTER:
            self._keep_recent(_distinct((text, *self._recent)))

    def forget_filter(self, text: str) -> None:
        """Take a filter out of the recent ones."""
        forgotten = _tidy(text).casefold()
        self._keep_recent(tuple(one for one in self._recent if one.casefold() != forgotten))

    @property
    def placement(self) -> Placement | None:
        """Where the window stood when it was last closed; None before that."""
        return self._placement

    @placement.setter
    def placement(self, placement: Placement) -> None:
        self._placement = placement
        self._write({f"window/{name}": value for name, value in asdict(placement).items()})

    @property
    def keeps_key(self) -> bool:
        """Whether the system's keyring has an API key, as far as is known here; never the key itself."""
        return bool(self._value(KEPT_KEY, flag))

    @keeps_key.setter
    def keeps_key(self, keeps: bool) -> None:
        self._write({KEPT_KEY: keeps or None})

    # Reading

    def _open(self, environment: Mapping[str, str]) -> QSettings:
        settings = _settings(environment)
        # Qt reads the sections of a file, and finds their errors, only when it is asked for them.
        settings.allKeys()
        if settings.status() is QSettings.Status.AccessError:
            self._tell(Text("The settings in {what} cannot be read: the defaults are used.", what=settings.fileName()))
        if settings.status() is not QSettings.Status.FormatError:
            return settings
        damaged = Path(settings.fileName())
        aside = damaged.with_name(f"{damaged.name}.damaged")
        del settings
        try:
            damaged.replace(aside)
        except OSError:
            self._tell(Text("The settings in {what} are damaged: the defaults are used.", what=damaged))
        else:
            self._tell(
                Text("The settings were damaged: the defaults are used. The old file is now {what}.", what=aside)
            )
        return _settings(environment)

    def _read_choices(self) -> Choices:
        read: dict[str, Any] = {name: self._value(key, reader) for name, (key, reader) in _CHOICES.items()}
        return Choices(**{name: value for name, value in read.items() if value is not None})

    def _read_recent(self) -> tuple[str, ...]:
        tidy = (_tidy(one) for one in self._value(RECENT_KEY, texts) or ())
        return _distinct(one for one in tidy if one and len(one) <= LONGEST_FILTER)

    def _read_placement(self) -> Placement | None:
        read: dict[str, Any] = {name: self._value(f"window/{name}", reader) for name, reader in _PLACEMENT.items()}
        return None if None in read.values() else Placement(**read)

    def _value(self, key: str, reader: Callable[[object], T]) -> T | None:
        """Return one value, or None for its default; what is wrong with it is told, what is absent is not."""
        value = self._settings.value(key)
        if value is None:
            return None
        try:
            return reader(value)
        except ValueError:
            self._tell(Text("The setting {what} makes no sense: its default is used.", what=key))
            return None

    # Writing

    def _keep_recent(self, recent: tuple[str, ...]) -> None:
        self._recent = recent
        self._write({RECENT_KEY: list(recent) or None})

    def _write(self, values: Mapping[str, object]) -> None:
        """Keep values by key; None takes a key away."""
        # Qt meets the same obstacle, and that is told below.
        with contextlib.suppress(OSError):
            self._make_private()
        for key, value in values.items():
            if value is None:
                self._settings.remove(key)
            else:
                self._settings.setValue(key, value)
        self._settings.sync()
        if self._settings.status() is QSettings.Status.AccessError:
            self._tell(Text("The settings cannot be saved in {what}.", what=self._settings.fileName()))

    def _make_private(self) -> None:
        """Make the file, where the store is one, readable by its owner alone: filters may name people."""
        path = Path(self._settings.fileName())
        if path.suffix not in (".ini", ".conf"):
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        path.chmod(0o600)

    def _tell(self, problem: Text) -> None:
        if problem not in self._problems:
            self._problems.append(problem)
            self._report(problem)


def _settings(environment: Mapping[str, str]) -> QSettings:
    moved_to = environment.get(FOLDER_VARIABLE)
    if moved_to:
        return QSettings(str(Path(moved_to) / f"{APPLICATION}.ini"), QSettings.Format.IniFormat)
    settings = QSettings(ORGANISATION, APPLICATION)
    settings.setFallbacksEnabled(False)
    return settings


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    first: dict[str, str] = {}
    for text in texts:
        first.setdefault(text.casefold(), text)
    return tuple(first.values())[:MOST_RECENT]


def _stored(value: object) -> object:
    return str(value) if isinstance(value, Path) else value


_CHOICES: dict[str, tuple[str, Callable[[object], object]]] = {
    "theme": ("appearance/theme", one_of(get_args(ThemeChoice))),
    "language": ("appearance/language", one_of(get_args(LanguageChoice))),
    "reduced_motion": ("appearance/reduced_motion", flag),
    "layout": ("gallery/layout", one_of(get_args(LayoutChoice))),
    "group_by_bot": ("gallery/group_by_bot", flag),
    "snapshot_dir": ("snapshots/folder", folder),
    "notify_pinned": ("notifications/pinned", flag),
    "region": ("names/region", one_of(get_args(RegionChoice))),
}
_PLACEMENT: dict[str, Callable[[object], object]] = {
    "left_px": number(-FARTHEST_PX, FARTHEST_PX),
    "top_px": number(-FARTHEST_PX, FARTHEST_PX),
    "width_px": number(1, FARTHEST_PX),
    "height_px": number(1, FARTHEST_PX),
    "state": one_of(get_args(State)),
}
