"""How far each language is, in sections, strings and words."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from macros.languages import SOURCE, Language, read_languages
from macros.pages import page_paths, read_page
from macros.sections import State, section_states, sections
from macros.strings import entry_state, read_catalogue

_NO_WORDS = re.compile(r"\]\([^)]*\)|\{[{#][^}]*\}+|[#*!_>|`-]+")


@dataclass(frozen=True)
class Progress:
    """One language: its sections and strings counted by state.

    And the share of English words that are up to date (0 to 1).
    """

    language: Language
    sections: Counter[State]
    strings: Counter[State]
    done: float


def read_progress(root: Path) -> list[Progress]:
    """The progress of every translation, in the order of mkdocs.yml.

    Raises ContentError for a file that can't be read.
    """
    source = {path: read_page(root, SOURCE, path) for path in page_paths(root, SOURCE)}
    found = []
    for language in read_languages(root):
        if language.locale == SOURCE:
            continue
        counts: tuple[Counter[State], Counter[State]] = (Counter(), Counter())
        words: Counter[bool] = Counter()
        have = set(page_paths(root, language.locale))
        for path, page in source.items():
            if path not in have:
                counts[0][State.MISSING] += sum(1 for _ in sections(page))
                words[False] += word_count(page.body)
                continue
            for state in section_states(read_page(root, language.locale, path), page):
                counts[0][state.state] += 1
                words[_done(state.state)] += word_count(state.source.text) if state.source else 0
        for entry in read_catalogue(root, language.locale):
            if entry.id:
                state_of_entry = entry_state(entry)
                counts[1][state_of_entry] += 1
                text = entry.id[0] if isinstance(entry.id, (tuple, list)) else entry.id
                words[_done(state_of_entry)] += word_count(str(text))
        found.append(Progress(language, *counts, words[True] / max(1, words.total())))
    return found


def word_count(text: str) -> int:
    """The words of a text, without addresses, ids and macro calls."""
    return len(_NO_WORDS.sub(" ", text).split())


def _done(state: State) -> bool:
    return state in (State.CURRENT, State.REVIEWED)
