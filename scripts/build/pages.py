"""The built pages of one language made light and self-contained: the style inline, a policy that allows only it."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from macros.render import component_names
from scripts.build.styles import Used, block, purged

_STYLE_LINK = re.compile(r"\s*<link rel=\"stylesheet\" href=\"([^\"]+)\">")
_LEFTOVERS = re.compile(
    r"<input class=\"md-toggle\".*?>|<label class=\"md-overlay\".*?</label>"
    r"|<div data-md-component=\"announce\">\s*</div>|<div class=\"md-dialog\".*?</div>\s*</div>",
    re.DOTALL,
)
"""Parts of Material's frame that only its script bundle uses."""

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def lighten(site: Path, locales: list[str]) -> None:
    """Inline a purged style in every page below `site`, and remove the files that it came from.

    Pages with the same components share a style, purged against all of them in all languages: a page carries no rule
    of a component that stands elsewhere.
    """
    found = [page for locale in locales for page in (site / locale).rglob("*.html")]
    pages = {page: _LEFTOVERS.sub("", page.read_text(encoding="utf-8")) for page in found}
    first = site / locales[0] / "assets"
    scripts = [script.read_text(encoding="utf-8") for script in sorted(first.glob("*.js"))]
    sources = [*sorted((first / "stylesheets").glob("main.*.css")), first / "kadam.css"]
    whole = "\n".join(source.read_text(encoding="utf-8") for source in sources)
    blocks = {name.replace("_", "-") for name in component_names()}
    for present, group in grouped(pages, blocks).items():
        used = Used()
        for page in group:
            used.add_page(pages[page])
        used.tags.add("mark")  # set by search
        for script in scripts:
            used.add_script(script, blocks - present)
        style = purged(whole, used)
        for page in group:
            light = compact(with_style(pages[page], style))
            if page.name == "404.html":  # it stands at no fixed depth; its script finds the folder
                light = light.replace('="/', '="')
            page.write_text(light, encoding="utf-8")
    for locale in locales:
        assets = site / locale / "assets"
        shutil.rmtree(assets / "stylesheets")
        (assets / "kadam.css").unlink()


def grouped(pages: Mapping[Path, str], blocks: set[str]) -> dict[frozenset[str], list[Path]]:
    """The pages by the components that stand on them."""
    groups: dict[frozenset[str], list[Path]] = {}
    for page, html in pages.items():
        classes = {name for text in re.findall(r'class="([^"]*)"', html) for name in text.split()}
        groups.setdefault(frozenset(blocks & {block(name) for name in classes}), []).append(page)
    return groups


def with_style(html: str, style: str) -> str:
    """The page with `style` in place of its style links, and a policy with the hashes of what is inline."""
    html = _STYLE_LINK.sub("", html)
    html = html.replace("</head>", f"<style>{style}</style></head>", 1)
    html = html.replace("style-src 'self'", f"style-src {source_hash(style)}")
    inline = "".join(f" {source_hash(script)}" for script in _SCRIPT.findall(html))
    return html.replace("script-src 'self'", f"script-src 'self'{inline}")


def source_hash(text: str) -> str:
    """What a Content-Security-Policy calls an inline style or script: 'sha256-…'."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def compact(html: str) -> str:
    """The page without indentation and blank lines; text in <pre> stays as it is."""
    parts = re.split(r"(<pre.*?</pre>)", html, flags=re.DOTALL)
    parts[::2] = [re.sub(r"\s*\n\s*", "\n", part) for part in parts[::2]]
    return "".join(parts).strip() + "\n"
