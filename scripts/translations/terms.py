"""Where the words of a language depart from its glossary: a report for translators, no reason to fail."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from macros.glossary import load_glossary
from macros.languages import SOURCE
from macros.models import GlossaryEntry
from macros.pages import ON_PURPOSE, Page
from macros.problems import Problem
from macros.sections import TITLE, State, section_states
from scripts.check.library import Library, load_library
from scripts.search.stems import WORD, Stemmer, stemmer
from scripts.translations.targets import targets, translated

HELP = "sections where an agreed term is missing or an avoided one stands"

_MARKS = re.compile(r"\]\([^)]*\)|\{#[^}]*\}|\{\{.*?\}\}|`[^`]*`|https?://\S+")


@dataclass(frozen=True)
class Avoided:
    """A form to avoid: its words, and those of them that no agreed form has."""

    form: str
    words: list[str]
    telling: list[str]


@dataclass(frozen=True)
class Term:
    """A term in both languages: the stems of the English, the words of each approved form, and the forms to avoid.

    `english` is empty for a word that is too common to be looked for.
    """

    entry: GlossaryEntry
    english: list[str]
    approved: list[list[str]]
    agreed: list[str]
    avoided: list[Avoided]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`translations terms [--lang ky] [PAGE …]`."""
    parser.add_argument("--lang", help="only this language, such as ky")
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="only these pages or folders, such as plan/who.md")


def run(arguments: argparse.Namespace, root: Path) -> int:
    """Print the report; 0."""
    library = load_library(root)
    found = []
    for target in targets(library, arguments.pages, translated(library, arguments.lang)):
        found += list(term_problems(library, target.locale, target.page))
    for problem in found:
        print(problem)
    print(f"{len(found)} places differ from the glossary" if found else "All terms agree with the glossary.")
    return 0


def term_problems(library: Library, locale: str, page: Page) -> Iterator[Problem]:
    """A problem for each term that a section lacks, and for each avoided form on a line."""
    source = library.pages[SOURCE].get(page.path)
    if source is None:
        return
    terms = load_terms(library.root, locale)
    english, own = stemmer(library.root, SOURCE), stemmer(library.root, locale)
    for state in section_states(page, source):
        if state.section is None or state.source is None or state.state == State.MISSING or state.id == TITLE:
            continue
        yield from _missing(
            page, state.section.text, state.section.line, english.stems(_plain(state.source.text)), terms, own
        )
        yield from _avoided(page, state.section.text, state.section.line, terms)


@cache
def load_terms(root: Path, locale: str) -> list[Term]:
    """The terms of the glossary, English and the language's side by side, in stems. Read once a run."""
    english, own = stemmer(root, SOURCE), stemmer(root, locale)
    theirs = {entry.id: entry for entry in load_glossary(root, SOURCE)}
    terms = []
    for entry in load_glossary(root, locale):
        if entry.id in theirs:
            source = theirs[entry.id]
            approved = [own.words(form) for form in [entry.term, *entry.variants]]
            agreed = WORD.findall(" ".join([entry.term, *entry.variants]).lower())
            avoided = []
            for form in entry.avoid:
                words = WORD.findall(form.lower())
                avoided.append(Avoided(form, words, [word for word in words if word not in agreed]))
            terms.append(Term(entry, english.stems(source.term) if source.checked else [], approved, agreed, avoided))
    return terms


def _missing(
    page: Page, text: str, line: int, english: list[str], terms: list[Term], own: Stemmer
) -> Iterator[Problem]:
    excused = {word.strip() for found in ON_PURPOSE.finditer(text) for word in found[1].split(",")}
    excused |= set(re.findall(r"glossary\.md#([a-z0-9-]+)\)", text))  # linked to the term, in whatever words
    words = own.words(_plain(text))
    for term in terms:
        if term.entry.id in excused or not _in_a_row(english, term.english, str.__eq__):
            continue
        if not any(_somewhere(words, form, own) for form in term.approved):
            wrong = f"“{term.entry.id}” stands in the English section, and nothing of “{term.entry.term}” here"
            yield Problem(
                page.file, line, wrong, f"use the term, or write <!-- on purpose: {term.entry.id} --> behind a line"
            )


def _avoided(page: Page, text: str, first: int, terms: list[Term]) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), start=first):
        excused = {word.strip() for found in ON_PURPOSE.finditer(line) for word in found[1].split(",")}
        words = WORD.findall(_plain(line).lower())
        for term in terms:
            for avoided in term.avoided:
                if _stands(words, avoided, term.agreed) and not {term.entry.id, avoided.form} & excused:
                    mend = f"write “{term.entry.term}”, or <!-- on purpose: {avoided.form} --> behind the line"
                    yield Problem(page.file, number, f"“{avoided.form}” is avoided ({term.entry.id})", mend)


def _stands(words: list[str], avoided: Avoided, agreed: list[str]) -> bool:
    """Whether the words hold the form to avoid. A word that is also an ending of an agreed one is no sign of it."""
    for part in avoided.telling:
        suspects = [word for word in words if _inflected(word, part)]
        if all(any(_inflected(word, good) for good in agreed) for word in suspects):
            return False
    return bool(avoided.telling) and _in_a_row(words, avoided.words, _inflected)


def _plain(text: str) -> str:
    return _MARKS.sub(" ", ON_PURPOSE.sub("", text))


def _in_a_row(words: list[str], form: list[str], same: Callable[[str, str], bool]) -> bool:
    """Whether the words of the form stand in the text one after the other."""
    return bool(form) and any(
        all(same(word, wanted) for word, wanted in zip(words[start:], form, strict=False))
        for start in range(len(words) - len(form) + 1)
    )


def _inflected(word: str, form: str) -> bool:
    """Whether the word is the form with another ending.

    Letters count as they are: подотчётность is not подотчетность.
    """
    kept = len(form) if len(form) < 5 else len(form) - (1 if len(form) < 8 else 2)
    return word.startswith(form[:kept]) and len(word) < len(form) + 5


def _somewhere(words: list[str], form: list[str], own: Stemmer) -> bool:
    """Whether each word of the form stands in the text, in any order and with any ending.

    A stem of four letters or more may also begin a word: verbs made of the noun, and endings that the rules don't know.
    """
    return bool(form) and all(any(_same_word(word, wanted, own) for word in words) for wanted in form)


def _same_word(word: str, wanted: str, own: Stemmer) -> bool:
    stem = own.stem(wanted)
    return word.startswith(wanted) or own.stem(word) == stem or (len(stem) > 3 and word.startswith(stem))
