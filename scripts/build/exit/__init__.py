"""The plain page that a quick exit leads to: it works with no network, and then gives way to a page elsewhere."""

from __future__ import annotations

from pathlib import Path

from macros.strings import Strings
from scripts.build.pages import compact, source_hash
from scripts.build.templates import own_template

FOLDER = Path(__file__).resolve().parent
MEASURES = (("1", "2.54"), ("10", "25.4"), ("12", "30.48"), ("36", "91.44"), ("100", "254"))
"""Inches and centimetres: a table that tells nobody anything about who reads it."""


def exit_page(strings: Strings, target: str) -> str:
    """The HTML of exit.html. With a network its script goes on to `target`, unless that is empty."""
    script = f'if(navigator.onLine&&"{target}")location.replace("{target}")' if target else ""
    style = "body{font:16px/1.5 sans-serif;margin:2rem}td{padding:0 1rem 0 0}"
    html = own_template(FOLDER / "exit.html.j2").render(
        locale=strings.locale,
        pgettext=strings.text,
        measures=MEASURES,
        script=script,
        style=style,
        script_hash=source_hash(script),
        style_hash=source_hash(style),
    )
    return compact(html)
