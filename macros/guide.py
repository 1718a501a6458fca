"""One language of the guide, loaded from the repository."""

from __future__ import annotations

from pathlib import Path

from macros.glossary import load_glossary
from macros.pages import page_paths, read_page
from macros.render import Guide
from macros.strings import load_strings
from macros.tables import load_tables, translate_tables


def load_guide(root: Path, locale: str) -> Guide:
    """Tables, glossary, strings and page titles of one language. Raises ContentError for the first file that fails."""
    strings = load_strings(root, locale)
    return Guide(
        strings=strings,
        tables=translate_tables(load_tables(root), strings.text),
        glossary=load_glossary(root, locale),
        titles={path: read_page(root, locale, path).title for path in page_paths(root, locale)},
    )
