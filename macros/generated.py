"""Pages that no file holds: one for each session and each form of the tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class GeneratedPage:
    """A page as MkDocs would read it: its path below the language's folder, and its Markdown with front matter."""

    path: str
    markdown: str


def generated_pages(tables: Mapping[str, list[Any]]) -> Iterator[GeneratedPage]:
    """The pages of the sessions and forms in `tables`, whose texts are already in the language of the build."""
    for session in tables.get("sessions", []):
        call = f"{{{{ session_plan(session='{session.id}') }}}}"
        yield _page(f"sessions/{session.id}.md", session.title, session.aim, call)
    for form in tables.get("forms", []):
        call = f"{{{{ form_sheet(form='{form.id}') }}}}"
        yield _page(f"forms/{form.id}.md", form.title, form.intro, call)


def _page(path: str, title: str, description: str, call: str) -> GeneratedPage:
    front = {"title": title, "description": description}
    lines = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in front.items())
    return GeneratedPage(path, f"---\n{lines}---\n# {title} {{#title}}\n\n{call}\n")
