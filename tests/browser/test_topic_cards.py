"""The filter of the topic cards, in every language, over HTTP and from a folder."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from macros.components.topic_cards import FOLDED
from macros.guide import load_guide
from tests.conftest import LOCALES, ROOT

GUIDES = {locale: load_guide(ROOT, locale) for locale in LOCALES}
TOTAL = len(GUIDES["en"].tables["topics"])


def count_words(locale: str, number: int) -> str:
    return GUIDES[locale].strings.plural("topic_cards", "%(num)s card", "%(num)s cards", number)


def members(theme: str) -> list[str]:
    return [topic.id for topic in GUIDES["en"].tables["topics"] if topic.theme == theme]


def shown(page: Page) -> list[str]:
    return page.eval_on_selector_all(".card:not([hidden])", "cards => cards.map(card => card.id)")  # type: ignore[no-any-return]


@pytest.mark.parametrize("locale", LOCALES)
def test_themes_can_be_chosen_together_and_the_count_is_said(page: Page, base: str, locale: str) -> None:
    page.goto(f"{base}{locale}/annexes/topics.html")
    status = page.get_by_role("status")
    expect(status).to_have_text(count_words(locale, TOTAL))
    page.check("input[value=family]")
    expect(status).to_have_text(count_words(locale, len(members("family"))))
    page.check("input[value=work]")
    assert sorted(shown(page)) == sorted(members("family") + members("work"))
    expect(status).to_have_text(count_words(locale, len(members("family") + members("work"))))
    assert page.evaluate("location.hash") == "#theme=work,family"


@pytest.mark.parametrize("locale", LOCALES)
def test_a_word_without_its_special_letters_finds_its_card(page: Page, base: str, locale: str) -> None:
    page.goto(f"{base}{locale}/annexes/topics.html")
    topic = GUIDES[locale].tables["topics"][8]
    word = max(topic.title.rstrip("?").split(), key=len).lower()
    typed = "".join(letter if letter == "и" else FOLDED.get(letter, letter) for letter in word)
    page.fill("input[name=words]", typed)
    assert topic.id in shown(page)
    assert len(shown(page)) < TOTAL


def test_no_match_says_so_and_one_tap_brings_all_back(page: Page, base: str) -> None:
    page.goto(f"{base}ky/annexes/topics.html#theme=work")
    page.fill("input[name=words]", "xyzzy")
    assert shown(page) == []
    expect(page.locator("[data-none]")).to_be_visible()
    expect(page.locator("[data-draw]")).to_be_disabled()
    page.tap("[data-all]")
    assert len(shown(page)) == TOTAL
    assert page.evaluate("location.hash") == ""


def test_a_filtered_view_survives_reload_back_and_the_language_switch(page: Page, base: str) -> None:
    page.goto(f"{base}ky/annexes/topics.html")
    page.check("input[value=livelihoods]")
    page.reload()
    assert shown(page) == members("livelihoods")
    expect(page.locator("input[value=livelihoods]")).to_be_in_viewport()
    page.click(".card:not([hidden]) .card__see a")
    page.wait_for_url("**/*.html")
    page.go_back()
    page.wait_for_function("document.querySelector('input[value=livelihoods]').checked")
    assert shown(page) == members("livelihoods")
    page.click(".languages summary")
    page.click(".languages a[hreflang=kk]")
    page.wait_for_url("**/kk/annexes/topics.html#theme=livelihoods")
    assert shown(page) == members("livelihoods")


def test_a_filter_leaves_no_steps_in_the_history(page: Page, base: str) -> None:
    page.goto(f"{base}en/annexes/topics.html")
    before = page.evaluate("history.length")
    page.check("input[value=work]")
    page.fill("input[name=words]", "tea")
    page.tap("[data-draw]")
    assert page.evaluate("history.length") == before


def test_the_address_of_a_card_opens_it_among_all(page: Page, base: str) -> None:
    page.goto(f"{base}kk/annexes/topics.html#money")
    assert len(shown(page)) == TOTAL
    top = page.eval_on_selector("#money", "card => card.getBoundingClientRect().top")
    assert 0 <= top < 300


def test_draw_a_card_shows_one_of_those_that_fit(page: Page, base: str) -> None:
    page.goto(f"{base}ru/annexes/topics.html#theme=family")
    drawn = set()
    for _ in range(12):
        page.goto(f"{base}ru/annexes/topics.html#theme=family")
        page.reload()
        page.tap("[data-draw]")
        drawn.add(page.evaluate("document.activeElement.id"))
    assert drawn <= set(members("family"))
    assert len(drawn) > 1


def test_words_with_letters_of_an_address_survive_it(page: Page, base: str) -> None:
    page.goto(f"{base}en/annexes/topics.html")
    page.fill("input[name=words]", "a&b=c#d %")
    page.reload()
    assert page.input_value("input[name=words]") == "a&b=c#d %"


@pytest.mark.parametrize("locale", LOCALES)
def test_without_script_all_cards_stand_grouped_with_links_to_the_groups(
    no_script: Callable[[], Page], base: str, locale: str
) -> None:
    page = no_script()
    page.goto(f"{base}{locale}/annexes/topics.html")
    expect(page.locator(".topic-cards__filter")).to_be_hidden()
    assert len(page.locator(".card:visible").all()) == TOTAL
    for theme in GUIDES[locale].tables["themes"]:
        expect(page.locator(f".topic-cards__index a[href='#theme-{theme.id}']")).to_have_text(theme.title)
        expect(page.locator(f"#theme-{theme.id} h3")).to_have_text(theme.title)
