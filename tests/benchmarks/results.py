"""What a run found: rows for the table, and the same as JSON."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from tests.benchmarks.machine import OTHER_LOAD_LIMIT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.benchmarks.budgets import Budget

NOISE_LIMIT = 0.10
"""By how much bare decodes of one run may differ before its figures are doubtful."""


@dataclass(frozen=True, slots=True)
class Row:
    """A measurement of a budget. `others` is the share of all cores that others took meanwhile."""

    budget: Budget
    measured: float
    note: str = ""
    others: float = 0.0

    @property
    def name(self) -> str:
        """The budget's."""
        return self.budget.name

    @property
    def is_naive(self) -> bool:
        """Whether it is about the design that has to fail."""
        return self.name.startswith("naive")

    @property
    def is_kept(self) -> bool:
        """Whether the budget is kept."""
        return self.budget.is_kept(self.measured)

    @property
    def is_fair(self) -> bool:
        """Whether others left the machine to us."""
        return self.others <= OTHER_LOAD_LIMIT


@dataclass(slots=True)
class Results:
    """Everything of one run. `decodes_s` are its bare decodes; `others_at_rest` what others took before it began."""

    taken_at: str
    seconds: float
    facts: dict[str, str]
    budgets: dict[str, Budget]
    others_at_rest: float
    rows: list[Row] = field(default_factory=list)
    decodes_s: list[float] = field(default_factory=list)
    lost: dict[str, str] = field(default_factory=dict)
    """Scenarios that came to no end, and why."""

    def add(self, name: str, measured: float, note: str = "", others: float = 0.0) -> None:
        """Take down a row, and tell it at once to whoever waits."""
        row = Row(self.budgets[name], measured, note, others)
        self.rows.append(row)
        print(f"  {row.name}: {measured:.3g}{row.budget.unit} {note}", file=sys.stderr, flush=True)

    def measured(self, name: str) -> float | None:
        """Return what a row says, `None` where there is none."""
        return next((row.measured for row in self.rows if row.name == name), None)

    @property
    def noise(self) -> float:
        """By how much the slowest bare decode exceeds the fastest, as a share."""
        return max(self.decodes_s) / min(self.decodes_s) - 1 if self.decodes_s else 0.0

    @property
    def is_good(self) -> bool:
        """Whether the program kept every budget, and the run shows that this is not easy."""
        return not self.lost and self.naive_fails and all(row.is_kept for row in self.rows if not row.is_naive)

    @property
    def naive_fails(self) -> bool:
        """Whether the naive design, if it ran, broke at least one budget: else the run tells nothing."""
        naive = [row for row in self.rows if row.is_naive]
        return not naive or any(not row.is_kept for row in naive)

    def warnings(self) -> list[str]:
        """Say why the figures are not to be trusted; nothing where they are."""
        said = []
        if self.others_at_rest > OTHER_LOAD_LIMIT:
            said.append(f"others took {self.others_at_rest:.0%} of all cores before it began")
        unfair = [row for row in self.rows if not row.is_fair]
        if unfair:
            worst = max(row.others for row in unfair)
            said.append(f"others took up to {worst:.0%} of all cores during {len(unfair)} of {len(self.rows)} rows (!)")
        if self.noise > NOISE_LIMIT:
            said.append(f"bare decodes differed by {self.noise:.0%}")
        if not self.naive_fails:
            said.append("the naive design kept every budget: this run tells nothing")
        said += [f"{scenario} came to no end: {why}" for scenario, why in self.lost.items()]
        return said

    def save(self, path: Path) -> None:
        """Write it as JSON."""
        rows = [
            asdict(row.budget) | {"measured": row.measured, "kept": row.is_kept, "note": row.note, "others": row.others}
            for row in self.rows
        ]
        whole = {
            "taken_at": self.taken_at,
            "seconds": self.seconds,
            "machine": self.facts,
            "others_at_rest": self.others_at_rest,
            "decodes_s": self.decodes_s,
            "warnings": self.warnings(),
            "rows": rows,
        }
        path.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
