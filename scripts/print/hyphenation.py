"""Hyphenation of Kyrgyz and Kazakh by syllables; Pyphen (0.18) knows Russian and English alone.

A syllable begins with the last consonant before a vowel, or with a vowel that follows another one. A word does not
break where no vowel would stand on one side. Loanwords whose clusters break elsewhere stand in exceptions-<locale>.txt.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pyphen

FOLDER = Path(__file__).resolve().parent / "hyphenation"
VOWELS = {"ky": "аеёиоөуүыэюя", "kk": "аәеёиоөуұүыіэюя"}
CONSONANTS = {"ky": "бвгджзйклмнңпрстфхцчшщ", "kk": "бвгғджзйкқлмнңпрстфхһцчшщ"}
JOTTED = "еёюя"
"""Vowels that begin a syllable of their own after another vowel: о-юн."""


def patterns(locale: str) -> list[str]:
    """Patterns of Liang for the language: odd numbers allow a break, even ones forbid it."""
    vowels, consonants = VOWELS[locale], CONSONANTS[locale]
    found = [f"1{consonant}{vowel}" for consonant, vowel in product(consonants, vowels)]
    found += [f"{first}1{second}" for first, second in product(vowels, JOTTED)]
    found += [f".{first}2{second}" for first, second in product(consonants, consonants)]
    found += [f"2{sign}" for sign in "ьъ"]
    return found


def exceptions(locale: str) -> list[str]:
    """Words of the list with their breaks, as стра-те-ги-я; lines that begin with # are remarks."""
    file = FOLDER / f"exceptions-{locale}.txt"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def dictionary(locale: str) -> str:
    """The text of a hyphenation dictionary as Pyphen reads it. An exception allows its own breaks and no others."""
    lines = ["UTF-8", "LEFTHYPHENMIN 2", "RIGHTHYPHENMIN 2", *patterns(locale)]
    for word in exceptions(locale):
        plain = word.replace("-", "")
        breaks = {len(word[:position].replace("-", "")) for position, letter in enumerate(word) if letter == "-"}
        numbered = "".join(
            ("" if position == 0 else "9" if position in breaks else "8") + letter
            for position, letter in enumerate(plain)
        )
        lines.append(f".{numbered}")
    return "\n".join(lines) + "\n"


def register(locale: str, folder: Path) -> None:
    """Let Pyphen know the language, from a dictionary written into `folder`. Nothing happens for one that it has."""
    if locale in VOWELS:
        file = folder / f"hyph_{locale}.dic"
        file.write_text(dictionary(locale), encoding="utf-8")
        pyphen.LANGUAGES[locale] = file
        pyphen.LANGUAGES_LOWERCASE[locale] = locale  # what its look-up by language goes by
