"""Sizes on the wire."""

from __future__ import annotations

import gzip


def gzipped(data: bytes) -> int:
    """The size of `data` in gzip at level 9, without a file name or time."""
    return len(gzip.compress(data, 9, mtime=0))
