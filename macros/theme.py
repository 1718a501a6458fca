"""Material's own strings, taken from its English and translated by our catalogues."""

from __future__ import annotations

import json
import re
from pathlib import Path

import material

from macros.strings import THEME_CONTEXT, Strings

UNTRANSLATED = ("language", "direction", "search.config.")
"""Keys that are settings, not words."""


def theme_strings() -> dict[str, str]:
    """The English words of the theme by their keys, as the installed Material has them."""
    template = Path(material.__file__).parent / "templates" / "partials" / "languages" / "en.html"
    found = re.search(r"\{\{ (\{.*?\})\[key\]", template.read_text(encoding="utf-8"), re.DOTALL)
    if not found:
        raise RuntimeError(f"{template} has changed its form; adapt macros/theme.py")
    strings: dict[str, str] = json.loads(found[1])
    return {key: text for key, text in strings.items() if not key.startswith(UNTRANSLATED)}


def theme_template(strings: Strings, direction: str = "ltr") -> str:
    """The theme's language file for one locale, in the form that Material's partials/language.html includes."""
    words = {"language": strings.locale, "direction": direction}
    for key, text in theme_strings().items():
        words[key] = strings.text(THEME_CONTEXT + key, text)
    return f"{{% macro t(key) %}}{{{{ {json.dumps(words, ensure_ascii=False)}[key] }}}}{{% endmacro %}}"
