"""The stems of a language's words, cut by the same rules as search in the browser (macros/ondemand/search.js)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from scripts.search.language import SearchRules, load_rules

WORD = re.compile(r"[^\W_]+")


class Stemmer:
    """Stems of one language. Both sides of a comparison must be cut by the same stemmer."""

    def __init__(self, rules: SearchRules) -> None:
        """Compile the rules."""
        compiled = rules.compiled()
        self._rules = rules
        self._endings: list[list[str]] = compiled["endings"]
        self._vowels: str = compiled["vowels"]
        self.stem = cache(self._stem)

    def words(self, text: str) -> list[str]:
        """The folded words of a text, in their order."""
        return WORD.findall(self._rules.folded(text))

    def stems(self, text: str) -> list[str]:
        """The stems of the words of a text, in their order."""
        return [self.stem(word) for word in self.words(text)]

    def stem_of(self, word: str) -> str:
        """The stem of one word as it is written."""
        return self.stem(self._rules.folded(word))

    def _stem(self, word: str) -> str:
        rest = word
        for endings in self._endings:
            ending = next((ending for ending in endings if self._fits(rest, ending)), "")
            rest = rest[: len(rest) - len(ending)]
        last = rest[-1:]
        return rest[:-1] + self._rules.alternations.get(last, last)

    def _fits(self, word: str, ending: str) -> bool:
        rest = len(word) - len(ending)
        if rest < self._rules.shortest or not word.endswith(ending):
            return False
        vowel = next((letter for letter in ending if letter in self._rules.harmony), None)
        if vowel is None:
            return True
        before = next((letter for letter in reversed(word[:rest]) if letter in self._vowels), None)
        return before is not None and before in self._rules.harmony[vowel]


@cache
def stemmer(root: Path, locale: str) -> Stemmer:
    """The stemmer of a language; one that cuts nothing where it has no rules yet."""
    return Stemmer(load_rules(root, locale))
