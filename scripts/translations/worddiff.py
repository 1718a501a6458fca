"""What changed between two wordings, word by word."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import SequenceMatcher

Marks = Callable[[str], str]


def word_diff(old: str, new: str, removed: Marks, added: Marks, same: Marks = str) -> str:
    """The new wording with what was removed and added marked.

    Unchanged stretches are shortened to a few words around.
    """
    mine, theirs = _words(old), _words(new)
    parts: list[str] = []
    operations = SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes()
    for number, (kind, a, b, c, d) in enumerate(operations):
        if kind == "equal":
            parts.append(same(_short(mine[a:b], first=number == 0, last=number == len(operations) - 1)))
            continue
        if b > a:
            parts.append(removed(" ".join(mine[a:b])))
        if d > c:
            parts.append(added(" ".join(theirs[c:d])))
    return " ".join(part for part in parts if part)


def plain_diff(old: str, new: str) -> str:
    """The difference for a terminal without colours, as git writes it: [-removed-] {+added+}."""
    return word_diff(old, new, lambda words: f"[-{words}-]", lambda words: f"{{+{words}+}}")


def _words(text: str) -> list[str]:
    return re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL).split()


def _short(words: list[str], *, first: bool, last: bool, around: int = 6) -> str:
    """A few words beside a change, and … for the rest."""
    if first:
        return " ".join(words if len(words) <= around else ["…", *words[-around:]])
    if last:
        return " ".join(words if len(words) <= around else [*words[:around], "…"])
    if len(words) <= 2 * around:
        return " ".join(words)
    return " ".join([*words[:around], "…", *words[-around:]])
