"""All forms, as links."""

from __future__ import annotations

from typing import Any


def context(guide: Any) -> dict[str, Any]:
    """The forms in their order."""
    return {"forms": guide.tables["forms"]}


def anchors(tables: Any) -> list[str]:
    """No ids: the entries are links to pages."""
    return []
