"""Every component against its own examples."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html as lxml_html

from macros.examples import Example, examples
from macros.render import FOLDER, Place, component, component_names, one_line, written_date

EXAMPLES = [pytest.param(example, id=f"{example.component}: {example.name}") for example in examples()]


@pytest.mark.parametrize("name", component_names())
def test_a_component_has_all_its_parts_and_one_name(name: str) -> None:
    folder = FOLDER / name
    assert (folder / "template.html.j2").exists()
    assert (folder / "examples.yml").exists()
    for file in [*folder.glob("*.css"), *folder.glob("*.js")]:
        assert file.stem == name
    for script in folder.glob("*.js"):
        assert len(script.read_text(encoding="utf-8").splitlines()) < 120
    block = name.replace("_", "-")
    assert f'class="{block}' in (folder / "template.html.j2").read_text(encoding="utf-8")


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_shows_what_it_promises(example: Example) -> None:
    found = example.html()
    for words in example.expect:
        assert words in found
    for words in example.absent:
        assert words not in found


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_one_line_of_sound_html_with_the_ids_that_it_announces(example: Example) -> None:
    found = example.html()
    assert "\n" not in found
    tree = lxml_html.fragment_fromstring(found, create_parent=True)
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    announced = component(example.component).anchors({**example.guide.tables, "glossary": example.guide.glossary})
    shown = [identifier for identifier in announced if identifier != "theme-empty"]
    assert set(shown) <= set(ids)


@pytest.mark.parametrize("file", sorted(FOLDER.rglob("*.js")), ids=lambda file: file.name)
def test_a_script_holds_no_words(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.isascii()


@pytest.mark.parametrize(
    ("text", "locale", "written"),
    [
        ("2024-09-16", "en", "16 September 2024"),
        ("2024-09-16", "ru", "16 сентября 2024 г."),
        ("2024-09-16", "ky", "2024-ж., 16-сентябрь"),
        ("2024-09-16", "kk", "2024 ж. 16 қыркүйек"),
        ("2024-06", "en", "June 2024"),
        ("2017", "kk", "2017"),
        ("2023/2024", "ru", "2023–2024"),
    ],
)
def test_a_date_is_written_as_the_language_writes_it(text: str, locale: str, written: str) -> None:
    assert written_date(text, locale).replace("\u202f", " ").replace("\xa0", " ") == written


def test_a_line_break_between_tags_leaves_nothing_and_one_in_a_sentence_a_space() -> None:
    assert one_line("<p>\n  a\n  b</p>\n<p>c</p>\n") == "<p> a b</p><p>c</p>"


def test_links_between_pages_are_relative() -> None:
    assert Place("act/index.md").link("support/index.md#kazakhstan") == "../support/index.html#kazakhstan"
    assert Place("index.md").link("about.md") == "about.html"
