"""Record that sections translate the present English text. Nothing else clears “behind”."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from macros.languages import SOURCE
from macros.problems import Problem
from macros.sections import TITLE, SectionState, State, record, section_states
from macros.source import read_settled
from scripts.check.agreement import differences
from scripts.check.library import load_library
from scripts.translations.records import with_record, write_page
from scripts.translations.targets import Target, targets, translated

HELP = "record that sections translate the present English text"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`translations accept [--lang ky] (--all | PAGE[#SECTION] …)`."""
    parser.add_argument("--lang", help="only this language, such as ky")
    parser.add_argument("--all", action="store_true", help="every section of every page")
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="docs/ky/plan/who.md, or plan/who.md#place")


def run(arguments: argparse.Namespace, root: Path) -> int:
    """Write the records; 1 when a section was refused because it lacks something of the English one."""
    if bool(arguments.pages) == arguments.all:
        print("Name pages or sections, or say --all.", file=sys.stderr)
        return 2
    library = load_library(root)
    refused: list[Problem] = []
    count = 0
    for target in targets(library, arguments.pages, translated(library, arguments.lang)):
        source = library.pages[SOURCE].get(target.page.path)
        if source is None:
            continue
        states = section_states(target.page, source)
        accepted = {}
        for state in states:
            problems = list(_problems(target, state))
            refused += problems
            if state.id in target.ids and state.section and state.source and not problems:
                accepted[state.id] = state.english
        before = record(target.page, "sections")
        entries = {state.id: accepted.get(state.id) or before.get(state.id, "") for state in states}
        entries = {name: value for name, value in entries.items() if value}
        if entries != before:
            count += sum(1 for name in accepted if before.get(name) != accepted[name])
            text = read_settled(root / target.page.file, root)
            write_page(root, target.page, with_record(text, "sections", entries))
    for problem in refused:
        print(problem, file=sys.stderr)
    print(f"{count} sections accepted" + (f", {len(refused)} refused" if refused else ""))
    return 1 if refused else 0


def _problems(target: Target, state: SectionState) -> Iterator[Problem]:
    """Why the section can't be accepted: what it lacks of the English one."""
    if state.id not in target.ids or state.id == TITLE or state.section is None or state.source is None:
        return
    if state.state == State.MISSING and state.section.text.strip() == state.source.text.strip():
        yield Problem(target.page.file, state.line, f"“{state.id}” is still in English", "translate it first")
        return
    for wrong, mend in differences(state.section.text, state.source.text, state.id):
        yield Problem(target.page.file, state.line, wrong, mend)
