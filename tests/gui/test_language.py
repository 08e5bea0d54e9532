"""Every text of the window can be said in every language, and keeps its places for values."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

import recall_viewer
from recall_viewer import resources
from recall_viewer.gui.language import LANGUAGES, Language

PLACES = re.compile(r"\{[a-z_]*\}")
OTHERS = sorted(set(LANGUAGES) - {"en"})


def texts() -> set[str]:
    """Return every literal that goes through tr, _tr or translate anywhere in the package."""
    found = set()
    for path in Path(recall_viewer.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("tr", "_tr", "translate"):
                last = node.args[-1]
                if isinstance(last, ast.Constant) and isinstance(last.value, str):
                    found.add(last.value)
    return found


def test_there_are_texts_to_translate() -> None:
    assert {"Snapshot", "Nothing connected yet", "DISCONNECTED"} <= texts()


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_is_complete_and_holds_nothing_else(code: str) -> None:
    translated = json.loads(resources.read_bytes(f"translations/{code}.json"))
    assert sorted(texts() - translated.keys()) == []
    assert sorted(translated.keys() - texts()) == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_keeps_the_places_for_values(code: str) -> None:
    translated = json.loads(resources.read_bytes(f"translations/{code}.json"))
    differing = {
        text: said for text, said in translated.items() if sorted(PLACES.findall(text)) != sorted(PLACES.findall(said))
    }
    assert differing == {}


def test_a_missing_text_stays_english() -> None:
    assert Language("de").translate("Any", "no such text") == "no such text"
    assert Language("en").isEmpty()
