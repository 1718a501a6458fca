"""The edition of the guide: its number and date, which stand in pyproject.toml and CHANGELOG.md."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class Edition:
    """An edition: its number (year, dot, count in the year) and its day."""

    number: str
    date: date


def read_edition(root: Path) -> Edition:
    """The edition that pyproject.toml names under [tool.kadam]."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["kadam"]
    return Edition(settings["edition"], settings["date"])
