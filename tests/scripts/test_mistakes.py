"""Mistakes that translators and hosts make: each named at file and line, all in one run, and site/ left alone."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.check import check_content
from scripts.check.saving import tidy

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


def swap_fingerprint(page: Path, section: str, other: str) -> None:
    """Give a section the fingerprint of another one."""
    text = page.read_text(encoding="utf-8")
    found = re.search(rf"  {other}: (\w+)", text)
    assert found
    page.write_text(re.sub(rf"  {section}: \w+", f"  {section}: {found[1]}", text), encoding="utf-8")


def review_english(page: Path, section: str) -> None:
    """Sign a section with the fingerprint that stands under `sections`."""
    text = page.read_text(encoding="utf-8")
    found = re.search(rf"  {section}: (\w+)", text)
    assert found
    signed = f"reviewed:\n  {section}: {found[1]} 2026-11-20 Aibek\nsections:\n"
    page.write_text(text.replace("sections:\n", signed, 1), encoding="utf-8")


def lose_macro(page: Path) -> None:
    """Take the support numbers out of a section whose record is older than the English."""
    text = page.read_text(encoding="utf-8")
    page.write_text(
        re.sub(r"^(  [\w-]+): \w{8}$", r"\1: bcdfghjk", text.replace("{{ service_cards() }}", ""), flags=re.MULTILINE)
    )


def copy_section(guide: Path, path: str, section: str) -> None:
    """Put the English text of a section into the Kyrgyz page."""
    pattern = rf"(?<={{#{section}}}\n)(.|\n)*?(?=\n## )"
    english = re.search(pattern, (guide / "docs" / "en" / path).read_text(encoding="utf-8"))
    page = guide / "docs" / "ky" / path
    assert english
    page.write_text(re.sub(pattern, lambda _: english[0], page.read_text(encoding="utf-8"), count=1), encoding="utf-8")


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
    "a merge conflict left open": (
        edit(PAGE, "# ", "<<<<<<< HEAD\n# "),
        rf"{PAGE}:\d+: a merge conflict is left open: keep one of the two texts",
    ),
    "a merge conflict in a catalogue": (
        entry("topics/money/title", lambda block: f"<<<<<<< HEAD\n{block}\n=======\n{block}x\n>>>>>>> theirs"),
        rf"{CATALOGUE}:\d+: a merge conflict is left open",
    ),
    "a translated id": (
        edit(PAGE, "{#ideas-change}", "{#ойлор}"),
        rf"{PAGE}:\d+: the id “ойлор” is not on the English page",
    ),
    "a fingerprint that is none": (
        substitute(PAGE, r"  ideas-change: \w+", "  ideas-change: abcdefgh"),
        rf"{PAGE}:\d+: “abcdefgh” is no fingerprint \(eight consonants\): paste “ideas-change: \w{{8}}”",
    ),
    "the fingerprint of another section": (
        lambda guide: swap_fingerprint(guide / PAGE, "ideas-change", "_title"),
        rf"{PAGE}:\d+: the fingerprint of “ideas-change” is that of the section “_title”",
    ),
    "a section without a fingerprint": (
        substitute(PAGE, r"  ideas-change: \w+\n", ""),
        rf"{PAGE}:\d+: the section “ideas-change” is not recorded: paste “ideas-change: \w{{8}}” below “sections:”",
    ),
    "a recorded section that is gone": (
        substitute("docs/ky/about.md", r"## [^\n]* \{#licences\}\n(.|\n)*?(?=\n## )", ""),
        r"docs/ky/about\.md:\d+: the section “licences” is recorded, but gone",
    ),
    "a record of an unknown section": (
        edit(PAGE, "  ideas-change: ", "  idea-change: bcdfghjk\n  ideas-change: "),
        rf"{PAGE}:\d+: “sections” names “idea-change”, no section of this page: did you mean ideas-change\?",
    ),
    "a section still in English": (
        lambda guide: copy_section(guide, "about.md", "licences"),
        r"docs/ky/about\.md:\d+: the section “licences” is still in English: translate it",
    ),
    "a review that can’t be read": (
        edit(PAGE, "sections:\n", "reviewed:\n  ideas-change: Aibek\nsections:\n"),
        rf"{PAGE}:\d+: the review of “ideas-change” can’t be read: write fingerprint, day and name",
    ),
    "a review on no day": (
        edit(PAGE, "sections:\n", "reviewed:\n  ideas-change: bcdfghjk 2026-13-01 Aibek\nsections:\n"),
        rf"{PAGE}:\d+: the review of “ideas-change”: 2026-13-01 is no day",
    ),
    "an entry that stands twice": (
        entry("topics/money/title", lambda block: f"{block}\n\n{block}"),
        rf"{CATALOGUE}:\d+: the entry “Who decides about money\?” .* stands twice, first on line \d+",
    ),
    "Windows line ends": (
        lambda guide: (guide / PAGE).write_bytes((guide / PAGE).read_bytes().replace(b"\n", b"\r\n")),
        rf"{PAGE}:1: Windows line ends \(CRLF\): run python -m scripts check --tidy, or save it with line ends LF",
    ),
    "a byte-order mark": (
        lambda guide: (guide / PAGE).write_bytes(b"\xef\xbb\xbf" + (guide / PAGE).read_bytes()),
        rf"{PAGE}:1: the file begins with a byte-order mark",
    ),
    "a page saved as UTF-16": (
        lambda guide: (guide / PAGE).write_bytes((guide / PAGE).read_text(encoding="utf-8").encode("utf-16")),
        rf"{PAGE}:1: the file is saved as UTF-16: run python -m scripts check --tidy, or save it as UTF-8",
    ),
    "a lost entry of a numbered list": (
        substitute("docs/ky/plan/referrals.md", r"\n5\. (.|\n)*?(?=\n\n)", ""),
        r".*:\d+: the numbered list of the section “prepare-a-list” has 4 entries, in English 5",
    ),
    "a warning without its bold words": (
        substitute("docs/ky/translate/index.md", r"(?s)\*\*([^*]*)\*\*(?=[^*]*\Z)", r"\1"),
        r"docs/ky/translate/index\.md:\d+: a warning of the section “before” has lost its bold words",
    ),
    "a record without its spaces": (
        substitute(PAGE, r"  (ideas-change: \w+)", r"\1"),
        rf"{PAGE}:\d+: “ideas-change: \w{{8}}” has no spaces before it: put two spaces before it, below “sections:”",
    ),
    "a review with the fingerprint of the English": (
        lambda guide: review_english(guide / PAGE, "ideas-change"),
        rf"{PAGE}:\d+: the review of “ideas-change” has the fingerprint of the English section",
    ),
    "front matter that is not closed": (
        substitute(PAGE, r"(?s)\A(---\n.*?\n)---\n", r"\1"),
        rf"{PAGE}:1: the block at the top of the page is not closed: write a line --- behind its last line",
    ),
    "a title that is no text": (edit(PAGE, "title: ", "title: !!! "), rf"{PAGE}:2: broken YAML"),
    "a text above the first heading": (
        substitute(PAGE, r"(?s)\A(---\n.*?\n---\n)", r"\1\nЖоголгон сүйлөм.\n"),
        rf"{PAGE}:\d+: a text stands above the first heading: put it below the heading",
    ),
    "a mark of a conflict left behind": (add(PAGE, "\nСөз\n=======\n"), rf"{PAGE}:\d+: a line of ======="),
    "a catalogue of another language": (
        lambda guide: (guide / CATALOGUE).write_bytes((guide / CATALOGUE.replace("/ky/", "/ru/")).read_bytes()),
        rf"{CATALOGUE}:\d+: the header’s Language is “ru”: write “Language: ky”",
    ),
    "a catalogue in another charset": (
        edit(CATALOGUE, "charset=utf-8", "charset=CHARSET"),
        rf"{CATALOGUE}:\d+: the header’s Content-Type is “text/plain; charset=CHARSET”",
    ),
    "a broken plural rule": (
        edit(CATALOGUE, "plural=(n != 1)", "plural=(n != "),
        rf"{CATALOGUE}:\d+: the header’s Plural-Forms is",
    ),
    "an empty catalogue": (raw(CATALOGUE, b""), rf"{CATALOGUE}:1: the header’s Language is “”"),
    "a foreign address in a catalogue": (
        entry("topics/money/title", lambda block: block.rstrip()[:-1] + ' https://example.org"'),
        rf"{CATALOGUE}:\d+: .*: https://example\.org is not in the English: remove it",
    ),
    "a card list lost from a section that is behind": (
        lambda guide: lose_macro(guide / "docs/ky/support/index.md"),
        r"docs/ky/support/index\.md:\d+: the macro call service_cards\(\) of the English section .* is missing",
    ),
    "a session without safety notes": (
        substitute("docs/_data/sessions.yml", r"  safety:\n(    - .*\n)+", ""),
        r"docs/_data/sessions\.yml:\d+: “safety” is missing: add “safety: …” to this row",
    ),
    "a session without a referral slot": (
        substitute("docs/_data/sessions.yml", r"  referral: .*\n", ""),
        r"docs/_data/sessions\.yml:\d+: “referral” is missing",
    ),
    "a session without debrief questions": (
        substitute("docs/_data/sessions.yml", r"  debrief:\n(    - .*\n)+", "  debrief: []\n"),
        r"docs/_data/sessions\.yml:\d+: “debrief” is empty",
    ),
    "a day that does not fit its times": (
        edit("docs/_data/agendas.yml", 'end: "12:00"', 'end: "11:30"'),
        r"docs/_data/agendas\.yml:\d+: the day ends at 11:30, its items at 12:00: change the end",
    ),
    "a session before what it builds on": (
        edit(
            "docs/_data/agendas.yml",
            "- {session: opening}\n        - {pause: tea, minutes: 10}\n        - {session: man-box}",
            "- {session: man-box}\n        - {pause: tea, minutes: 10}\n        - {session: opening}",
        ),
        r"docs/_data/agendas\.yml:\d+: “man-box” stands before what it builds on: opening: move it",
    ),
    "an unknown session in an agenda": (
        edit("docs/_data/agendas.yml", "{session: norms}", "{session: norm}"),
        r"docs/_data/agendas\.yml:\d+: unknown session “norm”: there are: opening, norms",
    ),
    "changed code": (
        edit("docs/ky/translate/waiting.md", "`guide.po`", "`guide.ро`"),
        r"docs/ky/translate/waiting\.md:\d+: the code guide\.po of the English section “strings” is missing",
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


SAVED_WRONGLY = ("Windows line ends", "a byte-order mark", "a page saved as UTF-16")


@pytest.mark.parametrize("name", [*SAVED_WRONGLY, "a merge conflict left open"])
def test_the_rest_of_a_file_that_was_saved_wrongly_is_checked_too(guide: Path, name: str) -> None:
    MISTAKES["a lost link"][0](guide)
    MISTAKES[name][0](guide)
    problems = [str(problem) for problem in check_content(guide)]
    for expected in (MISTAKES[name][1], MISTAKES["a lost link"][1]):
        assert any(re.match(expected, problem) for problem in problems), problems
    assert len(problems) == 3


@pytest.mark.parametrize("name", SAVED_WRONGLY)
def test_tidy_saves_a_file_anew_and_leaves_the_others(guide: Path, name: str) -> None:
    before = (guide / PAGE).read_bytes()
    MISTAKES[name][0](guide)
    assert tidy(guide) == [PAGE]
    assert (guide / PAGE).read_bytes() == before
    assert tidy(guide) == []


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
        "a byte-order mark",
        "a changed placeholder",
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
