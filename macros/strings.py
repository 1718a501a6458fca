"""Message catalogues: the words of one language for tables, interface and theme."""

from __future__ import annotations

import gettext
import io
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, denormalize, read_po
from babel.support import NullTranslations, Translations

from macros.languages import SOURCE, babel_locale
from macros.problems import ContentError, Problem
from macros.sections import State, fingerprint, parse_review
from macros.source import read_text

THEME_CONTEXT = "theme/"
"""Strings of the Material theme have this before their key as message context."""


@dataclass(frozen=True)
class Strings:
    """Look-up of one language. English has no catalogue: its strings are the message ids themselves.

    `missing` holds the English texts that stand in place of translations, `behind` the translations of older
    English texts.
    """

    locale: str
    translations: NullTranslations
    missing: frozenset[str] = frozenset()
    behind: frozenset[str] = frozenset()

    def text(self, context: str, text: str) -> str:
        """`text` in this language, or `text` itself where the catalogue has nothing (the check forbids that)."""
        return str(self.translations.pgettext(context, text))

    def plural(self, context: str, one: str, other: str, count: int) -> str:
        """The form for `count` by the language's plural rule (CLDR), `%(num)s` replaced."""
        return str(self.translations.npgettext(context, one, other, count)) % {"num": count}


def catalogue_path(root: Path, locale: str) -> Path:
    """The file of the language's message catalogue."""
    return root / "locales" / locale / "LC_MESSAGES" / "guide.po"


def read_catalogue(root: Path, locale: str) -> Catalog:
    """The language's catalogue. Raises ContentError when it is missing or broken."""
    file = catalogue_path(root, locale)
    path = file.relative_to(root).as_posix()
    if not file.exists():
        mend = f"run python -m scripts translations update --lang {locale}"
        raise ContentError([Problem(path, 1, "the message catalogue is missing", mend)])
    text = read_text(file, root)
    _check_lines(text, path)
    _check_header(text, path, locale)
    try:
        return read_po(io.BytesIO(text.encode()), locale=babel_locale(locale), abort_invalid=True)
    except PoFileError as error:
        line = (error.lineno or 0) + 1
        raise ContentError([Problem(path, line, f"broken PO file ({error})", "look at the quotes here")]) from None
    except (ValueError, UnicodeError, IndexError) as error:
        raise ContentError([Problem(path, 1, f"broken PO file ({error})", "compare it with guide.pot")]) from None


PLURALS = {
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)",
    "ky": "nplurals=2; plural=(n != 1)",
    "kk": "nplurals=2; plural=(n != 1)",
}
"""Plural rules of CLDR for whole numbers, in gettext's form."""


def _check_header(text: str, path: str, locale: str) -> None:
    """Raise ContentError for a header of another language, another charset or another plural rule.

    Babel believes it.
    """
    entry = re.search(r'^msgid ""\n(msgstr (?:".*"\n?)+)', text, re.MULTILINE)
    fields = dict(re.findall(r'^"([\w-]+): *(.*?)(?:\\n)?"$', entry[1], re.MULTILINE)) if entry else {}
    line = text[: entry.start()].count("\n") + 1 if entry else 1
    rule = PLURALS.get(locale) or str(Catalog(locale=babel_locale(locale)).plural_forms)
    wanted = {"Language": babel_locale(locale), "Content-Type": "text/plain; charset=utf-8", "Plural-Forms": rule}
    problems = [
        Problem(path, line, f"the header’s {name} is “{fields.get(name, '')}”", f"write “{name}: {value}”")
        for name, value in wanted.items()
        if _plain(fields.get(name, "")) != _plain(value)
    ]
    if problems:
        raise ContentError(problems)


def _plain(value: str) -> str:
    """A header's value without what tools write in their own ways: case, spaces, brackets, the last semicolon."""
    return re.sub(r"[\s()]", "", value).lower().replace("-", "_").rstrip(";")


_LINE = re.compile(r'\s*(#.*|((msgctxt|msgid|msgid_plural|msgstr(\[\d+\])?)\s+)?"([^"\\]|\\.)*"\s*)?')
"""A line of a PO file: a remark, or a keyword and a quoted string, or a quoted string alone, or nothing."""


def _check_lines(text: str, path: str) -> None:
    """Raise ContentError for every line that is not a line of a PO file: Babel takes much of that in silence."""
    problems = [
        Problem(path, number, "broken PO file", "write a keyword and a text in straight quotes, and nothing behind it")
        for number, line in enumerate(text.split("\n"), start=1)
        if not _LINE.fullmatch(line)
    ]
    if problems:
        raise ContentError(problems)


def load_strings(root: Path, locale: str) -> Strings:
    """The look-up of one language. Raises ContentError when its catalogue can't be read."""
    if locale == SOURCE:
        return Strings(locale, NullTranslations())
    file = catalogue_path(root, locale)
    return _loaded(root, locale, file.stat().st_mtime_ns if file.exists() else 0)


@lru_cache(maxsize=8)
def _loaded(root: Path, locale: str, _changed: int) -> Strings:
    """The look-up, read once for each state of the file: a build asks for it several times."""
    return strings_from(read_catalogue(root, locale), locale)


def entry_state(entry: Message) -> State:
    """Whether an entry is missing (empty), behind (fuzzy), current, or reviewed.

    A native speaker signs an entry by a translator's comment, `# reviewed: bcdfghjk 2026-11-20 Name`, with the
    fingerprint of the translation: when that changes, the signature lapses.
    """
    texts = [text or "" for text in (entry.string if isinstance(entry.string, (tuple, list)) else [entry.string])]
    if not all(texts) or (entry.fuzzy and _guessed(entry)):
        return State.MISSING
    if entry.fuzzy:
        return State.BEHIND
    wording = fingerprint("\n".join(texts))
    reviews = [parse_review(found[1]) for comment in entry.user_comments if (found := _REVIEWED.match(comment))]
    return State.REVIEWED if any(review and review.wording == wording for review in reviews) else State.CURRENT


_REVIEWED = re.compile(r"\s*reviewed:\s*(.*)")
_PREVIOUS = re.compile(r"\|\s*(msgctxt|msgid|msgid_plural)?\s*(\".*\")")


def _guessed(entry: Message) -> bool:
    """Whether a tool took the translation from an entry of another context: likeness alone, never to be shown."""
    for comment in entry.user_comments:
        found = _PREVIOUS.match(comment.strip())
        if found and found[1] == "msgctxt":
            return bool(denormalize(found[2]) != entry.context)
    return False


def previous_text(entry: Message) -> str:
    """The English text that a fuzzy entry was translated from, "" where the file does not say.

    Babel (2.18) reads the lines `#| msgid …` as comments of a translator.
    """
    text, current = "", ""
    for comment in entry.user_comments:
        found = _PREVIOUS.match(comment.strip())
        if found:
            current = found[1] or current
            text += denormalize(found[2]) if current == "msgid" else ""
    return text


def strings_from(catalogue: Catalog, locale: str) -> Strings:
    """The look-up of a catalogue in memory."""
    compiled = io.BytesIO()
    shown = Catalog(locale=catalogue.locale)
    for entry in catalogue:
        if entry.id and entry_state(entry) != State.MISSING:
            shown[entry.id] = entry
    write_mo(compiled, shown, use_fuzzy=True)
    compiled.seek(0)
    waiting: dict[State, set[str]] = {State.MISSING: set(), State.BEHIND: set()}
    for entry in catalogue:
        state = entry_state(entry)
        if entry.id and state in waiting:
            texts = entry.id if state == State.MISSING else entry.string
            waiting[state] |= set(texts if isinstance(texts, (tuple, list)) else [str(texts)])
    return Strings(
        locale,
        Translations(compiled, domain=gettext.GNUTranslations.__name__),
        frozenset(waiting[State.MISSING]),
        frozenset(waiting[State.BEHIND]),
    )
