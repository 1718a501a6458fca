"""Where each string of the catalogues is shown, for translators who see only the catalogue."""

from __future__ import annotations

import inspect
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from macros.languages import SOURCE
from macros.pages import page_paths, read_page
from macros.render import component, component_names
from macros.tables import Tables

_TABLE = re.compile(r"tables\[\"(\w+)\"\]")
EVERYWHERE = {
    "page": "every page",
    "search": "search",
    "exit": "the neutral page behind “Leave”",
    "landing": "the choice of language",
    "side_by_side": "the pages for reviewers",
}


class Places:
    """Pages by component and by table, as the English pages call them."""

    def __init__(self, root: Path, tables: Tables) -> None:
        """Read the calls of all English pages."""
        self._pages: Mapping[str, list[str]] = defaultdict(list)
        self._anchors: dict[str, list[str]] = {}
        self._users: Mapping[str, list[str]] = defaultdict(list)
        for path in page_paths(root, SOURCE):
            for call in read_page(root, SOURCE, path).calls:
                self._pages[call.name].append(path.removesuffix(".md") + ".html")
        rows = {name: table.rows for name, table in tables.items()}
        for name in component_names():
            module = component(name)
            used = set(_TABLE.findall(inspect.getsource(module)))
            if used <= set(rows):
                self._anchors[name] = module.anchors(rows)
            for table in used:
                self._users[table].append(name)

    def of(self, context: str) -> str:
        """Where a message with this context is shown: “Shown on annexes/topics.html#money”; "" where nobody knows."""
        first, *rest = context.split("/")
        if first in self._users:
            found = [
                f"{page}#{rest[0]}" if rest and rest[0] in self._anchors.get(name, []) else page
                for name in self._users[first]
                for page in self._pages[name]
            ]
        else:
            found = self._pages[first] if first in self._pages else [EVERYWHERE[first]] if first in EVERYWHERE else []
        return f"Shown on {', '.join(dict.fromkeys(found[:3]))}." if found else ""
