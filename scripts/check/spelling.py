"""Spelling by Hunspell (English, Russian: blocking; Kazakh: advice) and by reviewed word lists (Kyrgyz: advice)."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from macros.problems import Problem
from scripts.check.letters import CYRILLIC, WORD
from scripts.check.library import load_library
from scripts.check.words import own_words, texts, words_path
from scripts.files import write_whole

DICTIONARIES: Mapping[str, tuple[str | None, bool]] = {
    "en": ("en_GB", True),
    "ru": ("ru_RU", True),
    "kk": ("kk_KZ", False),  # of 2009; flags about one correct word in six
    "ky": (None, False),
}
"""The Hunspell dictionary of a language, and whether a word unknown to it blocks."""

ENGLISH_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")


def check_spelling(root: Path) -> tuple[list[Problem], list[Problem]]:
    """Problems that block, and advice: one line for each unknown word, at its first place."""
    blocking: list[Problem] = []
    advice: list[Problem] = []
    for locale, words in _words(root).items():
        dictionary, blocks = DICTIONARIES.get(locale, (None, False))
        for word in sorted(_unknown(words, dictionary, own_words(root, locale))):
            path, line = words[word]
            mend = f"correct it, or add it to {words_path(root, locale).relative_to(root).as_posix()}"
            (blocking if blocks else advice).append(
                Problem(path, line, f"“{word}” is in no word list of {locale}", mend)
            )
    return sorted(blocking), sorted(advice)


def accept_words(root: Path, locale: str) -> int:
    """Add the language's unknown words to its reviewed list; how many were added."""
    words = _words(root)[locale]
    known = own_words(root, locale)
    new = _unknown(words, DICTIONARIES.get(locale, (None, False))[0], known)
    file = words_path(root, locale)
    remarks = (
        [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
        if file.exists()
        else []
    )
    write_whole(file, "\n".join([*remarks, *sorted(known | {word.lower() for word in new})]) + "\n")
    return len(new)


def _words(root: Path) -> dict[str, dict[str, tuple[str, int]]]:
    """The words of each language with the first place of each."""
    library = load_library(root)
    words: dict[str, dict[str, tuple[str, int]]] = {}
    for locale in library.locales:
        words[locale] = {}
        for path, line, text in texts(library, locale):
            for word in (ENGLISH_WORD if locale == "en" else WORD).findall(text):
                if locale == "en" or CYRILLIC.search(word):
                    words[locale].setdefault(word, (path, line))
    return words


def _unknown(words: Mapping[str, object], dictionary: str | None, own: set[str]) -> set[str]:
    candidates = {word for word in words if word.lower().replace("’", "'") not in own and word.lower() not in own}
    if dictionary is None:
        return candidates
    if not shutil.which("hunspell"):
        raise RuntimeError("hunspell is missing: run python -m scripts system_packages spelling")
    plain = {word.replace("’", "'"): word for word in candidates}
    run = subprocess.run(
        ["hunspell", "-i", "utf-8", "-d", dictionary, "-l"],  # noqa: S607  found on the path, as the system installs it
        input="\n".join(plain),
        capture_output=True,
        text=True,
        check=True,
    )
    return {plain[word] for word in run.stdout.split("\n") if word in plain}
