"""The figure of the four nested levels, drawn as SVG with its words in the page's language."""

from __future__ import annotations

from typing import Any

WIDTH = 640
"""Width of the drawing in its own units."""

STRIP = 74
"""Height of the strip at the top of each level that its words stand in."""

INSET = 26
"""How far a level's sides and foot lie inside the level around it."""

CORE = 96
"""Height of the innermost level."""


def context(guide: Any) -> dict[str, Any]:
    """The levels, outermost first, each with the rounded box that stands for it."""
    levels = guide.tables["levels"]
    count = len(levels)
    height = CORE + (STRIP + INSET) * (count - 1)
    rings = [
        {
            "level": level,
            "number": count - depth,
            "x": INSET * depth + 2,
            "y": STRIP * depth + 2,
            "width": WIDTH - 2 * INSET * depth - 4,
            "height": height - (STRIP + INSET) * depth - 4,
            "text_y": STRIP * depth + (CORE if depth == count - 1 else STRIP) / 2 + 11,
        }
        for depth, level in enumerate(reversed(levels))
    ]
    return {"rings": rings, "width": WIDTH, "height": height, "levels": levels}


def anchors(tables: Any) -> list[str]:
    """The id of the figure."""
    return ["levels-figure"]
