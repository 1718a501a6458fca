"""The agenda builder: sessions, breaks and days in an order of one's own, kept in the address of the page."""

from __future__ import annotations

from typing import Any


def context(guide: Any) -> dict[str, Any]:
    """The sessions, and each ready agenda as the builder writes it into the address."""
    return {
        "sessions": guide.tables["sessions"],
        "agendas": [(agenda, address(agenda)) for agenda in guide.tables["agendas"]],
    }


def address(agenda: Any) -> str:
    """The agenda as the builder's script reads it: 0900.opening._tea15~0900.norms; a note is _other30."""
    return "~".join(
        ".".join(
            [
                day.start.replace(":", ""),
                *(item.session or f"_{item.pause or 'other'}{item.minutes}" for item in day.items),
            ]
        )
        for day in agenda.days
    )


def anchors(tables: Any) -> list[str]:
    """No ids: what is built stands in the address."""
    return []
