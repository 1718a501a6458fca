"""A form to fill in on the phone, to print filled or blank, to keep only if asked, and to pass on as a file."""

from __future__ import annotations

from typing import Any


def context(guide: Any, form: str) -> dict[str, Any]:
    """The form. Raises ValueError for an unknown id."""
    forms = {row.id: row for row in guide.tables["forms"]}
    if form not in forms:
        raise ValueError(f"there is no form {form}")
    return {"form": forms[form]}


def anchors(tables: Any) -> list[str]:
    """No ids of its own: fields are named within their form."""
    return []
