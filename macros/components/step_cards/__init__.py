"""The steps, each as a card with an address of its own."""

from __future__ import annotations

from typing import Any


def context(guide: Any) -> dict[str, Any]:
    """The steps in their order."""
    return {"steps": guide.tables["steps"]}


def anchors(tables: Any) -> list[str]:
    """The id of each step."""
    return [row.id for row in tables["steps"]]
