"""All session plans, as links with their length and aim."""

from __future__ import annotations

from typing import Any


def context(guide: Any) -> dict[str, Any]:
    """The sessions in their order."""
    return {"sessions": guide.tables["sessions"]}


def anchors(tables: Any) -> list[str]:
    """No ids: the entries are links to pages."""
    return []
