"""The tables of docs/_data are whole and valid."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from macros.problems import ContentError, Problem
from macros.tables import MODELS, load_tables


def check_tables(root: Path) -> Iterator[Problem]:
    """All problems of all tables, and each file of docs/_data that is no table."""
    for file in sorted((root / "docs" / "_data").iterdir()):
        if file.name == "editions":
            continue  # the words of published editions, as recorded
        if file.stem not in MODELS or file.suffix != ".yml":
            path = file.relative_to(root).as_posix()
            yield Problem(
                path, 1, "not a table that the guide knows", "remove it, or give it a model in macros/tables.py"
            )
    try:
        load_tables(root)
    except ContentError as error:
        yield from error.problems
