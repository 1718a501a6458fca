"""The built site: the same in every language, whole, quiet and self-contained."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html as lxml_html

from macros.edition import read_edition
from scripts.bench.weight import first_visit
from scripts.budgets import BUDGETS
from scripts.build.pages import source_hash
from scripts.wire import gzipped
from tests.conftest import LOCALES, ROOT, SITE


def names(locale: str) -> list[str]:
    return sorted(path.relative_to(SITE / locale).as_posix() for path in (SITE / locale).rglob("*") if path.is_file())


def pages() -> list[str]:
    sources = sorted((ROOT / "docs" / "en").rglob("*.md"))
    found = [path.relative_to(ROOT / "docs" / "en").with_suffix(".html").as_posix() for path in sources]
    return [f"{locale}/{name}" for locale in LOCALES for name in [*found, "404.html"]]


def read(name: str) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring((SITE / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("locale", LOCALES)
def test_every_language_holds_the_same_tree_and_nothing_of_the_themes_scripts(locale: str, site: Path) -> None:
    del site
    assert names(locale) == names("en")
    beside = [name for name in names(locale) if not name.endswith(".html")]
    assert beside == [
        "app-plain.webmanifest",
        "app.webmanifest",
        "assets/agenda.js",
        "assets/form.js",
        "assets/icon-plain.svg",
        "assets/icon.svg",
        "assets/kadam.js",
        "assets/keep.js",
        "assets/qr.js",
        "assets/search-index.js",
        "assets/search.js",
        "pack.json",
        "sw.js",
    ]


def test_the_site_holds_the_languages_and_the_choice_and_nothing_else(site: Path) -> None:
    assert sorted(path.name for path in site.iterdir()) == sorted([*LOCALES, "index.html"])


@pytest.mark.parametrize("name", pages())
def test_a_page_says_its_language_title_and_description(name: str) -> None:
    page = read(name)
    locale = name.split("/", maxsplit=1)[0]
    assert page.get("lang") == locale
    title = page.findtext(".//title")
    assert title
    assert "None" not in title
    if not name.endswith("404.html"):
        assert len(page.xpath("//meta[@name='description']/@content")[0]) > 50
    assert len(page.xpath("//h1")) == 1


@pytest.mark.parametrize("name", pages())
def test_a_page_asks_nothing_of_another_origin(name: str) -> None:
    page = read(name)
    asked = page.xpath("//script/@src | //link[not(@rel='alternate') and not(@rel='canonical')]/@href | //img/@src")
    assert all(not urlsplit(address).netloc and not address.startswith("/") for address in asked)
    assert "url(http" not in (SITE / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", pages())
def test_a_page_has_a_policy_that_allows_its_own_style_and_no_other(name: str) -> None:
    page = read(name)
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for style in page.xpath("//style"):
        assert source_hash(style.text) in policy
    for script in page.xpath("//script[not(@src)]"):
        assert source_hash(script.text) in policy
    assert not page.xpath("//@style | //@onclick")


@pytest.mark.parametrize("name", pages())
def test_every_link_of_a_page_leads_somewhere(name: str) -> None:
    page = read(name)
    folder = (SITE / name).parent
    for address in page.xpath("//a/@href | //link[@rel='alternate']/@href | //script/@src"):
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            assert parts.scheme in ("https", "http", "tel"), address
            continue
        target = (folder / unquote(parts.path)).resolve() if parts.path else SITE / name
        assert target.is_file(), address
        if parts.fragment and "=" not in parts.fragment:
            html = target.read_text(encoding="utf-8")
            assert f'id="{parts.fragment}"' in html, address


@pytest.mark.parametrize("name", pages())
def test_ids_are_unique_and_those_of_the_english_page(name: str) -> None:
    ids = [identifier for identifier in read(name).xpath("//@id") if not identifier.startswith("letter-")]
    english = read("en/" + name.split("/", 1)[1]).xpath("//@id")
    assert len(ids) == len(set(ids))
    assert sorted(ids) == sorted(identifier for identifier in english if not identifier.startswith("letter-"))


@pytest.mark.parametrize("name", pages())
def test_a_translated_page_says_that_it_awaits_review(name: str) -> None:
    notice = read(name).xpath("//p[@class='review']")
    assert bool(notice) == (not name.startswith("en/") and not name.endswith("404.html"))


@pytest.mark.parametrize("name", pages())
def test_a_page_stays_within_its_budget(name: str) -> None:
    weight = first_visit(SITE / name)
    assert weight.html <= BUDGETS["html"]
    assert weight.style <= BUDGETS["style"]
    assert weight.script <= BUDGETS["script"]
    assert weight.total <= BUDGETS["first visit"]


@pytest.mark.parametrize("locale", LOCALES)
def test_search_and_the_pack_stay_within_their_budgets(locale: str) -> None:
    assets = SITE / locale / "assets"
    assert gzipped((assets / "search-index.js").read_bytes()) <= BUDGETS["search index"]
    pack = json.loads((SITE / locale / "pack.json").read_text(encoding="utf-8"))
    assert sum(size for _path, _hash, size in pack["files"]) <= BUDGETS["offline pack"]


@pytest.mark.parametrize("locale", LOCALES)
def test_the_pack_names_every_file_with_its_hash(locale: str) -> None:
    pack = json.loads((SITE / locale / "pack.json").read_text(encoding="utf-8"))
    plans = {n for n in names(locale) if b'class="session-plan"' in (SITE / locale / n).read_bytes()}
    assert len(plans) > 10
    left_out = {"pack.json", "sw.js"} | plans | {n for n in names(locale) if n.startswith("translate/")}
    assert [path for path, _hash, _size in pack["files"]] == [n for n in names(locale) if n not in left_out]
    for path, sha256, _size in pack["files"]:
        assert hashlib.sha256((SITE / locale / path).read_bytes()).hexdigest() == sha256


@pytest.mark.parametrize("locale", [locale for locale in LOCALES if locale != "en"])
def test_no_english_is_left_in_the_interface_of_a_translated_page(locale: str) -> None:
    for name in names(locale):
        if name.endswith(".html"):
            text = " ".join(read(f"{locale}/{name}").body.text_content().split())
            for words in ("On this page", "In this part", "awaits review", "Call to check", "Draw a card", "See also"):
                assert words not in text, name


def test_the_edition_comes_with_the_script_and_stands_on_two_pages_without_it() -> None:
    """A new edition must leave the other pages as they are: mirrors and phones then fetch only what changed."""
    number = read_edition(ROOT).number
    for name in pages():
        said = number in read(name).xpath("string(//footer)")
        assert said == (name.partition("/")[2] in ("index.html", "about.html")), name
        assert read(name).xpath("//footer//*[@data-module='copy']"), name
    for locale in LOCALES:
        assert number in (SITE / locale / "assets" / "kadam.js").read_text(encoding="utf-8")


def test_numbers_that_must_not_be_published_are_nowhere() -> None:
    for locale in LOCALES:
        for name in names(locale):
            if name.endswith(".html"):
                text = read(f"{locale}/{name}").body.text_content()
                assert not re.search(r"(?<!\d)(117|1197)(?!\d)", text), name
