"""Tests of macros.sections."""

from __future__ import annotations

import pytest
import yaml

from macros.pages import Page, parse_page
from macros.sections import (
    TITLE,
    Section,
    SectionState,
    State,
    filled_body,
    fingerprint,
    parse_review,
    section_states,
    sections,
)

ENGLISH = """---
title: Steps
description: How to walk.
{extra}---
# Steps {{#steps}}

Begin.

## First {{#first}}

One “small” step.

## Second {{#second}}

Another.
"""


def english(extra: str = "", **changes: str) -> Page:
    text = ENGLISH.format(extra=extra)
    for old, new in changes.items():
        text = text.replace(old, new)
    return parse_page(text, "steps.md", "docs/en/steps.md")


def prints(page: Page) -> dict[str, str]:
    return {section.id: section.fingerprint for section in sections(page)}


def translation(recorded: dict[str, str], body: str | None = None, reviewed: dict[str, str] | None = None) -> Page:
    front: dict[str, object] = {"title": "Кадамдар", "description": "Кантип.", "sections": recorded}
    if reviewed:
        front["reviewed"] = reviewed
    body = body or "# Кадамдар {#steps}\n\nБашта.\n\n## Биринчи {#first}\n\nБир.\n\n## Экинчи {#second}\n\nДагы.\n"
    text = f"---\n{yaml.safe_dump(front, allow_unicode=True)}---\n{body}"
    return parse_page(text, "steps.md", "docs/ky/steps.md")


def states(page: Page, source: Page) -> dict[str, State]:
    return {state.id: state.state for state in section_states(page, source)}


def state(page: Page, source: Page, identifier: str) -> SectionState:
    return next(state for state in section_states(page, source) if state.id == identifier)


@pytest.mark.parametrize(
    "layout",
    ["One “small”\nstep.", "One  «small» step. ", 'One "small" step.', "One\u00a0'small' step.\n\n"],
)
def test_layout_does_not_change_a_fingerprint(layout: str) -> None:
    assert fingerprint(layout) == fingerprint("One “small” step.")


@pytest.mark.parametrize("text", ["One small step.", "One “small” step!", "one “small” step."])
def test_another_wording_has_another_fingerprint(text: str) -> None:
    assert fingerprint(text) != fingerprint("One “small” step.")


def test_a_fingerprint_is_a_plain_word_in_yaml() -> None:
    for number in range(500):
        found = fingerprint(str(number))
        assert yaml.safe_load(f"a: {found}") == {"a": found}


def test_a_translation_of_the_present_english_is_current() -> None:
    source = english()
    assert set(states(translation(prints(source)), source).values()) == {State.CURRENT}


def test_only_the_changed_section_falls_behind_and_touching_the_translation_does_not_help() -> None:
    recorded = prints(english())
    changed = english(Another="Another one")
    assert states(translation(recorded), changed) == {
        TITLE: State.CURRENT,
        "steps": State.CURRENT,
        "first": State.CURRENT,
        "second": State.BEHIND,
    }
    page = translation(recorded, "# К {#steps}\n\nБ.\n\n## Б {#first}\n\nБ.\n\n## Э {#second}\n\nТаптакыр башка.\n")
    assert states(page, changed)["second"] == State.BEHIND


def test_a_chain_of_trivial_changes_leaves_a_translation_current_until_a_weighty_one() -> None:
    first, second, third = english(), english(Another="Another-"), english(Another="Another,")
    old, middle, new = (prints(page)["second"] for page in (first, second, third))
    extra = f"trivial:\n  second: [{old} {middle}, {middle} {new}]\n"
    page = translation(prints(first))
    assert states(page, english(extra, Another="Another,"))["second"] == State.CURRENT
    assert states(page, english(extra, Another="Quite another"))["second"] == State.BEHIND


def test_a_section_that_english_gained_is_missing_and_filled_in_at_its_place() -> None:
    recorded = prints(english())
    source = english(**{"## Second": "## Between {#between}\n\nNew words.\n\n## Second"})
    page = translation(recorded)
    assert states(page, source)["between"] == State.MISSING
    body = filled_body(page, source)
    assert body.index("{#first}") < body.index("New words.") < body.index("{#second}")
    assert "Дагы." in body


def test_a_section_recorded_as_missing_shows_the_present_english() -> None:
    source = english()
    page = translation({**prints(source), "second": "missing"})
    assert states(page, source)["second"] == State.MISSING
    assert "Another." in filled_body(page, source)
    assert "Дагы." not in filled_body(page, source)


def test_a_section_that_english_has_no_more_is_behind_and_still_shown() -> None:
    recorded = prints(english())
    source = english(**{"## First {#first}\n\nOne “small” step.\n\n": ""})
    page = translation(recorded)
    assert state(page, source, "first").source is None
    assert states(page, source)["first"] == State.BEHIND
    assert "Бир." in filled_body(page, source)


def test_a_review_holds_for_the_wording_that_was_read() -> None:
    source = english()
    wording = prints(translation(prints(source)))["first"]
    page = translation(prints(source), reviewed={"first": f"{wording} 2026-11-20 Aibek T."})
    found = state(page, source, "first")
    assert found.state == State.REVIEWED
    assert found.review
    assert (found.review.date, found.review.name) == ("2026-11-20", "Aibek T.")
    edited = translation(
        prints(source),
        "# Кадамдар {#steps}\n\nБашта.\n\n## Биринчи {#first}\n\nБирөө.\n\n## Экинчи {#second}\n\nДагы.\n",
        {"first": f"{wording} 2026-11-20 Aibek T."},
    )
    lapsed = state(edited, source, "first")
    assert lapsed.state == State.CURRENT
    assert lapsed.lapsed == found.review


def test_a_signed_section_whose_english_changes_is_behind() -> None:
    source = english()
    wording = prints(translation(prints(source)))["second"]
    page = translation(prints(source), reviewed={"second": f"{wording} 2026-11-20 Aibek T."})
    assert states(page, english(Another="Others"))["second"] == State.BEHIND


@pytest.mark.parametrize("text", ["", "Aibek", "bcdfghjk Aibek", "bcdfghja 2026-11-20 A", "bcdfghjk 2026-11-20"])
def test_what_is_no_signature_is_none(text: str) -> None:
    assert parse_review(text) is None


def test_a_remark_on_purpose_changes_nothing_but_stays_where_it_is_shown_as_code() -> None:
    assert fingerprint("Сөз <!-- on purpose: ally -->") == fingerprint("Сөз")
    assert fingerprint("`<!-- on purpose: ally -->`") != fingerprint("``")


def test_the_title_is_a_section_of_its_own() -> None:
    assert next(iter(sections(english()))) == Section(TITLE, 1, 0, "Steps\nHow to walk.")
