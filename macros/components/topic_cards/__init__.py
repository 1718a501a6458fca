"""The topic cards: grouped by theme, filtered by theme and words, one drawn by chance."""

from __future__ import annotations

from typing import Any

FOLDED = {"ө": "о", "ү": "у", "ұ": "у", "ң": "н", "қ": "к", "ғ": "г", "і": "ы", "и": "ы", "ё": "е", "ә": "а", "һ": "х"}
"""Letters that a reader with only a Russian keyboard replaces, and by what (one to one, both sides are folded).

Kazakh і is written both и and ы on a Russian keyboard, so all three fold to one.
"""


def context(guide: Any) -> dict[str, Any]:
    """The themes with their topics, and what the script needs: counts in words, folded letters."""
    topics = guide.tables["topics"]
    groups = [(theme, [topic for topic in topics if topic.theme == theme.id]) for theme in guide.tables["themes"]]
    return {
        "groups": [(theme, members) for theme, members in groups if members],
        "total": len(topics),
        "folded": "".join(FOLDED),
        "plain": "".join(FOLDED.values()),
    }


def anchors(tables: Any) -> list[str]:
    """The id of each topic, and of each theme's group."""
    return [row.id for row in tables["topics"]] + [f"theme-{row.id}" for row in tables["themes"]]
