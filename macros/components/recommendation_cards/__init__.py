"""The recommendations, each as a card with an address of its own."""

from __future__ import annotations

from typing import Any


def context(guide: Any) -> dict[str, Any]:
    """The recommendations in their order."""
    return {"recommendations": guide.tables["recommendations"]}


def anchors(tables: Any) -> list[str]:
    """The id of each recommendation."""
    return [row.id for row in tables["recommendations"]]
