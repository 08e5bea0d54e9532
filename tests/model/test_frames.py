"""Frames: who has the very bytes of another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from recall_viewer.model.frames import same_bytes


@given(st.binary(max_size=80), st.integers(0, 79), st.sampled_from([bytes, memoryview]))
def test_same_bytes(data: bytes, place: int, kind: type) -> None:
    assert same_bytes(kind(data), bytes(data))
    assert not same_bytes(kind(data), data + b"\0")
    if place < len(data):
        changed = bytearray(data)
        changed[place] ^= 1
        assert not same_bytes(kind(data), bytes(changed))
        assert not same_bytes(bytes(changed), kind(data))
