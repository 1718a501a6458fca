"""axe finds nothing, on any page, in any language, light or dark."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from scripts.components import write_pages
from tests.browser.conftest import PHONE
from tests.conftest import LOCALES, one_of_each_kind, pages_to_open

AXE = Axe()
RULES: dict[str, object] = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


COLOURS: dict[str, object] = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""What dark colours can break on a page that is in order in light ones: it is the same page."""


def violations(page: Page, rules: dict[str, object] = RULES) -> list[str]:
    found = AXE.run(page, options=rules).response["violations"]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize(("locale", "scheme"), [*((locale, "light") for locale in LOCALES), ("ky", "dark")])
def test_no_page_has_a_violation(browser: Browser, server: str, locale: str, scheme: str) -> None:
    """Kyrgyz shows every page; the others one of each kind, as they differ in words, and dark pages in colours."""
    context = browser.new_context(viewport=PHONE, color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    found: list[str] = []
    pages = pages_to_open(locale) if (locale, scheme) == ("ky", "light") else one_of_each_kind(locale)
    for name in [*pages, "index.html"]:
        page.goto(server + name)
        found += [f"{name}: {violation}" for violation in violations(page, RULES if scheme == "light" else COLOURS)]
    context.close()
    assert found == []


@pytest.mark.parametrize("state", ["menu", "languages", "filter", "wide", "search", "nothing found", "share", "left"])
def test_no_state_has_a_violation(browser: Browser, server: str, site: Path, state: str) -> None:
    viewport = PHONE if state != "wide" else {"width": 1280, "height": 900}
    context = browser.new_context(viewport=viewport, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{server}ky/annexes/topics.html")
    if state == "menu":
        page.click(".menu-box summary")
    if state == "languages":
        page.click(".languages summary")
    if state == "filter":
        page.fill("input[name=words]", "xyzzy")
    if state in ("search", "nothing found"):
        page.click("[data-open]")
        page.wait_for_selector("[data-ready]", state="attached")
        page.fill(".search__input", "зомбулук" if state == "search" else "xyzzyx")
    if state == "share":
        page.click(".share__title")
        page.wait_for_selector("[data-code]:not([hidden])")
    if state == "left":
        context.set_offline(True)
        page.goto(f"{site.as_uri()}/ky/exit.html")
    found = violations(page)
    context.close()
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_example_of_a_component_has_a_violation(browser: Browser, tmp_path: Path, scheme: str) -> None:
    count = write_pages(tmp_path / "components")
    context = browser.new_context(viewport=PHONE, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    found: list[str] = []
    pages = sorted((tmp_path / "components").glob("*.html"))
    assert len(pages) == count + 1
    for file in pages:
        page.goto(file.as_uri())
        found += [f"{file.name}: {violation}" for violation in violations(page)]
    context.close()
    # An example stands alone: its headings have none of the levels between them that a page of the guide has.
    assert [violation for violation in found if "heading-order" not in violation] == []
