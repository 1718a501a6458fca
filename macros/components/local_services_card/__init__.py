"""A blank card for the services of one's own town, to fill in by hand on paper."""

from __future__ import annotations

from typing import Any

ROWS = 6
"""Rows of the blank card: what fits on one sheet of A4 with space to write."""


def context(guide: Any) -> dict[str, Any]:
    """The number of rows."""
    return {"rows": ROWS}


def anchors(tables: Any) -> list[str]:
    """The id of the card."""
    return ["services-card"]
