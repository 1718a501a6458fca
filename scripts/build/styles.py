"""The style without what no page uses: rules, and custom properties."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any

import rcssmin
import tinycss2


@dataclass
class Used:
    """The names that pages and scripts use; a selector that asks for any other can't match."""

    tags: set[str] = field(default_factory=lambda: {"html", "body"})
    classes: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    values: set[tuple[str, str]] = field(default_factory=set)
    settable: set[str] = field(default_factory=set)

    def add_page(self, html: str) -> None:
        """Count what the page holds."""
        _Collector(self).feed(html)

    def add_script(self, script: str, absent: Collection[str] = ()) -> None:
        """Count every quoted word of the script as a class and an attribute that it may set.

        Words that begin with the name of an `absent` component don't count: its script finds nothing to work on.
        """
        words = {word for text in re.findall(r"\"([^\"]*)\"|'([^']*)'", script) for word in "".join(text).split()}
        words = {word for word in words if block(word) not in absent}
        self.classes |= words
        self.attributes |= words | {"hidden", "open", "disabled", "checked"}
        self.settable |= words


def block(name: str) -> str:
    """The component that a class belongs to: topic-cards of topic-cards__index."""
    return re.split("__|--", name, maxsplit=1)[0]


class _Collector(HTMLParser):
    def __init__(self, used: Used) -> None:
        super().__init__()
        self.used = used

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.used.tags.add(tag)
        for name, value in attrs:
            self.used.attributes.add(name)
            self.used.values.add((name, value or ""))
            if name == "class":
                self.used.classes |= set((value or "").split())
            if name == "id" and value:
                self.used.ids.add(value)


def purged(style: str, used: Used) -> str:
    """The style, minified, without rules that can't match and without custom properties that nothing reads."""
    text = "".join(_kept(_parsed(style), used))
    while True:
        smaller = _without_unread_properties(text)
        if smaller == text:
            return str(rcssmin.cssmin(text))
        text = smaller


@lru_cache(maxsize=2)
def _parsed(style: str) -> list[Any]:
    return list(tinycss2.parse_stylesheet(style, skip_comments=True, skip_whitespace=True))


def _kept(rules: Iterable[Any], used: Used) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [selector for selector in _split(rule.prelude) if _can_match(selector, used)]
            if selectors:
                yield ",".join(tinycss2.serialize(selector).strip() for selector in selectors)
                yield "{" + tinycss2.serialize(rule.content).strip() + "}"
        elif rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports"):
            inner = "".join(
                _kept(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True), used)
            )
            if inner:
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}"
        elif rule.type == "at-rule" and rule.lower_at_keyword == "page":
            yield tinycss2.serialize([rule])


def _split(prelude: list[Any]) -> list[list[Any]]:
    selectors: list[list[Any]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            selectors.append([])
        else:
            selectors[-1].append(token)
    return selectors


def _can_match(selector: list[Any], used: Used) -> bool:
    before = ""
    for token in selector:
        if token.type == "ident":
            if before == "." and token.value not in used.classes:
                return False
            if before not in (".", ":") and token.lower_value not in used.tags:
                return False
        elif token.type == "hash" and token.value not in used.ids:
            return False
        elif token.type == "[] block":
            if not _has_attribute(token.content, used):
                return False
        elif token.type == "function" and token.lower_name in ("is", "where") and not _any(token.arguments, used):
            return False
        before = token.value if token.type == "literal" else ""
    return True


def _any(selectors: list[Any], used: Used) -> bool:
    return any(_can_match(selector, used) for selector in _split(selectors))


def _has_attribute(content: list[Any], used: Used) -> bool:
    name, *rest = [part.value for part in content if part.type in ("ident", "literal", "string")]
    if name in used.attributes and rest and rest[0] == "=" and name not in used.settable:
        return (name, rest[1]) in used.values
    return name in used.attributes


def _without_unread_properties(style: str) -> str:
    read = set(re.findall(r"var\(\s*(--[\w-]+)", style))
    declaration = re.compile(
        r"(--[\w-]+)\s*:\s*((?:\"[^\"]*\"|'[^']*'|\([^()]*(?:\([^()]*\)[^()]*)*\)|[^;{}\"'()])*);?"
    )
    smaller = declaration.sub(lambda found: found[0] if found[1] in read else "", style)
    return re.sub(r"[^{}]+\{\s*\}", "", smaller)
