"""All pages and tables of the guide, read once, with what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from macros.generated import generated_pages
from macros.glossary import load_glossary
from macros.languages import SOURCE, read_languages
from macros.pages import Page, page_paths, read_page
from macros.problems import ContentError, Problem
from macros.render import component, component_names
from macros.tables import load_tables


@dataclass(frozen=True)
class Library:
    """Pages by locale and path; ids that components add to pages; problems met while reading."""

    root: Path
    locales: list[str]
    pages: Mapping[str, Mapping[str, Page]]
    unreadable: frozenset[tuple[str, str]]
    component_ids: Mapping[str, list[str]]
    generated: frozenset[str]
    problems: list[Problem]

    def ids(self, page: Page) -> set[str]:
        """Every id that can be linked to in the page: its headings, and the rows that its components show.

        A section that a translation lacks is shown in English, so the English headings count, too.
        """
        source = self.pages.get(SOURCE, {}).get(page.path, page)
        ids = {heading.id for heading in [*page.headings, *source.headings] if heading.id}
        for call in [*page.calls, *source.calls]:
            ids |= set(self.component_ids.get(call.name, ()))
        return ids


def load_library(root: Path) -> Library:
    """The library of the guide below `root`. Problems of the tables are left to the tables' own check."""
    locales = [language.locale for language in read_languages(root)]
    problems: list[Problem] = []
    pages: dict[str, dict[str, Page]] = {locale: {} for locale in locales}
    unreadable: set[tuple[str, str]] = set()
    for locale in locales:
        for path in page_paths(root, locale):
            try:
                pages[locale][path] = read_page(root, locale, path)
            except ContentError as error:
                problems += error.problems
                unreadable.add((locale, path))
    generated = frozenset(page.path for page in generated_pages(_rows(root)))
    return Library(root, locales, pages, frozenset(unreadable), _component_ids(root), generated, problems)


def _rows(root: Path) -> dict[str, list[Any]]:
    """The tables' rows in English; none where a table can't be read."""
    try:
        return {name: table.rows for name, table in load_tables(root).items()}
    except ContentError:
        return {}


def _component_ids(root: Path) -> dict[str, list[str]]:
    tables = _rows(root)
    try:
        tables["glossary"] = load_glossary(root, SOURCE)
    except ContentError:
        return {}
    if len(tables) == 1:
        return {}
    return {name: component(name).anchors(tables) for name in component_names()}
