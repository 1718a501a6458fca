"""The words of a language as readers see them, with their places, and its reviewed word list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from macros.glossary import glossary_path, load_glossary
from macros.languages import SOURCE
from macros.pages import without_code
from macros.problems import ContentError
from macros.source import read_yaml
from macros.strings import catalogue_path, read_catalogue
from macros.tables import load_tables
from macros.tables import texts as table_texts
from scripts.check.library import Library

_NOT_WORDS = re.compile(
    r"\]\([^)]*\)|\{#[^}]*\}|\{\{.*?\}\}|^\s*!!!\s+\w+|`[^`]*`|https?://\S+|%\(\w+\)[sd]", re.MULTILINE
)


def texts(library: Library, locale: str) -> Iterator[tuple[str, int, str]]:
    """Each line of text of the language: file, line, words without addresses, ids and macro calls."""
    root = library.root
    for page in library.pages[locale].values():
        yield page.file, 2, " ".join(str(value) for value in page.meta.values())
        for number, line in enumerate(without_code(page.body).split("\n"), start=page.body_line):
            yield page.file, number, _NOT_WORDS.sub(" ", line)
    yield from _glossary_texts(root, locale)
    if locale == SOURCE:
        for _context, text, table, row in table_texts(load_tables(root)):
            yield table, row, text
        return
    path = catalogue_path(root, locale).relative_to(root).as_posix()
    try:
        catalogue = read_catalogue(root, locale)
    except ContentError:
        return
    for entry in catalogue:
        if entry.id:
            strings = entry.string if isinstance(entry.string, (tuple, list)) else [entry.string]
            yield path, entry.lineno or 1, _NOT_WORDS.sub(" ", " ".join(text for text in strings if text))


def _glossary_texts(root: Path, locale: str) -> Iterator[tuple[str, int, str]]:
    try:
        entries = load_glossary(root, locale)
    except ContentError:
        return
    document = read_yaml(glossary_path(root, locale), root)
    path = glossary_path(root, locale).relative_to(root).as_posix()
    for index, entry in enumerate(entries):
        yield path, document.line((index,)), " ".join([entry.term, entry.definition, *entry.variants])


def words_path(root: Path, locale: str) -> Path:
    """The reviewed word list: words that no dictionary knows, or that look like a slip and are none."""
    return root / "locales" / locale / "words.txt"


def own_words(root: Path, locale: str) -> set[str]:
    """The words of the reviewed list, lower case; lines that begin with # are remarks."""
    file = words_path(root, locale)
    if not file.exists():
        return set()
    lines = file.read_text(encoding="utf-8").splitlines()
    return {line.strip().lower() for line in lines if line.strip() and not line.startswith("#")}
