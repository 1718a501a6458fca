"""One language of the guide, loaded from the repository."""

from __future__ import annotations

from pathlib import Path

from macros.glossary import load_glossary
from macros.languages import SOURCE, published
from macros.pages import page_paths, read_page
from macros.printed import printed_folder, read_printed
from macros.progress import read_progress
from macros.render import Guide
from macros.sections import TITLE, is_missing, record
from macros.strings import load_strings
from macros.tables import load_tables, translate_tables


def load_guide(root: Path, locale: str) -> Guide:
    """Tables, glossary, strings and page titles of one language. Raises ContentError for the first file that fails."""
    strings = load_strings(root, locale)
    return Guide(
        strings=strings,
        tables=translate_tables(load_tables(root), strings.text),
        glossary=load_glossary(root, locale),
        titles=_titles(root, locale),
        progress=lambda: read_progress(root),
        catalogues=lambda: [(language, load_strings(root, language.locale)) for language in published(root)],
        printed=lambda: read_printed(printed_folder(root)),
    )


def _titles(root: Path, locale: str) -> dict[str, str]:
    """The title of each page by its path, in English where it is not translated."""
    titles = {}
    for path in page_paths(root, locale):
        page = read_page(root, locale, path)
        missing = is_missing(record(page, "sections").get(TITLE, ""))
        titles[path] = (read_page(root, SOURCE, path) if missing else page).title
    return titles
