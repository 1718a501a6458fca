"""Pages as their authors wrote them: front matter, headings, links and macro calls with their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from macros.problems import ContentError, Problem
from macros.source import Location, parse_yaml, read_text

_HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t]*$")
_ID = re.compile(r"[ \t]*\{[ \t]*#([^\s}]*)[^}]*\}$")
_LINK = re.compile(
    r"(?P<image>!?)\[(?P<text>[^\[\]]*)\]\((?P<target>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+\"[^\"]*\")?\)"
)
_MACRO = re.compile(r"\{\{\s*([^}]*?)\s*\}\}")
ON_PURPOSE = re.compile(r"[ \t]*(?<!`)<!--\s*on purpose:\s*([^>]*?)\s*-->")
"""A translator's remark that a line differs from the glossary on purpose."""

_LOOSE = re.compile(r"([a-z0-9_-]+): [bcdfghjkmnpqrstvwxyz]{8}")
_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})")


@dataclass(frozen=True)
class Heading:
    """A heading: its line, level (1–6), text without the id, and the id (None where it has none)."""

    line: int
    level: int
    text: str
    id: str | None


@dataclass(frozen=True)
class Link:
    """A link or an image as written: its line, words, target, and whether it is an image."""

    line: int
    text: str
    target: str
    image: bool


@dataclass(frozen=True)
class Call:
    """A macro call: its line, and the expression between the braces."""

    line: int
    expression: str

    @property
    def name(self) -> str:
        """The name that is called."""
        return self.expression.split("(")[0].strip()


@dataclass(frozen=True)
class Page:
    """One page: its path below docs/<locale>, front matter, and body (whose first line is `body_line`)."""

    path: str
    file: str
    meta: dict[str, Any]
    body: str
    body_line: int
    headings: list[Heading] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    meta_lines: dict[Location, int] = field(default_factory=dict)

    def meta_line(self, *location: int | str) -> int:
        """The line of a value of the front matter, or of the nearest value around it."""
        while location and location not in self.meta_lines:
            location = location[:-1]
        return self.meta_lines.get(location, 1)

    @property
    def title(self) -> str:
        """The title in the menu."""
        return str(self.meta.get("title", ""))


def page_paths(root: Path, locale: str) -> list[str]:
    """The paths of the language's pages below docs/<locale>, sorted."""
    folder = root / "docs" / locale
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*.md"))


def read_page(root: Path, locale: str, path: str) -> Page:
    """One page. Raises ContentError when the file is not text or its front matter is broken."""
    file = root / "docs" / locale / path
    name = file.relative_to(root).as_posix()
    return parse_page(read_text(file, root), path, name)


def parse_page(text: str, path: str, file: str) -> Page:
    """The page in `text`. Raises ContentError for missing or broken front matter."""
    match = re.match(r"---[ \t]*\n(.*?)^---[ \t]*(\n|\Z)", text, re.DOTALL | re.MULTILINE)
    if not match and re.match(r"---[ \t]*\n", text):
        mend = "write a line --- behind its last line"
        raise ContentError([Problem(file, 1, "the block at the top of the page is not closed", mend)])
    if not match:
        wrong = "no front matter"
        raise ContentError(
            [Problem(file, 1, wrong, "begin the page with a block of title and description between two lines ---")]
        )
    loose = [
        Problem(file, number, f"“{line}” has no spaces before it", "put two spaces before it, below “sections:”")
        for number, line in enumerate(match[1].split("\n"), start=2)
        if _LOOSE.fullmatch(line)
    ]
    if loose:
        raise ContentError(loose)
    document = parse_yaml(match[1], file, first_line=2)
    if not isinstance(document.data, dict):
        raise ContentError(
            [Problem(file, 2, "front matter without title and description", "write “title: …” and “description: …”")]
        )
    body = text[match.end() :]
    body_line = text[: match.end()].count("\n") + 1
    visible = without_code(body)
    return Page(
        path,
        file,
        document.data,
        body,
        body_line,
        list(_headings(visible, body_line)),
        list(_links(visible, body_line)),
        [Call(body_line + visible[: call.start()].count("\n"), call[1]) for call in _MACRO.finditer(visible)],
        document.lines,
    )


def without_code(body: str) -> str:
    """The body with code blanked out, line for line."""
    fence = ""
    lines = []
    for line in body.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence):
                fence = ""
            lines.append("")
        elif mark:
            fence = mark[1]
            lines.append("")
        else:
            lines.append(re.sub(r"`[^`\n]*`", lambda code: " " * len(code[0]), line))
    return "\n".join(lines)


def _headings(body: str, first_line: int) -> Iterator[Heading]:
    for number, line in enumerate(body.split("\n"), start=first_line):
        match = _HEADING.match(ON_PURPOSE.sub("", line))
        if match:
            identifier = _ID.search(match[2])
            yield Heading(number, len(match[1]), _ID.sub("", match[2]), identifier[1] if identifier else None)


def _links(body: str, first_line: int) -> Iterator[Link]:
    for match in _LINK.finditer(body):
        line = first_line + body[: match.start()].count("\n")
        yield Link(line, match["text"], match["target"], bool(match["image"]))
