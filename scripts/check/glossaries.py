"""Glossaries: the same terms in every language, and each linked from some page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from macros.glossary import glossary_path, load_glossary
from macros.languages import SOURCE
from macros.problems import ContentError, Problem


def check_glossaries(root: Path, locales: list[str]) -> Iterator[Problem]:
    """A problem for each term that a language lacks, or has beyond the English ones."""
    english = [entry.id for entry in load_glossary(root, SOURCE)]
    for locale in locales:
        if locale == SOURCE or not (root / "locales" / locale).is_dir():
            continue
        path = glossary_path(root, locale).relative_to(root).as_posix()
        try:
            have = [entry.id for entry in load_glossary(root, locale)]
        except ContentError as error:
            yield from error.problems
            continue
        for term in english:
            if term not in have:
                yield Problem(path, 1, f"the term “{term}” is missing", "add it as in locales/en/glossary.yml")
        for term in have:
            if term not in english:
                yield Problem(
                    path, 1, f"the term “{term}” is not in the English glossary", "remove it, or correct its id"
                )
