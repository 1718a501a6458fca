"""Files as they were written: decoded text, and YAML that remembers its lines."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from macros.problems import ContentError, Problem

Location = tuple[int | str, ...]

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""How a file saved as UTF-16 begins."""

_CONFLICT = re.compile(r"(<{7}|>{7}|\|{7})( .*)?|={7}")
_SIDE = re.compile(r"^[<>]{7}( |$)", re.MULTILINE)
"""The lines that git leaves in a file that two people have changed. A line of ======= alone may underline a heading."""


@dataclass(frozen=True)
class Document:
    """A YAML file's data, and the line (from 1) of each value by its path of keys and indexes."""

    path: str
    data: Any
    lines: dict[Location, int]

    def line(self, location: Location) -> int:
        """The line of the value at `location`, or of the nearest value around it."""
        while location not in self.lines and location:
            location = location[:-1]
        return self.lines.get(location, 1)


def read_text(file: Path, root: Path) -> str:
    """The text of a file in the composed form (NFC), with plain line ends.

    A byte-order mark, Windows line ends, UTF-16 and the marks of a merge conflict are forgiven here, so that the
    rest of the file can be checked: scripts.check.saving names them. Raises ContentError for the first byte or
    letter that can't be read.
    """
    path = file.relative_to(root).as_posix()
    raw = file.read_bytes()
    try:
        text = raw.decode("utf-16" if raw.startswith(UTF_16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ContentError(
            [Problem(path, line, "the file is not UTF-8", "save it again with the encoding UTF-8")]
        ) from None
    text = first_side(text.replace("\r\n", "\n").replace("\r", "\n"))
    if not unicodedata.is_normalized("NFC", text):
        for number, content in enumerate(text.split("\n"), start=1):
            if not unicodedata.is_normalized("NFC", content):
                word = next(w for w in content.split() if not unicodedata.is_normalized("NFC", w))
                raise ContentError(
                    [
                        Problem(
                            path,
                            number,
                            f"“{word}” has a letter made of two characters (not NFC)",
                            f"write it as “{unicodedata.normalize('NFC', word)}”",
                        )
                    ]
                )
    return text


def has_conflict(text: str) -> bool:
    """Whether marks of a merge conflict stand in the text."""
    return bool(_SIDE.search(text))


def first_side(text: str) -> str:
    """The text with the first side of each merge conflict, line for line: the marks and the other sides are blank."""
    if not has_conflict(text):
        return text
    lines, shown = [], True
    for line in text.split("\n"):
        mark = _CONFLICT.fullmatch(line)
        if mark:
            shown = line[0] in "<>"
        lines.append("" if mark or not shown else line)
    return "\n".join(lines)


def read_settled(file: Path, root: Path) -> str:
    """The text of a file that is about to be written anew. Raises ContentError where a merge conflict is left open."""
    raw = file.read_bytes()
    text = raw.decode("utf-16" if raw.startswith(UTF_16) else "utf-8", errors="replace")
    if has_conflict(text):
        mend = "keep one of the two texts first: nothing was written"
        raise ContentError([Problem(file.relative_to(root).as_posix(), 1, "a merge conflict is left open", mend)])
    return read_text(file, root)


def read_yaml(file: Path, root: Path) -> Document:
    """The data of a YAML file with the line of each value; ContentError when it can't be parsed."""
    return parse_yaml(read_text(file, root), file.relative_to(root).as_posix())


def parse_yaml(text: str, path: str, first_line: int = 1) -> Document:
    """The data in `text`, whose first line is line `first_line` of the file at `path`.

    Values that YAML would read as dates, numbers or booleans come as the data types of YAML 1.1, except
    dates, which stay text. Raises ContentError for broken YAML and for a key that stands twice.
    """
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + first_line
        wrong = f"broken YAML ({error.problem or error.context})"
        mend = "look at the quotes, colons and indentation of this line and the one above"
        raise ContentError([Problem(path, line, wrong, mend)]) from None
    except yaml.YAMLError as error:
        raise ContentError([Problem(path, first_line, f"broken YAML ({error})", "remove the odd character")]) from None
    lines: dict[Location, int] = {}
    problems: list[Problem] = []
    loader = _Loader("")
    try:
        data = _build(node, (), _Reader(loader, path, first_line, lines, problems)) if node else None
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark.line if error.problem_mark else 0) + first_line
        mend = "set the value in quotes"
        raise ContentError([Problem(path, line, f"broken YAML ({error.problem})", mend)]) from None
    if problems:
        raise ContentError(problems)
    return Document(path, data, lines)


_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser in C, ten times faster, where PyYAML was built with it."""


class _Loader(_SafeLoader):  # type: ignore[misc]  # chosen at run time
    """SafeLoader that leaves dates as the text that was written."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class _Reader:
    loader: _Loader
    path: str
    first_line: int
    lines: dict[Location, int]
    problems: list[Problem]


def _build(node: yaml.Node, location: Location, reader: _Reader) -> Any:
    reader.lines[location] = node.start_mark.line + reader.first_line
    if isinstance(node, yaml.SequenceNode):
        return [_build(child, (*location, index), reader) for index, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        mapping: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in mapping:
                line = key_node.start_mark.line + reader.first_line
                reader.problems.append(
                    Problem(reader.path, line, f"the key “{key}” stands twice", "keep one of the two")
                )
            mapping[key] = _build(value_node, (*location, key), reader)
            reader.lines[(*location, key)] = key_node.start_mark.line + reader.first_line
        return mapping
    return reader.loader.construct_object(node)
