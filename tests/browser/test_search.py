"""Search: stems, relevance, and the dialog, in every language, over HTTP and from a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from tests.conftest import LOCALES

DATA = Path(__file__).resolve().parent.parent / "search"


def queries(locale: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((DATA / "queries" / f"{locale}.yml").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def engine(browser: Browser, site: Path) -> Iterator[Any]:
    """Pages with the engine and the index of a language, by locale."""
    pages: dict[str, Page] = {}

    def of(locale: str) -> Page:
        if locale not in pages:
            page = browser.new_page(bypass_csp=True)
            page.goto(f"{site.as_uri()}/{locale}/index.html")
            for name in ("search.js", "search-index.js"):
                page.add_script_tag(url=f"{site.as_uri()}/{locale}/assets/{name}")
            pages[locale] = page
        return pages[locale]

    yield of
    for page in pages.values():
        page.close()


@pytest.mark.parametrize("locale", LOCALES)
def test_what_readers_type_finds_what_they_want(engine: Any, locale: str) -> None:
    """At least 60 queries a language; 95 of 100 have one of the wanted sections among the first three."""
    wanted = queries(locale)
    assert len(wanted) >= 60
    found = engine(locale).evaluate(
        "queries => queries.map(query => kadam.find(query).slice(0, 3).map(result => result.section.address))",
        [str(query["query"]) for query in wanted],
    )
    misses = [
        (query["query"], first)
        for query, first in zip(wanted, found, strict=True)
        if not set(query["expect"]) & set(first)
    ]
    assert len(misses) <= 0.05 * len(wanted), misses


@pytest.mark.parametrize("locale", LOCALES)
def test_the_sections_that_queries_want_exist(site: Path, locale: str) -> None:
    for query in queries(locale):
        for address in query["expect"]:
            path, _, anchor = address.partition("#")
            html = (site / locale / path).read_text(encoding="utf-8")
            assert not anchor or f'id="{anchor}"' in html, address


@pytest.mark.parametrize("locale", LOCALES)
def test_forms_of_a_word_meet_in_one_stem_and_different_words_part(engine: Any, locale: str) -> None:
    stems = yaml.safe_load((DATA / "stems" / f"{locale}.yml").read_text(encoding="utf-8"))
    assert len(stems["same"]) >= 40
    assert len(stems["different"]) >= 15
    page = engine(locale)
    for kind in ("same", "different"):
        found = page.evaluate("groups => groups.map(words => words.map(kadam.stem))", stems[kind])
        wrong = [
            (words, forms)
            for words, forms in zip(stems[kind], found, strict=True)
            if (len(set(forms)) == 1) != (kind == "same")
        ]
        assert wrong == []


@pytest.mark.parametrize("locale", LOCALES)
def test_search_is_fetched_when_opened_and_leads_to_a_section(page: Page, base: str, locale: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[1]))
    page.goto(f"{base}{locale}/plan/who.html")
    page.wait_for_timeout(200)
    assert not [name for name in asked if name.startswith("search")]
    page.click("[data-open]")
    page.wait_for_selector("[data-ready]", state="attached")
    assert asked[-2:] == ["search.js", "search-index.js"]
    page.keyboard.type("HeForShe")
    expect(page.locator(".search__results mark").first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{locale}/**#*")
    expect(page.locator("dialog")).to_be_hidden()


def test_results_are_walked_by_keyboard_and_announced(page: Page, base: str) -> None:
    page.goto(f"{base}en/index.html")
    page.keyboard.press("/")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    page.focus("[data-open]")
    page.keyboard.press("Enter")
    page.keyboard.type("resistance")
    status = page.locator(".search__status")
    expect(status).to_contain_text("results")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".search__results a").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".search__input")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    expect(page.locator("[data-open]")).to_be_focused()


def test_nothing_found_is_said_with_ways_on(page: Page, base: str) -> None:
    page.goto(f"{base}ky/index.html")
    page.click("[data-open]")
    page.fill(".search__input", "xyzzyx")
    expect(page.locator("[data-help]")).to_be_visible()
    assert page.locator("[data-help] a").count() == 3
    expect(page.locator(".search__results li")).to_have_count(0)


def test_a_broken_connection_is_said_and_search_can_be_opened_again(browser: Browser, server: str) -> None:
    page = browser.new_page()
    page.goto(f"{server}kk/index.html")
    page.route("**/search-index.js", lambda route: route.abort())
    page.click("[data-open]")
    failed = page.get_attribute("[data-module=search]", "data-failed")
    expect(page.locator(".search__status")).to_have_text(str(failed))
    page.keyboard.press("Escape")
    page.unroute_all()
    page.click("[data-open]")
    page.wait_for_selector("[data-ready]", state="attached")
    page.close()


def test_words_of_a_query_can_do_no_harm(page: Page, base: str) -> None:
    page.goto(f"{base}en/index.html")
    page.click("[data-open]")
    page.wait_for_selector("[data-ready]", state="attached")
    for odd in ("<img src=x onerror=alert(1)>", "constructor", "__proto__", "((", "a" * 500, "  ", "\\"):
        page.fill(".search__input", odd)
    assert page.locator("dialog img").count() == 0
