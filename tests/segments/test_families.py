"""Every family of conditions is whole: what somebody forgot in a new one is told here.

That no kind is forgotten within a file is the type checker's to tell: each file matches all kinds
that `Own` lists.
"""

import pkgutil
from importlib import import_module

import pytest
from django.conf import settings as product
from django.utils import translation
from hypothesis import Phase, find, settings

from guisu.doors.console.segments import drafts
from guisu.doors.console.segments.kinds import entries
from guisu.doors.console.segments.lookups import Lookups
from guisu.ground.events import facts
from guisu.ground.staff.selectors import scope_of
from guisu.know.segments.definition import families
from guisu.know.segments.definition.changes import Changes
from guisu.know.segments.definition.conditions import Leaf, leaves
from guisu.know.segments.definition.families import Family
from guisu.know.segments.reading import sentences
from guisu.know.segments.reading.names import names_in
from guisu.know.segments.services.reacting import CHANGES
from tests import make
from tests.segments.families import known

FILES = {"struct", "checks", "reference", "changes", "compiled", "loading", "words", "form"}

each_family = pytest.mark.parametrize("family", families.registered(), ids=lambda each: each.name)
each_kind = pytest.mark.parametrize(
    ("family", "kind"),
    [
        pytest.param(family, kind, id=f"{family.name}-{kind.__name__}")
        for family in families.registered()
        for kind in family.kinds
    ],
)


QUICKLY = settings(phases=[Phase.generate], database=None, max_examples=500)


def some(family: Family, kind: type[Leaf]) -> Leaf:
    """One of a kind, of the family's examples."""
    said = (leaf for each in known()[family.name].EXAMPLES for leaf in leaves(each.asked))
    return next(leaf for leaf in said if isinstance(leaf, kind))


@each_family
def test_a_family_has_a_file_for_each_concern(family: Family) -> None:
    package = import_module(family.package)

    files = {each.name for each in pkgutil.iter_modules(package.__path__)}

    assert files >= FILES


@each_family
def test_a_family_lists_every_condition_of_its_struct(family: Family) -> None:
    struct = import_module(f"{family.package}.struct")

    written = {
        each
        for each in vars(struct).values()
        if isinstance(each, type) and issubclass(each, Leaf) and each.__module__ == struct.__name__
    }

    assert written == set(family.kinds)


def test_no_two_conditions_and_no_two_entries_share_a_name() -> None:
    kinds = families.by_kind()
    tags = [kind.__struct_config__.tag for kind in kinds]
    listed = [
        entry.name
        for family in families.registered()
        for entry in family.says("form", "MENU").entries
    ]

    assert len(set(tags)) == len(tags)
    assert len(set(listed)) == len(listed)


@each_kind
def test_examples_and_the_generated_tests_know_every_kind(family: Family, kind: type[Leaf]) -> None:
    made = known()[family.name].leaves

    assert isinstance(some(family, kind), kind)
    assert isinstance(find(made, lambda leaf: isinstance(leaf, kind), settings=QUICKLY), kind)


@each_kind
def test_every_kind_says_what_of_the_log_can_change_it(family: Family, kind: type[Leaf]) -> None:
    leaf = some(family, kind)
    declared = frozenset[str]().union(*(each.changes for each in facts.registered()))

    changes = CHANGES.of(leaf)(leaf)

    assert isinstance(changes, Changes)
    assert changes.asks <= declared


@pytest.mark.django_db
@each_kind
@pytest.mark.parametrize("language", [code for code, _ in product.LANGUAGES])
def test_every_kind_has_words(family: Family, kind: type[Leaf], language: str) -> None:
    leaf = some(family, kind)

    with translation.override(language):
        said = sentences.said(leaf, names_in([leaf], currency="CNY"))

    assert said.text
    assert "%(" not in said.text


@pytest.mark.django_db
@each_kind
def test_every_kind_is_in_the_menu_and_a_form_of_it_gives_back_what_it_was_given(
    family: Family, kind: type[Leaf]
) -> None:
    own = [entry for entry in entries().values() if entry.made is kind]
    lookups = Lookups(scope_of(make.mei()))

    begun = [drafts.shown(drafts.Draft(entry.name), lookups).condition for entry in own]
    again = [drafts.shown(drafts.of_condition(each), lookups).parts[0] for each in begun]

    assert {type(each) for each in begun} == {kind}
    assert [each.condition for each in again] == begun
