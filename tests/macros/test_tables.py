"""Tests of macros.tables and macros.models."""

from __future__ import annotations

import pytest

from macros.models import Country, Topic
from macros.problems import ContentError
from macros.source import parse_yaml
from macros.tables import parse_table, suggest

TOPIC = {"id": "money", "theme": "family", "title": "Money", "scene": "A scene.", "questions": ["One?", "Two?"]}


def problems_of(name: str, text: str) -> list[str]:
    with pytest.raises(ContentError) as caught:
        parse_table(name, parse_yaml(text, f"docs/_data/{name}.yml"))
    return [str(problem) for problem in caught.value.problems]


def test_all_mistakes_of_a_table_are_found_in_one_run_with_their_lines() -> None:
    found = problems_of(
        "topics",
        "- theme: family\n  title: T\n  scene: S\n  questions: ['']\n"
        "- id: Money\n  theme: family\n  title: T\n  scene: S\n  questions: []\n  colour: red\n"
        "- id: twice\n  theme: family\n  title: T\n  scene: S\n  questions: [a]\n"
        "- id: twice\n  theme: family\n  title: T\n  scene: S\n  questions: [a]\n",
    )
    assert [line.split(":")[1] for line in found] == ["1", "4", "5", "9", "10", "16"]
    assert "“id” is missing" in found[0]
    assert "the text is empty" in found[1]
    assert "“Money” is not allowed" in found[2]
    assert "“questions” is empty" in found[3]
    assert "“colour” is not a field" in found[4]
    assert "the id “twice” stands twice, first on line 11" in found[5]


@pytest.mark.parametrize("url", ["example.org", "http//x.org", "https://x", "javascript:alert(1)", "https://a b.org"])
def test_a_bad_link_in_a_table_is_a_problem(url: str) -> None:
    found = problems_of(
        "levels",
        "- id: one\n  title: T\n  short: S\n  goal: G\n  scene: S\n  try: X\n"
        f"  examples:\n    - text: E\n      url: '{url}'\n",
    )
    assert len(found) == 1
    assert found[0].startswith("docs/_data/levels.yml:9: ")


def test_a_service_with_an_unknown_source_is_a_problem() -> None:
    found = problems_of(
        "services",
        "- id: x\n  title: X\n  sources: [{id: uk, name: N, date: '2024'}]\n"
        "  services: [{id: a, number: '1', tel: '1', what: W, sources: [us]}]\n",
    )
    assert "unknown source “us”" in found[0]


@pytest.mark.parametrize("date", ["2024-09-16", "2024-06", "2017", "2023/2024"])
def test_a_source_may_know_its_date_only_in_part(date: str) -> None:
    Country.model_validate(
        {
            "id": "x",
            "title": "X",
            "sources": [{"id": "uk", "name": "N", "date": date}],
            "services": [{"id": "a", "number": "1", "tel": "1", "what": "W", "sources": ["uk"]}],
        }
    )


def test_texts_have_contexts_that_do_not_move_when_a_list_grows() -> None:
    assert list(Topic.model_validate(TOPIC).texts("topics/money")) == [
        ("topics/money/title", "Money"),
        ("topics/money/scene", "A scene."),
        ("topics/money/questions", "One?"),
        ("topics/money/questions", "Two?"),
    ]


def test_a_translated_row_keeps_its_ids() -> None:
    row = Topic.model_validate(TOPIC).translated("topics/money", lambda context, text: f"{context}={text}")
    assert row.id == "money"
    assert row.theme == "family"
    assert row.questions == ["topics/money/questions=One?", "topics/money/questions=Two?"]


def test_rows_inside_rows_have_contexts_of_their_own() -> None:
    country = Country.model_validate(
        {
            "id": "x",
            "title": "X",
            "sources": [{"id": "uk", "name": "Guidance", "date": "2024"}],
            "services": [{"id": "a", "number": "1", "tel": "1", "what": "Help", "sources": ["uk"]}],
        }
    )
    assert ("services/x/services/a/what", "Help") in list(country.texts("services/x"))
    assert ("services/x/sources/uk/name", "Guidance") in list(country.texts("services/x"))


def test_a_near_word_is_suggested_and_a_far_one_is_not() -> None:
    assert suggest("famly", ["family", "work"], "other") == "did you mean family?"
    assert suggest("zzz", ["family", "work"], "other") == "other"
