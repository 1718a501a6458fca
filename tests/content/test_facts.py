"""What the guide must carry in every language: links, names, dates, numbers of its sources."""

from __future__ import annotations

import re
from collections import Counter

import pytest
import yaml

from macros.glossary import load_glossary
from macros.pages import page_paths, read_page
from macros.tables import load_tables, texts
from tests.conftest import LOCALES, ROOT

LINKS = """
https://winprojectosce.org/publications
https://www.heforshe.org/en
https://menengage.org/
https://www.weforum.org/publications/global-gender-gap-report-2024/
https://utppublishing.com/doi/abs/10.22374/ijmsch.v2i1.5
https://kazakhstan.unfpa.org/sites/default/files/pub-pdf/eng_final_situational_analysis_of_men_and_gender_equality_in_ca_done.pdf
https://menengage.unfpa.org/en
https://knowledge.unicef.org/ECAR/resource/engaging-boys-and-men-gender-equality-initiatives-europe-and-central-asia
https://www.osce.org/files/f/documents/6/e/524598_0.pdf
https://trainingcentre.unwomen.org/mod/glossary/view.php?id=36
https://www.osce.org/files/f/documents/a/6/341816_0.pdf
https://www.osce.org/files/f/documents/7/d/23295.pdf
https://hdr.undp.org/data-center/thematic-composite-indices/gender-inequality-index#/indicies/GII
https://kazakhstan.unfpa.org/en/publications/journey-manhood-regional-strategy-engaging-men-and-boys-ending-vawg-central-asia
https://www.ohchr.org/en/instruments-mechanisms/instruments/convention-elimination-all-forms-discrimination-against-women
https://normlex.ilo.org/dyn/nrmlx_en/f?p=NORMLEXPUB:12100:0::NO::P12100_ILO_CODE:C190
https://www.coe.int/en/web/istanbul-convention/home
https://be-a-man-in-central-asia.tilda.ws/
https://menengage.org/resources/accountability-framework-of-menengage-alliance
""".split()  # noqa: SIM905  as they are copied, one a line

TABLE_LINKS = """
https://www.boys-day.de/
https://youngmeninitiative.net/en/
https://promundoglobal.org/programs/program-p/
https://www.osce.org/secretariat/576324
https://prevention-collaborative.org/programme-examples/stepping-stones-and-creating-futures/
https://georgia.unfpa.org/sites/default/files/pub-pdf/MenCare%20Brochure.pdf
http://www.menengage.org/
""".split()  # noqa: SIM905  as they are copied, one a line

NUMBERS = {
    "kazakhstan": ["112", "103", "102", "150", "111"],
    "kyrgyzstan": ["102", "103", "111", "112"],
    "tajikistan": ["102", "103", "1313"],
    "turkmenistan": ["03", "02", "+993 12 228668"],
    "uzbekistan": ["102", "103", "112", "1259", "1146"],
}
"""The support numbers that may be published, by country, and no others."""

DATES = {
    "kazakhstan": "2024-09-16",
    "kyrgyzstan": "2023-09-28",
    "tajikistan": "2023-12-15",
    "turkmenistan": "2023-07-13",
    "uzbekistan": "2024-01-26",
}


def all_text(locale: str) -> str:
    return "\n".join(read_page(ROOT, locale, path).body for path in page_paths(ROOT, locale))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("link", LINKS)
def test_a_source_is_linked_in_every_language(locale: str, link: str) -> None:
    assert f"]({link})" in all_text(locale)


def test_the_examples_of_the_levels_are_linked() -> None:
    text = (ROOT / "docs" / "_data" / "levels.yml").read_text(encoding="utf-8")
    assert [link for link in TABLE_LINKS if f"url: {link}" not in text] == []


def test_the_support_numbers_are_those_of_the_sources_and_no_others() -> None:
    rows = yaml.safe_load((ROOT / "docs" / "_data" / "services.yml").read_text(encoding="utf-8"))
    assert {row["id"]: [service["number"] for service in row["services"]] for row in rows} == NUMBERS
    for row in rows:
        for service in row["services"]:
            assert re.sub(r"\D", "", service["tel"]) == re.sub(r"\D", "", service["number"])
        guidance = row["sources"][0]
        assert guidance["date"] == DATES[row["id"]]
        assert guidance["url"] == (
            f"https://www.gov.uk/government/publications/{row['id']}-information-for-victims-of-rape-and-sexual-assault"
        )


def test_what_is_known_of_a_line_is_what_a_source_says() -> None:
    rows = yaml.safe_load((ROOT / "docs" / "_data" / "services.yml").read_text(encoding="utf-8"))
    known = {
        service["id"]: sorted(set(service) & {"hours", "cost", "languages", "men", "recorded", "police"})
        for row in rows
        for service in row["services"]
    }
    assert {name: fields for name, fields in known.items() if fields} == {
        "kz-150": ["hours"],
        "kz-111": ["cost", "hours"],
        "kg-111": ["cost", "hours", "recorded"],
        "kg-112": ["police"],
        "tj-1313": ["cost", "police"],
    }


@pytest.mark.parametrize("locale", LOCALES)
def test_every_term_of_the_glossary_is_linked_from_some_page(locale: str) -> None:
    text = all_text(locale)
    unlinked = [entry.id for entry in load_glossary(ROOT, locale) if f"glossary.md#{entry.id})" not in text]
    assert unlinked == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_component_that_shows_a_table_stands_on_some_page(locale: str) -> None:
    text = all_text(locale)
    for name in ("section", "goal", "step", "recommendation", "scenario", "level", "topic", "service"):
        assert text.count(f"{{{{ {name}_cards() }}}}") == 1
    assert text.count("{{ level_figure() }}") == 1
    assert text.count("{{ local_services_card() }}") == 1
    assert text.count("{{ glossary_list() }}") == 1


def test_the_tables_have_as_many_rows_and_questions_as_the_source() -> None:
    tables = load_tables(ROOT)
    counts = {name: len(table.rows) for name, table in tables.items()}
    assert counts["goals"] == 3
    assert counts["steps"] == 5
    assert counts["recommendations"] == 8
    assert counts["levels"] == 4
    assert counts["topics"] == 16
    assert counts["themes"] == 5
    assert counts["scenarios"] == 5
    questions = {topic.id: len(topic.questions) for topic in tables["topics"].rows}  # type: ignore[attr-defined]
    least = dict.fromkeys(questions, 2) | {
        "human-rights": 1,
        "harassment": 3,
        "decisions": 3,
        "leave": 3,
        "mental-health": 3,
    }
    assert all(questions[topic] >= count for topic, count in least.items())


@pytest.mark.parametrize("locale", LOCALES)
def test_the_people_and_programmes_of_the_sources_are_named(locale: str) -> None:
    text = all_text(locale)
    for name in ("OSCE", "Promundo", "MÄN", "HeForShe", "MenEngage", "Killar.se", "Program H"):
        if locale == "en" or name in ("MÄN", "HeForShe", "MenEngage", "Killar.se"):
            assert name in text
    for number in ("2004", "2018", "27", "15", "24", "45", "120"):
        assert re.search(rf"\b{number}\b", text)


@pytest.mark.parametrize("locale", [locale for locale in LOCALES if locale != "en"])
def test_the_guide_says_thou(locale: str) -> None:
    """The polite address occurs only in speech inside quotation marks."""
    polite = {
        "ru": r"\b(Вы|Вам|Вас|Ваш\w*)\b",
        "ky": r"\b[Сс]из(дин|ге|ди|ден|дерге)?\b",
        "kk": r"\b[Сс]із(дің|ге|ді|ден)?\b",
    }
    spoken = re.compile(r"«[^»]*»", re.DOTALL)
    for path in page_paths(ROOT, locale):
        body = spoken.sub("", read_page(ROOT, locale, path).body)
        found = [match for match in re.finditer(polite[locale], body) if not is_sentence_start(body, match.start())]
        assert not found, (path, [body[max(0, match.start() - 40) : match.end() + 20] for match in found])


def is_sentence_start(text: str, position: int) -> bool:
    return bool(re.search(r"(^|[.!?:…»*]\s*|\n\s*)$", text[:position])) and text[position] == "В"


def test_every_text_of_the_tables_has_a_context_of_its_own() -> None:
    seen = Counter((context, text) for context, text, _file, _line in texts(load_tables(ROOT)))
    doubled = {entry for entry, count in seen.items() if count > 1}
    assert doubled == {("sessions/norms/steps/text", "The same rhythm.")}, "three steps that are meant to be alike"
