"""The macros of the pages. Only this file of the package knows MkDocs."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from jinja2 import pass_context

ROOT = Path(__file__).resolve().parent.parent


def define_env(env: Any) -> None:
    """Make each component a macro of the same name (called by mkdocs-macros once a build)."""
    from macros.guide import load_guide  # noqa: PLC0415  every command imports the package; MkDocs alone needs these
    from macros.render import Place, component_names, render  # noqa: PLC0415

    guide = load_guide(ROOT, env.conf["plugins"]["i18n"].config.build_only_locale)

    def macro_of(name: str) -> Any:
        @pass_context
        def macro(context: Any, **arguments: Any) -> str:
            page = context["page"].file.src_uri.removeprefix(f"{guide.locale}/")
            try:
                return render(name, guide, Place(page), **arguments)
            except (TypeError, ValueError) as error:  # mkdocs-macros ends the build without a word of its own
                logging.getLogger("mkdocs.macros").error("%s: {{ %s() }}: %s", page, name, error)  # noqa: TRY400
                raise

        return macro

    for name in component_names():
        env.macro(macro_of(name), name)
