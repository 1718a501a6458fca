"""Sign sections as read by a native speaker: with the wording that was read, the day and the name."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import date
from pathlib import Path

from macros.languages import SOURCE
from macros.problems import Problem
from macros.sections import State, record, section_states
from macros.source import read_settled
from scripts.check.library import load_library
from scripts.translations.records import with_record, write_page
from scripts.translations.targets import targets, translated

HELP = "sign sections as read by a native speaker"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`translations review --by NAME PAGE[#SECTION] …`."""
    parser.add_argument("--lang", help="only this language, such as ky")
    parser.add_argument("--by", required=True, metavar="NAME", help="who has read it, as it will stand on the page")
    parser.add_argument("--on", metavar="DAY", help="the day, as 2026-11-20 (default: today)")
    parser.add_argument("pages", nargs="+", metavar="PAGE", help="docs/ky/plan/who.md, or plan/who.md#place")


def run(arguments: argparse.Namespace, root: Path) -> int:
    """Write the signatures; 1 when a section is behind or missing, and so can't be signed."""
    day = arguments.on or date.today().isoformat()  # noqa: DTZ011  the day on the reviewer's own calendar
    try:
        date.fromisoformat(day)
    except ValueError:
        print(f"{day} is no day: write it as 2026-11-20", file=sys.stderr)
        return 2
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) or not re.fullmatch(r"\w[\w .,’'()-]*", arguments.by):
        print("write the day as 2026-11-20, and a name of letters, spaces, dots and hyphens", file=sys.stderr)
        return 2
    library = load_library(root)
    refused: list[Problem] = []
    count = 0
    for target in targets(library, arguments.pages, translated(library, arguments.lang)):
        source = library.pages[SOURCE].get(target.page.path)
        signed = {}
        for state in section_states(target.page, source) if source else []:
            if state.id not in target.ids or state.section is None:
                continue
            if state.state in (State.MISSING, State.BEHIND):
                mend = "translate the present English text and accept it first"
                refused.append(Problem(target.page.file, state.line, f"“{state.id}” is {state.state}", mend))
            else:
                signed[state.id] = f"{state.section.fingerprint} {day} {arguments.by}"
        if signed:
            count += len(signed)
            text = read_settled(root / target.page.file, root)
            both = {**record(target.page, "reviewed"), **signed}
            write_page(root, target.page, with_record(text, "reviewed", both))
    for problem in refused:
        print(problem, file=sys.stderr)
    print(f"{count} sections signed by {arguments.by}, {day}")
    return 1 if refused else 0
