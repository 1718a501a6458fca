"""Tests of scripts.build.styles."""

from __future__ import annotations

import pytest

from scripts.build.styles import Used, purged


def style_for(html: str, style: str, script: str = "") -> str:
    used = Used()
    used.add_page(html)
    used.add_script(script)
    return purged(style, used)


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        (".a{color:red}", True),
        (".b{color:red}", False),
        ("p.a>b{color:red}", False),
        ("p:hover{color:red}", True),
        ("p::before{content:'.b'}", True),
        (".a:not(.b){color:red}", True),
        (".a:is(.b,.c){color:red}", False),
        (".a:is(.b,p){color:red}", True),
        ("#x{color:red}", True),
        ("#y{color:red}", False),
        ("[dir=ltr] .a{color:red}", True),
        ("[dir=rtl] .a{color:red}", False),
        ("p[open]{color:red}", True),
        ("@media print{.a{color:red}}", True),
        ("@media print{.b{color:red}}", False),
        ("@page{margin:1cm}", True),
        ("@font-face{font-family:x}", False),
    ],
)
def test_a_rule_stays_if_it_can_match(rule: str, kept: bool) -> None:  # noqa: FBT001
    assert bool(style_for('<body dir="ltr"><p class="a" id="x">', rule)) == kept


def test_one_selector_of_a_list_can_go_alone() -> None:
    assert style_for('<p class="a">', ".a,.b,p{color:red}") == ".a,p{color:red}"


def test_a_class_that_a_script_sets_is_kept() -> None:
    assert style_for("<p>", ".drawn{color:red}", 'card.classList.add("drawn")') == ".drawn{color:red}"


def test_custom_properties_that_nothing_reads_go_also_in_chains() -> None:
    style = ":root{--a:1px;--b:var(--c);--c:2px;--d:url('data:x;y')}p{width:var(--a)}"
    assert style_for("<p>", style) == ":root{--a:1px}p{width:var(--a)}"
