"""Each language of mkdocs.yml has its folders, and no folder lacks its language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from macros.languages import Language
from macros.problems import Problem


def check_folders(root: Path, languages: list[Language]) -> Iterator[Problem]:
    """One problem for each missing folder or file, and for each folder of a language that is not listed."""
    if not languages:
        yield Problem("mkdocs.yml", 1, "no languages are listed", "list them under plugins: i18n: languages")
    for language in languages:
        for wanted in (f"docs/{language.locale}", f"locales/{language.locale}"):
            if not (root / wanted).is_dir():
                wrong = f"the language {language.locale} is listed, but the folder {wanted} is missing"
                yield Problem("mkdocs.yml", language.line, wrong, "add the folder, or remove the language here")
    listed = {language.locale for language in languages}
    for parent in ("docs", "locales"):
        for folder in sorted((root / parent).iterdir()):
            if folder.is_dir() and not folder.name.startswith("_") and folder.name not in listed:
                path = folder.relative_to(root).as_posix()
                yield Problem(
                    path, 1, f"the language {folder.name} is not listed", "list it in mkdocs.yml, or remove the folder"
                )
