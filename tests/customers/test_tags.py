"""Giving and taking tags: once a person, people above rules, and exactly undone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from guisu.ground.events.models import Event
from guisu.ground.staff.models import AuditEntry
from guisu.ground.staff.selectors import scope_of
from guisu.ground.warehouse.models import Change
from guisu.know.customers import services
from guisu.know.customers.domain.refusals import TagExists, TagIsArchived, TagNeedsName
from guisu.know.customers.models import (
    Customer,
    Merge,
    Tag,
    TagBatch,
    TagChange,
    Tagging,
    TagKind,
    Withheld,
)
from guisu.know.customers.selectors import tags as selectors
from guisu.know.customers.services import tags
from tests import make

pytestmark = pytest.mark.django_db
LATER = make.NOON + timedelta(hours=1)
RULE, OTHER_RULE, HAND = "rule:1", "rule:2", "staff:1"


def tag(name: str = "VIP", kind: str = TagKind.VALUE) -> Tag:
    return tags.define(name=name, kind=kind, by=make.mei(), at=make.NOON)


def act(
    does: Callable[..., tags.Outcome], tag: Tag, *people: Customer, source: str = HAND
) -> tags.Outcome:
    by = make.mei() if source == HAND else None
    ids = [each.pk for each in people]
    return does(tag, ids, source=source, why="told so", by=by, at=make.NOON)


def give(tag: Tag, *people: Customer, source: str = HAND) -> tags.Outcome:
    return act(tags.give, tag, *people, source=source)


def take(tag: Tag, *people: Customer, source: str = HAND) -> tags.Outcome:
    return act(tags.take, tag, *people, source=source)


def undo(outcome: tags.Outcome) -> tags.Outcome:
    batch = TagBatch.objects.get(pk=outcome.batch_id)
    return tags.undo(batch, by=make.mei(), at=LATER)


def holders(tag: Tag) -> set[int]:
    return set(Tagging.objects.filter(tag=tag).values_list("customer_id", flat=True))


@pytest.mark.parametrize("name", ["VIP", "vip", "ＶＩＰ", "  Vip "])
def test_names_that_differ_in_width_or_case_are_one_name(name: str) -> None:
    tag("VIP")

    with pytest.raises(TagExists):
        tag(name)


def test_another_kind_may_have_the_same_name() -> None:
    assert tag("Coat", TagKind.NEED).pk != tag("Coat", TagKind.BEHAVIOUR).pk


def test_an_archived_name_stays_taken() -> None:
    tags.archive(tag("VIP"), by=make.mei(), at=make.NOON)

    with pytest.raises(TagExists):
        tag("VIP")


@pytest.mark.parametrize("name", ["", "  ", "\u3000", "x" * 41])
def test_a_tag_needs_a_name_of_bearable_length(name: str) -> None:
    with pytest.raises(TagNeedsName):
        tag(name)


def test_the_database_itself_refuses_a_second_tag_of_a_name() -> None:
    first = tag("VIP")

    with pytest.raises(IntegrityError), transaction.atomic():
        Tag.objects.create(name="x", key=first.key, kind=first.kind, created_at=make.NOON)


def test_a_renamed_tag_keeps_its_people_and_moves_its_group_to_the_new_kind() -> None:
    mei, ada = make.mei(), make.customer("Ada")
    told = {"name": "6 months", "kind": TagKind.BASIC, "group": "Baby's age"}
    baby = tags.define(**told, by=mei, at=make.NOON)
    give(baby, ada)

    changed = tags.change(baby, name="Half a year", kind=TagKind.TIME, by=mei, at=LATER)

    assert (changed.name, changed.group and changed.group.kind) == ("Half a year", TagKind.TIME)
    assert holders(baby) == {ada.pk}


def test_giving_says_who_and_why_in_log_history_audit_and_to_the_warehouse() -> None:
    ada, vip = make.customer("Ada"), tag()

    outcome = give(vip, ada)

    event = Event.objects.get(kind="tag.given")
    (held,) = selectors.held_by(ada)
    assert outcome.people == 1
    assert (event.customer_id, event.properties["name"]) == (ada.pk, "VIP")
    assert (held.batch.source, held.batch.why, held.given_at) == (HAND, "told so", make.NOON)
    assert TagChange.objects.get().act == "given"
    assert AuditEntry.objects.get(action="tag.given").subject == f"customer:{ada.pk}"
    assert Change.objects.filter(dimension="taggings", row_id=ada.pk).exists()


def test_giving_again_changes_nothing_and_leaves_no_trace() -> None:
    ada, vip = make.customer("Ada"), tag()
    give(vip, ada)

    again = give(vip, ada)

    assert again == tags.Outcome(0, 0)
    assert (TagBatch.objects.count(), Event.objects.filter(kind="tag.given").count()) == (1, 1)


def test_taking_what_nobody_has_leaves_no_trace() -> None:
    assert take(tag(), make.customer("Ada")) == tags.Outcome(0, 0)
    assert not TagBatch.objects.exists()


def test_many_people_are_tagged_with_few_queries(
    django_assert_max_num_queries: Any,
) -> None:
    people = [make.customer(f"P{number}") for number in range(250)]
    vip = tag()

    with django_assert_max_num_queries(40):
        outcome = give(vip, *people)

    assert outcome.people == 250


def test_an_archived_tag_is_not_given_but_can_be_taken_and_comes_back_with_its_people() -> None:
    ada, bea, vip, mei = make.customer("Ada"), make.customer("Bea"), tag(), make.mei()
    give(vip, ada)
    tags.archive(vip, by=mei, at=LATER)

    with pytest.raises(TagIsArchived):
        give(vip, bea)
    shown = selectors.held_by(ada)
    tags.restore(vip, by=mei, at=LATER)

    assert shown == []
    assert [held.tag for held in selectors.held_by(ada)] == [vip]


def test_a_rule_takes_only_what_that_rule_gave() -> None:
    ada, bea, eve, vip = (*map(make.customer, ("Ada", "Bea", "Eve")), tag())
    give(vip, ada)
    give(vip, bea, source=RULE)
    give(vip, eve, source=OTHER_RULE)

    take(vip, ada, bea, eve, source=RULE)

    assert holders(vip) == {ada.pk, eve.pk}


def test_what_a_rule_gave_and_somebody_gives_too_is_theirs_until_undone() -> None:
    ada, vip = make.customer("Ada"), tag()
    give(vip, ada, source=RULE)

    by_hand = give(vip, ada)
    take(vip, ada, source=RULE)
    kept = holders(vip)
    undo(by_hand)
    take(vip, ada, source=RULE)

    assert (kept, holders(vip)) == ({ada.pk}, set())


def test_what_somebody_took_no_rule_gives_until_somebody_gives_it() -> None:
    ada, vip = make.customer("Ada"), tag()
    give(vip, ada, source=RULE)
    take(vip, ada)

    give(vip, ada, source=RULE)
    after_rule = holders(vip)
    give(vip, ada)
    undo(take(vip, ada))

    assert (after_rule, holders(vip)) == (set(), {ada.pk})
    assert not Withheld.objects.exists()


def test_undoing_a_taking_gives_back_moment_and_provenance() -> None:
    ada, vip = make.customer("Ada"), tag()
    given = give(vip, ada)
    taken = tags.take(vip, [ada.pk], source="key:7", why="", by=None, at=LATER)

    undo(taken)

    (held,) = selectors.held_by(ada)
    assert (held.batch.pk, held.given_at) == (given.batch_id, make.NOON)


def test_undoing_leaves_alone_whom_somebody_changed_since() -> None:
    ada, bea, vip = make.customer("Ada"), make.customer("Bea"), tag()
    both = give(vip, ada, bea)
    take(vip, ada)
    give(vip, ada)

    undone = undo(both)

    assert (undone.people, holders(vip)) == (1, {ada.pk})


def test_undoing_twice_is_harmless_and_an_undoing_can_be_undone() -> None:
    ada, vip = make.customer("Ada"), tag()
    given = give(vip, ada)

    first, second = undo(given), undo(given)
    after = holders(vip)
    undo(first)

    assert (first.people, second.people, after, holders(vip)) == (1, 0, set(), {ada.pk})


def test_a_person_of_several_rows_has_a_tag_once_and_loses_it_whole() -> None:
    ada, bea, vip, mei = make.customer("Ada"), make.customer("Bea"), tag(), make.mei()
    give(vip, ada, bea)
    services.merge(ada, bea, by=mei, at=LATER)

    counted = selectors.counts(scope_of(mei))
    taken = take(vip, ada)

    assert counted == {vip.pk: 1}
    assert (taken.people, holders(vip)) == (1, set())


def test_merging_moves_no_tag_and_separating_gives_each_back() -> None:
    ada, bea, mei = make.customer("Ada"), make.customer("Bea"), make.mei()
    vip, thrifty = tag("VIP"), tag("Thrifty", TagKind.NEED)
    give(vip, ada)
    give(thrifty, bea)
    merge = services.merge(ada, bea, by=mei, at=LATER)
    together = [held.tag for held in selectors.held_by(ada)]
    given_again = give(thrifty, ada)

    services.undo_merge(Merge.objects.get(pk=merge.pk), by=mei, at=LATER)

    assert (together, given_again.people) == ([thrifty, vip], 0)
    assert [held.tag for held in selectors.held_by(ada)] == [vip]
    assert [held.tag for held in selectors.held_by(bea)] == [thrifty]


def test_an_erased_person_has_no_tag_left_and_gets_none() -> None:
    ada, bea, vip, mei = make.customer("Ada"), make.customer("Bea"), tag(), make.mei()
    given = give(vip, ada, bea)
    taken = take(vip, ada)
    exported = services.export_person(ada)["tags"]
    services.erase(ada, by=mei, at=LATER)

    undo(taken)
    outcome = give(vip, ada)

    assert [line["act"] for line in exported["history"]] == ["given", "taken", "withheld"]
    assert (outcome.people, holders(vip)) == (0, {bea.pk})
    assert not TagChange.objects.filter(customer=ada).exists()
    assert TagBatch.objects.get(pk=given.batch_id).people_changed == 2


def test_staff_of_a_store_count_the_people_of_their_store() -> None:
    north, south = make.store("North"), make.store("South")
    here, there = make.customer("Ada", stores=(north,)), make.customer("Bea", stores=(south,))
    vip = tag()
    give(vip, here, there)
    scope = scope_of(make.jun())

    assert selectors.counts(scope) == {vip.pk: 1}
    assert list(selectors.people_with(scope, vip)) == [here]
    assert not selectors.batches_of(scope, vip).exists()
