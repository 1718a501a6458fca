"""Mistakes that translators and hosts make: each named at file and line, all in one run, and site/ left alone."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.check import check_content

CATALOGUE = "locales/ky/LC_MESSAGES/guide.po"


def edit(file: str, old: str, new: str) -> Callable[[Path], None]:
    """A mistake: the first `old` in the file becomes `new`."""

    def make(guide: Path) -> None:
        path = guide / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} has no {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return make


def substitute(file: str, pattern: str, new: str) -> Callable[[Path], None]:
    """A mistake: the first match of the pattern in the file is replaced."""

    def make(guide: Path) -> None:
        path = guide / file
        text, count = re.subn(pattern, new, path.read_text(encoding="utf-8"), count=1)
        assert count == 1
        path.write_text(text, encoding="utf-8")

    return make


def entry(context: str, change: Callable[[str], str]) -> Callable[[Path], None]:
    """A mistake in the Kyrgyz catalogue's first entry of this context."""

    def make(guide: Path) -> None:
        path = guide / CATALOGUE
        blocks = path.read_text(encoding="utf-8").split("\n\n")
        index = next(i for i, block in enumerate(blocks) if f'msgctxt "{context}"' in block)
        blocks[index] = change(blocks[index])
        path.write_text("\n\n".join(blocks), encoding="utf-8")

    return make


def remove(file: str) -> Callable[[Path], None]:
    return lambda guide: (guide / file).unlink()


def add(file: str, text: str) -> Callable[[Path], None]:
    def make(guide: Path) -> None:
        with (guide / file).open("a", encoding="utf-8") as stream:
            stream.write(text)

    return make


def raw(file: str, data: bytes) -> Callable[[Path], None]:
    def make(guide: Path) -> None:
        (guide / file).write_bytes(data)

    return make


PAGE = "docs/ky/think/context.md"
TOPICS = "docs/_data/topics.yml"

MISTAKES = {
    "a page is missing in one language": (
        remove("docs/kk/plan/who.md"),
        r"docs/kk/plan/who\.md:1: the page is missing in kk",
    ),
    "a page too many": (
        add("docs/ru/extra.md", "---\ntitle: x\n---\n"),
        r"docs/ru/extra\.md:1: there is no such page in English",
    ),
    "a heading without id": (edit(PAGE, " {#ideas-change}", ""), rf"{PAGE}:\d+: the heading “.*” has no id"),
    "a heading with another id": (
        edit(PAGE, "{#ideas-change}", "{#idea-change}"),
        rf"{PAGE}:\d+: the id “idea-change” is not on the English page: did you mean ideas-change\?",
    ),
    "a link to no page": (
        edit(PAGE, "](central-asia.md)", "](central-azia.md)"),
        rf"{PAGE}:\d+: link to central-azia\.md: no such page: did you mean think/central-asia\.md\?",
    ),
    "a link to no section": (
        edit(PAGE, "glossary.md#gender)", "glossary.md#gendar)"),
        rf"{PAGE}:\d+: link to \.\./glossary\.md#gendar: no such section: did you mean #gender\?",
    ),
    "an image without text": (add(PAGE, "\n![](x.png)\n"), rf"{PAGE}:\d+: the image x\.png has no text"),
    "a row without id": (edit(TOPICS, "- id: power\n  theme", "- theme"), rf"{TOPICS}:\d+: “id” is missing"),
    "a row with an unknown id": (
        edit(TOPICS, "- id: power\n", "- id: Power!\n"),
        rf"{TOPICS}:\d+: “Power!” is not allowed for “id”",
    ),
    "a doubled id": (edit(TOPICS, "- id: power\n", "- id: money\n"), rf"{TOPICS}:\d+: the id “money” stands twice"),
    "an unknown theme": (
        edit(TOPICS, "theme: family", "theme: familly"),
        rf"{TOPICS}:\d+: unknown theme “familly”: did you mean family\?",
    ),
    "an empty question": (
        edit(TOPICS, "  questions:\n", "  questions:\n    - ''\n"),
        rf"{TOPICS}:\d+: “questions\.0”: the text is empty",
    ),
    "a bad link in a table": (
        edit("docs/_data/levels.yml", "url: https://www.boys-day.de/", "url: www.boys-day.de"),
        r"docs/_data/levels\.yml:\d+: “examples\.0\.url”: not a web address",
    ),
    "an unknown page in a table": (
        edit(TOPICS, "see: [annexes/levels.md]", "see: [annexes/level.md]"),
        rf"{TOPICS}:\d+: link to annexes/level\.md: no such page: did you mean annexes/levels\.md\?",
    ),
    "a missing entry": (
        entry("topics/money/title", lambda _block: ""),
        rf"{CATALOGUE}:1: “.*” \(topics/money/title\) is missing",
    ),
    "an untranslated entry": (
        entry("topics/money/title", lambda block: re.sub(r"msgstr (\".*\"\n?)+", 'msgstr ""', block)),
        rf"{CATALOGUE}:\d+: “.*” \(topics/money/title\) is not translated",
    ),
    "a fuzzy entry": (
        entry("topics/money/title", lambda block: "#, fuzzy\n" + block.strip()),
        rf"{CATALOGUE}:\d+: “.*” \(topics/money/title\) is marked fuzzy",
    ),
    "a plural with a form missing": (
        substitute(CATALOGUE, r'msgstr\[1\] ".+"', 'msgstr[1] ""'),
        rf"{CATALOGUE}:\d+: “.*” \(\w+\) has 1 of 2 plural forms: fill msgstr\[0\] to msgstr\[1\]",
    ),
    "a changed placeholder": (
        substitute(CATALOGUE, r"msgstr(.*)%\(date\)s", r"msgstr\1%(data)s"),
        rf"{CATALOGUE}:\d+: .* the placeholder %\(data\)s, %\(date\)s differs: copy it from the English exactly",
    ),
    "broken YAML": (edit(TOPICS, "  questions:\n", "  questions: [\n"), rf"{TOPICS}:\d+: broken YAML"),
    "a broken catalogue": (edit(CATALOGUE, 'msgstr "', "msgstr "), rf"{CATALOGUE}:\d+: broken PO file"),
    "broken front matter": (edit(PAGE, "title: ", "title: 'x"), rf"{PAGE}:\d+: broken YAML"),
    "front matter without a description": (
        edit(PAGE, "description:", "beschreibung:"),
        rf"{PAGE}:1: the front matter has no description",
    ),
    "an undefined macro": (
        edit("docs/kk/think/goals.md", "{{ goal_cards() }}", "{{ goal_card() }}"),
        r"docs/kk/think/goals\.md:\d+: “\{\{ goal_card\(\) \}\}” calls an undefined macro: did you mean goal_cards\?",
    ),
    "a macro that is not closed": (
        edit("docs/kk/think/goals.md", "goal_cards() }}", "goal_cards()"),
        r"docs/kk/think/goals\.md:\d+: a macro call is not closed",
    ),
    "a language without folders": (
        edit(
            "mkdocs.yml",
            "        - locale: kk\n",
            "        - locale: uz\n          name: Oʻzbekcha\n        - locale: kk\n",
        ),
        r"mkdocs\.yml:\d+: the language uz is listed, but the folder docs/uz is missing",
    ),
    "a file that is not UTF-8": (raw(PAGE, "---\ntitle: Текст".encode("cp1251")), rf"{PAGE}:2: the file is not UTF-8"),
    "a file that is not NFC": (add(PAGE, "\nи\u0306\n"), rf"{PAGE}:\d+: “и\u0306” has a letter made of two characters"),
    "a Latin letter in a Cyrillic word": (add(PAGE, "\nкадaм\n"), rf"{PAGE}:\d+: “кадaм” has the Latin letter a"),
    "a Kazakh letter in a Kyrgyz word": (add(PAGE, "\nқадам\n"), rf"{PAGE}:\d+: “қадам” has the letter қ"),
    "a Russian letter in place of a Kyrgyz one": (
        add(PAGE, "\nозгортуу\n"),
        rf"{PAGE}:\d+: “озгортуу” stands here, and “өзгөртүү” on .*: correct one of them",
    ),
    "a lost link": (
        edit(PAGE, "(https://menengage.org/)", "(https://menengage.com/)"),
        rf"{PAGE}:\d+: the link https://menengage\.org/ .* is missing",
    ),
    "a changed number": (
        edit(PAGE, "2019", "2018"),
        rf"{PAGE}:\d+: the number 2019 of the English section .* is missing",
    ),
    "a table that is no table": (
        raw("docs/_data/extra.yml", b"- id: x\n"),
        r"docs/_data/extra\.yml:1: not a table that the guide knows",
    ),
    "a term missing from a glossary": (
        edit("locales/kk/glossary.yml", "- id: patriarchy\n", "- id: patriarchie\n"),
        r"locales/kk/glossary\.yml:1: the term “patriarchy” is missing",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_file_line_and_remedy(guide: Path, name: str) -> None:
    make, expected = MISTAKES[name]
    make(guide)
    problems = [str(problem) for problem in check_content(guide)]
    assert any(re.match(expected, problem) for problem in problems), problems
    assert all(re.fullmatch(r"[\w./-]+:\d+: .+: .+", problem) for problem in problems)
    assert len(problems) < 12, "one mistake must not flood the list"


def test_the_guide_as_it_stands_has_no_mistakes(guide: Path) -> None:
    assert check_content(guide) == []


def test_all_mistakes_are_found_in_one_run_and_the_old_site_stays(guide: Path) -> None:
    old = guide / "site" / "index.html"
    old.parent.mkdir()
    old.write_text("old", encoding="utf-8")
    several = [
        "a page is missing in one language",
        "an unknown theme",
        "a link to no page",
        "a fuzzy entry",
        "a lost link",
    ]
    for name in several:
        MISTAKES[name][0](guide)
    run = subprocess.run(
        [sys.executable, "-m", "scripts", "build"], cwd=guide, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    for name in several:
        assert any(re.match(MISTAKES[name][1], line) for line in run.stderr.splitlines()), name
    assert [file.name for file in (guide / "site").iterdir()] == ["index.html"]
    assert old.read_text(encoding="utf-8") == "old"
    assert not list(guide.glob(".site*"))
