"""What a pull request is told: annotations at file and line, and one summary. Fails only for what is broken."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

from macros.languages import SOURCE
from macros.pages import parse_page
from macros.problems import ContentError, Problem
from macros.sections import State, sections
from scripts.check import check_content, spelling
from scripts.check.library import Library, load_library
from scripts.translations.history import changed_files, text_at
from scripts.translations.targets import translated
from scripts.translations.terms import term_problems
from scripts.translations.trivial import changes, merged
from scripts.translations.waiting import Item, items
from scripts.translations.worddiff import word_diff

HELP = "annotations and a summary for a pull request"

MOST = 900_000
"""Characters of a summary; GitHub takes 1 MiB."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`translations report [--base origin/main] [--summary FILE]`."""
    parser.add_argument("--base", default="HEAD", help="what the change is compared with (default: HEAD)")
    parser.add_argument(
        "--summary", type=Path, help="where the summary goes (default: $GITHUB_STEP_SUMMARY, or the terminal)"
    )
    parser.add_argument("--no-spelling", action="store_true", help="leave the dictionaries out")


def run(arguments: argparse.Namespace, root: Path) -> int:
    """Write annotations and the summary; 1 when something is broken, else 0."""
    problems = check_content(root)
    if not arguments.no_spelling:
        problems = sorted({*problems, *spelling.check_spelling(root)[0]})
    library = load_library(root)
    if text_at(root, arguments.base, "mkdocs.yml") is None:
        print(f"git does not know {arguments.base}: what this change touches is not told", file=sys.stderr)
    changed = set(changed_files(root, arguments.base))
    waiting = [item for locale in translated(library, None) for item in items(library, locale) if item.waits]
    lapsed = [item for locale in translated(library, None) for item in items(library, locale) if item.lapsed]
    concerned = [item for item in [*waiting, *lapsed] if _concerns(item, changed)]
    terms = list(_terms(library, changed))
    if os.environ.get("GITHUB_ACTIONS"):
        for line in annotation_lines(problems, concerned, terms):
            print(line)
    paste = {
        "A page translated whole? These are all its lines:": page_lines(library, problems),
        "Only a slip mended, and nothing to translate anew? Then its translations stay up to date with these lines:": (
            trivial_lines(root, library, arguments.base, changed)
        ),
    }
    text = summary(problems, concerned, waiting, terms, paste)
    target = arguments.summary or os.environ.get("GITHUB_STEP_SUMMARY")
    if target:
        with Path(target).open("a", encoding="utf-8") as stream:  # other steps write there, too
            stream.write(text[:MOST])
        print(f"{len(problems)} broken; {len(concerned)} of {len(waiting)} waiting pieces concern this change")
    else:
        print(text)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def annotation_lines(problems: list[Problem], waiting: list[Item], terms: list[Problem]) -> list[str]:
    """Lines that GitHub shows beside the change: errors, warnings for what is behind, notices for terms."""
    lines = [
        _annotation("error", problem.path, problem.line or 1, f"{problem.wrong}: {problem.mend}")
        for problem in problems
    ]
    for item in waiting:
        message = f"“{item.name}” is {item.state}" + (f"; when it is right again: {item.paste}" if item.paste else "")
        lines.append(_annotation("warning", item.file, item.line, message))
    return lines + [_annotation("notice", term.path, term.line, f"{term.wrong}: {term.mend}") for term in terms]


def summary(
    problems: list[Problem],
    concerned: list[Item],
    waiting: list[Item],
    terms: list[Problem],
    paste: Mapping[str, Mapping[str, list[str]]],
) -> str:
    """The summary in GitHub's Markdown. Every word from the change is escaped: a fork can write what it likes.

    `paste` holds lines for the front matter of pages, by what they are for and by file.
    """
    parts = ["## The words of the guide", ""]
    if problems:
        parts += [
            f"### ❌ Broken: {len(problems)}",
            "",
            "These must be mended before the change can be taken over.",
            "",
        ]
        parts += [
            f"- {_code(f'{problem.path}:{problem.line or 1}')} {escape(problem.wrong)}. **{escape(problem.mend)}**"
            for problem in problems
        ]
        parts.append("")
    else:
        parts += ["✅ Nothing is broken.", ""]
    if concerned:
        parts += [f"### Waiting for a translation because of this change, or in its files: {len(concerned)}", ""]
        parts += ["This does not stop the change. Readers see a note at each of these sections.", ""]
        parts += [_described(item) for item in concerned]
    for reason, files in paste.items():
        if files:
            parts += [f"### {reason}", ""]
        for file, lines in files.items():
            parts += [_code(file), "", "```yaml", *lines, "```", ""]
    if terms:
        parts += [f"### Agreed words: {len(terms)} to look at", ""]
        parts += [f"- {_code(f'{term.path}:{term.line}')} {escape(term.wrong)}: {escape(term.mend)}" for term in terms]
        parts.append("")
    rest = Counter((item.locale, item.state) for item in waiting)
    parts += ["### All that waits", "", "| | behind | missing |", "|---|---:|---:|"]
    for locale in dict.fromkeys(locale for locale, _ in rest):
        parts.append(f"| {locale} | {rest[locale, State.BEHIND]} | {rest[locale, State.MISSING]} |")
    parts.append("" if rest else "| all languages | 0 | 0 |")
    return "\n".join(parts) + "\n"


def page_lines(library: Library, problems: list[Problem]) -> dict[str, list[str]]:
    """For each translated page with several wrong records.

    All its records as they are when the whole page is translated.
    """
    counts = Counter(problem.path for problem in problems if "“sections:”" in problem.mend)
    found = {}
    for locale in translated(library, None):
        for path, page in library.pages[locale].items():
            source = library.pages[SOURCE].get(path)
            if source and counts[page.file] > 1:
                lines = [f"  {section.id}: {section.fingerprint}" for section in sections(source)]
                found[page.file] = ["sections:", *lines]
    return found


def trivial_lines(root: Path, library: Library, base: str, changed: set[str]) -> dict[str, list[str]]:
    """For each changed English page the lines that would mark its changes as trivial."""
    found = {}
    for page in library.pages[SOURCE].values():
        before = text_at(root, base, page.file) if page.file in changed else None
        if before is None:
            continue
        try:
            pairs = changes(parse_page(before, page.path, page.file), page)
        except ContentError:
            continue
        marked = str(page.meta.get("trivial", ""))
        new = {name: pair for name, pair in pairs.items() if pair not in marked}
        lines = [f"  {name}: {value}" for name, value in merged(page, new).items()] if new else []
        if lines:
            found[page.file] = ["trivial:", *lines]
    return found


def _described(item: Item) -> str:
    lines = [f"<details><summary>{item.locale}: {escape(item.name)} ({item.state})</summary>", ""]
    lines.append(f"{_code(f'{item.file}:{item.line}')}")
    if item.before is not None:
        removed, added = "<del>{}</del>".format, "<ins>{}</ins>".format
        change = word_diff(
            item.before, item.english, lambda words: removed(_plain(words)), lambda words: added(_plain(words)), _plain
        )
        lines += ["", f"<p>{change}</p>"]
    elif item.english:
        lines += ["", f"<p>{'<br>'.join(_plain(line) for line in item.english.splitlines())}</p>"]
    lines += [f"- {escape(remark)}" for remark in item.remarks]
    if item.paste:
        lines += [
            "",
            "When your text says the same again, its line below `sections:` is",
            "",
            "```yaml",
            f"  {item.paste}",
            "```",
        ]
    return "\n".join([*lines, "", "</details>", ""])


def _concerns(item: Item, changed: set[str]) -> bool:
    """Whether the item stands in a file of the change, or translates one."""
    english = item.file.replace(f"docs/{item.locale}/", f"docs/{SOURCE}/", 1)
    tables = item.file.endswith(".po") and any(name.startswith("docs/_data/") for name in changed)
    return item.file in changed or english in changed or tables


def _terms(library: Library, changed: set[str]) -> Iterator[Problem]:
    for locale in translated(library, None):
        for page in library.pages[locale].values():
            if page.file in changed:
                yield from term_problems(library, locale, page)


def _annotation(kind: str, path: str, line: int, message: str) -> str:
    text = " ".join(message.split()).replace("%", "%25")
    place = path.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
    return f"::{kind} file={place},line={line}::{text}"


def _plain(text: str) -> str:
    """The text as it is, whatever it would mean in Markdown or HTML."""
    return re.sub(r"[\\`*_{}\[\]()#+!|~-]", lambda sign: f"&#{ord(sign[0])};", escape(text))


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"
