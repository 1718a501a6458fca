"""The tables of docs/_data: loaded, validated, and translated into one language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from macros import models, training
from macros.problems import ContentError, Problem
from macros.source import Document, read_yaml

MODELS: Mapping[str, type[models.Row]] = {
    "sections": models.Section,
    "goals": models.Goal,
    "steps": models.Step,
    "recommendations": models.Recommendation,
    "scenarios": models.Scenario,
    "levels": models.Level,
    "themes": models.Theme,
    "topics": models.Topic,
    "services": models.Country,
    "sessions": training.Session,
    "agendas": training.Agenda,
    "forms": training.Form,
}
"""The row of each table, by the table's name; the file is docs/_data/<name>.yml."""


@dataclass(frozen=True)
class Table:
    """The rows of one table in their order, and the file with its lines."""

    name: str
    rows: list[models.Row]
    document: Document

    def line(self, row: models.Row) -> int:
        """The line of the file on which `row` begins."""
        return self.document.line((self.rows.index(row),))


Tables = dict[str, Table]


def load_tables(root: Path) -> Tables:
    """Every table by its name. Raises ContentError with all mistakes of all tables."""
    problems: list[Problem] = []
    tables: Tables = {}
    for name in MODELS:
        file = root / "docs" / "_data" / f"{name}.yml"
        if not file.exists():
            problems.append(Problem(file.relative_to(root).as_posix(), 1, "the table is missing", "put it back"))
            continue
        try:
            tables[name] = parse_table(name, read_yaml(file, root))
        except ContentError as error:
            problems += error.problems
    problems += _unknown_themes(tables)
    problems += _agendas(tables)
    problems += _unknown_pages(tables, root)
    if problems:
        raise ContentError(problems)
    return tables


def parse_table(name: str, document: Document) -> Table:
    """The table in `document`. Raises ContentError with all its mistakes."""
    if not isinstance(document.data, list):
        raise ContentError([Problem(document.path, 1, "not a list of rows", "begin each row with “- id: …”")])
    problems: list[Problem] = []
    rows: list[models.Row] = []
    for index, data in enumerate(document.data):
        try:
            rows.append(MODELS[name].model_validate(data))
        except ValidationError as error:
            problems += [_problem(document, (index, *detail["loc"]), dict(detail)) for detail in error.errors()]
    problems += _doubled_ids(document)
    if problems:
        raise ContentError(problems)
    return Table(name, rows, document)


def texts(tables: Tables) -> Iterator[tuple[str, str, str, int]]:
    """Each text to translate: its context, the English text, the file and the line of its row."""
    for table in tables.values():
        for row in table.rows:
            for context, text in row.texts(f"{table.name}/{row.id}"):
                yield context, text, table.document.path, table.line(row)


def translate_tables(tables: Tables, translate: Callable[[str, str], str]) -> dict[str, list[Any]]:
    """The rows of each table with every text replaced by `translate(context, text)`."""
    return {
        name: [row.translated(f"{name}/{row.id}", translate) for row in table.rows] for name, table in tables.items()
    }


def _problem(document: Document, location: tuple[int | str, ...], detail: dict[str, Any]) -> Problem:
    field = ".".join(str(part) for part in location[1:]) or "row"
    kind = str(detail["type"])
    if kind == "missing":
        wrong, mend = f"“{field}” is missing", f"add “{location[-1]}: …” to this row"
    elif kind == "extra_forbidden":
        wrong, mend = f"“{field}” is not a field of this table", "remove it, or correct its name"
    elif kind == "string_pattern_mismatch":
        wrong = f"“{detail['input']}” is not allowed for “{field}”"
        mend = f"it must match {detail['ctx']['pattern']}"
    elif kind == "too_short":
        wrong, mend = f"“{field}” is empty", "add at least one entry"
    elif kind == "value_error":
        wrong, mend = f"“{field}”: {detail['ctx']['error']}", "write it in full, or remove the field"
    else:
        wrong, mend = f"“{field}”: {detail['msg']}", "correct the value"
    return Problem(document.path, document.line(location), wrong, mend)


def _doubled_ids(document: Document) -> list[Problem]:
    problems = []
    seen: dict[str, int] = {}
    for index, row in enumerate(document.data):
        identifier = row.get("id") if isinstance(row, dict) else None
        if not isinstance(identifier, str):
            continue
        line = document.line((index, "id"))
        if identifier in seen:
            wrong = f"the id “{identifier}” stands twice, first on line {seen[identifier]}"
            problems.append(Problem(document.path, line, wrong, "give this row an id of its own"))
        seen.setdefault(identifier, line)
    return problems


def _unknown_themes(tables: Tables) -> list[Problem]:
    if "topics" not in tables or "themes" not in tables:
        return []
    known = [theme.id for theme in tables["themes"].rows]
    topics = tables["topics"]
    return [
        Problem(
            topics.document.path,
            topics.document.line((index, "theme")),
            f"unknown theme “{topic.theme}”",
            suggest(topic.theme, known, "the themes stand in docs/_data/themes.yml"),
        )
        for index, topic in enumerate(topics.rows)
        if isinstance(topic, models.Topic) and topic.theme not in known
    ]


def _agendas(tables: Tables) -> list[Problem]:
    """Sessions that build on unknown ones, and agendas that can't be run."""
    if "sessions" not in tables or "agendas" not in tables:
        return []
    sessions = [row for row in tables["sessions"].rows if isinstance(row, training.Session)]
    known = [session.id for session in sessions]
    document = tables["sessions"].document
    problems = [
        Problem(
            document.path,
            document.line((index, "builds_on")),
            f"“{session.id}” builds on an unknown session “{wanted}”",
            suggest(wanted, known, f"there are: {', '.join(known)}"),
        )
        for index, session in enumerate(sessions)
        for wanted in session.builds_on
        if wanted not in known
    ]
    document = tables["agendas"].document
    for index, row in enumerate(tables["agendas"].rows):
        if isinstance(row, training.Agenda):
            problems += [
                Problem(document.path, document.line((index, *where)), wrong, mend)
                for where, wrong, mend in training.agenda_mistakes(row, sessions)
            ]
    return problems


def _unknown_pages(tables: Tables, root: Path) -> list[Problem]:
    pages = [file.relative_to(root / "docs" / "en").as_posix() for file in (root / "docs" / "en").rglob("*.md")]
    problems = []
    for table in tables.values():
        for index, row in enumerate(table.rows):
            named: list[tuple[tuple[int | str, ...], str]] = [
                (("see", number), page) for number, page in enumerate(getattr(row, "see", []))
            ]
            named += [(("page",), row.page)] if isinstance(row, models.Section) else []
            problems += [
                Problem(
                    table.document.path,
                    table.document.line((index, *location)),
                    f"link to {page}: no such page",
                    suggest(page, pages, "name a page below docs/en"),
                )
                for location, page in named
                if page not in pages
            ]
    return problems


def suggest(word: str, known: list[str], otherwise: str) -> str:
    """“did you mean …?” for the nearest known word, or `otherwise` where none is near."""
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    return f"did you mean {near[0]}?" if near else otherwise
