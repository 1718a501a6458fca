"""The site's pages as they go into a ZIM: without what only a web server or a browser of its own can do."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath

from macros.problems import ContentError, Problem

POLICY = "default-src 'self' 'unsafe-inline' data:; base-uri 'none'; form-action 'self'"
"""Nothing from elsewhere, as on the site; but kiwix-serve (up to 3.3) writes its own bar, with its own style, scripts
and search form, into every page, and hashes would shut that out."""

_KEEPER_OFF = "\nkadam.keeper.possible=false;\n"
"""Said to the script that keeps the guide on the phone: here is no pack to keep, but what is kept can be erased."""

_POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")[^"]*')
_SWITCH = re.compile(r'<details class="languages".*?</details>\n?', re.DOTALL)
_SHARE = re.compile(r'<details class="share".*?</details>\n?', re.DOTALL)
_ICON = re.compile(r'<span data-module="app"[^>]*></span>\n?')
_OTHERS = re.compile(
    r'<li lang="([\w-]+)">.*?</li>\n?|<li><a class="languages__link" lang="([\w-]+)".*?</li>\n?', re.DOTALL
)
_FRAME = re.compile(r"</?(?:head|body)\b[^>]*>\n?")


def page_for_reader(path: str, text: str, locales: list[str]) -> str:
    """The page of a ZIM of `locales`, by its path in the site.

    Without links to languages that the ZIM lacks, the sharing of addresses that open nowhere else, and the choices of
    keeping the guide and of an icon. Raises ContentError when a part is not found that every page has.
    """
    text = _without_others(text, locales)
    text = _changed(path, "policy", _POLICY, lambda found: found[1] + POLICY, text)
    name = PurePosixPath(path).name
    if name == "exit.html":
        # kiwix-serve (up to 3.3) writes its bar, with the guide's name, behind these tags; HTML does not need them
        return _FRAME.sub("", text)
    if path == "index.html":
        return text
    text = _changed(path, "sharing", _SHARE, lambda _: "", text)
    if name == "phone.html":
        text = _changed(path, "icon", _ICON, lambda _: "", text)
        for section in ("keep", "icon"):
            start = re.compile(f'<section id="{section}"')
            text = _changed(path, f"section {section}", start, lambda found: f"{found[0]} hidden", text)
    return text


def script_for_reader(path: str, text: str) -> str:
    """The script of a ZIM, by its path in the site."""
    return text + _KEEPER_OFF if PurePosixPath(path).name == "keep.js" else text


def _without_others(text: str, locales: list[str]) -> str:
    """The page without links to other languages than `locales`, and without the switch where there is only one."""
    if len(locales) == 1:
        return _SWITCH.sub("", text)
    return _OTHERS.sub(lambda found: found[0] if (found[1] or found[2]) in locales else "", text)


def _changed(path: str, name: str, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str], text: str) -> str:
    text, count = pattern.subn(new, text)
    if count != 1:
        mend = "bring scripts/release/zim/pages.py in line with the templates in overrides/ and macros/"
        raise ContentError([Problem(f"site/{path}", 1, f"the page’s {name} is there {count} times, not once", mend)])
    return text
