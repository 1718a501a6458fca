"""The purged style loses nothing: pages look the same with the whole style, in every state."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import material
import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize

from macros.look import style
from tests.browser.conftest import PHONE


@pytest.fixture(scope="module")
def whole() -> str:
    """Material's style and ours, not purged."""
    folder = Path(material.__file__).parent / "templates" / "assets" / "stylesheets"
    return next(folder.glob("main.*.min.css")).read_text(encoding="utf-8") + style()


@pytest.fixture(params=["light", "dark"])
def pair(browser: Browser, whole: str, request: pytest.FixtureRequest) -> Iterator[Callable[[str, str], list[Page]]]:
    """Opens a page twice: as built, and with the whole style in place of the purged one."""
    tall = ViewportSize(width=PHONE["width"], height=2400)
    context = browser.new_context(viewport=tall, color_scheme=request.param, bypass_csp=True, reduced_motion="reduce")

    def open_both(address: str, media: str) -> list[Page]:
        pages = []
        for full in (False, True):
            page = context.new_page()
            page.emulate_media(media=media)  # type: ignore[arg-type]
            if full:
                page.route("**/*.html", fill)
            page.goto(address)
            pages.append(page)
        return pages

    def fill(route: Route) -> None:
        answer = route.fetch()
        html = re.sub(
            r"<style>.*?</style>", lambda _old: f"<style>{whole}</style>", answer.text(), count=1, flags=re.DOTALL
        )
        route.fulfill(response=answer, body=html)

    yield open_both
    context.close()


def tab(page: Page, times: int) -> None:
    for _ in range(times):
        page.keyboard.press("Tab")


Opened = Callable[[str, str], list[Page]]
STATES: dict[str, tuple[str, str, Callable[[Page], object]]] = {
    "cards": ("ky/annexes/topics.html", "screen", lambda page: page.wait_for_timeout(50)),
    "menu": ("ru/plan/who.html", "screen", lambda page: page.click(".menu-box summary")),
    "languages": ("kk/index.html", "screen", lambda page: page.click(".languages summary")),
    "contents": ("en/think/context.html", "screen", lambda page: page.click(".contents summary")),
    "focus": ("ky/support/index.html", "screen", lambda page: tab(page, 9)),
    "print": ("kk/act/recommendations.html", "print", lambda page: page.wait_for_timeout(50)),
    "figure": ("ru/annexes/levels.html", "screen", lambda page: page.wait_for_timeout(50)),
    "table": ("en/plan/steps.html", "screen", lambda page: page.wait_for_timeout(50)),
    "settings": ("ky/phone.html", "screen", lambda page: page.wait_for_timeout(300)),
    "share": ("kk/privacy.html", "screen", lambda page: page.click(".share__title")),
}


def search(page: Page) -> None:
    page.click("[data-open]")
    page.wait_for_selector("[data-ready]", state="attached")
    page.fill(".search__input", "HeForShe")
    page.wait_for_selector(".search__results mark")


STATES["search"] = ("ru/index.html", "screen", search)


LOOK = """() => [...document.querySelectorAll('body, body *')].filter(element => element.checkVisibility())
  .flatMap(element => ['', '::before', '::after', '::backdrop'].map(part => {
    const style = getComputedStyle(element, part);
    if (part && style.content === 'none') return '';
    return element.tagName + '.' + element.getAttribute('class') + part + ' ' +
      Array.from(style).filter(name => !name.startsWith('--'))
        .map(name => name + ':' + style.getPropertyValue(name)).join(';');
  })).filter(Boolean)"""
"""How every visible element looks: all computed properties, also of what is put before and after it."""


@pytest.mark.parametrize("state", STATES)
def test_a_page_looks_the_same_with_the_whole_style(pair: Opened, server: str, state: str) -> None:
    name, media, act = STATES[state]
    looks = []
    for page in pair(server + name, media):
        act(page)
        page.wait_for_timeout(150)
        looks.append(page.evaluate(LOOK))
    assert len(looks[0]) > 50
    different = [(one, other) for one, other in zip(*looks, strict=True) if one != other]
    assert [_first_difference(one, other) for one, other in different[:5]] == []


def _first_difference(one: str, other: str) -> str:
    pairs = zip(one.split(";"), other.split(";"), strict=False)
    return next((f"{one[:60]} … {mine} / {theirs}" for mine, theirs in pairs if mine != theirs), "length")
