"""The support services, by country, each number with its source and date."""

from __future__ import annotations

from typing import Any


def context(guide: Any) -> dict[str, Any]:
    """The countries in their order."""
    return {"countries": guide.tables["services"]}


def anchors(tables: Any) -> list[str]:
    """The id of each country and of each service."""
    return [identifier for row in tables["services"] for identifier in (row.id, *(s.id for s in row.services))]
