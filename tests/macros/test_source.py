"""Tests of macros.source."""

from __future__ import annotations

from pathlib import Path

import pytest

from macros.problems import ContentError
from macros.source import first_side, parse_yaml, read_text


def test_a_yaml_value_remembers_its_line() -> None:
    document = parse_yaml("- id: one\n  list:\n    - a\n    - b\n- id: two\n", "x.yml")
    assert document.data == [{"id": "one", "list": ["a", "b"]}, {"id": "two"}]
    assert document.line((0, "list", 1)) == 4
    assert document.line((1, "id")) == 5
    assert document.line((1, "unknown", 3)) == 5


def test_a_date_in_yaml_stays_the_text_that_was_written() -> None:
    assert parse_yaml("date: 2024-09-16", "x.yml").data == {"date": "2024-09-16"}


def test_a_key_that_stands_twice_is_a_problem_with_its_line() -> None:
    with pytest.raises(ContentError) as caught:
        parse_yaml("title: a\nother: b\ntitle: c\n", "x.yml", first_line=2)
    assert [str(problem) for problem in caught.value.problems] == [
        "x.yml:4: the key “title” stands twice: keep one of the two"
    ]


@pytest.mark.parametrize("text", ["a: [1, 2", "a: 'b", "\tb: 1", "a: b: c", "- x\ny: 1"])
def test_broken_yaml_is_one_problem_and_no_traceback(text: str) -> None:
    with pytest.raises(ContentError) as caught:
        parse_yaml(text, "x.yml")
    assert len(caught.value.problems) == 1
    assert "broken YAML" in str(caught.value)


@pytest.mark.parametrize(
    ("raw", "line", "wrong"),
    [
        (b"one\ntwo \xff\n", 2, "not UTF-8"),
        ("one\nи\u0306дет\n".encode(), 2, "not NFC"),
    ],
)
def test_a_file_in_another_encoding_is_named_with_its_line(tmp_path: Path, raw: bytes, line: int, wrong: str) -> None:
    file = tmp_path / "page.md"
    file.write_bytes(raw)
    with pytest.raises(ContentError) as caught:
        read_text(file, tmp_path)
    assert caught.value.problems[0].line == line
    assert wrong in caught.value.problems[0].wrong


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_bytes("\ufeffodin\r\ndva\r\n".encode())
    assert read_text(file, tmp_path) == "odin\ndva\n"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_text_saved_in_another_way_is_read_all_the_same(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "page.md"
    file.write_bytes("кадам\r\nеки\r\n".encode(encoding))
    assert read_text(file, tmp_path) == "кадам\nеки\n"


def test_of_a_merge_conflict_the_first_side_is_read_and_lines_keep_their_numbers() -> None:
    text = "one\n<<<<<<< HEAD\nmine\n||||||| base\nold\n=======\ntheirs\n>>>>>>> other\nend"
    assert first_side(text) == "one\n\nmine\n\n\n\n\n\nend"
    assert first_side("Title\n=======\ntext") == "Title\n=======\ntext"
