"""Reading as one likes: size, colours, where one stopped, sharing, printing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE
from tests.conftest import LOCALES


def test_size_and_colours_are_kept_only_when_chosen_and_apply_before_the_first_paint(page: Page, server: str) -> None:
    page.goto(f"{server}ky/phone.html")
    before = page.eval_on_selector("article p", "p => parseFloat(getComputedStyle(p).fontSize)")
    page.check("[data-setting=size] input[value=larger]")
    page.check("[data-setting=theme] input[value=dark]")
    page.goto(f"{server}ky/plan/who.html", wait_until="commit")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    after = page.eval_on_selector("article p", "p => parseFloat(getComputedStyle(p).fontSize)")
    assert after > 1.3 * before
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(27, 22, 19)"
    page.goto(f"{server}ky/phone.html")
    page.check("[data-setting=size] input[value='']")
    page.check("[data-setting=theme] input[value='']")
    assert page.evaluate("localStorage.length") == 0


def test_where_one_stopped_is_offered_only_if_it_was_asked_for(page: Page, server: str) -> None:
    page.goto(f"{server}kk/plan/resistance.html#forms")
    page.goto(f"{server}kk/index.html")
    expect(page.locator(".foot__resume")).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0
    page.goto(f"{server}kk/phone.html")
    page.check("[data-setting=resume] input[value=on]")
    page.goto(f"{server}kk/plan/resistance.html#forms")
    page.goto(f"{server}kk/index.html")
    link = page.locator(".foot__resume a")
    expect(link).to_have_attribute("href", "plan/resistance.html#forms")


@pytest.mark.parametrize("locale", LOCALES)
def test_a_page_is_shared_with_its_section(browser: Browser, server: str, locale: str) -> None:
    context = browser.new_context(viewport=PHONE, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    address = f"{server}{locale}/annexes/topics.html#theme=family"
    page.goto(address)
    page.click(".share__title")
    page.click("[data-copy]")
    expect(page.locator(".share [role=status]")).not_to_be_empty()
    assert page.evaluate("navigator.clipboard.readText()") == address
    expect(page.locator(".share__code")).to_be_visible()
    assert len(str(page.get_attribute(".share__code path", "d"))) > 500
    context.close()


@pytest.mark.parametrize("locale", LOCALES)
def test_a_page_prints_black_on_white_with_the_targets_of_its_links(browser: Browser, server: str, locale: str) -> None:
    page = browser.new_page(color_scheme="dark")
    page.emulate_media(media="print")
    page.goto(f"{server}{locale}/further-reading.html")
    for part in (".bar", ".top", ".share", ".foot__steps"):
        expect(page.locator(part).first).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('article p')).color") == "rgb(0, 0, 0)"
    content = page.evaluate("getComputedStyle(document.querySelector('article a[href^=http]'), '::after').content")
    assert "http" in content
    page.close()


@pytest.mark.parametrize("locale", LOCALES)
def test_the_largest_letters_fit_the_smallest_screen(browser: Browser, server: str, locale: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(f"{server}{locale}/phone.html")
    page.check("[data-setting=size] input[value=larger]")
    wide = []
    for name in ("index", "plan/steps", "annexes/topics", "support/index", "glossary", "phone"):
        page.goto(f"{server}{locale}/{name}.html")
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(name)
    context.close()
    assert wide == []


@pytest.mark.parametrize("locale", LOCALES)
def test_an_icon_can_have_a_name_and_a_picture_that_say_nothing(page: Page, server: str, locale: str) -> None:
    page.goto(f"{server}{locale}/phone.html")
    expect(page.locator("link[rel=manifest]")).to_have_attribute("href", "./app.webmanifest")
    page.check("[data-setting=icon] input[value=plain]")
    page.reload()
    link = page.locator("link[rel=manifest]")
    expect(link).to_have_attribute("href", "./app-plain.webmanifest")
    manifest = page.request.get(f"{server}{locale}/app-plain.webmanifest").json()
    assert "Kadam" not in manifest["name"]
    assert page.request.get(f"{server}{locale}/{manifest['icons'][0]['src']}").ok
    assert manifest["lang"] == locale
