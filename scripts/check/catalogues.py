"""Message catalogues: whole, current, with all plural forms and placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry

from macros.languages import SOURCE
from macros.problems import ContentError, Problem
from macros.strings import catalogue_path, read_catalogue
from scripts.translations.catalogues import template_catalogue

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def check_catalogues(root: Path, locales: list[str]) -> Iterator[Problem]:
    """A problem for each string that is missing, fuzzy, incomplete, out of date, or has lost a placeholder."""
    try:
        template = template_catalogue(root)
    except ContentError:  # the tables' own check names their mistakes; entries can be judged without them
        template = None
    for locale in locales:
        if locale == SOURCE or not (root / "locales" / locale).is_dir():
            continue
        try:
            catalogue = read_catalogue(root, locale)
        except ContentError as error:
            yield from error.problems
            continue
        path = catalogue_path(root, locale).relative_to(root).as_posix()
        if template is not None:
            yield from _missing(path, catalogue, template, locale)
        for entry in catalogue:
            if entry.id:
                yield from _entry(path, entry, catalogue)


def _missing(path: str, catalogue: Catalog, template: Catalog, locale: str) -> Iterator[Problem]:
    update = f"run python -m scripts translations update --lang {locale}, then translate it"
    for entry in template:
        if entry.id and not catalogue.get(entry.id, context=entry.context):
            yield Problem(path, 1, f"{name(entry)} is missing", update)
    for entry in catalogue:
        if entry.id and not template.get(entry.id, context=entry.context):
            yield Problem(path, entry.lineno or 1, f"{name(entry)} is not in the English text any more", update)


def _entry(path: str, entry: Entry, catalogue: Catalog) -> Iterator[Problem]:
    line = entry.lineno or 1
    strings = list(entry.string) if isinstance(entry.string, (tuple, list)) else [entry.string]
    if entry.fuzzy:
        mend = "compare it with the English, correct it, and remove the line “#, fuzzy”"
        yield Problem(path, line, f"{name(entry)} is marked fuzzy: the English has changed", mend)
    if isinstance(entry.id, (tuple, list)):
        filled = [text for text in strings if text]
        if len(filled) < catalogue.num_plurals or len(strings) != catalogue.num_plurals:
            wrong = f"{name(entry)} has {len(filled)} of {catalogue.num_plurals} plural forms"
            yield Problem(path, line, wrong, f"fill msgstr[0] to msgstr[{catalogue.num_plurals - 1}]")
    elif not strings[0]:
        yield Problem(path, line, f"{name(entry)} is not translated", "write the translation after msgstr")
    originals = list(entry.id) if isinstance(entry.id, (tuple, list)) else [entry.id]
    wanted = set(_PLACEHOLDER.findall(originals[-1]))
    for text in strings:
        have = set(_PLACEHOLDER.findall(text or ""))
        if text and have != wanted:
            odd = ", ".join(sorted(wanted ^ have))
            yield Problem(
                path, line, f"{name(entry)}: the placeholder {odd} differs", "copy it from the English exactly"
            )


def name(entry: Entry) -> str:
    """How a problem names an entry: its context and the first words of the English."""
    text = entry.id[0] if isinstance(entry.id, (tuple, list)) else entry.id
    return f"“{text if len(text) <= 40 else text[:40].rsplit(' ', 1)[0] + '…'}” ({entry.context})"
