"""What is wrong in the content, as one line that a translator can act on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: where it is, what is wrong, and how to mend it.

    `path` is relative to the repository's root; `line` counts from 1, and 0 means the file as a whole.
    """

    path: str
    line: int
    wrong: str
    mend: str

    def __str__(self) -> str:
        """`file:line: what is wrong: how to mend`, on one line whatever the parts contain."""
        text = f"{self.path}:{self.line or 1}: {self.wrong}: {self.mend}"
        return " ".join(text.split())


class ContentError(Exception):
    """Raised with every problem found, when content can't be used."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems in reading order, each once."""
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))
