"""Rules that tag: members have the tag, people's words stand above the rule, repeats do nothing."""

from datetime import timedelta

import pytest

from guisu.know.customers import services as customers
from guisu.know.customers.domain.refusals import TagIsArchived
from guisu.know.customers.models import Customer, Merge, Tag, TagBatch, Tagging, TagKind
from guisu.know.customers.services import tags
from guisu.know.segments.definition import storing
from guisu.know.segments.domain.refusals import RuleExists
from guisu.know.segments.families.orders.struct import Bought
from guisu.know.segments.models import Crossing, Member, Segment, TagRule
from guisu.know.segments.selectors import tagging as selectors
from guisu.know.segments.services import tagging
from tests import make

pytestmark = pytest.mark.django_db
WHILE, ONCE = TagRule.Mode.WHILE, TagRule.Mode.ONCE
LATER = make.NOON + timedelta(hours=1)


def segment(*members: Customer, name: str = "Buyers") -> Segment:
    """One that was counted, with these people in it."""
    made = Segment.objects.create(
        name=name,
        name_key=name.lower(),
        definition=storing.text(Bought()),
        made_at=make.NOON,
        changed_at=make.NOON,
        counted_version=1,
        counted_at=make.NOON,
    )
    for customer in members:
        Member.objects.create(segment=made, customer=customer, since=make.NOON)
    return made


def moves(of: Segment, customer: Customer, *, entered: bool) -> None:
    """The person crosses, as an event would have it."""
    if entered:
        Member.objects.create(segment=of, customer=customer, since=LATER)
    else:
        Member.objects.filter(segment=of, customer=customer).delete()
    Crossing.objects.create(
        segment=of, customer=customer, entered=entered, version=1, by_event=True, at=LATER
    )


def vip() -> Tag:
    return tags.define(name="VIP", kind=TagKind.VALUE, by=make.mei(), at=make.NOON)


def rule(of: Segment, tag: Tag, mode: str = WHILE) -> TagRule:
    return tagging.make(of, tag, mode, by=make.mei(), at=make.NOON)


def settle() -> None:
    while tagging.follow():
        pass


def holders() -> set[int]:
    return set(Tagging.objects.values_list("customer_id", flat=True))


def by_hand(does: object, tag: Tag, customer: Customer) -> None:
    does(tag, [customer.pk], source="staff:1", why="", by=None, at=LATER)  # type: ignore[operator]


def test_members_have_the_tag_by_the_rule_and_repeats_change_nothing() -> None:
    ada, bea = make.customer("Ada"), make.customer("Bea")
    made = rule(segment(ada), vip())

    settle()
    again = tagging.apply(made, at=LATER)

    batch = TagBatch.objects.get()
    assert (holders(), again) == ({ada.pk}, 0)
    assert (batch.source, batch.why) == (made.source, "Buyers")
    assert selectors.held([made]) == {made.pk: 1}
    assert bea.pk not in holders()


@pytest.mark.parametrize(("mode", "kept"), [(WHILE, False), (ONCE, True)])
def test_who_leaves_the_segment_loses_the_tag_if_the_rule_says_so(mode: str, *, kept: bool) -> None:
    ada = make.customer("Ada")
    buyers = segment(ada)
    rule(buyers, vip(), mode)
    settle()

    moves(buyers, ada, entered=False)
    settle()

    assert (ada.pk in holders()) is kept


def test_who_enters_by_an_event_is_tagged() -> None:
    ada = make.customer("Ada")
    buyers = segment()
    rule(buyers, vip())
    settle()

    moves(buyers, ada, entered=True)
    settle()

    assert holders() == {ada.pk}


def test_what_somebody_took_the_rule_leaves_and_what_somebody_gave_it_does_not_take() -> None:
    ada, bea = make.customer("Ada"), make.customer("Bea")
    buyers, tag = segment(ada, bea), vip()
    made = rule(buyers, tag)
    settle()

    by_hand(tags.take, tag, ada)
    by_hand(tags.give, tag, bea)
    moves(buyers, bea, entered=False)
    settle()
    tagging.apply(made, at=LATER)

    assert holders() == {bea.pk}


def test_undoing_what_a_rule_gave_keeps_the_rule_off() -> None:
    ada = make.customer("Ada")
    made = rule(segment(ada), vip())
    settle()

    tags.undo(TagBatch.objects.get(), by=make.mei(), at=LATER)
    tagging.apply(made, at=LATER)

    assert holders() == set()


def test_undoing_what_a_rule_took_gives_the_tag_on_staffs_word() -> None:
    ada = make.customer("Ada")
    buyers = segment(ada)
    made = rule(buyers, vip())
    settle()
    moves(buyers, ada, entered=False)
    settle()

    tags.undo(TagBatch.objects.latest("pk"), by=make.mei(), at=LATER)
    tagging.apply(made, at=LATER)

    assert holders() == {ada.pk}


def test_a_segment_that_is_not_counted_anew_yet_moves_nobody() -> None:
    ada = make.customer("Ada")
    buyers = segment(ada)
    rule(buyers, vip())
    settle()

    Segment.objects.update(version=2)
    Member.objects.all().delete()
    moves(buyers, make.customer("Bea"), entered=True)
    settle()

    assert holders() == {ada.pk}


def test_a_paused_rule_does_nothing_and_catches_up_when_it_goes_on() -> None:
    ada, mei = make.customer("Ada"), make.mei()
    buyers = segment()
    made = rule(buyers, vip())
    settle()
    tagging.pause(made, by=mei, at=LATER)

    moves(buyers, ada, entered=True)
    settle()
    meanwhile = holders()
    tagging.resume(made, by=mei, at=LATER)
    settle()

    assert (meanwhile, holders()) == (set(), {ada.pk})


@pytest.mark.parametrize(("take_back", "left"), [(True, 0), (False, 1)])
def test_an_ended_rule_leaves_its_tags_or_takes_them_back(*, take_back: bool, left: int) -> None:
    made = rule(segment(make.customer("Ada")), vip())
    settle()

    tagging.end(made, take_back=take_back, by=make.mei(), at=LATER)
    settle()

    assert (len(holders()), selectors.rules().count()) == (left, 0)


def test_one_rule_a_segment_and_tag_and_none_for_an_archived_tag() -> None:
    buyers, tag, mei = segment(), vip(), make.mei()
    rule(buyers, tag)

    with pytest.raises(RuleExists):
        rule(buyers, tag, ONCE)
    tags.archive(tag, by=mei, at=LATER)
    with pytest.raises(TagIsArchived):
        rule(segment(name="Others"), tag)


def test_a_merged_member_is_tagged_once_and_separated_keeps_what_came_to_each_row() -> None:
    ada, bea, mei = make.customer("Ada"), make.customer("Bea"), make.mei()
    tag = vip()
    by_hand(tags.give, tag, bea)
    merge = customers.merge(ada, bea, by=mei, at=LATER)
    rule(segment(ada), tag)

    settle()
    customers.undo_merge(Merge.objects.get(pk=merge.pk), by=mei, at=LATER)

    assert holders() == {bea.pk}
