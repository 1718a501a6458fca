"""The frame of the pages: menu, language switch, first page, one language alone, no script."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE
from tests.conftest import LOCALES


def test_the_switch_keeps_page_and_section(page: Page, base: str) -> None:
    page.goto(f"{base}en/plan/resistance.html#forms")
    for locale in [*LOCALES[1:], "en"]:
        page.click(".languages summary")
        page.click(f".languages a[hreflang={locale}]")
        page.wait_for_url(f"**/{locale}/plan/resistance.html#forms")
        expect(page.locator("html")).to_have_attribute("lang", locale)
        expect(page.locator("#forms")).to_be_in_viewport()


def test_the_switch_works_without_script(no_script: Callable[[], Page], base: str) -> None:
    page = no_script()
    page.goto(f"{base}ru/act/scenarios.html")
    page.click(".languages summary")
    page.click(".languages a[hreflang=ky]")
    page.wait_for_url("**/ky/act/scenarios.html")


def test_the_menu_opens_and_leads_on_without_script(no_script: Callable[[], Page], base: str) -> None:
    page = no_script()
    page.goto(f"{base}kk/index.html")
    expect(page.locator(".menu")).to_be_hidden()
    page.click(".menu-box summary")
    expect(page.locator(".menu")).to_be_visible()
    page.click(".menu a[href='plan/index.html']")
    page.wait_for_url("**/kk/plan/index.html")


def test_the_menu_opens_and_closes_by_keyboard(page: Page, base: str) -> None:
    page.goto(f"{base}en/index.html")
    page.focus(".menu-box summary")
    page.keyboard.press("Enter")
    expect(page.locator(".menu")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".menu")).to_be_hidden()
    expect(page.locator(".menu-box summary")).to_be_focused()


def test_a_tap_beside_the_menu_closes_it(page: Page, base: str) -> None:
    page.goto(f"{base}en/index.html")
    page.click(".menu-box summary")
    page.touchscreen.tap(180, 20)
    expect(page.locator(".menu")).to_be_hidden()


def test_the_menu_stands_open_where_there_is_room(browser: Browser, server: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{server}en/plan/who.html")
    expect(page.locator(".menu")).to_be_visible()
    menu, text = page.locator(".menu").bounding_box(), page.locator("article").bounding_box()
    page.close()
    assert menu
    assert text
    assert menu["x"] + menu["width"] <= text["x"]


@pytest.mark.parametrize("where", ["nothing.html", "plan/nothing/deeper.html"])
def test_the_page_for_lost_addresses_leads_home_from_any_depth(page: Page, server: str, where: str) -> None:
    body = page.request.get(f"{server}ky/404.html").text()
    page.route("**/nothing*/**", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.route("**/nothing.html", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(f"{server}ky/{where}")
    expect(page.locator("html")).to_have_attribute("lang", "ky")
    page.click("article a.button")
    page.wait_for_url(f"{server}ky/index.html")


@pytest.mark.parametrize("locale", LOCALES)
def test_nothing_is_wider_than_the_screen(browser: Browser, server: str, site: Path, locale: str) -> None:
    page = browser.new_page()
    wide = []
    for file in sorted((site / locale).rglob("*.html")):
        if file.name == "exit.html":
            continue
        page.goto(server + file.relative_to(site).as_posix())
        for width in (320, 360, 1280):
            page.set_viewport_size({"width": width, "height": 640})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append(f"{file.name} at {width}")
    page.close()
    assert wide == []


@pytest.mark.parametrize("locale", LOCALES)
def test_text_is_large_and_targets_can_be_hit_with_a_thumb(page: Page, server: str, locale: str) -> None:
    page.goto(f"{server}{locale}/annexes/topics.html")
    size = page.eval_on_selector(".md-typeset p:not([class])", "p => parseFloat(getComputedStyle(p).fontSize)")
    assert size >= 17
    small = page.evaluate(
        """() => [...document.querySelectorAll(`button, summary, .menu a, .topic-cards__theme-choice,
        .card__title a, .top a, .languages__link`)]
        .filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.9)
        .map(e => e.textContent)"""
    )
    assert small == []


def test_lines_are_under_75_characters_on_a_wide_screen(browser: Browser, server: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{server}en/think/context.html")
    longest = page.evaluate(
        """() => Math.max(...[...document.querySelectorAll('.md-typeset > p')].map(p => {
            const range = document.createRange(); let best = 0, start = 0, top = null; const node = p.firstChild;
            if (!node || node.nodeType !== 3) return 0;
            for (let i = 1; i <= node.length; i++) {
              range.setStart(node, i - 1); range.setEnd(node, i); const now = range.getBoundingClientRect().top;
              if (top !== null && Math.abs(now - top) > 4) { best = Math.max(best, i - start); start = i; }
              top = now; }
            return best; }))"""
    )
    page.close()
    assert 40 < longest < 75


@pytest.mark.parametrize("locale", LOCALES)
def test_one_language_alone_works_anywhere(browser: Browser, site: Path, tmp_path: Path, locale: str) -> None:
    alone = tmp_path / "a folder" / "alone"
    shutil.copytree(site / locale, alone)
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.goto(f"{alone.as_uri()}/index.html")
    page.click(".section-cards__link >> nth=1")
    page.wait_for_url("**/plan/index.html")
    page.click(".inside a >> nth=1")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("html")).to_have_class("js")
    context.close()
    assert failed == []


@pytest.mark.parametrize(("browser_locale", "first"), [("kk-KZ", "kk"), ("ru-RU", "ru"), ("ky", "ky"), ("fr-FR", "en")])
def test_the_first_page_offers_the_browsers_language_first(
    browser: Browser, base: str, browser_locale: str, first: str
) -> None:
    context = browser.new_context(viewport=PHONE, locale=browser_locale)
    page = context.new_page()
    page.goto(f"{base}index.html")
    assert page.eval_on_selector_all("li", "items => items.map(item => item.lang)")[0] == first
    assert page.evaluate("localStorage.length") == 0
    context.close()


def test_the_first_page_remembers_only_when_asked_and_back_is_no_trap(page: Page, server: str) -> None:
    page.goto("about:blank")
    page.goto(f"{server}index.html")
    page.check(".landing__remember:not([hidden]) input")
    page.goto("about:blank")
    page.goto(f"{server}index.html")
    page.wait_for_url("**/en/index.html")
    page.go_back()
    assert page.url == "about:blank"
    page.goto(f"{server}index.html#choose")
    page.uncheck(".landing__remember:not([hidden]) input")
    assert page.evaluate("localStorage.length") == 0
    page.goto("about:blank")
    page.goto(f"{server}index.html")
    expect(page.locator(".landing")).to_be_visible()


def test_the_first_page_works_without_script(no_script: Callable[[], Page], base: str) -> None:
    page = no_script()
    page.goto(f"{base}index.html")
    assert page.locator("a:visible").count() == len(LOCALES)
    assert page.locator("input:visible").count() == 0
    page.click("a[href='ky/index.html']")
    page.wait_for_url("**/ky/index.html")


@pytest.mark.parametrize("locale", LOCALES)
def test_a_visit_asks_for_nothing_beyond_the_page_and_its_script(page: Page, server: str, locale: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server}{locale}/annexes/levels.html")
    page.wait_for_load_state("networkidle")
    assert asked == [f"{server}{locale}/annexes/levels.html", f"{server}{locale}/assets/kadam.js"]


@pytest.mark.parametrize("locale", LOCALES)
def test_the_words_of_the_figure_stay_inside_their_levels(page: Page, server: str, locale: str) -> None:
    page.goto(f"{server}{locale}/annexes/levels.html")
    fits = page.evaluate(
        """() => { const rings = [...document.querySelectorAll('.level-figure rect')];
        return [...document.querySelectorAll('.level-figure text')].map((text, i) => {
          const t = text.getBoundingClientRect(), r = rings[i].getBoundingClientRect();
          return t.left > r.left + 4 && t.right < r.right - 4 && t.top >= r.top && t.bottom <= r.bottom; }); }"""
    )
    assert fits == [True] * 4
