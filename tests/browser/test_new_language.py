"""A new language: the build passes, readers are not led to it; Latin and right-to-left ones work."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from lxml import html as lxml_html
from playwright.sync_api import Browser

from macros.languages import published, read_languages
from scripts import __main__ as scripts
from scripts.bench.builds import copy_of
from scripts.build import build_site
from scripts.build.mkdocs_run import build_language, build_languages
from scripts.check import check_content
from tests.browser.conftest import PHONE
from tests.conftest import ROOT
from tests.pseudo import accented, mirrored, translate


def add(root: Path, code: str, name: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(scripts, "ROOT", root)
    return scripts.main(["new_language", code, name])


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A guide of en and ky, with uz untouched, eo accented, and ug mirrored; its site is in site/."""
    root = copy_of(ROOT, tmp_path_factory.mktemp("three") / "guide")
    for left_out in ("ru", "kk"):
        shutil.rmtree(root / "docs" / left_out)
        shutil.rmtree(root / "locales" / left_out)
    config = (root / "mkdocs.yml").read_text(encoding="utf-8")
    fewer = re.sub(r"        - locale: (ru|kk)\n          name: .*\n", "", config)
    (root / "mkdocs.yml").write_text(fewer, encoding="utf-8")
    with pytest.MonkeyPatch.context() as monkeypatch:
        for code, name in (("uz", "Oʻzbekcha"), ("eo", "Esperanto"), ("ug", "ئۇيغۇرچە")):
            assert add(root, code, name, monkeypatch) == 0
    translate(root, "eo", accented)
    translate(root, "ug", mirrored)
    build_site(root, root / "site")
    return root


def page(root: Path, path: str) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring((root / "site" / path).read_text(encoding="utf-8"))


def test_a_new_language_is_in_order_and_in_progress(three: Path) -> None:
    assert check_content(three) == []
    languages = {language.locale: language for language in read_languages(three)}
    assert languages["uz"].in_progress
    assert languages["uz"].name == "Oʻzbekcha"
    assert not languages["ky"].in_progress
    assert (languages["ug"].direction, languages["uz"].direction) == ("rtl", "ltr")


@pytest.mark.parametrize("path", ["index.html", "ky/index.html", "en/plan/who.html"])
def test_readers_are_not_led_to_a_language_in_progress(three: Path, path: str) -> None:
    addresses = [str(address) for address in page(three, path).xpath("//a/@href")]
    assert any("/ky/" in address or address.startswith("ky/") for address in addresses)
    assert not [address for address in addresses if re.search(r"(^|/)(uz|ug|eo)/", address)]


def test_readers_are_led_to_it_when_the_owner_says_so(three: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(three, tmp_path / "shown", ignore=shutil.ignore_patterns("site")))
    config = root / "mkdocs.yml"
    config.write_text(config.read_text(encoding="utf-8").replace("[uz, eo, ug]", "[eo, ug]"), encoding="utf-8")
    assert {language.locale for language in published(root)} == {"en", "ky", "uz"}
    assert list(build_languages(root, ["ky", "uz"], root / "site"))
    assert page(root, "ky/index.html").xpath("//a[@hreflang='uz']")
    assert not page(root, "uz/index.html").xpath("//meta[@name='robots']")


def test_an_untranslated_page_stands_in_english_and_says_so(three: Path) -> None:
    tree = page(three, "uz/plan/who.html")
    assert tree.get("lang") == "uz"
    assert tree.xpath("//meta[@name='robots'][@content='noindex']")
    article = tree.xpath("//article")[0]
    heading = article.xpath(".//h2[@id='who-exactly']")[0]
    assert (heading.get("lang"), heading.get("dir")) == ("en", "ltr")
    assert "review--missing" in heading.getnext().get("class")
    assert heading.getnext().getnext().get("lang") == "en"
    loose = [
        text
        for text in tree.xpath("//body//text()[normalize-space()]")
        if re.search(r"[A-Za-z]{3}", text)
        and text.getparent().tag not in ("script", "style")
        and not text.getparent().xpath("ancestor-or-self::*[@lang='en']")
    ]
    assert {text.strip() for text in loose} <= {"Kadam", "Oʻzbekcha", "Wikipedia"} | {
        text.strip() for text in tree.xpath("//*[@class='languages__list']//text()")
    }


SHOWN_AS_THEY_ARE = re.compile(
    r"https?:|^[\d\W]+$|^\w+ / \w+|who\.md|#entry|gov\.uk|check / "
    r"|Kadam|GitHub|WhatsApp|OSCE|UNFPA|UNICEF|CEDAW|Oʻzbekcha|English|Esperanto"
    r"|Commit|Propose|Preview|Code|Cancel|Compar|Create pull|Some checks|Details"
)
"""Names, addresses, GitHub's own buttons."""


@pytest.mark.parametrize(
    "path", ["index", "plan/who", "annexes/topics", "support/index", "translate/sentence", "phone", "404"]
)
def test_every_word_of_a_page_reaches_translators(three: Path, path: str) -> None:
    """In the accented language no text without an accent is left, but for names and buttons of others."""
    tree = page(three, f"eo/{path}.html")
    shown = tree.xpath("//body//text()[normalize-space()][not(ancestor::script or ancestor::style or ancestor::code)]")
    spoken = tree.xpath("//@aria-label | //@alt | //@placeholder | //meta[@name='description']/@content")
    texts = [
        re.sub(r"(\w+ )?\S*\d{4}\S*", "", str(text)) for text in [*shown, *spoken]
    ]  # a date has the language’s own month
    plain = [
        text.strip()
        for text in texts
        if re.search(r"[aeiou][a-z]*\w{2}|\w{2}[aeiou]", text) and not SHOWN_AS_THEY_ARE.search(text)
    ]
    assert not plain


def test_a_language_from_right_to_left_says_so(three: Path) -> None:
    tree = page(three, "ug/plan/who.html")
    assert tree.xpath("//body/@dir") == ["rtl"]
    assert tree.get("lang") == "ug"


PAGES = ("index.html", "act/recommendations.html", "annexes/topics.html", "support/index.html", "translate/index.html")


@pytest.mark.parametrize("locale", ["uz", "eo", "ug"])
def test_long_and_mirrored_words_fit_a_narrow_phone(three: Path, locale: str, browser: Browser) -> None:
    shown = browser.new_page(viewport=PHONE)
    for path in PAGES:
        shown.goto((three / "site" / locale / path).as_uri())
        assert shown.evaluate("document.documentElement.scrollWidth") == PHONE["width"], path
        start = shown.evaluate("getComputedStyle(document.querySelector('h1')).direction")
        assert start == ("rtl" if locale == "ug" else "ltr")
        shown.click(".languages summary")
        box = shown.locator(".languages__list").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
    shown.close()


def test_a_code_with_a_country_is_built_too(guide: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert add(guide, "pt-BR", "Português", monkeypatch) == 0
    assert check_content(guide) == []
    assert build_language(guide, "pt-BR", tmp_path / "site") == ""


@pytest.mark.parametrize(
    ("code", "name", "wrong"),
    [
        ("uzz", "Oʻzbekcha", "is no code of a language"),
        ("xq", "Klingon", "is unknown to CLDR"),
        ("ky", "Кыргызча", "is listed already"),
        ("uz", "Oʻz: bekcha", "can’t be a name"),
        ("tg", "*Тоҷикӣ", "can’t be a name"),
    ],
)
def test_a_wrong_code_or_name_is_told_and_nothing_is_written(
    guide: Path, code: str, name: str, wrong: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(path for path in guide.rglob("*") if path.is_file())
    assert add(guide, code, name, monkeypatch) == 1
    assert wrong in capsys.readouterr().err
    assert sorted(path for path in guide.rglob("*") if path.is_file()) == before
