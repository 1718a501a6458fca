"""Message catalogues: whole, current, with all plural forms and placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import denormalize

from macros.languages import SOURCE
from macros.problems import ContentError, Problem
from macros.source import read_text
from macros.strings import catalogue_path, read_catalogue
from scripts.translations.catalogues import template_catalogue

_KEY = re.compile(r"^(msgctxt|msgid)[ \t]+((?:\".*\"[ \t]*\n?)+)", re.MULTILINE)
_FOREIGN = re.compile(r"<[^<>]*>|https?://\S+")
"""Markup and addresses: a translation has those of its English, and no others."""

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def check_catalogues(root: Path, locales: list[str]) -> Iterator[Problem]:
    """A problem for each entry that is absent, incomplete, doubled, no longer English, or has lost a placeholder."""
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
        yield from _doubled(path, read_text(root / path, root))
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


def _doubled(path: str, text: str) -> Iterator[Problem]:
    """Entries with the context and text of an earlier one: gettext refuses them, Babel takes the last in silence."""
    first: dict[tuple[str, str], int] = {}
    for block in re.finditer(r"(?:^(?!#~|\s*$).*\n?)+", text, re.MULTILINE):
        keys = {key: denormalize(found) for key, found in _KEY.findall(block[0])}
        if not keys.get("msgid"):
            continue
        line = text[: block.start()].count("\n") + 1
        entry = (keys.get("msgctxt", ""), keys["msgid"])
        if entry in first:
            wrong = f"the entry “{entry[1][:40]}” ({entry[0]}) stands twice, first on line {first[entry]}"
            yield Problem(path, line, wrong, "keep one of the two")
        first.setdefault(entry, line)


def _entry(path: str, entry: Entry, catalogue: Catalog) -> Iterator[Problem]:
    """Mistakes in one entry. One that is empty or fuzzy is none: it waits (scripts.translations.waiting)."""
    line = entry.lineno or 1
    strings = list(entry.string) if isinstance(entry.string, (tuple, list)) else [entry.string]
    if isinstance(entry.id, (tuple, list)):
        filled = [text for text in strings if text]
        if filled and (len(filled) < catalogue.num_plurals or len(strings) != catalogue.num_plurals):
            wrong = f"{name(entry)} has {len(filled)} of {catalogue.num_plurals} plural forms"
            yield Problem(path, line, wrong, f"fill msgstr[0] to msgstr[{catalogue.num_plurals - 1}]")
    for text in strings:
        foreign = set(_FOREIGN.findall(text or "")) - set(_FOREIGN.findall(" ".join(map(str, _texts(entry)))))
        if foreign:
            wrong = f"{name(entry)}: {', '.join(sorted(foreign))} is not in the English"
            yield Problem(path, line, wrong, "remove it")
    originals = list(entry.id) if isinstance(entry.id, (tuple, list)) else [entry.id]
    wanted = set(_PLACEHOLDER.findall(originals[-1]))
    for text in strings:
        have = set(_PLACEHOLDER.findall(text or ""))
        if text and have != wanted:
            odd = ", ".join(sorted(wanted ^ have))
            yield Problem(
                path, line, f"{name(entry)}: the placeholder {odd} differs", "copy it from the English exactly"
            )


def _texts(entry: Entry) -> list[str]:
    return [str(text) for text in entry.id] if isinstance(entry.id, (tuple, list)) else [str(entry.id)]


def name(entry: Entry) -> str:
    """How a problem names an entry: its context and the first words of the English."""
    text = entry.id[0] if isinstance(entry.id, (tuple, list)) else entry.id
    return f"“{text if len(text) <= 40 else text[:40].rsplit(' ', 1)[0] + '…'}” ({entry.context})"
