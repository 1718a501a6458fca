"""The edition of the guide: its number and date, which stand in pyproject.toml and CHANGELOG.md."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class Edition:
    """An edition: its number (year, dot, count in the year), its day, and settings of the site's owner.

    `urgent`: kept copies take it by themselves. `withdraw_worker`: kept copies remove themselves.
    `exit_to`: where a quick exit goes when there is a network; empty means our own plain page.
    `repository`: the address of the repository at GitHub, for “edit this page”; empty means that nothing is linked.
    `neutral_titles`: the browser's history shows a title that says nothing.
    `home`: the address of the main site, with a slash at its end; empty means that there is none yet.
    `stale_after`: after how many days a copy tells its readers that it may be out of date.
    """

    number: str
    date: date
    urgent: bool = False
    withdraw_worker: bool = False
    exit_to: str = ""
    neutral_titles: bool = False
    repository: str = ""
    home: str = ""
    stale_after: int = 180


def read_edition(root: Path) -> Edition:
    """The edition that pyproject.toml names under [tool.kadam]."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["kadam"]
    return Edition(
        settings["edition"],
        settings["date"],
        urgent=settings.get("urgent", False),
        withdraw_worker=settings.get("withdraw_worker", False),
        exit_to=settings.get("exit_to", ""),
        neutral_titles=settings.get("neutral_titles", False),
        repository=settings.get("repository", "").rstrip("/"),
        home=settings.get("home", "").rstrip("/") + "/" if settings.get("home") else "",
        stale_after=settings.get("stale_after", 180),
    )
