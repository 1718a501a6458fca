"""The bytes that pages may move: one table, printed by `make bench`, kept by `make test`."""

from __future__ import annotations

BUDGETS = {
    "html": 12_288,
    "style": 9_216,
    "script": 7_168,
    "first visit": 28_672,
    "search index": 92_160,
    "offline pack": 716_800,
}
"""Most bytes, gzipped: a first visit to any page by kind and in all, and what is fetched on request."""
