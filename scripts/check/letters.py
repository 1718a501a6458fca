"""Letters: no Latin letter inside a Cyrillic word, no letter of another language's alphabet, no Russian stand-in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from macros.components.topic_cards import FOLDED
from macros.languages import SOURCE
from macros.problems import Problem
from scripts.check.library import Library
from scripts.check.words import own_words, texts

CYRILLIC = re.compile(r"[\u0400-\u04ff]")
LATIN = re.compile(r"[A-Za-z]")
WORD = re.compile(r"[^\W\d_]+")
FOREIGN = {"ru": "ңөүәғқұһі", "ky": "әғқұһі", "kk": ""}
"""Letters that a language's own words never have."""


def check_letters(library: Library) -> Iterator[Problem]:
    """A problem for each word with a wrong letter in a page, a catalogue or a glossary."""
    for locale in library.locales:
        if locale == SOURCE or not (library.root / "locales" / locale).is_dir():
            continue
        places = list(texts(library, locale))
        for path, line, text in places:
            yield from _wrong_letters(path, line, text, locale)
        yield from _stand_ins(places, own_words(library.root, locale))


def _wrong_letters(path: str, line: int, text: str, locale: str) -> Iterator[Problem]:
    for word in WORD.findall(text):
        if CYRILLIC.search(word) and LATIN.search(word):
            odd = "".join(dict.fromkeys(LATIN.findall(word)))
            wrong = f"“{word}” has the Latin letter {odd} inside a Cyrillic word"
            yield Problem(path, line, wrong, "type it with the Cyrillic keyboard")
        foreign = [letter for letter in FOREIGN.get(locale, "") if letter in word.lower()]
        if foreign:
            wrong = f"“{word}” has the letter {foreign[0]}, which the language {locale} does not have"
            yield Problem(path, line, wrong, "write the word with the letters of the language")


def _stand_ins(places: list[tuple[str, int, str]], allowed: set[str]) -> Iterator[Problem]:
    """Words that differ from another word of the guide only by a Russian letter in place of ң, ө, ү and the like.

    A pair in which both words exist (Kyrgyz он, “ten”, and оң, “right”) stands in the language's words.txt.
    """
    seen: Mapping[str, dict[str, tuple[str, int]]] = defaultdict(dict)
    for path, line, text in places:
        for word in WORD.findall(text.lower()):
            seen[_folded(word)].setdefault(word, (path, line))
    for words in seen.values():
        special = [word for word in words if any(letter in "ңөүәғқұһі" for letter in word)]
        for word in set(words) - set(special) - allowed:
            other = next((other for other in special if not _same_stem(word, other)), None)
            if other:
                path, line = words[word]
                wrong = f"“{word}” stands here, and “{other}” on {words[other][0]}:{words[other][1]}"
                mend = f"correct one of them; if both words exist, add “{word}” to words.txt"
                yield Problem(path, line, wrong, mend)


def _same_stem(word: str, other: str) -> bool:
    """Whether two words differ only in the person of a suffix: досун, “his friend”, and досуң, “your friend”."""
    return all(
        mine == theirs or (position > 1 and (mine, theirs) == ("н", "ң"))
        for position, (mine, theirs) in enumerate(zip(word, other, strict=True))
    )


def _folded(word: str) -> str:
    """The word as a Russian keyboard would write it; Kazakh і stands as и there, and ы stays apart from both."""
    return "".join({"и": "и", "і": "и"}.get(letter) or FOLDED.get(letter, letter) for letter in word)
