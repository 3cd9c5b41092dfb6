"""Conditions on groups over the real tables: at once by the log, and as a whole by the count."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from guisu.doors.console.segments import drafts
from guisu.doors.console.segments.lookups import Lookups
from guisu.ground.channels.models import Connection
from guisu.ground.staff.selectors import scope_of
from guisu.ground.warehouse.loading import load
from guisu.know.customers.models import Customer
from guisu.know.customers.services import erasing, merging
from guisu.know.groups import services as groups
from guisu.know.groups.domain import Came, Roster
from guisu.know.groups.families.membership import struct as s
from guisu.know.groups.families.membership.lookups import GROUPS
from guisu.know.groups.models import Group
from guisu.know.segments.definition.windows import LastDays
from guisu.know.segments.models import Crossing, Member, Segment
from guisu.know.segments.reading.names import names_in
from guisu.know.segments.reading.sentences import said
from guisu.know.segments.selectors import segments as reading
from guisu.know.segments.services import reacting, refreshing, segments
from tests import conditions as c
from tests import make
from tests.channels import acts as wecom
from tests.loaded import loaded

NOON = make.NOON
LATER = NOON + timedelta(hours=1)

pytestmark = pytest.mark.django_db


def group(name: str = "Mothers", store: str = "") -> Group:
    connection = Connection.objects.first() or wecom.connection()
    found = groups.made(connection, f"wr-{name}")
    Group.objects.filter(pk=found.pk).update(name=name, store=make.store(store) if store else None)
    return Group.objects.get(pk=found.pk)


def told(where: Group, *members: Customer, at: datetime = NOON) -> None:
    """The whole roster: these are in it, since the moment."""
    came = [Came(customer_id=each.pk, joined_at=at) for each in members]
    groups.take_roster(where, Roster(where.name, 0, f"v{at:%H%M%S}", came), at=at)


def counted(at: datetime = LATER) -> None:
    while load():
        pass
    refreshing.refresh_due(at=at)


def followed() -> None:
    while reacting.follow():
        pass


def inside(segment: Segment) -> set[str]:
    return set(Member.objects.filter(segment=segment).values_list("customer__name", flat=True))


def people(segment: Segment) -> set[int]:
    return set(Member.objects.filter(segment=segment).values_list("customer_id", flat=True))


def asked(**conditions: c.Condition) -> dict[str, Segment]:
    return {
        name: segments.create(name, condition, by=make.mei(), at=NOON)
        for name, condition in conditions.items()
    }


def test_coming_and_going_moves_the_person_at_once(time_machine: Any) -> None:
    time_machine.move_to(LATER)
    mothers, fathers = group(), group("Fathers")
    ann = make.customer("Ann")
    made = asked(
        into=s.InGroup((mothers.pk,)),
        any_group=s.InGroup(),
        fresh=s.JoinedGroup(LastDays(1)),
        out=s.LeftGroup(LastDays(1), (mothers.pk,)),
        of_fathers=s.InGroup((fathers.pk,)),
    )
    counted()

    told(mothers, ann)
    followed()
    joined = {name for name, segment in made.items() if inside(segment)}
    told(mothers, at=LATER)
    followed()
    left = {name for name, segment in made.items() if inside(segment)}

    assert joined == {"into", "any_group", "fresh"}
    assert left == {"fresh", "out"}
    assert set(Crossing.objects.values_list("by_event", flat=True)) == {True}


def test_a_join_looks_at_nobodys_other_conditions() -> None:
    told(group(), make.customer("Ann"))
    asked(spent=c.Spent(c.Range(1)), born=c.Birthday(0))
    counted()
    followed()

    watched = reacting._watched()

    assert reacting.concerned_by({"group.joined"}, watched) == []
    assert reacting.concerned_by({"group"}, watched) == watched


def test_the_count_says_what_the_log_said(time_machine: Any) -> None:
    time_machine.move_to(LATER)
    mothers = group()
    ann, bea = make.customer("Ann"), make.customer("Bea")
    told(mothers, ann, bea)
    told(mothers, bea, at=LATER)
    made = asked(into=s.InGroup(), out=s.LeftGroup(), fresh=s.JoinedGroup(LastDays(1)))

    counted()

    assert {name: inside(segment) for name, segment in made.items()} == {
        "into": {"Bea"},
        "out": {"Ann"},
        "fresh": {"Ann", "Bea"},
    }


def test_an_ended_group_is_left_by_everybody() -> None:
    mothers = group()
    told(mothers, make.customer("Ann"))
    made = asked(into=s.InGroup((mothers.pk,)), out=s.LeftGroup())
    counted()

    groups.end(mothers, at=LATER)
    counted(LATER + timedelta(days=1))

    assert inside(made["into"]) == set()
    assert inside(made["out"]) == {"Ann"}


def test_what_any_row_of_a_person_was_in_is_the_persons_own() -> None:
    mothers = group()
    ann, twin = make.customer("Ann"), make.customer("Twin")
    told(mothers, twin)
    segment = asked(into=s.InGroup((mothers.pk,)))["into"]
    merge = merging.merge(ann, twin, by=make.mei(), at=LATER)
    counted()
    together = people(segment)

    merging.undo_merge(merge, by=make.mei(), at=LATER)
    counted(LATER + timedelta(days=1))

    assert together == {ann.pk}
    assert people(segment) == {twin.pk}


def test_an_erased_person_is_in_no_group_that_is_asked_about() -> None:
    mothers = group()
    ann = make.customer("Ann")
    told(mothers, ann)
    made = asked(into=s.InGroup())
    counted()

    erasing.erase(ann, by=make.mei(), at=LATER)
    counted(LATER + timedelta(days=1))

    assert inside(made["into"]) == set()


def test_the_warehouse_knows_groups_and_members_by_number_alone() -> None:
    told(group("Mothers", "North"), make.customer("Ann"))
    while load():
        pass

    [own] = loaded("groups")
    [stay] = loaded("memberships")

    assert set(own) == {"group_id", "store_id", "ended"}
    assert set(stay) == {"row_id", "customer_id", "group_id", "joined_at", "left_at"}


def test_the_editor_offers_the_asker_s_groups_as_chips() -> None:
    jun, ours, theirs = make.jun(), group("Mothers N", "North"), group("Mothers S", "South")
    condition = c.All((s.InGroup((ours.pk, theirs.pk)),))
    scope = replace(scope_of(make.mei()), stores=scope_of(jun).stores)

    shown = drafts.shown(drafts.of_condition(condition), Lookups(scope))

    [form] = shown.forms()
    field = str(form["groups"])
    assert "Mothers N" in field
    assert "Mothers S" not in field
    assert shown.condition == condition


def test_staff_of_a_store_choose_name_and_ask_about_their_own_groups_only() -> None:
    jun = make.jun()
    ours, theirs = group("Mothers N", "North"), group("Mothers S", "South")
    shared = make.customer("Ann", stores=(make.store("North"),))
    told(theirs, shared)
    while load():
        pass
    everybody = scope_of(make.mei())
    scope = replace(everybody, stores=scope_of(jun).stores)
    condition = s.InGroup((theirs.pk, ours.pk))

    assert [name for _, name in GROUPS.offered(everybody)] == ["Mothers N", "Mothers S"]
    assert GROUPS.called(everybody, "mothers") == [ours.pk, theirs.pk]
    assert GROUPS.called(scope, "mothers") == [ours.pk]
    assert said(condition, names_in([condition], currency="CNY", scope=scope)).text == (
        f"in group “#{theirs.pk}” or “Mothers N”"
    )
    assert reading.preview(everybody, condition, at=LATER).count == 1
    assert reading.preview(scope, condition, at=LATER).count == 0
