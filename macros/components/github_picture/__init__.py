"""Line drawings of what GitHub shows at each step of sending a change. The buttons keep GitHub’s own English words."""

from __future__ import annotations

from typing import Any

NAMES = ("pencil", "edit", "propose", "request", "checks")


def context(guide: Any, name: str) -> dict[str, Any]:
    """The name of the drawing. Raises ValueError for one that does not exist."""
    if name not in NAMES:
        raise ValueError(f"github_picture has no drawing {name}; there are {', '.join(NAMES)}")
    return {"name": name}


def anchors(tables: Any) -> list[str]:
    """No ids."""
    return []
