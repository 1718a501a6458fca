"""Message catalogues made and renewed from what the guide says in English."""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.extract import extract
from babel.messages.pofile import write_po

from macros.edition import read_edition
from macros.languages import babel_locale
from macros.sections import State
from macros.source import read_settled
from macros.strings import PLURALS, THEME_CONTEXT, catalogue_path, entry_state, previous_text, read_catalogue
from macros.tables import load_tables, texts
from macros.theme import theme_strings
from scripts.translations.places import Places

CODE_FOLDERS = ("macros/components", "scripts/search", "scripts/offline", "scripts/print", "scripts/release")
TEMPLATE_FOLDERS = (
    "macros/components",
    "overrides",
    "scripts/build",
    "scripts/translations",
    "scripts/print",
    "scripts/release",
)
KEYWORDS = {"pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}


@dataclass(frozen=True)
class Message:
    """One string of the guide: its context, the English text (two for a plural), and the file that it stands in."""

    context: str
    text: str | tuple[str, str]
    file: str
    comment: str = ""


def messages(root: Path) -> Iterator[Message]:
    """Every string that is not a page: tables first, then templates, then the theme."""
    tables = load_tables(root)
    places = Places(root, tables)
    for context, text, file, _line in texts(tables):
        yield Message(context, text, file, places.of(context))
    for message in [*_template_messages(root), *_code_messages(root)]:
        comment = " ".join(part for part in (message.comment, places.of(message.context)) if part)
        yield Message(message.context, message.text, message.file, comment)
    for key, text in theme_strings().items():
        yield Message(THEME_CONTEXT + key, text, "theme", "A string of the Material theme.")


def _template_messages(root: Path) -> Iterator[Message]:
    files = [file for folder in TEMPLATE_FOLDERS for file in sorted((root / folder).rglob("*.html*"))]
    for file in files:
        found = extract(
            "jinja2.ext:babel_extract",
            io.BytesIO(file.read_bytes()),
            keywords=KEYWORDS,
            comment_tags=("translators:",),
            options={"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"},
        )
        for _line, text, comments, context in found:
            plain = text if isinstance(text, str) else (text[0], text[1])
            yield Message(context or "", plain, file.relative_to(root).as_posix(), " ".join(comments))


def _code_messages(root: Path) -> Iterator[Message]:
    """Strings of the steps after MkDocs: calls of `strings.text` and `strings.plural` with plain texts."""
    for folder in CODE_FOLDERS:
        for file in sorted((root / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                texts = _call_texts(node)
                if texts:
                    plain = texts[1] if len(texts) == 2 else (texts[1], texts[2])
                    yield Message(texts[0], plain, file.relative_to(root).as_posix())


def _call_texts(node: ast.AST) -> list[str]:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return []
    wanted = {"text": 2, "plural": 3}.get(node.func.attr)
    values = [argument.value for argument in node.args[:wanted] if isinstance(argument, ast.Constant)] if wanted else []
    texts = [value for value in values if isinstance(value, str)]
    return texts if texts and len(texts) == wanted else []


def template_catalogue(root: Path) -> Catalog:
    """The catalogue of all strings without translations, in the order in which they stand."""
    edition = read_edition(root)
    catalogue = Catalog(project="Kadam", version=edition.number, charset="utf-8", fuzzy=False)
    catalogue.header_comment = "# The strings of Kadam that are not pages.\n# Licence: CC BY 4.0."
    for message in messages(root):
        known = catalogue.get(message.text, context=message.context)
        files = [*(place[0] for place in known.locations), message.file] if known else [message.file]
        comments = [*known.auto_comments, message.comment] if known else [message.comment]
        catalogue.delete(message.text, context=message.context) if known else None
        catalogue.add(
            message.text,
            context=message.context,
            locations=[(file, None) for file in dict.fromkeys(files)],  # type: ignore[misc]  # no lines: they are noise in every diff
            auto_comments=[comment for comment in dict.fromkeys(comments) if comment],
        )
    return catalogue


def updated_catalogue(root: Path, locale: str, template: Catalog) -> Catalog:
    """The language's catalogue with the template's strings: new ones empty, changed ones fuzzy, gone ones obsolete."""
    if not catalogue_path(root, locale).exists():
        return new_catalogue(locale, template)
    read_settled(catalogue_path(root, locale), root)
    catalogue = read_catalogue(root, locale)
    before = {(entry.context, _first(entry)): previous_text(entry) for entry in catalogue if entry.fuzzy}
    for entry in catalogue:  # Babel reads the previous text of a fuzzy entry as a remark of a translator
        entry.user_comments = [comment for comment in entry.user_comments if not comment.lstrip().startswith("|")]
    for old, new in list(_reworded(catalogue, template)):
        before[new.context, _first(new)] = before.pop((old.context, _first(old)), "") or _first(old)
        catalogue.delete(old.id, context=old.context)
        catalogue.add(
            new.id, old.string, flags={*old.flags, "fuzzy"}, context=new.context, user_comments=old.user_comments
        )
    catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False, keep_user_comments=True)
    for entry in catalogue:
        earlier = before.get((entry.context, _first(entry)))
        if entry.fuzzy and earlier:
            entry.previous_id = [earlier]
    return catalogue


def new_catalogue(locale: str, template: Catalog) -> Catalog:
    """An empty catalogue of the language with the template's strings."""
    catalogue = Catalog(
        locale=babel_locale(locale), project="Kadam", version=template.version, charset="utf-8", fuzzy=False
    )
    for message in template:
        if message.id:
            catalogue[message.id] = message
    return catalogue


def _reworded(catalogue: Catalog, template: Catalog) -> Iterator[tuple[Entry, Entry]]:
    """Entries that are gone and what their English text has become, of the same context.

    In the context of one field (topics/money/questions) as many texts gone as new are the same texts reworded,
    however much. In the context of a whole component only a likeness of three quarters counts: a wrong guess would
    be shown to readers.
    """
    gone: dict[str | None, list[Entry]] = {}
    new: dict[str | None, list[Entry]] = {}
    for entry in catalogue:
        if entry.id and not template.get(entry.id, context=entry.context):
            gone.setdefault(entry.context, []).append(entry)
    for entry in template:
        if entry.id and not catalogue.get(entry.id, context=entry.context):
            new.setdefault(entry.context, []).append(entry)
    for context, entries in gone.items():
        fresh = new.get(context, [])
        field = "/" in str(context) and len(entries) == len(fresh)
        for position, entry in enumerate(entries):
            found = fresh[position] if field else _like(entry, fresh)
            if found and isinstance(entry.id, str) == isinstance(found.id, str):
                yield entry, found


def _like(entry: Entry, fresh: list[Entry]) -> Entry | None:
    near = get_close_matches(_first(entry), [_first(other) for other in fresh], n=1, cutoff=0.75)
    return next((other for other in fresh if [_first(other)] == near), None)


def _first(entry: Entry) -> str:
    return entry.id[0] if isinstance(entry.id, (tuple, list)) else str(entry.id)


def catalogue_text(catalogue: Catalog) -> str:
    """The catalogue as a PO file, with the previous text of fuzzy entries and no dates that change by themselves."""
    kept = sorted(catalogue.obsolete.items(), key=lambda found: (found[1].context or "", _first(found[1])))
    catalogue.obsolete.clear()  # in an order of its own, so that every tool leaves the same file
    catalogue.obsolete.update((key, entry) for key, entry in kept if entry_state(entry) != State.MISSING)
    written = io.BytesIO()
    write_po(written, catalogue, width=100, omit_header=True, include_previous=True, include_lineno=False)
    return _header(catalogue) + written.getvalue().decode("utf-8")


def _header(catalogue: Catalog) -> str:
    locale = str(catalogue.locale) if catalogue.locale else ""
    fields = {
        "Project-Id-Version": f"Kadam {catalogue.version}",
        "Language": locale,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    if locale:
        fields["Plural-Forms"] = PLURALS.get(locale, catalogue.plural_forms) + ";"
    lines = "".join(f'"{name}: {value}\\n"\n' for name, value in fields.items())
    return f'# The strings of Kadam that are not pages. Licence: CC BY 4.0.\nmsgid ""\nmsgstr ""\n{lines}\n'
