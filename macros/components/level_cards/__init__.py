"""The levels of the socio-ecological model, each as a card with an address of its own."""

from __future__ import annotations

from typing import Any


def context(guide: Any) -> dict[str, Any]:
    """The levels in their order, from the person outward."""
    return {"levels": guide.tables["levels"]}


def anchors(tables: Any) -> list[str]:
    """The id of each level."""
    return [row.id for row in tables["levels"]]
