"""What a translation must keep of its English page, section by section: links, macros, boxes, numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from macros.languages import SOURCE
from macros.pages import Page
from macros.problems import Problem
from scripts.check.library import Library

_BOX = re.compile(r"^\s*!!!\s+(\w+)", re.MULTILINE)
_WORDS = {
    word: number
    for number, words in {
        1: "one once first single",
        2: "two twice second both pair",
        3: "three third",
        4: "four fourth",
        5: "five fifth",
        6: "six sixth",
        7: "seven seventh",
        8: "eight eighth",
        9: "nine ninth",
        10: "ten tenth",
        11: "eleven",
        12: "twelve dozen",
        13: "thirteen",
        14: "fourteen",
        15: "fifteen",
        16: "sixteen",
        17: "seventeen",
        18: "eighteen",
        19: "nineteen",
        20: "twenty",
        30: "thirty",
        40: "forty",
        50: "fifty",
        60: "sixty",
        70: "seventy",
        80: "eighty",
        90: "ninety",
        100: "hundred",
        1000: "thousand",
    }.items()
    for word in words.split()
}
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def check_agreement(library: Library) -> Iterator[Problem]:
    """A problem for each section whose links, macro calls, boxes or numbers differ from the English ones."""
    for locale in library.locales:
        if locale == SOURCE:
            continue
        for path, page in library.pages[locale].items():
            if path in library.pages.get(SOURCE, {}):
                yield from _differences(page, library.pages[SOURCE][path])


def _differences(page: Page, source: Page) -> Iterator[Problem]:
    theirs = {identifier: text for identifier, _line, text in sections(source)}
    for identifier, line, text in sections(page):
        if identifier not in theirs:
            continue
        english = theirs[identifier]
        for name, found in (("link", _links), ("macro call", _macros), ("box", _BOX.findall), ("number", numbers)):
            wanted, have = Counter(found(english)), Counter(found(text))
            beyond = have - wanted
            if name == "number":
                wanted, beyond = _weighty(wanted), _weighty(beyond - Counter(spelled_out(english) * 9))
            for item in wanted - have:
                wrong = f"the {name} {item} of the English section “{identifier}” is missing"
                yield Problem(page.file, line, wrong, "put it where it belongs in this section")
            for item in beyond:
                wrong = f"the {name} {item} is not in the English section “{identifier}”"
                yield Problem(page.file, line, wrong, "remove it, or correct it")


def sections(page: Page) -> Iterator[tuple[str, int, str]]:
    """Each section of the page: its id, the line of its heading, and its text up to the next heading."""
    lines = page.body.split("\n")
    for heading, following in zip(page.headings, [*page.headings[1:], None], strict=True):
        end = following.line - page.body_line if following else len(lines)
        yield heading.id or "", heading.line, "\n".join(lines[heading.line - page.body_line : end])


def numbers(text: str) -> list[str]:
    """The numbers of a text as plain digits: no list numbers, no addresses; 1,5 and 1.5 are the same."""
    text = re.sub(r"\]\([^)]*\)|^\s*\d+\. |\{\{.*?\}\}", " ", text, flags=re.MULTILINE)
    text = re.sub(r"(?<=\d)[\u00a0\u202f ](?=\d{3}\b)", "", text)
    return [number.replace(",", ".") for number in _NUMBER.findall(text)]


def _weighty(found: Counter[str]) -> Counter[str]:
    """Numbers of ten and more, and fractions: those below ten may stand in words in any language."""
    return Counter({number: count for number, count in found.items() if len(number) > 1})


def spelled_out(text: str) -> list[str]:
    """The numbers that an English text writes in words, as digits: “two hundred and ten” gives 210, and 2 and 10 too.

    Which of them a language writes in digits is its own affair (see its style.md).
    """
    found: list[str] = []
    total = 0
    for word in re.findall(r"[a-z]+", text.lower()):
        value = _WORDS.get(word)
        if value is None and word != "and":
            total = 0
        elif value is not None:
            total = (total or 1) * value if value >= 100 else total + value
            found += {str(value), str(total)}
    return found


def _links(text: str) -> list[str]:
    return re.findall(r"\]\(([^()\s]+(?:\([^()\s]*\))?)", text)


def _macros(text: str) -> list[str]:
    return re.findall(r"\{\{\s*(.*?)\s*\}\}", text)
