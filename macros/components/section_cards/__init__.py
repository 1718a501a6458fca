"""The three steps of the guide, as links."""

from __future__ import annotations

from typing import Any


def context(guide: Any) -> dict[str, Any]:
    """The sections in their order."""
    return {"sections": guide.tables["sections"]}


def anchors(tables: Any) -> list[str]:
    """No ids: the cards are links to pages."""
    return []
