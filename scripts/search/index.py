"""The index of one language as a script: the text of all sections and the rules of the language.

The engine counts words when it has arrived; `make bench` shows how long that takes on a slow processor. For
languages in Cyrillic the letters are swapped with rarer ASCII characters, which makes the compressed text about 15 %
smaller (84 to 71 kB for the Russian text of November 2026).
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from macros.strings import Strings
from scripts.search.language import SearchRules
from scripts.search.sections import Section, site_sections

ASCII = [chr(code) for code in range(33, 127) if chr(code) not in '"\\<']


RESULTS = 20
"""Most results shown; the engine's limit."""


def write_index(folder: Path, rules: SearchRules, strings: Strings) -> None:
    """Write assets/search-index.js of one language's folder."""
    sections = site_sections(folder)
    (folder / "assets" / "search-index.js").write_text(index_script(sections, rules, strings), encoding="utf-8")


def index_script(sections: list[Section], rules: SearchRules, strings: Strings) -> str:
    """The script: `kadam.index({…})`. The words around results come with it, not with every page."""
    pages = list(dict.fromkeys((section.page, section.title) for section in sections))
    numbers = {page: number for number, (page, _title) in enumerate(pages)}
    text = "\n".join(f"{section.heading}\t{section.words}" for section in sections)
    letters, others = swapped_letters(text)
    table = str.maketrans(letters + others, others + letters)
    data = {
        "language": rules.compiled(),
        "counts": [strings.plural("search", "%(num)s result", "%(num)s results", n) for n in range(RESULTS + 1)],
        "none": strings.text("search", "Nothing found."),
        "alike": strings.text("search", "Words of the guide that begin alike:"),
        "pages": pages,
        "sections": [[numbers[section.page], section.id] for section in sections],
        "swap": [letters, others],
        "text": text.translate(table),
    }
    return f"kadam.index({json.dumps(data, ensure_ascii=False, separators=(',', ':'))});\n"


def swapped_letters(text: str) -> tuple[str, str]:
    """The most frequent letters beyond ASCII, and the ASCII characters that they change places with, rarest first."""
    counts = Counter(text)
    frequent = [
        letter for letter, _count in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if letter > "~"
    ]
    rare = sorted(ASCII, key=lambda letter: (counts[letter], letter))
    pairs = [(one, other) for one, other in zip(frequent, rare, strict=False) if counts[one] > counts[other]]
    return "".join(one for one, _other in pairs), "".join(other for _one, other in pairs)
