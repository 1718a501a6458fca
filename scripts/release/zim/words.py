"""What the full-text index of a ZIM takes of a page, so that readers find it by words that Xapian can't bring together.

Xapian (1.4) knows no endings of Kyrgyz and Kazakh. So each page is also filed under the other forms of its words that
stand anywhere in the guide, and under what readers call its things: both by locales/<locale>/search.yml.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from scripts.search.language import load_rules
from scripts.search.stems import stemmer

ROOT = Path(__file__).resolve().parents[3]
_WORD = re.compile(r"[^\W_]+")


def plain(text: str) -> str:
    """The text as libzim writes a query before it looks: in lower case, without the marks above letters (й is и)."""
    apart = unicodedata.normalize("NFD", text.lower())
    return unicodedata.normalize("NFC", "".join(letter for letter in apart if not unicodedata.combining(letter)))


def index_words(texts: Mapping[str, str], locale: str) -> dict[str, str]:
    """The words under which each page of one language is filed, by the page's path; `texts` has what the pages say."""
    stem_of = stemmer(ROOT, locale).stem_of
    forms: dict[str, set[str]] = defaultdict(set)
    words = {path: _WORD.findall(plain(text)) for path, text in texts.items()}
    for word in sorted({word for found in words.values() for word in found}):
        forms[stem_of(word)] |= {word, plain(stem_of(word))}
    filed = {}
    for path, found in words.items():
        stems = {stem_of(word) for word in found}
        others = set().union(*(forms[stem] for stem in stems)) - set(found)
        filed[path] = " ".join([plain(texts[path]), *sorted(others), *_called(stems, locale)])
    return filed


def _called(stems: set[str], locale: str) -> Iterable[str]:
    """What readers call things for which the page has other words."""
    cutter = stemmer(ROOT, locale)
    for name, meant in load_rules(ROOT, locale).synonyms.items():
        if any(stems.issuperset(cutter.stems(words)) for words in meant):
            yield plain(name)
