"""Personal variables: filled in whole for one person, or not said at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guisu.act.outreach.domain.wording import (
    BadTemplate,
    CannotRender,
    UnknownVariable,
    check,
    rendered,
)


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("周五见", {}, "周五见"),
        ("{{ name }},周五见", {"name": "小满"}, "小满,周五见"),
        ("{{ name | default: '朋友' }},周五见", {"name": ""}, "朋友,周五见"),
        ("{{ name | default: '朋友' }},周五见", {}, "朋友,周五见"),
        ("{% if name %}{{ name }},{% endif %}周五见", {"name": None}, "周五见"),
        ("还有 {{ points }} 分", {"points": 0}, "还有 0 分"),
        ("{ 不是变量 }", {}, "{ 不是变量 }"),
        ("{{ name }}", {"name": "{{ store }}"}, "{{ store }}"),
    ],
)
def test_a_text_is_filled_in(text: str, values: dict[str, object], said: str) -> None:
    assert rendered(text, values) == said


@pytest.mark.parametrize(
    "text",
    [
        "{{ name }},周五见",
        "{{ name | upcase }}",
        "{{ points | divided_by: 0 }}",
        "{% for each in (1..99999999) %}x{% endfor %}",
        "{{ name",
        "{% render 'other' %}",
        "{{ '1e400' | floor }}",
        "{{ '99999999999999999999' | date: '%Y' }}",
        "{{ 'gICA' | base64_decode }}",
    ],
)
def test_what_cannot_be_said_whole_is_not_said(text: str) -> None:
    with pytest.raises(CannotRender):
        rendered(text, {"name": " "[:0], "points": 5})


@pytest.mark.parametrize(
    "text",
    [
        "{{ name",
        "{% include 'x' %}",
        "{% render 'x' %}",
        "{{ name | shout }}",
        "{% if %}x{% endif %}",
    ],
)
def test_what_could_be_said_to_nobody_is_refused_when_it_is_written(text: str) -> None:
    with pytest.raises(BadTemplate):
        check(text)


def test_a_variable_that_nobody_knows_is_named() -> None:
    with pytest.raises(UnknownVariable) as refused:
        check("{{ nam }}")

    assert refused.value.data["name"] == "nam"
    check("{{ name }} {{ points }}", {"name", "points"})


@given(st.text())
def test_any_text_is_said_or_refused_and_nothing_else(text: str) -> None:
    try:
        check(text)
        rendered(text, {"name": "小满", "store": "北店", "organisation": "小满母婴"})
    except (BadTemplate, UnknownVariable, CannotRender):
        return


@given(st.text())
def test_what_a_person_is_called_is_never_read_as_a_template(name: str) -> None:
    said = rendered("{{ name | default: '朋友' }}", {"name": name})

    assert said == (name or "朋友")
