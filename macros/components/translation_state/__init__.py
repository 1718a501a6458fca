"""The table of how far each language is."""

from __future__ import annotations

from typing import Any

from babel.core import Locale, UnknownLocaleError
from babel.numbers import format_percent

from macros.sections import State

COLUMNS = (State.REVIEWED, State.CURRENT, State.BEHIND, State.MISSING)


def context(guide: Any) -> dict[str, Any]:
    """For each language its name, the share of words up to date.

    And the counts of its sections and strings by state.
    """
    return {
        "rows": [
            {
                "language": progress.language,
                "share": progress.done,
                "percent": _percent(progress.done, guide.locale),
                "sections": [progress.sections[state] for state in COLUMNS],
                "strings": [progress.strings[state] for state in COLUMNS],
            }
            for progress in guide.progress()
        ]
    }


def anchors(tables: Any) -> list[str]:
    """No ids."""
    return []


def _percent(share: float, locale: str) -> str:
    """The share as the language writes it, rounded down: only what is whole is 100 %."""
    try:
        return format_percent(int(share * 100) / 100, locale=Locale.parse(locale, sep="-"))
    except (UnknownLocaleError, ValueError):
        return f"{int(share * 100)} %"
