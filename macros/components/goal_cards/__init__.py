"""The goals, each as a card with an address of its own."""

from __future__ import annotations

from typing import Any


def context(guide: Any) -> dict[str, Any]:
    """The goals in their order."""
    return {"goals": guide.tables["goals"]}


def anchors(tables: Any) -> list[str]:
    """The id of each goal."""
    return [row.id for row in tables["goals"]]
