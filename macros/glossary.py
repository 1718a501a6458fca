"""The glossary of each language, in the order of that language's alphabet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from macros.models import GlossaryEntry
from macros.problems import ContentError, Problem
from macros.source import read_yaml

ALPHABETS = {
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "ky": "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя",
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
}
"""Letters in dictionary order. Kazakh differs from Unicode's default: ұ before ү, і after ы."""


def alphabet_key(locale: str) -> Callable[[str], tuple[list[int], str]]:
    """A sort key for words of the language; letters of no alphabet of ours follow in Unicode order.

    Spaces and hyphens count for nothing, as in printed dictionaries; Russian ё sorts as е.
    """
    letters = ALPHABETS.get(locale, "abcdefghijklmnopqrstuvwxyz")
    order = {letter: position for position, letter in enumerate(letters)}
    if locale == "ru":
        order["ё"] = order["е"]

    def key(word: str) -> tuple[list[int], str]:
        folded = [letter for letter in word.casefold() if letter.isalnum()]
        return [order.get(letter, len(letters) + ord(letter)) for letter in folded], word

    return key


def glossary_path(root: Path, locale: str) -> Path:
    """The file of the language's glossary."""
    return root / "locales" / locale / "glossary.yml"


def load_glossary(root: Path, locale: str) -> list[GlossaryEntry]:
    """The entries in the order of the file. Raises ContentError with all mistakes."""
    file = glossary_path(root, locale)
    path = file.relative_to(root).as_posix()
    if not file.exists():
        raise ContentError([Problem(path, 1, "the glossary is missing", "copy the one of another language")])
    document = read_yaml(file, root)
    problems: list[Problem] = []
    entries: list[GlossaryEntry] = []
    for index, data in enumerate(document.data or []):
        try:
            entry = GlossaryEntry.model_validate(data)
        except ValidationError as error:
            for detail in error.errors():
                field = ".".join(str(part) for part in detail["loc"]) or "entry"
                line = document.line((index, *detail["loc"]))
                problems.append(Problem(path, line, f"“{field}”: {detail['msg']}", "correct the entry"))
            continue
        if entry.id in {known.id for known in entries}:
            line = document.line((index, "id"))
            problems.append(Problem(path, line, f"the term “{entry.id}” stands twice", "keep one of the two"))
        entries.append(entry)
    if problems:
        raise ContentError(problems)
    return entries
