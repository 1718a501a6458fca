"""The rows of the tables in docs/_data: what each may hold, and which of it is text to translate."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator


class Translatable:
    """Marks a field whose text stands in the message catalogue."""


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("the text is empty")
    return text


def _web_address(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", text):
        raise ValueError("not a web address that begins with https:// or http://")
    return text


Text = Annotated[str, AfterValidator(_not_blank), Translatable()]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
PagePath = Annotated[str, StringConstraints(pattern=r"^[a-z0-9/-]+\.md$")]
Url = Annotated[str, AfterValidator(_web_address)]
Dialled = Annotated[str, StringConstraints(pattern=r"^\+?[0-9]+$")]
PartialDate = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?|/\d{4})?$")]
"""A day, a month, a year, or two years: 2024-09-16, 2024-06, 2017, 2023/2024."""


class Part(BaseModel):
    """A piece of a row. Nothing beyond the named fields is allowed."""

    model_config = ConfigDict(extra="forbid", strict=True)

    def texts(self, context: str) -> Iterator[tuple[str, str]]:
        """Each text to translate with its message context, such as `topics/money/questions`.

        The items of a list share one context, so that inserting an item leaves its neighbours' messages alone.
        """
        for name, field in type(self).model_fields.items():
            yield from _texts(getattr(self, name), f"{context}/{name}", is_text=_is_text(field))

    def translated(self, context: str, translate: Callable[[str, str], str]) -> Self:
        """A copy in which `translate(context, text)` has replaced every text."""
        changed = {
            name: _translated(getattr(self, name), f"{context}/{name}", translate, is_text=_is_text(field))
            for name, field in type(self).model_fields.items()
        }
        return self.model_copy(update=changed)


def _is_text(field: Any) -> bool:
    return any(isinstance(mark, Translatable) for mark in field.metadata) or "Translatable" in repr(field.annotation)


def _texts(value: Any, context: str, *, is_text: bool) -> Iterator[tuple[str, str]]:
    if isinstance(value, str) and is_text:
        yield context, value
    elif isinstance(value, Part):
        yield from value.texts(context)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, f"{context}/{item.id}" if isinstance(item, Row) else context, is_text=is_text)


def _translated(value: Any, context: str, translate: Callable[[str, str], str], *, is_text: bool) -> Any:
    if isinstance(value, str) and is_text:
        return translate(context, value)
    if isinstance(value, Part):
        return value.translated(context, translate)
    if isinstance(value, list):
        return [
            _translated(item, f"{context}/{item.id}" if isinstance(item, Row) else context, translate, is_text=is_text)
            for item in value
        ]
    return value


class Row(Part):
    """A piece with an id of its own, which is its address in the page."""

    id: Id


class Section(Row):
    """One of the three steps of the guide."""

    title: Text
    summary: Text
    page: PagePath


class Goal(Row):
    """Something that a reader may want to achieve, with what to do and what to avoid."""

    title: Text
    aim: Text
    do: list[Text] = Field(min_length=1)
    avoid: list[Text] = Field(min_length=1)
    scene: Text
    see: list[PagePath] = []


class Step(Row):
    """One step of planning."""

    title: Text
    means: Text
    why: Text
    actions: list[Text] = Field(min_length=1)
    scene: Text
    see: list[PagePath] = []


class Recommendation(Row):
    """A recommendation with its two sides."""

    title: Text
    why: Text
    do: list[Text] = Field(min_length=1)
    dont: list[Text] = Field(min_length=1)
    scene: Text
    see: list[PagePath] = []


class ScenarioStep(Part):
    """A step of a scenario; minutes are left out where a step has no fixed length."""

    minutes: int | None = Field(default=None, gt=0)
    text: Text


class Trouble(Part):
    """Something that can go wrong, and what to do then."""

    problem: Text
    reply: Text


class Scenario(Row):
    """Something to run as it stands."""

    title: Text
    aim: Text
    who: Text
    time: Text
    steps: list[ScenarioStep] = Field(min_length=1)
    need: list[Text] = Field(min_length=1)
    wrong: list[Trouble] = Field(min_length=1)
    see: list[PagePath] = []


class Example(Part):
    """An example from elsewhere, with its address where one is known."""

    text: Text
    url: Url | None = None


class Level(Row):
    """A level of the socio-ecological model, from the person outward."""

    title: Text
    short: Text
    goal: Text
    scene: Text
    examples: list[Example] = Field(min_length=1)
    try_: Text = Field(alias="try")


class Theme(Row):
    """A theme that groups topics."""

    title: Text


class Topic(Row):
    """A topic to talk about: a scene and questions."""

    theme: Id
    title: Text
    scene: Text
    questions: list[Text] = Field(min_length=1)
    see: list[PagePath] = []


class Source(Row):
    """Where support numbers were read, and the date on that source."""

    name: Text
    url: Url | None = None
    date: PartialDate


class Service(Row):
    """A support service. A field left out is unknown, and the page says so."""

    number: str
    tel: Dialled
    whatsapp: Annotated[str, StringConstraints(pattern=r"^\+[0-9 ]+$")] | None = None
    what: Text
    hours: Text | None = None
    cost: Text | None = None
    languages: Text | None = None
    men: Text | None = None
    recorded: Text | None = None
    police: Text | None = None
    sources: list[Id] = Field(min_length=1)


class Country(Row):
    """The support services of a country."""

    title: Text
    note: Text | None = None
    conflicts: list[Text] = []
    sources: list[Source] = Field(min_length=1)
    services: list[Service] = Field(min_length=1)

    @model_validator(mode="after")
    def _sources_are_known(self) -> Self:
        known = {source.id for source in self.sources}
        for service in self.services:
            for source in service.sources:
                if source not in known:
                    raise ValueError(f"the service {service.id} names an unknown source “{source}”")
        return self

    def sources_of(self, service: Service) -> list[Source]:
        """The sources of one service, in the order in which it names them."""
        return [source for name in service.sources for source in self.sources if source.id == name]


class GlossaryEntry(Part):
    """A term of one language: as the reader sees it, and what translators must know of it."""

    id: Id
    term: str = Field(min_length=1)
    definition: str = Field(min_length=1)
    variants: list[str] = []
    avoid: list[str] = []
    note: str | None = None
    checked: bool = True
    """Set to false in the English glossary for a word that also means something else.

    Its translation is not looked for.
    """
