"""The agendas, each day as a table of clock times, with the day's sums."""

from __future__ import annotations

from typing import Any

from macros.training import clock_of, minutes_of_day


def context(guide: Any) -> dict[str, Any]:
    """Each agenda with its days: rows of (clock, item, session or None, minutes), minutes of work and of pauses."""
    sessions = {row.id: row for row in guide.tables["sessions"]}
    return {"agendas": [(agenda, [_day(day, sessions) for day in agenda.days]) for agenda in guide.tables["agendas"]]}


def anchors(tables: Any) -> list[str]:
    """The id of each agenda."""
    return [row.id for row in tables["agendas"]]


def _day(day: Any, sessions: dict[str, Any]) -> dict[str, Any]:
    clock, rows, sums = minutes_of_day(day.start), [], {"work": 0, "pauses": 0}
    for item in day.items:
        session = sessions.get(item.session)
        minutes = session.minutes if session else item.minutes
        rows.append({"clock": clock_of(clock), "item": item, "session": session, "minutes": minutes})
        sums["pauses" if item.pause else "work"] += minutes
        clock += minutes
    return {"day": day, "rows": rows, "end": clock_of(clock), **sums}
