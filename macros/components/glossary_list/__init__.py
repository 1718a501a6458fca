"""The terms of the guide in the order of the language's alphabet, under their first letters."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from macros.glossary import alphabet_key


def context(guide: Any) -> dict[str, Any]:
    """The entries as a list of (letter, entries)."""
    key = alphabet_key(guide.locale)
    entries = sorted(guide.glossary, key=lambda entry: key(entry.term))
    grouped = groupby(entries, key=lambda entry: next(letter for letter in entry.term if letter.isalpha()).upper())
    return {"letters": [(letter, list(group)) for letter, group in grouped]}


def anchors(tables: Any) -> list[str]:
    """The id of each term; the terms are the same in every language."""
    return [entry.id for entry in tables["glossary"]]
