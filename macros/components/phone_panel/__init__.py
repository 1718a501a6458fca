"""What the reader may keep on the phone: the guide itself, settings, an icon; what is kept, and its erasing."""

from __future__ import annotations

from typing import Any

SIZES = ("normal", "large", "larger")
THEMES = ("system", "light", "dark")


def context(guide: Any) -> dict[str, Any]:
    """The steps of text size and the colour schemes."""
    return {"sizes": SIZES, "themes": THEMES}


def anchors(tables: Any) -> list[str]:
    """The ids of the panel's parts."""
    return ["keep", "reading", "icon", "erase"]
