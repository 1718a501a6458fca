"""What pages record of their translation: fingerprints that exist, signatures in their form, no English left over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from macros.languages import SOURCE
from macros.pages import Page
from macros.problems import Problem
from macros.sections import (
    MISSING,
    TITLE,
    Section,
    fingerprint,
    is_fingerprint,
    is_missing,
    parse_review,
    record,
    sections,
)
from macros.tables import suggest
from scripts.check.library import Library

KINDS = ("sections", "reviewed", "trivial")


def check_records(library: Library) -> Iterator[Problem]:
    """The problems of the front matter's records in all languages."""
    source = library.pages.get(SOURCE, {})
    for path, page in source.items():
        yield from _forms(page, ("trivial",), page)
        yield from _trivial(page)
        for locale in library.locales:
            if locale != SOURCE and path in library.pages[locale]:
                translated = library.pages[locale][path]
                yield from _forms(translated, ("sections", "reviewed"), page)
                yield from _sections(translated, page)
                yield from _reviews(translated, page)


def _forms(page: Page, allowed: tuple[str, ...], source: Page) -> Iterator[Problem]:
    known = {section.id for section in [*sections(page), *sections(source)]}
    for key in KINDS:
        found = page.meta.get(key)
        if found is None:
            continue
        line = page.meta_line(key)
        if key not in allowed:
            yield Problem(
                page.file, line, f"“{key}” does not belong into this page", "remove it with the lines below it"
            )
        elif not isinstance(found, dict):
            yield Problem(page.file, line, f"“{key}” holds no list of sections", "write “  section: value” below it")
        else:
            for identifier in found:
                if identifier not in known:
                    mend = suggest(identifier, sorted(known), "remove the line")
                    where = page.meta_line(key, identifier)
                    yield Problem(page.file, where, f"“{key}” names “{identifier}”, no section of this page", mend)


def _sections(page: Page, source: Page) -> Iterator[Problem]:
    english = {section.id: section for section in sections(source)}
    by_fingerprint = {section.fingerprint: section.id for section in english.values()}
    recorded = record(page, "sections")
    raw = page.meta.get("sections")
    for section in sections(page):
        if section.id not in english:
            continue
        theirs = english[section.id]
        paste = (
            f"paste “{section.id}: {theirs.fingerprint}” below “sections:”, with two spaces before it, "
            "if it translates the present English text"
        )
        found = recorded.get(section.id)
        line = page.meta_line("sections", section.id)
        if found is None:
            odd = isinstance(raw, dict) and section.id in raw
            wrong = "is not a fingerprint" if odd else "is not recorded"
            yield Problem(page.file, line, f"the section “{section.id}” {wrong}", paste)
        elif is_missing(found):
            untouched = section.fingerprint in (theirs.fingerprint, *found.split()[1:]) or not _bare(section)
            if not untouched:
                yield Problem(
                    page.file, line, f"the section “{section.id}” is recorded as missing, but holds a text", paste
                )
        elif not is_fingerprint(found):
            yield Problem(page.file, line, f"“{found}” is no fingerprint (eight consonants)", paste)
        elif found != theirs.fingerprint and found in by_fingerprint:
            wrong = f"the fingerprint of “{section.id}” is that of the section “{by_fingerprint[found]}”"
            yield Problem(page.file, line, wrong, paste)
        elif _still_english(section, theirs):
            mend = f"translate it, or record “  {section.id}: {MISSING}”"
            yield Problem(page.file, section.line, f"the section “{section.id}” is still in English", mend)


def _bare(section: Section) -> str:
    """The text without its heading line: a heading alone is no translation."""
    return section.text if section.id == TITLE else section.text.partition("\n")[2].strip()


def _still_english(section: Section, source: Section) -> bool:
    words = re.findall(r"[A-Za-z]{2,}", re.sub(r"\]\([^)]*\)|\{\{.*?\}\}|https?://\S+", "", _bare(source)))
    return len(words) > 5 and fingerprint(_bare(section)) == fingerprint(_bare(source))


def _reviews(page: Page, source: Page) -> Iterator[Problem]:
    english = {section.id: section.fingerprint for section in sections(source)}
    found = page.meta.get("reviewed")
    for identifier, value in found.items() if isinstance(found, dict) else ():
        line = page.meta_line("reviewed", identifier)
        review = parse_review(value) if isinstance(value, str) else None
        mend = "write fingerprint, day and name: “bcdfghjk 2026-11-20 Name”, as the pages side by side show it"
        if review is None:
            yield Problem(page.file, line, f"the review of “{identifier}” can’t be read", mend)
            continue
        if review.wording == english.get(identifier):
            wrong = f"the review of “{identifier}” has the fingerprint of the English section"
            yield Problem(page.file, line, wrong, "copy the one of the translation from the pages side by side")
        try:
            date.fromisoformat(review.date)
        except ValueError:
            yield Problem(
                page.file, line, f"the review of “{identifier}”: {review.date} is no day", "write it as 2026-11-20"
            )


def _trivial(page: Page) -> Iterator[Problem]:
    found = page.meta.get("trivial")
    for identifier, pairs in found.items() if isinstance(found, dict) else ():
        line = page.meta_line("trivial", identifier)
        good = isinstance(pairs, list) and all(
            isinstance(pair, str) and len(pair.split()) == 2 and all(map(is_fingerprint, pair.split()))
            for pair in pairs
        )
        if not good:
            mend = "write the old and the new fingerprint: [bcdfghjk cdfghjkm]"
            yield Problem(page.file, line, f"“trivial” of “{identifier}” can’t be read", mend)
