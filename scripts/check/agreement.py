"""What a translation must keep of its English page, section by section: links, macros, boxes, numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from macros.languages import SOURCE
from macros.pages import Page
from macros.problems import Problem
from macros.sections import TITLE, SectionState, State, section_states
from scripts.check.library import Library
from scripts.translations.history import old_wording

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
_NUMBERED = re.compile(r"^\d+\. ", re.MULTILINE)
_BULLET = re.compile(r"^[-*] ", re.MULTILINE)
_STRONG = re.compile(r"\*\*\S")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def check_agreement(library: Library) -> Iterator[Problem]:
    """A problem for each section whose links, macro calls, boxes or numbers differ from the English ones."""
    for locale in library.locales:
        if locale == SOURCE:
            continue
        for path, page in library.pages[locale].items():
            if path in library.pages.get(SOURCE, {}):
                yield from _differences(page, library.pages[SOURCE][path], library.root)


def _differences(page: Page, source: Page, root: Path) -> Iterator[Problem]:
    for state in section_states(page, source):
        settled = state.state in (State.CURRENT, State.REVIEWED) or not state.recorded
        if state.section is None or state.source is None or state.id == TITLE:
            continue
        found = list(differences(state.section.text, state.source.text, state.id))
        if state.state == State.BEHIND and not settled:
            found = _lost(state, found, root, page.path)
        for wrong, mend in found if settled or state.state == State.BEHIND else ():
            yield Problem(page.file, state.line, wrong, mend)


def _lost(state: SectionState, found: list[tuple[str, str]], root: Path, path: str) -> list[tuple[str, str]]:
    """Of a section that is behind: what it lacks of the wording that it translates and of the present one, too."""
    before = old_wording(root, path, state.id, state.recorded)
    if before is None or state.section is None:
        return [(wrong, mend) for wrong, mend in found if wrong.startswith("the macro call") and "is missing" in wrong]
    return [pair for pair in differences(state.section.text, before, state.id) if pair in found]


def differences(text: str, english: str, identifier: str) -> Iterator[tuple[str, str]]:
    """What a translated section has lost of its English text, or has beyond it: what is wrong, and how to mend it."""
    for name, found in _KINDS.items():
        wanted, have = Counter(found(english)), Counter(found(text))
        beyond = have - wanted
        if name == "number":
            wanted, beyond = _weighty(wanted), _weighty(beyond - Counter(spelled_out(english) * 9))
        for item in wanted - have:
            yield (
                f"the {name} {item} of the English section “{identifier}” is missing",
                "put it where it belongs in this section",
            )
        for item in beyond:
            yield f"the {name} {item} is not in the English section “{identifier}”", "remove it, or correct it"
    yield from _shape(text, english, identifier)


def _shape(text: str, english: str, identifier: str) -> Iterator[tuple[str, str]]:
    """Differences of lists and of emphasis: numbered lists agree exactly, others to one item in five."""
    for name, pattern, slack in (("numbered list", _NUMBERED, 0), ("list", _BULLET, 5)):
        wanted, have = len(pattern.findall(english)), len(pattern.findall(text))
        if abs(wanted - have) > (max(1, wanted // slack) if slack else 0):
            wrong = f"the {name} of the section “{identifier}” has {have} entries, in English {wanted}"
            yield wrong, "translate each entry, and no more"
    loud = sum(bool(_STRONG.search(box)) for box in _warnings(text))
    if loud < sum(bool(_STRONG.search(box)) for box in _warnings(english)):
        yield f"a warning of the section “{identifier}” has lost its bold words", "set the same words between ** and **"


def _warnings(text: str) -> list[str]:
    """The texts of the warning boxes: the indented lines below them."""
    return re.findall(r"^!!! (?:warning|danger).*\n((?:[ ]{4}.*\n?|\n)*)", text, re.MULTILINE)


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
    return re.findall(r"(?<!!)\[[^\[\]]*\]\(([^()\s]+(?:\([^()\s]*\))?)", text)


def _macros(text: str) -> list[str]:
    return re.findall(r"\{\{\s*(.*?)\s*\}\}", text)


def _code(text: str) -> list[str]:
    return [*re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text), *re.findall(r"^```.*$", text, re.MULTILINE)]


def _images(text: str) -> list[str]:
    return re.findall(r"!\[[^\]]*\]\(([^()\s]+)", text)


_KINDS: Mapping[str, Callable[[str], list[str]]] = {
    "link": _links,
    "image": _images,
    "macro call": _macros,
    "box": _BOX.findall,
    "code": _code,
    "number": numbers,
}
