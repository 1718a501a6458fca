"""Pages: the same in every language, with ids, front matter and macros that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator

from macros.languages import SOURCE
from macros.pages import Page, without_code
from macros.problems import Problem
from macros.render import component_names
from macros.sections import record
from macros.tables import suggest
from scripts.check.library import Library
from scripts.check.records import KINDS

FRONT_MATTER = {"title": 40, "description": 170}
"""The keys of the front matter, and how many characters each may have: a menu line, a search result."""

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def check_pages(library: Library) -> Iterator[Problem]:
    """The problems of all pages of all languages."""
    source = library.pages.get(SOURCE, {})
    for locale in library.locales:
        yield from _tree(library, locale)
        for path, page in library.pages[locale].items():
            yield from _front_matter(page)
            yield from _headings(page, library)
            yield from _macros(page)
            yield from _images(page)
            if locale != SOURCE and path in source:
                yield from _same_headings(page, source[path])


def _tree(library: Library, locale: str) -> Iterator[Problem]:
    if not (library.root / "docs" / locale).is_dir():
        return  # the folders' own check says so once
    have = {*library.pages[locale], *(path for where, path in library.unreadable if where == locale)}
    want = {*library.pages.get(SOURCE, {}), *(path for where, path in library.unreadable if where == SOURCE)}
    for path in sorted(want - have):
        wrong = f"the page is missing in {locale}"
        mend = f"translate docs/{SOURCE}/{path} into this file, or run python -m scripts translations update"
        yield Problem(f"docs/{locale}/{path}", 1, wrong, mend)
    for path in sorted(have - want):
        wrong = f"there is no such page in English (docs/{SOURCE}/{path})"
        yield Problem(f"docs/{locale}/{path}", 1, wrong, "remove it, or write the English page first")


def _front_matter(page: Page) -> Iterator[Problem]:
    for key, limit in FRONT_MATTER.items():
        value = page.meta.get(key)
        if not isinstance(value, str) or not value.strip():
            yield Problem(page.file, 1, f"the front matter has no {key}", f"add the line “{key}: …”")
        elif len(value) > limit:
            yield Problem(page.file, 1, f"the {key} has {len(value)} characters", f"make it {limit} at most")
    known = [*FRONT_MATTER, *KINDS]
    before = page.body.split("\n")[: page.headings[0].line - page.body_line] if page.headings else []
    for number, line in enumerate(before, start=page.body_line):
        if line.strip():
            mend = "put it below the heading: what stands above is not shown"
            yield Problem(page.file, number, "a text stands above the first heading", mend)
            break
    for number, line in enumerate(without_code(page.body).split("\n"), start=page.body_line):
        if re.fullmatch(r"={3,}\s*|[<>|]{7}\s*", line):
            yield Problem(page.file, number, f"a line of {line.strip()}", "remove it; headings begin with ##")
    for key in page.meta:
        if key not in known:
            mend = suggest(key, known, "remove it")
            yield Problem(page.file, page.meta_line(key), f"the front matter has an unknown key “{key}”", mend)


def _headings(page: Page, library: Library) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    rows = {identifier for call in page.calls for identifier in library.component_ids.get(call.name, ())}
    for heading in page.headings:
        name = f"the heading “{heading.text}”"
        if heading.id is None:
            yield Problem(page.file, heading.line, f"{name} has no id", "end the line with {#an-english-id}")
            continue
        if not _ID.fullmatch(heading.id):
            mend = "use lower-case English letters, digits and hyphens, the same as on the English page"
            yield Problem(page.file, heading.line, f"the id “{heading.id}” is not allowed", mend)
        if heading.id in seen:
            wrong = f"the id “{heading.id}” stands twice, first on line {seen[heading.id]}"
            yield Problem(page.file, heading.line, wrong, "give each heading an id of its own")
        if heading.id in rows:
            wrong = f"the id “{heading.id}” is also the id of a card on this page"
            yield Problem(page.file, heading.line, wrong, "choose another id for the heading")
        seen.setdefault(heading.id, heading.line)
    if not page.headings or page.headings[0].level != 1:
        yield Problem(
            page.file, page.body_line, "the page does not begin with a heading", "begin it with “# Title {#id}”"
        )


def _same_headings(page: Page, source: Page) -> Iterator[Problem]:
    """Differences of ids, levels and order.

    A section that was never recorded waits; one that English has no more does, too.
    """
    recorded = record(page, "sections")
    wanted = [heading.id for heading in source.headings if heading.id]
    have = [heading.id for heading in page.headings if heading.id]
    for heading in page.headings:
        if heading.id and heading.id not in wanted and heading.id not in recorded:
            missing = [identifier for identifier in wanted if identifier not in have]
            mend = suggest(heading.id, missing, f"the ids that are still free are: {', '.join(missing) or 'none'}")
            yield Problem(page.file, heading.line, f"the id “{heading.id}” is not on the English page", mend)
    for heading in source.headings:
        if heading.id and heading.id not in have and heading.id in recorded:
            wrong = f"the section “{heading.id}” is recorded, but gone"
            mend = f"put it back (line {heading.line} of {source.file}), or remove its line below “sections:”"
            yield Problem(page.file, page.meta_line("sections", heading.id), wrong, mend)
    levels = {heading.id: heading.level for heading in source.headings}
    for heading in page.headings:
        if heading.id in levels and levels[heading.id] != heading.level:
            wrong = f"the heading “{heading.id}” has {heading.level} times #, in English {levels[heading.id]}"
            yield Problem(page.file, heading.line, wrong, "use as many # as in English")
    mine = [identifier for identifier in have if identifier in wanted]
    theirs = [identifier for identifier in wanted if identifier in have]
    if len(set(mine)) == len(mine) and mine != theirs:
        moved = next(identifier for identifier, other in zip(mine, theirs, strict=True) if identifier != other)
        line = next(heading.line for heading in page.headings if heading.id == moved)
        yield Problem(
            page.file, line, f"the section “{moved}” stands in another place than in English", "keep the English order"
        )


def _macros(page: Page) -> Iterator[Problem]:
    known = component_names()
    for call in page.calls:
        if call.name not in known:
            wrong = f"“{{{{ {call.expression} }}}}” calls an undefined macro"
            yield Problem(page.file, call.line, wrong, suggest(call.name, known, f"there are: {', '.join(known)}"))
        elif not call.expression.endswith(")"):
            yield Problem(page.file, call.line, f"“{call.expression}” is not called", f"write {{{{ {call.name}() }}}}")
    for number, line in enumerate(page.body.split("\n"), start=page.body_line):
        if line.count("{{") != line.count("}}"):
            yield Problem(page.file, number, "a macro call is not closed", "write it on one line, {{ like_this() }}")
        if "{%" in line or "{##" in line:
            yield Problem(
                page.file, number, "a template tag stands in the text", "pages hold text and macro calls only"
            )


def _images(page: Page) -> Iterator[Problem]:
    for link in page.links:
        if link.image and not link.text.strip():
            mend = "say in the square brackets what the picture shows"
            yield Problem(page.file, link.line, f"the image {link.target} has no text", mend)
