"""Leaving fast, and what stays behind: nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import LOCALES, one_of_each_kind, pages_to_open


@pytest.fixture
def quiet(context: BrowserContext) -> Page:
    """A page whose way out leads nowhere outside: the outer page is answered here."""
    page = context.new_page()
    page.route(
        "https://**", lambda route: route.fulfill(body="<title>outside</title>outside", content_type="text/html")
    )
    return page


@pytest.mark.parametrize("locale", LOCALES)
def test_leave_goes_out_and_back_does_not_come_home(quiet: Page, server: str, locale: str) -> None:
    quiet.goto("about:blank")
    quiet.goto(f"{server}{locale}/index.html")
    quiet.goto(f"{server}{locale}/train/disclosure.html")
    quiet.click(".bar__exit")
    quiet.wait_for_url("https://www.wikipedia.org/")
    quiet.go_back()
    quiet.wait_for_url(lambda url: "disclosure" not in url and not url.endswith("index.html"))
    assert "Kadam" not in quiet.title()
    quiet.go_back()
    quiet.wait_for_timeout(500)
    assert "Kadam" not in quiet.title()


@pytest.mark.parametrize("key", ["Shift", "Escape"])
def test_three_presses_of_a_key_leave(quiet: Page, server: str, key: str) -> None:
    quiet.goto(f"{server}ky/support/index.html")
    for _ in range(3):
        quiet.keyboard.press(key)
    quiet.wait_for_url("https://www.wikipedia.org/")


def test_two_presses_and_ordinary_typing_do_not_leave(quiet: Page, server: str) -> None:
    quiet.goto(f"{server}en/annexes/topics.html")
    quiet.keyboard.press("Escape")
    quiet.keyboard.press("Escape")
    quiet.focus("input[name=words]")
    quiet.keyboard.type("A Big Tea Cup")
    quiet.wait_for_timeout(300)
    assert quiet.url.startswith(server)


def test_the_page_is_covered_at_once(quiet: Page, server: str) -> None:
    quiet.goto(f"{server}ru/support/index.html")
    quiet.route("**/exit.html", lambda _route: None)
    assert quiet.evaluate("(document.querySelector('.bar__exit').click(), document.documentElement.hidden)")


def test_leaving_works_without_a_network_from_the_page_of_our_own(context: BrowserContext, site: Path) -> None:
    page = context.new_page()
    page.goto(f"{site.as_uri()}/kk/index.html")
    context.set_offline(True)
    page.click(".bar__exit")
    page.wait_for_url("**/exit.html")
    assert "Kadam" not in page.content()


def test_leaving_is_a_link_without_script(no_script: Callable[[], Page], base: str) -> None:
    page = no_script()
    page.goto(f"{base}ky/index.html")
    page.click(".bar__exit")
    page.wait_for_url("**/exit.html")
    expect(page.locator("table")).to_be_visible()


def test_a_new_visit_after_leaving_is_an_ordinary_visit(quiet: Page, server: str) -> None:
    quiet.goto(f"{server}en/index.html")
    quiet.click(".bar__exit")
    quiet.wait_for_url("https://www.wikipedia.org/")
    quiet.goto(f"{server}en/plan/who.html")
    expect(quiet.locator("h1")).to_be_visible()


TOOLS = {"/forms/": ["form.js"], "sessions/builder.html": ["form.js", "agenda.js"]}
"""Pages that are tools, and the scripts that these need."""


@pytest.mark.parametrize("locale", LOCALES)
def test_no_page_asks_stores_or_tells_anything(context: BrowserContext, server: str, locale: str) -> None:
    names = pages_to_open(locale) if locale == "ky" else one_of_each_kind(locale)
    for start in range(0, len(names), 8):  # side by side: each waits half a second for silence
        opened = [_opened(context, server + name) for name in names[start : start + 8]]
        for name, (page, asked) in zip(names[start : start + 8], opened, strict=True):
            page.wait_for_load_state("networkidle")
            allowed = {server + name, f"{server}{locale}/assets/kadam.js"}
            if name.endswith("phone.html"):
                allowed |= {f"{server}{locale}/{file}" for file in ("assets/keep.js", "pack.json", "app.webmanifest")}
            for folder, scripts in TOOLS.items():
                if folder in name:
                    allowed |= {f"{server}{locale}/assets/{script}" for script in scripts}
            assert set(asked) <= allowed, name
            assert page.evaluate("localStorage.length + sessionStorage.length") == 0
            page.close()
    assert context.cookies() == []


def _opened(context: BrowserContext, address: str) -> tuple[Page, list[str]]:
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    return page, asked
