"""Sections of pages, and how the translation of each stands to its English text.

A translated page records in its front matter from which English wording each section was made:

    sections:
      entry-points: bcdfghjk
      message: missing
    reviewed:
      entry-points: kmnpqrst 2026-11-20 Aibek Toktosunov

The first is the fingerprint of the English section; the second, in `reviewed`, that of the translated one. An
English page may say that a change needs no new translation: `trivial: {entry-points: [bcdfghjk cdfghjkm]}`, the old
fingerprint and the new.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from macros.pages import ON_PURPOSE, Page

TITLE = "_title"
"""The section that title and description of the front matter make together. No heading can have this id."""

MISSING = "missing"
"""Recorded in place of a fingerprint: the section holds no translation yet; readers get the present English text.

The fingerprint of the English text that stands in the file for the translator to write over may follow: `missing
bcdfghjk`.
"""

_DIGITS = "bcdfghjkmnpqrstvwxyz"
_FINGERPRINT = re.compile(f"[{_DIGITS}]{{8}}")
_QUOTES = str.maketrans(dict.fromkeys("“”„«»‟‘’‚‹›'", '"'))


class State(StrEnum):
    """How a translated section stands to the English one."""

    MISSING = "missing"
    BEHIND = "behind"
    CURRENT = "current"
    REVIEWED = "reviewed"


@dataclass(frozen=True)
class Section:
    """A section as written: its id, the line of its heading, its level (0.

    The title), and its text with the heading.
    """

    id: str
    line: int
    level: int
    text: str

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the text."""
        return fingerprint(self.text)


@dataclass(frozen=True)
class Review:
    """A native speaker's signature under the wording with this fingerprint."""

    wording: str
    date: str
    name: str


@dataclass(frozen=True)
class SectionState:
    """The state of one section of a translated page.

    `section` is None where the translation lacks the section, `source` where the English page has it no more.
    `recorded` is the fingerprint it was made from ("missing", or "" where nothing is recorded). `review` is the
    signature that holds; `lapsed` one that held before the translation was changed.
    """

    id: str
    section: Section | None
    source: Section | None
    state: State
    recorded: str
    review: Review | None = None
    lapsed: Review | None = None

    @property
    def line(self) -> int:
        """The line of the heading in the translated page, 1 where there is none."""
        return self.section.line if self.section else 1

    @property
    def english(self) -> str:
        """The fingerprint of the present English section, "" where there is none."""
        return self.source.fingerprint if self.source else ""


def fingerprint(text: str) -> str:
    """Eight consonants for the wording of a text, whatever its line breaks, spaces and style of quotes.

    Consonants alone are never a number, a date or a word in YAML.
    """
    words = ON_PURPOSE.sub("", text).translate(_QUOTES).split()
    number = int.from_bytes(hashlib.sha256(" ".join(words).encode()).digest()[:8], "big")
    letters = ""
    for _ in range(8):
        number, digit = divmod(number, len(_DIGITS))
        letters += _DIGITS[digit]
    return letters


def is_missing(recorded: str) -> bool:
    """Whether a record says that the section is not translated."""
    return recorded.split()[:1] == [MISSING]


def is_fingerprint(text: str) -> bool:
    """Whether the text has the form of a fingerprint."""
    return bool(_FINGERPRINT.fullmatch(text))


def sections(page: Page) -> Iterator[Section]:
    """The title, then each section of the page up to the next heading of any level."""
    yield Section(TITLE, 1, 0, f"{page.meta.get('title', '')}\n{page.meta.get('description', '')}")
    lines = page.body.split("\n")
    for heading, following in zip(page.headings, [*page.headings[1:], None], strict=True):
        end = following.line - page.body_line if following else len(lines)
        yield Section(
            heading.id or "", heading.line, heading.level, "\n".join(lines[heading.line - page.body_line : end])
        )


def record(page: Page, key: str) -> dict[str, str]:
    """What the front matter records under `sections` or `reviewed`: text by section id. Other types are left out."""
    found = page.meta.get(key)
    entries = found.items() if isinstance(found, dict) else ()
    return {identifier: value for identifier, value in entries if isinstance(value, str)}


def same_wordings(source: Page, section: Section) -> set[str]:
    """The fingerprints that count as the present English wording.

    Its own, and those from which it differs trivially.
    """
    same = {section.fingerprint}
    found = source.meta.get("trivial")
    pairs = [str(pair).split() for pair in found.get(section.id, [])] if isinstance(found, dict) else []
    for _ in pairs:
        same |= {pair[0] for pair in pairs if len(pair) == 2 and pair[1] in same}
    return same


def parse_review(text: str) -> Review | None:
    """The signature in a line of `reviewed`: fingerprint, day, name. None where it has another form."""
    match = re.fullmatch(rf"({_FINGERPRINT.pattern})\s+(\d{{4}}-\d{{2}}-\d{{2}})\s+(\S.*)", text)
    return Review(match[1], match[2], match[3]) if match else None


def section_states(page: Page, source: Page) -> list[SectionState]:
    """The state of each section of the English page, in its order, and of those that only the translation has."""
    mine = {section.id: section for section in sections(page)}
    theirs = {section.id: section for section in sections(source)}
    recorded, reviewed = record(page, "sections"), record(page, "reviewed")
    states = []
    for identifier in _merged(list(theirs), list(mine)):
        section, english = mine.get(identifier), theirs.get(identifier)
        made_from = recorded.get(identifier, "")
        review = parse_review(reviewed.get(identifier, ""))
        holds = review if review and section and review.wording == section.fingerprint else None
        if section is None or is_missing(made_from):
            state = State.MISSING
        elif english is None or made_from not in same_wordings(source, english):
            state = State.BEHIND
        else:
            state = State.REVIEWED if holds else State.CURRENT
        lapsed = review if not holds else None
        states.append(SectionState(identifier, section, english, state, made_from, holds, lapsed))
    return states


def filled_body(page: Page, source: Page) -> str:
    """The body of a translated page with the English text in the place of each section that is missing."""
    texts = []
    for state in section_states(page, source):
        section = state.source if state.state == State.MISSING else state.section
        if section and section.id != TITLE:
            texts.append(section.text)
    return "\n".join(texts)


def _merged(theirs: list[str], mine: list[str]) -> list[str]:
    """The ids of the English page, and behind its neighbour each that only the translation has."""
    merged = list(theirs)
    for position, identifier in enumerate(mine):
        if identifier not in merged:
            merged.insert(merged.index(mine[position - 1]) + 1 if position else 0, identifier)
    return merged
