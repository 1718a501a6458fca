"""The commands for translators, run on a copy of the guide that is a git repository."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from macros.pages import read_page
from macros.sections import State, section_states, sections
from macros.strings import load_strings, read_catalogue
from scripts import __main__ as scripts
from scripts.check import check_content
from scripts.check.library import load_library
from scripts.translations import report
from scripts.translations.waiting import items
from scripts.translations.worddiff import plain_diff

PAGE = "plan/who.md"
OLD, NEW = "Who will you talk to?", "Who will you really talk to?"


def git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), "-c", "user.name=T", "-c", "user.email=t@example.org", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def repository(guide: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A committed copy of the guide; commands work on it."""
    git(guide, "init", "-q", "-b", "main")
    git(guide, "add", "-A")
    git(guide, "commit", "-q", "-m", "one")
    monkeypatch.setattr(scripts, "ROOT", guide)
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    return guide


def change_english(root: Path) -> str:
    """Change one sentence of an English section; its id."""
    file = root / "docs" / "en" / PAGE
    page = read_page(root, "en", PAGE)
    section = page.headings[1]
    lines = file.read_text(encoding="utf-8").split("\n")
    target = next(number for number in range(section.line + 1, len(lines)) if re.match(r"[“A-Z]", lines[number]))
    lines[target] = lines[target].replace(" ", " brandnew ", 1)
    file.write_text("\n".join(lines), encoding="utf-8")
    assert section.id
    return section.id


def run(*arguments: str) -> int:
    return scripts.main(["translations", *arguments])


def state_of(root: Path, identifier: str, locale: str = "ky") -> State:
    found = section_states(read_page(root, locale, PAGE), read_page(root, "en", PAGE))
    return next(state.state for state in found if state.id == identifier)


@pytest.mark.usefixtures("repository")
def test_status_is_quiet_when_all_is_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("status") == 0
    table = capsys.readouterr().out
    assert re.search(r"ky +sections +0 +\d+ +0 +0", table)
    assert len(table.splitlines()) == 1 + 2 * 3


def test_a_changed_english_section_is_behind_in_every_language_and_nothing_is_broken(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    section = change_english(repository)
    assert check_content(repository) == []
    assert run("status", "--lang", "ky") == 1
    said = capsys.readouterr().out
    assert re.search(rf"docs/ky/{PAGE}:\d+: behind: .* \(#{section}\)", said)
    assert "{+brandnew+}" in said
    assert re.search(rf"is:  {section}: \w{{8}}", said)
    assert run("status", "--lang", "kk", PAGE) == 1
    assert run("status", "--lang", "kk", "about.md") == 0
    assert run("status", "docs/ky/nowhere.md") == 1


def test_status_for_machines_has_every_section_and_string(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    section = change_english(repository)
    assert run("status", "--json", "--lang", "ky") == 1
    found = json.loads(capsys.readouterr().out)
    behind = [row for row in found if row["state"] == "behind"]
    assert [(row["file"], row["id"]) for row in behind] == [(f"docs/ky/{PAGE}", section)]
    assert behind[0]["before"] != behind[0]["english"]
    assert len(found) > 700


def test_status_names_what_is_broken_with_2(repository: Path) -> None:
    page = repository / "docs" / "ky" / PAGE
    page.write_text(page.read_text(encoding="utf-8").replace("](", "](x", 1), encoding="utf-8")
    assert run("status", "--lang", "ky") == 2


def test_touching_the_translation_clears_nothing_and_accept_does(repository: Path) -> None:
    section = change_english(repository)
    page = repository / "docs" / "ky" / PAGE
    page.write_text(page.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert state_of(repository, section) == State.BEHIND
    assert run("accept", f"docs/ky/{PAGE}#{section}") == 0
    assert state_of(repository, section) == State.CURRENT
    assert state_of(repository, section, "kk") == State.BEHIND
    changed = git(repository, "diff", "--stat", "--", "docs/ky")
    assert "2 insertions(+), 1 deletion(-)" in changed


def test_the_pasted_line_clears_it_too(repository: Path) -> None:
    section = change_english(repository)
    item = next(item for item in items(load_library(repository), "ky") if item.waits)
    page = repository / "docs" / "ky" / PAGE
    text = re.sub(rf"^  {section}: \w+$", f"  {item.paste}", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    page.write_text(text, encoding="utf-8")
    assert state_of(repository, section) == State.CURRENT


def test_accept_refuses_a_section_that_lacks_something_of_the_english(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    section = change_english(repository)
    english = repository / "docs" / "en" / PAGE
    english.write_text(english.read_text(encoding="utf-8").replace("brandnew", "[new](../about.md)"), encoding="utf-8")
    assert run("accept", "--lang", "ky", PAGE) == 1
    assert f"the link ../about.md of the English section “{section}” is missing" in capsys.readouterr().err
    assert state_of(repository, section) == State.BEHIND


def test_a_trivial_change_counts_as_none_until_the_next_one(repository: Path) -> None:
    section = change_english(repository)
    assert run("trivial", f"docs/en/{PAGE}#{section}") == 0
    assert state_of(repository, section) == State.CURRENT
    assert check_content(repository) == []
    english = repository / "docs" / "en" / PAGE
    english.write_text(english.read_text(encoding="utf-8").replace("brandnew", "old"), encoding="utf-8")
    assert state_of(repository, section) == State.BEHIND


def test_a_review_is_signed_and_lapses_when_the_section_changes(repository: Path) -> None:
    page = repository / "docs" / "ky" / PAGE
    section = read_page(repository, "ky", PAGE).headings[1].id
    assert section
    assert run("review", "--by", "Айбек Т.", "--on", "2026-11-20", f"docs/ky/{PAGE}#{section}") == 0
    assert state_of(repository, section) == State.REVIEWED
    assert check_content(repository) == []
    text = page.read_text(encoding="utf-8")
    heading = f"{{#{section}}}\n\n"
    page.write_text(text.replace(heading, f"{heading}Жаңы. ", 1), encoding="utf-8")
    assert state_of(repository, section) == State.CURRENT
    change_english(repository)
    assert run("review", "--by", "Айбек Т.", f"docs/ky/{PAGE}#{section}") == 1


@pytest.mark.usefixtures("repository")
def test_review_refuses_a_day_that_is_none() -> None:
    assert run("review", "--by", "A", "--on", "2026-02-30", f"docs/ky/{PAGE}") == 2


def test_update_writes_a_page_to_fill_in_that_waits_and_breaks_nothing(repository: Path) -> None:
    (repository / "docs" / "kk" / PAGE).unlink()
    assert run("update") == 0
    assert check_content(repository) == []
    waiting = [item for item in items(load_library(repository), "kk") if item.waits]
    assert {item.state for item in waiting} == {State.MISSING}
    assert {item.file for item in waiting} == {f"docs/kk/{PAGE}"}
    section = change_english(repository)
    assert run("update") == 0
    assert "brandnew" in (repository / "docs" / "kk" / PAGE).read_text(encoding="utf-8")
    assert state_of(repository, section, "kk") == State.MISSING
    assert check_content(repository) == []


def test_a_page_translated_without_its_lines_is_told_all_of_them_at_once(repository: Path, tmp_path: Path) -> None:
    kept = (repository / "docs" / "kk" / PAGE).read_text(encoding="utf-8")
    (repository / "docs" / "kk" / PAGE).unlink()
    assert run("update") == 0
    filled = (repository / "docs" / "kk" / PAGE).read_text(encoding="utf-8")
    block = filled[filled.index("sections:") : filled.index("---", 4)]
    old = kept[kept.index("sections:") : kept.index("---", 4)]
    (repository / "docs" / "kk" / PAGE).write_text(kept.replace(old, block), encoding="utf-8")
    summary = tmp_path / "summary.md"
    assert run("report", "--no-spelling", "--summary", str(summary)) == 1
    text = summary.read_text(encoding="utf-8")
    assert old.strip() in text
    (repository / "docs" / "kk" / PAGE).write_text(kept, encoding="utf-8")
    assert check_content(repository) == []


def test_the_report_fails_for_what_is_broken_only(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    section = change_english(repository)
    git(repository, "commit", "-q", "-a", "-m", "two")
    assert run("report", "--no-spelling", "--base", "HEAD~1") == 0
    said = capsys.readouterr().out
    assert len(re.findall(rf"^::warning file=docs/(ru|ky|kk)/{PAGE},line=\d+::", said, re.MULTILINE)) == 3
    text = summary.read_text(encoding="utf-8")
    assert "<ins>brandnew</ins>" in text
    assert "✅ Nothing is broken." in text
    assert re.search(rf"trivial:\n  {section}: \[\w{{8}} \w{{8}}\]", text)
    page = repository / "docs" / "ky" / PAGE
    page.write_text(page.read_text(encoding="utf-8").replace("](", "](x<b>", 1), encoding="utf-8")
    assert run("report", "--no-spelling", "--base", "HEAD~1") == 1
    assert re.search(rf"^::error file=docs/ky/{PAGE},line=\d+::", capsys.readouterr().out, re.MULTILINE)
    assert "x&lt;b&gt;" in summary.read_text(encoding="utf-8")
    assert "x<b>" not in summary.read_text(encoding="utf-8")


def test_the_lines_that_the_report_offers_are_understood(repository: Path, tmp_path: Path) -> None:
    section = change_english(repository)
    summary = tmp_path / "summary.md"
    assert run("report", "--no-spelling", "--summary", str(summary)) == 0
    block = re.search(r"trivial:\n(  .*\n)+", summary.read_text(encoding="utf-8"))
    assert block
    page = repository / "docs" / "en" / PAGE
    page.write_text(page.read_text(encoding="utf-8").replace("---\n", f"---\n{block[0]}", 1), encoding="utf-8")
    assert state_of(repository, section) == State.CURRENT
    assert check_content(repository) == []


def test_an_annotation_is_one_line_whatever_the_message_holds() -> None:
    line = report._annotation("error", "a,b:c.md", 3, "100 %\n::warning::x")
    assert line == "::error file=a%2Cb%3Ac.md,line=3::100 %25 ::warning::x"


def test_a_word_diff_shows_what_went_and_what_came() -> None:
    assert plain_diff("one two three", "one 2 three four") == "one [-two-] {+2+} three {+four+}"
    long = " ".join(str(number) for number in range(60))
    assert plain_diff(long, long.replace("30", "x")).startswith("… 24 25 26 27 28 29 [-30-] {+x+} 31")


def test_a_fuzzy_string_is_behind_and_keeps_its_old_english_through_a_second_update(repository: Path) -> None:
    table = repository / "docs" / "_data" / "topics.yml"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("title: Who decides about money?", "title: Money at home"), encoding="utf-8")
    for _ in range(2):
        assert run("update") == 0
    assert check_content(repository) == []
    waiting = [item for item in items(load_library(repository), "ky") if item.waits]
    assert [(item.state, item.before, item.english) for item in waiting] == [
        (State.BEHIND, "Who decides about money?", "Money at home")
    ]
    entry = read_catalogue(repository, "ky").get("Money at home", context="topics/money/title")
    assert entry is not None
    assert entry.string
    file = (repository / "locales" / "ky" / "LC_MESSAGES" / "guide.po").read_text(encoding="utf-8")
    assert '#| msgid "Who decides about money?"' in file
    assert "#. Shown on annexes/topics.html#money." in file


def test_a_string_is_signed_by_a_remark_that_lapses_with_the_translation(repository: Path) -> None:
    from macros.sections import fingerprint  # noqa: PLC0415

    file = repository / "locales" / "ky" / "LC_MESSAGES" / "guide.po"
    text = file.read_text(encoding="utf-8")
    entry = 'msgctxt "sections/think/title"\nmsgid "Think"\nmsgstr "Ойлон"\n'
    assert entry in text
    marked = text.replace("#. Shown on", f"# reviewed: {fingerprint('Ойлон')} 2026-11-20 A. T.\n#. Shown on", 1)
    file.write_text(marked, encoding="utf-8")
    first = next(item for item in items(load_library(repository), "ky") if item.id == "sections/think/title")
    assert first.state == State.REVIEWED
    file.write_text(marked.replace('msgstr "Ойлон"', 'msgstr "Ойлонуп көр"', 1), encoding="utf-8")
    first = next(item for item in items(load_library(repository), "ky") if item.id == "sections/think/title")
    assert first.state == State.CURRENT


@pytest.mark.parametrize("action", [["accept"], ["review", "--by", "A"]])
def test_a_page_with_an_open_conflict_is_not_written(
    repository: Path, action: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    page = repository / "docs" / "ky" / PAGE
    if action == ["accept"]:
        change_english(repository)
    text = page.read_text(encoding="utf-8") + "\n<<<<<<< HEAD\nа\n=======\nб\n>>>>>>> x\n"
    page.write_text(text, encoding="utf-8")
    assert run(*action, f"docs/ky/{PAGE}") == 1
    assert "a merge conflict is left open: keep one of the two texts first" in capsys.readouterr().err
    assert page.read_text(encoding="utf-8") == text


def test_update_leaves_a_catalogue_with_an_open_conflict_alone(repository: Path) -> None:
    file = repository / "locales" / "ky" / "LC_MESSAGES" / "guide.po"
    text = file.read_text(encoding="utf-8").replace(
        'msgstr "Ойлон"', '<<<<<<< HEAD\nmsgstr "Ойлон"\n=======\nmsgstr "Ой"\n>>>>>>> x', 1
    )
    file.write_text(text, encoding="utf-8")
    assert run("update", "--lang", "ky") == 1
    assert file.read_text(encoding="utf-8") == text


def test_a_blank_line_in_the_records_breaks_nothing(repository: Path) -> None:
    section = change_english(repository)
    page = repository / "docs" / "ky" / PAGE
    page.write_text(page.read_text(encoding="utf-8").replace("sections:\n", "sections:\n\n", 1), encoding="utf-8")
    assert run("accept", f"docs/ky/{PAGE}#{section}") == 0
    assert check_content(repository) == []


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize(("name", "day"), [("Aibek: teacher", "2026-11-20"), ("", "2026-11-20"), ("A", "20261120")])
def test_a_signature_that_could_not_be_read_again_is_refused(name: str, day: str) -> None:
    assert run("review", "--by", name, "--on", day, f"docs/ky/{PAGE}") == 2


def test_an_untouched_section_to_fill_in_follows_the_english(repository: Path) -> None:
    english = read_page(repository, "en", PAGE)
    first, second = (one for one in sections(english) if one.level == 2 and one.id in ("who-exactly", "where-to-meet"))
    page = repository / "docs" / "ky" / PAGE
    text = page.read_text(encoding="utf-8")
    own = next(one for one in sections(read_page(repository, "ky", PAGE)) if one.id == first.id)
    text = text.replace(own.text, first.text, 1)
    text = re.sub(rf"  {first.id}: \w+", f"  {first.id}: missing {first.fingerprint}", text)
    page.write_text(text, encoding="utf-8")
    assert change_english(repository) == first.id
    assert run("update", "--lang", "ky") == 0
    assert "brandnew" in page.read_text(encoding="utf-8")
    assert state_of(repository, first.id) == State.MISSING
    assert state_of(repository, second.id) == State.CURRENT
    assert check_content(repository) == []


def test_a_guess_from_another_context_is_never_shown(repository: Path) -> None:
    file = repository / "locales" / "ky" / "LC_MESSAGES" / "guide.po"
    entry = 'msgctxt "sections/think/title"\nmsgid "Think"\nmsgstr "Ойлон"\n'
    guess = f'#, fuzzy\n#| msgctxt "topics/money/title"\n#| msgid "Who decides about money?"\n{entry}'
    file.write_text(file.read_text(encoding="utf-8").replace(entry, guess, 1), encoding="utf-8")
    assert load_strings(repository, "ky").text("sections/think/title", "Think") == "Think"
    first = next(item for item in items(load_library(repository), "ky") if item.id == "sections/think/title")
    assert first.state == State.MISSING


def test_side_by_side_takes_no_folder_that_holds_something_else(repository: Path, tmp_path: Path) -> None:
    kept = tmp_path / "mine" / "ky" / "thesis.txt"
    kept.parent.mkdir(parents=True)
    kept.write_text("years", encoding="utf-8")
    assert run("side-by-side", "--lang", "ky", "--to", str(tmp_path / "mine")) == 1
    assert kept.read_text(encoding="utf-8") == "years"
    for _ in range(2):
        assert run("side-by-side", "--lang", "ky", "--to", str(tmp_path / "pages")) == 0
    assert {folder.name for folder in (tmp_path / "pages").iterdir()} == {"ky"}
    assert repository


def test_a_summary_is_added_to_what_stands_there(repository: Path, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n", encoding="utf-8")
    assert run("report", "--no-spelling", "--summary", str(summary)) == 0
    assert summary.read_text(encoding="utf-8").startswith("before\n## The words of the guide")
    assert repository


def test_every_action_says_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    for action in ("status", "update", "accept", "review", "trivial", "terms", "report", "side-by-side"):
        with pytest.raises(SystemExit) as ended:
            run(action, "--help")
        assert ended.value.code == 0
        assert action in capsys.readouterr().out
