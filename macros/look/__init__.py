"""The visual identity: the styles and the script of the page itself, joined with those of the components."""

from __future__ import annotations

from pathlib import Path

import rjsmin

from macros.render import FOLDER as COMPONENTS

FOLDER = Path(__file__).resolve().parent
STYLES = ("page.css", "chrome.css", "card.css", "search.css")
SCRIPTS = ("start.js", "settings.js", "exit.js", "popup.js", "search.js", "share.js", "copy.js", "update.js")


def style() -> str:
    """One stylesheet: tokens, page, chrome, cards, components in the order of their names, print."""
    files = [FOLDER / name for name in STYLES]
    files += sorted(COMPONENTS.glob("*/*.css"))
    files.append(FOLDER / "print.css")
    texts = [file.read_text(encoding="utf-8") for file in files]
    return "\n".join([tokens(), *texts])


def tokens() -> str:
    """Colours and measures; the dark colours both for a phone that is dark and for a reader who has chosen them."""
    dark = (FOLDER / "dark.css").read_text(encoding="utf-8")
    return (
        (FOLDER / "tokens.css").read_text(encoding="utf-8")
        + f"@media (prefers-color-scheme: dark) {{ :root:not([data-theme=light]) {{ {dark} }} }}\n"
        + f":root[data-theme=dark] {{ {dark} }}\n"
    )


def ondemand() -> dict[str, str]:
    """The scripts that a page fetches only when the reader asks for what they do, minified, by their names."""
    folder = FOLDER.parent / "ondemand"
    return {file.name: str(rjsmin.jsmin(file.read_text(encoding="utf-8"))) for file in sorted(folder.glob("*.js"))}


def script() -> str:
    """One classic script, minified: browsers refuse modules on file://."""
    files = [FOLDER / name for name in SCRIPTS]
    files += sorted(COMPONENTS.glob("*/*.js"))
    return str(rjsmin.jsmin("\n".join(file.read_text(encoding="utf-8") for file in files)))
