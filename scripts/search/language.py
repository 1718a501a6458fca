"""What search knows of a language: folded letters, endings, stop words, synonyms."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from macros.problems import ContentError, Problem
from macros.source import Document, read_yaml

VOWELS = "аеёиоуыэюяөүәұіaeiouy"


class EndingClass(BaseModel):
    """Endings of which at most one is stripped, in templates whose capitals stand for several letters."""

    model_config = ConfigDict(extra="forbid")
    name: str
    endings: list[str] = Field(min_length=1)


class SearchRules(BaseModel):
    """locales/<locale>/search.yml."""

    model_config = ConfigDict(extra="forbid")
    fold: dict[str, str] = {}
    harmony: dict[str, str] = {}
    letters: dict[str, str] = {}
    shortest: int = Field(ge=2, le=5)
    suffixes: list[EndingClass] = []
    stop: list[str] = []
    synonyms: dict[str, list[str]] = {}
    alternations: dict[str, str] = {}

    def folded(self, text: str) -> str:
        """The text in lower case with its letters folded."""
        return "".join(self.fold.get(letter, letter) for letter in text.lower())

    def expanded(self, template: str) -> set[str]:
        """The folded endings that a template stands for: `лAр` gives лар, лер, лор."""
        choices = [self.letters.get(letter, letter) for letter in template]
        return {self.folded("".join(letters)) for letters in product(*choices)}

    def compiled(self) -> dict[str, Any]:
        """The rules as the engine in the browser takes them: endings folded and longest first."""
        endings: list[list[str]] = []
        for kind in self.suffixes:
            forms = {form for template in kind.endings for form in self.expanded(template)}
            endings.append(sorted(forms, key=lambda form: (-len(form), form)))
        return {
            "fold": self.fold,
            "vowels": "".join(dict.fromkeys(self.folded(VOWELS))),
            "harmony": self.harmony,
            "shortest": self.shortest,
            "endings": endings,
            "stop": [self.folded(word) for word in self.stop],
            "synonyms": [
                [self.folded(word), [self.folded(other) for other in others]] for word, others in self.synonyms.items()
            ],
            "alternations": self.alternations,
        }


def rules_path(root: Path, locale: str) -> Path:
    """The file of the language's rules."""
    return root / "locales" / locale / "search.yml"


def load_rules(root: Path, locale: str) -> SearchRules:
    """The language's rules; those of no language where it has none yet. Raises ContentError for mistakes."""
    file = rules_path(root, locale)
    if not file.exists():
        return SearchRules(shortest=3)
    document = read_yaml(file, root)
    try:
        return SearchRules.model_validate(document.data)
    except ValidationError as error:
        raise ContentError(_problems(document, error)) from None


def _problems(document: Document, error: ValidationError) -> list[Problem]:
    return [
        Problem(
            document.path,
            document.line(tuple(detail["loc"])),
            f"“{'.'.join(str(part) for part in detail['loc'])}”: {detail['msg']}",
            "correct the value",
        )
        for detail in error.errors()
    ]
