"""Templates of the pages that are made beside MkDocs."""

from __future__ import annotations

from pathlib import Path

import jinja2


def own_template(file: Path) -> jinja2.Template:
    """The template in `file`: escaped by itself, and strict about names that nobody gave."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(file.parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(file.name)
