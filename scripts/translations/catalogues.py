"""Message catalogues made and renewed from what the guide says in English."""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po

from macros.edition import read_edition
from macros.strings import THEME_CONTEXT, catalogue_path, read_catalogue
from macros.tables import load_tables, texts
from macros.theme import theme_strings

CODE_FOLDERS = ("scripts/search", "scripts/offline")
TEMPLATE_FOLDERS = ("macros/components", "overrides", "scripts/build")
KEYWORDS = {"pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}
PLURALS = {
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)",
    "ky": "nplurals=2; plural=(n != 1)",
    "kk": "nplurals=2; plural=(n != 1)",
}
"""Plural rules of CLDR for whole numbers, in gettext's form."""


@dataclass(frozen=True)
class Message:
    """One string of the guide: its context, the English text (two for a plural), and the file that it stands in."""

    context: str
    text: str | tuple[str, str]
    file: str
    comment: str = ""


def messages(root: Path) -> Iterator[Message]:
    """Every string that is not a page: tables first, then templates, then the theme."""
    for context, text, file, _line in texts(load_tables(root)):
        yield Message(context, text, file)
    yield from _template_messages(root)
    yield from _code_messages(root)
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
        catalogue.delete(message.text, context=message.context) if known else None
        catalogue.add(
            message.text,
            context=message.context,
            locations=[(file, None) for file in dict.fromkeys(files)],  # type: ignore[misc]  # no lines: they are noise in every diff
            auto_comments=[message.comment] if message.comment else [],
        )
    return catalogue


def updated_catalogue(root: Path, locale: str, template: Catalog) -> Catalog:
    """The language's catalogue with the template's strings: new ones empty, changed ones fuzzy, gone ones obsolete."""
    if catalogue_path(root, locale).exists():
        catalogue = read_catalogue(root, locale)
        for entry in catalogue:  # Babel reads the previous text of a fuzzy entry as a remark of a translator
            entry.user_comments = [comment for comment in entry.user_comments if not comment.lstrip().startswith("|")]
        catalogue.update(template, no_fuzzy_matching=False, update_header_comment=False, keep_user_comments=True)
    else:
        catalogue = Catalog(locale=locale, project="Kadam", version=template.version, charset="utf-8", fuzzy=False)
        for message in template:
            if message.id:
                catalogue[message.id] = message
    return catalogue


def catalogue_text(catalogue: Catalog) -> str:
    """The catalogue as a PO file, with the previous text of fuzzy entries and no dates that change by themselves."""
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
