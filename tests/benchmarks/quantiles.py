"""Quantiles, of numbers and of Prometheus histograms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LE = re.compile(r'_bucket\{le="([^"]+)"\}$')


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which this share of `values` lies, between two neighbours by proportion."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def histogram_quantile(before: Mapping[str, float], after: Mapping[str, float], name: str, share: float) -> float:
    """Return a quantile of what a histogram counted between two readings, as if even within each bucket.

    Beyond the last bound it is that bound. Raises ValueError where nothing was counted.
    """
    counted = {}
    for key, value in after.items():
        match = _LE.search(key)
        if match and key.startswith(f"{name}_bucket"):
            counted[float(match[1])] = value - before.get(key, 0.0)
    total = max(counted.values(), default=0.0)
    if not total:
        raise ValueError(f"{name} counted nothing")
    wanted, lower, below = share * total, 0.0, 0.0
    for bound, count in sorted(counted.items()):
        if count >= wanted and count > below:
            if bound == float("inf"):
                return lower
            return lower + (bound - lower) * (wanted - below) / (count - below)
        lower, below = bound, count
    return lower
