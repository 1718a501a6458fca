"""What the reader may keep on the phone: the guide itself, settings, an icon; what is kept, and its erasing."""

from __future__ import annotations

from typing import Any


def context(guide: Any) -> dict[str, Any]:
    """Nothing beyond the strings: what is kept, the script finds out on the phone."""
    return {}


def anchors(tables: Any) -> list[str]:
    """The ids of the panel's parts."""
    return ["keep", "reading", "icon", "erase"]
