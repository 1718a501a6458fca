"""The rows of the trainers' tables: session plans, agendas made of them, and forms to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from macros.models import Id, PagePath, Part, Row, Text

StepKind = Literal["opening", "activity", "discussion", "input", "deepening", "synthesis", "closing"]
Pause = Literal["tea", "lunch", "prayer", "evening"]


def _clock(text: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise ValueError("not a time of day such as 09:30")
    return text


Clock = Annotated[str, AfterValidator(_clock)]


class People(Part):
    """Who a session is for, and how many."""

    least: int = Field(gt=0)
    most: int = Field(gt=0)
    who: Text

    @model_validator(mode="after")
    def _least_is_less(self) -> Self:
        if self.least > self.most:
            raise ValueError("the least number of people is more than the most")
        return self


class Material(Part):
    """A thing that a session needs, and what replaces it when there is no money."""

    thing: Text
    instead: Text


class SessionStep(Part):
    """A step of a session with its minutes, and the exact words to say."""

    kind: StepKind
    minutes: int = Field(gt=0)
    title: Text
    text: Text
    prompts: list[Text] = Field(default_factory=list)


class Objection(Part):
    """What somebody may say against it, and what to answer."""

    says: Text
    reply: Text


class Session(Row):
    """A session plan with everything that a trainer needs to run it. `builds_on` names what must come before it."""

    title: Text
    aim: Text
    outcomes: list[Text] = Field(min_length=1)
    people: People
    facilitators: Text
    builds_on: list[Id] = Field(default_factory=list)
    materials: list[Material] = Field(min_length=1)
    room: Text
    preparation: list[Text] = Field(min_length=1)
    steps: list[SessionStep] = Field(min_length=1)
    debrief: list[Text] = Field(min_length=1)
    resistance: list[Objection] = Field(min_length=1)
    take_home: Text
    online: Text
    evaluation: Text
    safety: list[Text] = Field(min_length=1)
    referral: Text
    accountability: Text
    see: list[PagePath] = Field(default_factory=list)

    @property
    def minutes(self) -> int:
        """The length of the session in minutes."""
        return sum(step.minutes for step in self.steps)


class AgendaItem(Part):
    """An item of a day: a session (its minutes are its own), a pause, or something else in words."""

    session: Id | None = None
    pause: Pause | None = None
    note: Text | None = None
    minutes: int | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _is_one_of_three(self) -> Self:
        if sum(value is not None for value in (self.session, self.pause, self.note)) != 1:
            raise ValueError("an item is a session, a pause or a note, one of them")
        if (self.session is None) != (self.minutes is not None):
            raise ValueError("a pause and a note need minutes; a session has its own")
        return self


class AgendaDay(Part):
    """A day of an agenda from its start to its end."""

    title: Text
    start: Clock
    end: Clock
    items: list[AgendaItem] = Field(min_length=1)


class Agenda(Row):
    """An agenda of one or more days."""

    title: Text
    for_: Text = Field(alias="for")
    note: Text
    days: list[AgendaDay] = Field(min_length=1)


class FormField(Row):
    """A field of a form. `options` belong to a choice, `columns` and `rows` to a table."""

    label: Text
    kind: Literal["line", "text", "date", "choice", "tick", "table"]
    help: Text | None = None
    options: list[Text] = Field(default_factory=list)
    columns: list[Text] = Field(default_factory=list)
    rows: int = 0

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Self:
        if (self.kind == "choice") != bool(self.options):
            raise ValueError("a choice needs options, and nothing else has them")
        if (self.kind == "table") != bool(self.columns and self.rows):
            raise ValueError("a table needs columns and rows, and nothing else has them")
        return self


class FormGroup(Row):
    """Fields that belong together."""

    title: Text
    fields: list[FormField] = Field(min_length=1)


class Form(Row):
    """A form to fill in on the phone or to print blank. `safety` says what must not be written on it."""

    title: Text
    intro: Text
    groups: list[FormGroup] = Field(min_length=1)
    safety: Text


def minutes_of_day(clock: str) -> int:
    """Minutes since midnight."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def clock_of(minutes: int) -> str:
    """The time of day so many minutes after midnight, as 09:30."""
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def agenda_mistakes(agenda: Agenda, sessions: Sequence[Session]) -> Iterator[tuple[tuple[int | str, ...], str, str]]:
    """What can't be run: where in the row (a path of keys), what is wrong, how to mend it."""
    known = {session.id: session for session in sessions}
    done: set[str] = set()
    for number, day in enumerate(agenda.days):
        clock = minutes_of_day(day.start)
        for position, item in enumerate(day.items):
            where = ("days", number, "items", position)
            session = known.get(item.session or "")
            if item.session and session is None:
                yield where, f"unknown session “{item.session}”", f"there are: {', '.join(known)}"
            if session:
                lacking = [wanted for wanted in session.builds_on if wanted not in done]
                if lacking:
                    yield where, f"“{session.id}” stands before what it builds on: {', '.join(lacking)}", "move it"
                done.add(session.id)
            clock += session.minutes if session else item.minutes or 0
        if clock != minutes_of_day(day.end):
            wrong = f"the day ends at {day.end}, its items at {clock_of(clock)}"
            yield ("days", number, "end"), wrong, "change the end, or the minutes of pauses and notes"
