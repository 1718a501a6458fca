"""Tests of macros.training, on the guide's own agendas."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from macros.components.agenda_builder import address
from macros.tables import load_tables
from macros.training import Agenda, AgendaItem, FormField, Session, agenda_mistakes, clock_of, minutes_of_day
from tests.conftest import ROOT

TABLES = load_tables(ROOT)
SESSIONS = [row for row in TABLES["sessions"].rows if isinstance(row, Session)]
AGENDAS = [row for row in TABLES["agendas"].rows if isinstance(row, Agenda)]


@pytest.mark.parametrize("clock", ["00:00", "09:05", "23:59"])
def test_a_time_of_day_is_counted_and_written_back(clock: str) -> None:
    assert clock_of(minutes_of_day(clock)) == clock


@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: session.id)
def test_a_session_can_be_run_as_it_stands(session: Session) -> None:
    assert 30 <= session.minutes <= 120
    assert session.steps[-1].kind == "closing"
    assert len(session.debrief) >= 3
    assert session.id == "opening" or "opening" in session.builds_on


@pytest.mark.parametrize("agenda", AGENDAS, ids=lambda agenda: agenda.id)
def test_no_stretch_is_longer_than_a_hundred_minutes_but_the_little_room(agenda: Agenda) -> None:
    minutes = {session.id: session.minutes for session in SESSIONS}
    for day in agenda.days:
        stretch = 0
        for item in day.items:
            stretch = 0 if item.pause else stretch + (minutes[item.session] if item.session else item.minutes or 0)
            assert stretch <= (120 if item.session == "little-room" else 100), (day.title, item)


def test_four_days_hold_every_session_once_and_time_for_prayer_each_day() -> None:
    four = next(agenda for agenda in AGENDAS if agenda.id == "four-days")
    held = [item.session for day in four.days for item in day.items if item.session]
    assert sorted(held) == sorted(session.id for session in SESSIONS)
    for day in four.days:
        assert {item.pause for item in day.items} >= {"lunch", "prayer", "tea"}


def test_an_agenda_that_can_not_be_run_is_told() -> None:
    row = {"id": "x", "title": "X", "for": "All.", "note": "N.", "days": [
        {"title": "D", "start": "09:00", "end": "10:00", "items": [{"session": "norms"}, {"session": "nothing"}]},
    ]}  # fmt: skip
    found = [(where, wrong) for where, wrong, _mend in agenda_mistakes(Agenda.model_validate(row), SESSIONS)]
    assert found == [
        (("days", 0, "items", 0), "“norms” stands before what it builds on: opening"),
        (("days", 0, "items", 1), "unknown session “nothing”"),
        (("days", 0, "end"), "the day ends at 10:00, its items at 10:30"),
    ]


@pytest.mark.parametrize(
    "item", [{}, {"session": "a", "pause": "tea", "minutes": 5}, {"pause": "tea"}, {"session": "a", "minutes": 5}]
)
def test_an_item_is_one_of_three_things(item: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        AgendaItem.model_validate(item)


@pytest.mark.parametrize(
    "field",
    [
        {"kind": "choice"},
        {"kind": "table"},
        {"kind": "line", "options": ["a"]},
        {"kind": "text", "rows": 2, "columns": ["a"]},
    ],
)
def test_a_field_has_what_its_kind_needs(field: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        FormField.model_validate({"id": "x", "label": "X", **field})


def test_a_ready_agenda_is_an_address_that_the_builder_reads() -> None:
    two = next(agenda for agenda in AGENDAS if agenda.id == "two-hours")
    assert address(two) == "1000._other5.opening._tea10.man-box"
