"""The table that a run prints (Markdown, aligned for reading as it is), and a comparison with an older run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.benchmarks.results import Results, Row

_HEADINGS = ("what", "how", "measured", "budget", "possible", "", "note")
_COMPARED = ("what", "old", "new", "change", "budget", "")


def render(results: Results) -> str:
    """Return everything to print."""
    lines = [f"{name}: {value}" for name, value in results.facts.items()]
    if results.decodes_s:
        low_ms, high_ms = 1000 * min(results.decodes_s), 1000 * max(results.decodes_s)
        lines.append(f"x, one bare Pillow decode of a 720p camera: {low_ms:.1f} to {high_ms:.1f} ms of CPU")
    lines += ["", f"{results.taken_at}, windows of up to {results.seconds:g} s", ""]
    lines += aligned([_HEADINGS, *(_cells(row) for row in results.rows)])
    naive = [row for row in results.rows if row.is_naive]
    if naive:
        broken = sum(not row.is_kept for row in naive)
        lines += ["", f"The naive design breaks {broken} of {len(naive)} budgets; it has to break some."]
    lines += [f"\nNOT FAIR: {warning}" for warning in results.warnings()]
    return "\n".join(lines)


def compare(results: Results, old: Path) -> str:
    """Return old and new figures side by side. Raises OSError and ValueError where `old` is no saved run."""
    saved = json.loads(old.read_text(encoding="utf-8"))
    before = {row["name"]: float(row["measured"]) for row in saved["rows"]}
    rows: list[Sequence[str]] = [_COMPARED]
    for row in results.rows:
        was = before.get(row.name)
        change = f"{row.measured / was - 1:+.0%}" if was and was > 0 else ""
        shown = "" if was is None else _figure(was, row.budget.unit)
        rows.append(
            (row.budget.what, shown, _figure(row.measured, row.budget.unit), change, _bound(row), _verdict(row))
        )
    told = [f"Compared with {saved['taken_at']}", ""]
    differ = [
        f"{name}: was {was}, is {results.facts.get(name)}"
        for name, was in saved["machine"].items()
        if results.facts.get(name) != was
    ]
    return "\n".join([*told, *aligned(rows), *(f"\n{line}" for line in differ)])


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a Markdown table; the first row is its head."""
    widths = [max(1, *(len(row[column]) for row in rows)) for column in range(len(rows[0]))]
    lines = [f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |" for row in rows]
    return [lines[0], f"|{'|'.join('-' * (width + 2) for width in widths)}|", *lines[1:]]


def _cells(row: Row) -> tuple[str, ...]:
    budget = row.budget
    limit = "" if budget.limit is None else _figure(budget.limit, budget.unit)
    measured = _figure(row.measured, budget.unit)
    return budget.what, budget.how, measured, _bound(row), limit, _verdict(row), row.note


def _bound(row: Row) -> str:
    if row.budget.bound is None:
        return ""
    return f"{'≥' if row.budget.is_floor else '≤'} {_figure(row.budget.bound, row.budget.unit)}"


def _verdict(row: Row) -> str:
    if row.budget.bound is None:
        verdict = ""
    elif row.is_naive:
        verdict = "passes" if row.is_kept else "fails"
    else:
        verdict = "pass" if row.is_kept else "FAIL"
    return verdict if row.is_fair else f"{verdict} !".strip()


def _figure(value: float, unit: str) -> str:
    return f"{value:.3f}{unit}" if abs(value) < 0.1 else f"{value:.2f}{unit}"
