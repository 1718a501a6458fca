"""Pseudo-translations: every word of the guide accented and lengthened, or in a script that runs from right to left.

They show which words never reach translators, which places are too narrow, and what assumes a direction.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from babel.messages.catalog import Catalog

from macros.sections import sections
from macros.source import read_text
from macros.strings import catalogue_path, read_catalogue
from scripts.check.library import load_library
from scripts.files import write_whole
from scripts.translations.catalogues import catalogue_text
from scripts.translations.records import with_record

Letters = Callable[[str], str]

_KEPT = re.compile(
    r"(^---\n.*?^---\n|\{\{.*?\}\}|\]\([^)]*\)|\{#[^}]*\}|```.*?```|`[^`\n]*`"
    r"|%\(\w+\)[sd]|\{\w+\}|^!!! \w+|&\w+;|<[^>]*>)",
    re.DOTALL | re.MULTILINE,
)
_ACCENTED = str.maketrans("AEIOUaeioucnsyz", "ÀÈÌÒÙàèìòùçñšýž")
_HEBREW = str.maketrans("abcdefghijklmnopqrstuvwxyz", "אבגדהוזחטיכלמנסעפצקרשתאבגד")


def accented(text: str) -> str:
    """The text with accents and two letters in five more, without a plain Latin vowel."""
    return re.sub(r"[^\W\d_]+", lambda word: _longer(word[0]).translate(_ACCENTED), text)


def mirrored(text: str) -> str:
    """The text in letters that are written from right to left."""
    return text.lower().translate(_HEBREW)


def _longer(word: str) -> str:
    return word + "oo" * max(1, len(word) // 5) if len(word) > 3 else word


def pseudo_text(text: str, letters: Letters) -> str:
    """The text with its words changed, and addresses, ids, calls, code and placeholders as they were."""
    parts = _KEPT.split(text)
    return "".join(part if number % 2 else letters(part) for number, part in enumerate(parts))


def translate(root: Path, locale: str, letters: Letters) -> None:
    """Fill a new language's pages, catalogue and glossary."""
    library = load_library(root)
    for path, page in library.pages[locale].items():
        source = library.pages["en"][path]
        body = pseudo_text(source.body, letters)
        text = read_text(root / page.file, root)
        front = text[: text.index("---", 4)].replace(source.title, letters(source.title), 1)
        front = front.replace(str(source.meta["description"]), letters(str(source.meta["description"]))[:170], 1)
        recorded = {section.id: section.fingerprint for section in sections(source)}
        write_whole(root / page.file, with_record(f"{front}---\n{body}", "sections", recorded))
    catalogue = read_catalogue(root, locale)
    _fill(catalogue, letters)
    write_whole(catalogue_path(root, locale), catalogue_text(catalogue))
    glossary = root / "locales" / locale / "glossary.yml"
    lines = glossary.read_text(encoding="utf-8").split("\n")
    changed = [
        re.sub(r'^(  (?:term|definition): )"(.*)"$', lambda found: f'{found[1]}"{letters(found[2])}"', line)
        for line in lines
    ]
    write_whole(glossary, "\n".join(changed))


def _fill(catalogue: Catalog, letters: Letters) -> None:
    for entry in catalogue:
        if entry.id and isinstance(entry.id, (tuple, list)):
            entry.string = tuple(pseudo_text(entry.id[-1], letters) for _ in range(catalogue.num_plurals))
        elif entry.id:
            entry.string = pseudo_text(str(entry.id), letters)
