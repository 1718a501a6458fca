"""How far the translations are: each section and each string with its state, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry

from macros.languages import SOURCE
from macros.pages import Page
from macros.problems import ContentError
from macros.sections import TITLE, Section, SectionState, State, section_states
from macros.strings import catalogue_path, entry_state, previous_text, read_catalogue
from scripts.check.agreement import differences
from scripts.check.catalogues import name
from scripts.check.library import Library
from scripts.translations.history import old_wording


@dataclass(frozen=True)
class Item:
    """A section or a string of one language: where it stands, its state, and the English before and now.

    `before` is None where nobody knows the earlier wording. `paste` is the line that clears it; "" for strings.
    """

    locale: str
    file: str
    line: int
    id: str
    name: str
    state: State
    english: str = ""
    before: str | None = None
    paste: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def lapsed(self) -> bool:
        """Whether somebody had signed it, and it was changed since."""
        return not self.waits and bool(self.remarks)

    @property
    def waits(self) -> bool:
        """Whether a translator has work with it."""
        return self.state in (State.MISSING, State.BEHIND)


def items(library: Library, locale: str) -> Iterator[Item]:
    """Every section, then every string of the language. A file that can't be read gives none: the check names it."""
    for path, page in library.pages[locale].items():
        source = library.pages[SOURCE].get(path)
        if source:
            for state in section_states(page, source):
                yield section_item(library.root, locale, page, state)
    yield from _strings(library.root, locale)


def heading(section: Section | None) -> str:
    """The words of the section's heading, or of the page's title."""
    first = section.text.partition("\n")[0] if section else ""
    return first.lstrip("# ").partition(" {#")[0]


def section_item(root: Path, locale: str, page: Page, state: SectionState) -> Item:
    """The section with its state, the English before, and what its structure lacks."""
    before = None
    remarks: list[str] = []
    if state.state == State.BEHIND and state.recorded:
        before = old_wording(root, page.path, state.id, state.recorded)
        if state.section and state.source and state.id != TITLE:
            remarks = [
                f"{wrong}: {mend}" for wrong, mend in differences(state.section.text, state.source.text, state.id)
            ]
    if state.source is None:
        remarks = ["the English page no longer has this section: remove it here, with its line below “sections:”"]
    if state.lapsed and state.state != State.MISSING:
        remarks.append(f"changed after the review of {state.lapsed.name} ({state.lapsed.date})")
    return Item(
        locale,
        page.file,
        state.line,
        state.id,
        heading(state.section or state.source),
        state.state,
        state.source.text if state.source else "",
        before,
        f"{state.id}: {state.english}" if state.source else "",
        tuple(remarks),
    )


def _strings(root: Path, locale: str) -> Iterator[Item]:
    try:
        catalogue = read_catalogue(root, locale)
    except ContentError:
        return
    yield from string_items(catalogue, locale, catalogue_path(root, locale).relative_to(root).as_posix())


def string_items(catalogue: Catalog, locale: str, path: str) -> Iterator[Item]:
    """Every string of the catalogue, whose file is `path`."""
    for entry in catalogue:
        if entry.id:
            before = previous_text(entry) or None
            line = entry.lineno or 1
            yield Item(locale, path, line, str(entry.context), name(entry), entry_state(entry), _english(entry), before)


def _english(entry: Entry) -> str:
    return entry.id[-1] if isinstance(entry.id, (tuple, list)) else str(entry.id)
