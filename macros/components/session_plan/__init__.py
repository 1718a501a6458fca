"""One session plan, whole: what a trainer needs to run it and nothing to look up elsewhere."""

from __future__ import annotations

from typing import Any


def context(guide: Any, session: str) -> dict[str, Any]:
    """The session, the minute at which each step begins, and the titles of what it builds on.

    ValueError for an unknown id.
    """
    sessions = {row.id: row for row in guide.tables["sessions"]}
    if session not in sessions:
        raise ValueError(f"there is no session {session}")
    row = sessions[session]
    begins, clock = [], 0
    for step in row.steps:
        begins.append(clock)
        clock += step.minutes
    return {
        "session": row,
        "steps": list(zip(begins, row.steps, strict=True)),
        "before": [sessions[i] for i in row.builds_on],
    }


def anchors(tables: Any) -> list[str]:
    """No ids: the headings are labels."""
    return []
