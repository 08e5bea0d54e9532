"""Says in the language of the window what was put into words without it."""

from __future__ import annotations

from string import Formatter
from typing import Any

from PySide6.QtCore import QCoreApplication

from recall_viewer.texts import Text

_WITH_COMMA = str.maketrans(".,", ",.")


def said(text: str) -> str:
    """Return a `Text` in the language of the window; any other string as it is, for it comes from elsewhere."""
    if not isinstance(text, Text):
        return text
    return _FORMATTER.vformat(QCoreApplication.translate("Texts", text.template), (), text.values)


class _Formatter(Formatter):
    """Fills in a template: values that are texts in the language of the window, numbers with its signs."""

    def format_field(self, value: Any, format_spec: str) -> str:
        """Return a value in a form of Python's."""
        formatted = str(super().format_field(said(value) if isinstance(value, str) else value, format_spec))
        is_number = bool(format_spec) and isinstance(value, int | float)
        has_comma = QCoreApplication.translate("Texts", ".") == ","
        return formatted.translate(_WITH_COMMA) if is_number and has_comma else formatted


_FORMATTER = _Formatter()
