"""Tests of macros.pages."""

from __future__ import annotations

import pytest

from macros.pages import parse_page
from macros.problems import ContentError

PAGE = """---
title: A page
description: What it is.
---

# A page {#page}

See [one](one.md#x), and ![a cup](cup.png).
A link that [breaks
over a line](two.md).

```
# no heading
[no](link.md)
```

## Second ## {#second}

{{ topic_cards() }}
### Without
"""


def test_headings_come_with_line_level_text_and_id() -> None:
    page = parse_page(PAGE, "a.md", "docs/en/a.md")
    assert [(heading.line, heading.level, heading.id) for heading in page.headings] == [
        (6, 1, "page"),
        (17, 2, "second"),
        (20, 3, None),
    ]
    assert page.headings[0].text == "A page"


def test_links_and_images_come_with_their_lines_and_code_is_left_out() -> None:
    page = parse_page(PAGE, "a.md", "docs/en/a.md")
    assert [(link.line, link.target, link.image) for link in page.links] == [
        (8, "one.md#x", False),
        (8, "cup.png", True),
        (9, "two.md", False),
    ]


def test_macro_calls_come_with_their_lines() -> None:
    page = parse_page(PAGE, "a.md", "docs/en/a.md")
    assert [(call.line, call.name, call.expression) for call in page.calls] == [(19, "topic_cards", "topic_cards()")]


@pytest.mark.parametrize("text", ["# No front matter {#x}\n", "---\n- a\n---\n", "---\ntitle: 'x\n---\n", ""])
def test_a_page_without_usable_front_matter_is_a_problem(text: str) -> None:
    with pytest.raises(ContentError):
        parse_page(text, "a.md", "docs/en/a.md")
