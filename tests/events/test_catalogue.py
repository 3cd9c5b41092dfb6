"""Every kind that the product records is declared, said in three languages, and read back."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args, get_origin

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from docs import facts as page
from guisu.ground.events import domain, facts, subscribers
from guisu.ground.events.domain import OURS
from guisu.ground.events.facts import Doing, Fact, Foreign
from guisu.know.groups.facts import GroupJoined, GroupLeft
from tests import make

PACKAGE = Path(__file__).resolve().parents[2] / "guisu"
# Who writes down what other systems tell, in whatever form.
DOORS = {"take_in/intake/domain/telling.py", "take_in/imports/services/taking.py"}
PARAMETER = re.compile(r"%\((\w+)\)s")
PROPERTIES: dict[Any, st.SearchStrategy[Any]] = {
    int: st.integers(-(2**53), 2**53),
    str: st.text(),
    bool: st.booleans(),
    type(None): st.none(),
    tuple: st.lists(st.integers(0, 2**53)).map(tuple),
}

MERGE = {"merge": 3, "first": 1, "second": 2}
CONSENT = {"channel": "sms", "purpose": "marketing", "granted": True}
TAG = {"tag": 5, "name": "VIP", "batch": 6, "told_by": "staff:1"}
GROUP = {"group": 4, "name": "Plum"}
SALE = {
    "order_id": 7,
    "number": "A-7",
    "channel": "shop",
    "store_id": None,
    "total_minor": 1250,
    "currency": "CNY",
    "items": 2,
    "told_by": "key:7",
}
# What each kind was stored as before it was declared.
STORED: dict[str, dict[str, Any]] = {
    "code.arrived": {"code": 1, "name": "Poster", "channel": "street"},
    "consent.given": CONSENT,
    "consent.withdrawn": CONSENT | {"granted": False},
    "contact.added": {"colleague": 2, "add_way": 1, "state": ""},
    "contact.ended": {"colleague": 2, "ending": "customer"},
    "customer.erased": {"rows": [1, 2]},
    "customer.merged": MERGE | {"reason": "hand"},
    "customer.unmerged": {"other_root": 2, **MERGE},
    "group.code_told": GROUP | {"state": "a1"},
    "group.described": GROUP | {"owner": 0},
    "group.joined": GROUP | {"scene": "code", "store_id": 3},
    "group.left": GROUP | {"leaving": ""},
    "group.put_out": GROUP | {"leaving": "removed"},
    "message.sent": {"title": "Spring"},
    "order.placed": SALE | {"status": "paid"},
    "order.refunded": SALE | {"reference": "R", "refund_minor": 5, "store_id": 3},
    "order.returned": SALE | {"status": "returned", "total_minor": -5},
    "order.status_changed": SALE | {"status": "paid"},
    "segment.entered": {"segment": "New"},
    "segment.left": {"segment": "New"},
    "tag.given": TAG,
    "tag.taken": TAG,
}


def declared(of: type[Fact] = Fact) -> Iterator[type[Fact]]:
    """All that is declared somewhere in the product, whether registered or not."""
    for each in of.__subclasses__():
        if each.__module__.startswith("guisu.") and "kind" in vars(each):
            yield each
        yield from declared(each)


OWN = sorted(set(declared()), key=lambda each: each.kind)


def noted(fact: Fact) -> Any:
    """The event that the log would give back."""
    entry = fact.entry(make.NOON, customer_id=7)
    return SimpleNamespace(kind=entry.kind, source=entry.source, properties=entry.said)


def made(fact: type[Fact], data: st.DataObject) -> Fact:
    told = {each.name: data.draw(_values(each.type), each.name) for each in facts.fields(fact)}
    return fact(**told)


def _values(of: Any) -> st.SearchStrategy[Any]:
    if of in PROPERTIES:
        return PROPERTIES[of]
    if get_origin(of) in PROPERTIES:
        return PROPERTIES[get_origin(of)]
    return st.one_of(*map(_values, get_args(of)))


def makes_entries(tree: ast.Module) -> bool:
    """Whether a module makes the log's entries itself."""
    nodes = list(ast.walk(tree))
    imports = {
        each.name
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module == domain.__name__
        for each in node.names
    }
    called = {getattr(node.func, "id", "") for node in nodes if isinstance(node, ast.Call)}
    return "Entry" in imports & called


def test_only_declared_facts_and_the_doors_of_others_write_to_the_log() -> None:
    writers = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if "ground/events" not in str(path) and makes_entries(ast.parse(path.read_text()))
    }

    assert writers == DOORS


def test_every_declared_kind_is_registered_once() -> None:
    assert [each for each in facts.registered() if not isinstance(each, Foreign)] == OWN


def test_a_kind_that_nobody_registered_cannot_be_recorded() -> None:
    class Unheard(Fact, frozen=True, kw_only=True):
        kind = "unheard.of"
        done = Doing.BY_THEM
        called = "Unheard of"

    with pytest.raises(ValueError, match=r"unheard\.of"):
        Unheard().entry(make.NOON)


def test_a_kind_that_another_struct_has_cannot_be_recorded() -> None:
    class Impostor(Fact, frozen=True, kw_only=True):
        kind = "group.left"
        done = Doing.BY_THEM
        called = "Left"

    with pytest.raises(ValueError, match=r"group\.left"):
        Impostor().entry(make.NOON)


def test_a_kind_is_declared_once() -> None:
    class Second(Fact, frozen=True, kw_only=True):
        kind = "group.left"
        done = Doing.BY_THEM
        called = "Left"

    with pytest.raises(ValueError, match="twice"):
        facts.register(Second)

    assert facts.named("group.left") is GroupLeft


def test_subscribers_name_kinds_that_are_declared() -> None:
    named = {kind: one.name for one in subscribers.subscribed() for kind in one.own | one.foreign}

    assert named.keys() - {each.kind for each in facts.registered()} == set()


@pytest.mark.parametrize("fact", facts.registered(), ids=lambda each: each.kind)
def test_every_kind_says_what_it_means(fact: facts.Kind) -> None:
    assert fact.meaning if isinstance(fact, Foreign) else fact.__doc__
    assert re.fullmatch(r"[a-z]+\.[a-z_]+", fact.kind) or isinstance(fact, Foreign)


@pytest.mark.parametrize("fact", OWN, ids=lambda each: each.kind)
def test_every_property_says_what_it_is_and_sentences_name_properties(fact: type[Fact]) -> None:
    told = facts.fields(fact)

    assert [each.name for each in told if not each.meaning] == []
    assert set(PARAMETER.findall(fact.said)) <= {each.name for each in told}
    assert re.sub(r"%\(\w+\)s", "", fact.said).count("%") == 0


def test_codes_that_have_words_are_codes_of_some_property() -> None:
    units = {each.unit for fact in OWN for each in facts.fields(fact)}

    assert facts._codes.keys() - units == set()


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
@pytest.mark.parametrize("fact", OWN, ids=lambda each: each.kind)
def test_every_kind_is_said_in_every_language(fact: type[Fact], language: str) -> None:
    titles = [each.title for each in facts.fields(fact) if each.title]
    said = [text for text in (fact.called, fact.said, *titles) if text]

    with translation.override(language):
        words = {text: translation.gettext(text) for text in said}

    assert fact.called
    assert [text for text, word in words.items() if text == word] == []
    assert all(
        sorted(PARAMETER.findall(text)) == sorted(PARAMETER.findall(word))
        for text, word in words.items()
    )


@given(data=st.data())
@pytest.mark.parametrize("fact", OWN, ids=lambda each: each.kind)
def test_what_is_recorded_is_read_back(fact: type[Fact], data: st.DataObject) -> None:
    told = made(fact, data)

    assert facts.read(noted(told)) == told


@given(data=st.data())
@pytest.mark.parametrize("fact", OWN, ids=lambda each: each.kind)
def test_what_is_gone_or_odd_is_read_as_empty_and_the_rest_as_it_is(
    fact: type[Fact], data: st.DataObject
) -> None:
    told = made(fact, data)
    event = noted(told)
    gone = data.draw(st.sets(st.sampled_from([each.name for each in facts.fields(fact)])))
    odd = data.draw(st.sets(st.sampled_from(sorted(gone)))) if gone else set()
    for name in gone:
        event.properties.pop(name, None)
    event.properties |= {name: {"odd": "value"} for name in odd} | {"unknown": [1]}

    found = fact.of(event)

    for each in facts.fields(fact):
        value = getattr(found, each.name)
        assert value == (each.otherwise if each.name in gone else getattr(told, each.name))
        assert not (value and each.name in gone)


def test_an_event_of_before_a_property_was_told_still_reads() -> None:
    event: Any = SimpleNamespace(kind="group.left", source=OURS, properties={"group": 4})

    assert facts.read(event) == GroupLeft(group=4, name="", leaving="")


def test_what_others_tell_under_our_name_is_none_of_our_facts() -> None:
    event: Any = SimpleNamespace(kind="group.left", source="key:1", properties={"group": 4})

    assert facts.read(event) is None


@pytest.mark.parametrize("kind", STORED)
def test_what_was_stored_before_reads_and_would_be_stored_the_same(kind: str) -> None:
    event: Any = SimpleNamespace(kind=kind, source=OURS, properties=STORED[kind])

    fact = facts.read(event)

    assert fact is not None
    assert fact.entry(make.NOON).said == STORED[kind]


def test_an_entry_says_whose_it_is_and_when() -> None:
    joined = GroupJoined(group=4, name="Plum", scene="code")

    entry = joined.entry(make.NOON, customer_id=7, subject="group:4")

    assert (entry.kind, entry.occurred_at, entry.source) == ("group.joined", make.NOON, OURS)
    assert (entry.customer_id, entry.subject, entry.fingerprint) == (7, "group:4", "")


def test_whose_doing_a_kind_is_is_known_of_all() -> None:
    doings = {each.kind: each.done for each in facts.registered()}

    assert facts.of_nobody() == {"group.described"}
    assert facts.not_by_people() == {kind for kind, done in doings.items() if done != Doing.BY_THEM}
    assert {"tag.given", "message.sent", "consent.given", "segment.left"} <= facts.not_by_people()
    assert not {"order.placed", "group.joined", "contact.added"} & facts.not_by_people()


def test_the_page_of_the_catalogue_is_current() -> None:
    """If this fails: `make docs`."""
    assert page.PAGE.read_text() == page.written()
