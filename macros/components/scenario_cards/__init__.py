"""The scenarios, each as a card with an address of its own."""

from __future__ import annotations

from typing import Any


def context(guide: Any) -> dict[str, Any]:
    """The scenarios in their order."""
    return {"scenarios": guide.tables["scenarios"]}


def anchors(tables: Any) -> list[str]:
    """The id of each scenario."""
    return [row.id for row in tables["scenarios"]]
