"""What a channel told of a group, brought into the tables: whole rosters, and single changes.

Every change locks the group first, so tellings of one group come one after the other.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from guisu.ground.channels.models import Connection
from guisu.ground.events.domain import Entry
from guisu.ground.events.services import record, record_many
from guisu.ground.warehouse.services import mark_changed
from guisu.know.customers.holdings import Name
from guisu.know.groups.domain import VERSIONS_KEPT, Came, Roster, Verdict, is_behind, verdict
from guisu.know.groups.facts import (
    GroupCodeTold,
    GroupDescribed,
    GroupJoined,
    GroupLeft,
    GroupPutOut,
    InGroup,
)
from guisu.know.groups.models import Group, Membership

FIRST_LOOK_AGAIN = timedelta(seconds=2)
# What is still older by then is what there is: 2 + 4 + ... + 64 seconds.
MOST_LOOKS = 6
Who = tuple[int, int]
BY_OTHERS = frozenset({Membership.Leaving.REMOVED, Membership.Leaving.DISMISSED})


@dataclass(frozen=True, slots=True)
class Moved:
    """How many joined and left by one telling; `is_taken` False: it was older than what we know."""

    joined: int = 0
    left: int = 0
    is_taken: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """A change of the roster from one version to the next, at one moment."""

    last: str
    current: str
    at: datetime


def found(connection: Connection, chat_id: str) -> Group:
    """The group's row, made where it is new. In the caller's transaction it is locked."""
    Group.objects.bulk_create(
        [Group(connection=connection, chat_id=chat_id)], ignore_conflicts=True
    )
    return Group.objects.select_for_update().get(connection=connection, chat_id=chat_id)


def made(connection: Connection, chat_id: str) -> Group:
    """As `found`, in a transaction of its own: the row is not locked any more."""
    with transaction.atomic():
        return found(connection, chat_id)


@transaction.atomic
def take_roster(group: Group, told: Roster, *, at: datetime) -> Moved:
    """Make the group what `told` says, asked for at `at`. Safe to repeat.

    A roster older than what we know is left aside and asked for again a little later; after
    `MOST_LOOKS` it is believed. So is one asked for before another that has come in since.
    """
    group = _locked(group)
    if group.told_at is not None and at < group.told_at:
        return Moved(is_taken=False)
    behind = is_behind(
        told.version, group.member_version, group.past_versions, awaited=group.awaited_version
    )
    if behind and group.looks < MOST_LOOKS:
        group.look_at = at + FIRST_LOOK_AGAIN * 2**group.looks
        group.looks += 1
        group.save(update_fields=["look_at", "looks"])
        return Moved(is_taken=False)
    _describe(group, told, at=at)
    moved = _settle(group, told, at=at)
    _move_to(group, told.version)
    group.awaited_version, group.look_at, group.looks, group.told_at = "", None, 0, at
    group.ended_at = None
    group.save()
    mark_changed("groups", [group.pk])
    return moved


@transaction.atomic
def take_joining(group: Group, came: Sequence[Came], step: Step) -> Verdict:
    """`came` joined by `step`; a gap, and what the step does not tell, is looked up by itself."""
    group = _locked(group)
    said = _said(group, step)
    if said is Verdict.APPLY:
        present = {_who(one): one for one in _present(group)}
        _join(group, [one for one in came if one.who not in present], at=step.at)
        _advance(group, step)
    if said is not Verdict.REPEATED:
        # A step says neither who invited nor by which code.
        look(group, at=step.at)
    return said


@transaction.atomic
def take_leaving(group: Group, gone: Collection[Who], leaving: str, step: Step) -> Verdict:
    """Those of `gone` left by `step`."""
    group = _locked(group)
    said = _said(group, step)
    if said is Verdict.APPLY:
        left = [one for one in _present(group) if _who(one) in gone]
        _leave(group, left, at=step.at, leaving=leaving)
        _advance(group, step)
    elif said is Verdict.GAP:
        look(group, at=step.at)
    return said


@transaction.atomic
def expect(group: Group, step: Step, *, at: datetime) -> None:
    """Something changed that only the whole roster tells; `step` may name its version."""
    group = _locked(group)
    if _said(group, step) is not Verdict.REPEATED:
        group.awaited_version = step.current
        look(group, at=at)


@transaction.atomic
def end(group: Group, *, at: datetime) -> None:
    """The group is no more. Everybody in it leaves; repeats change nothing."""
    group = _locked(group)
    if group.ended_at is not None:
        return
    _leave(group, _present(group), at=at, leaving=Membership.Leaving.DISMISSED)
    group.ended_at, group.look_at, group.members_count, group.told_at = at, None, 0, at
    group.save()
    mark_changed("groups", [group.pk])


def look(group: Group, *, at: datetime) -> None:
    """Have the whole roster asked for, soon."""
    if group.ended_at is None:
        group.look_at, group.looks = at, 0
        group.save(update_fields=["look_at", "looks", "awaited_version"])


def export(row_ids: Sequence[int]) -> list[dict[str, Any]]:
    """The groups that the person is or was in."""
    held = Membership.objects.filter(customer__in=row_ids).select_related("group")
    return [
        {
            "group": one.group.name,
            "joined_at": one.joined_at.isoformat(),
            "left_at": one.left_at.isoformat() if one.left_at else None,
            "scene": one.scene,
            "state": one.state,
            "nickname": one.nickname,
        }
        for one in held.order_by("pk")
    ]


def names(row_ids: Sequence[int]) -> list[str]:
    """What the person is called in groups."""
    held = Membership.objects.filter(customer__in=row_ids)
    return list(held.values_list("nickname", flat=True))


def erase(row_ids: Sequence[int], _names: Collection[Name]) -> None:
    """Take away what the person was called there; that somebody was there stays."""
    Membership.objects.filter(customer__in=row_ids).update(nickname="", state="")


def _locked(group: Group) -> Group:
    return Group.objects.select_for_update().get(pk=group.pk)


def _present(group: Group) -> list[Membership]:
    return list(group.memberships.filter(left_at=None))


def _who(one: Membership) -> Who:
    return one.customer_id or 0, one.colleague_id or 0


def _said(group: Group, step: Step) -> Verdict:
    said = verdict(group.member_version, group.past_versions, last=step.last, current=step.current)
    if said is Verdict.GAP:
        group.awaited_version = step.current
    return said


def _advance(group: Group, step: Step) -> None:
    _move_to(group, step.current)
    group.save()


def _move_to(group: Group, version: str) -> None:
    if group.member_version and group.member_version != version:
        group.past_versions = [*group.past_versions, group.member_version][-VERSIONS_KEPT:]
    group.member_version = version


def _describe(group: Group, told: Roster, *, at: datetime) -> None:
    before = group.name, group.owner_id
    group.name, group.notice, group.status = told.name[:200], told.notice, told.status
    group.owner_id = told.owner_id or None
    group.founded_at = told.founded_at or group.founded_at
    group.extra = dict(told.extra)
    if before != (group.name, group.owner_id):
        fact = GroupDescribed(group=group.pk, name=group.name, owner=told.owner_id)
        record(fact, at=at, subject=f"group:{group.pk}")


def _settle(group: Group, told: Roster, *, at: datetime) -> Moved:
    present = {_who(one): one for one in _present(group)}
    wanted = {one.who: one for one in told.members}
    gone = [one for who, one in present.items() if who not in wanted]
    came = [one for who, one in wanted.items() if who not in present]
    _leave(group, gone, at=at, leaving="")
    _join(group, came, at=at)
    stayed = [(one, wanted[who]) for who, one in present.items() if who in wanted]
    _complete(group, stayed, at=at)
    _name_admins(group, told.admins)
    group.members_count = len(wanted)
    return Moved(len(came), len(gone))


def _join(group: Group, came: Sequence[Came], *, at: datetime) -> None:
    Membership.objects.bulk_create(
        [
            Membership(
                group=group,
                customer_id=one.customer_id or None,
                colleague_id=one.colleague_id or None,
                joined_at=min(one.joined_at or at, at),
                scene=one.scene,
                invitor_id=one.invitor_id or None,
                state=one.state[:64],
                nickname=one.nickname[:120],
            )
            for one in came
        ]
    )
    group.members_count += len(came)
    _mark(one.customer_id for one in came)
    facts = [
        _entry(
            GroupJoined(group=group.pk, name=group.name, store_id=group.store_id, scene=one.scene),
            one.customer_id,
            min(one.joined_at or at, at),
        )
        for one in came
        if one.customer_id
    ]
    told = [_code_told(group, one.customer_id, one, at=at) for one in came if one.state]
    record_many([*facts, *told], at=at)


def _leave(group: Group, gone: Sequence[Membership], *, at: datetime, leaving: str) -> None:
    _mark(one.customer_id for one in gone)
    kind = GroupPutOut if leaving in BY_OTHERS else GroupLeft
    entries = []
    for one in gone:
        one.left_at, one.leaving, one.is_admin = max(at, one.joined_at), leaving, False
        if one.customer_id:
            fact = kind(group=group.pk, name=group.name, store_id=group.store_id, leaving=leaving)
            entries.append(_entry(fact, one.customer_id, one.left_at))
        one.save(update_fields=["left_at", "leaving", "is_admin"])
        group.members_count = max(group.members_count - 1, 0)
    record_many(entries, at=at)


def _complete(group: Group, stayed: Iterable[tuple[Membership, Came]], *, at: datetime) -> None:
    """What the whole roster knows more of those who were here already."""
    changed = []
    facts = []
    for one, told in stayed:
        if told.state and not one.state:
            facts.append(_code_told(group, one.customer_id or 0, told, at=at))
        before = (one.scene, one.invitor_id, one.state, one.nickname, one.joined_at)
        one.scene = told.scene or one.scene
        one.invitor_id = told.invitor_id or one.invitor_id
        one.state = told.state[:64] or one.state
        one.nickname = told.nickname[:120]
        one.joined_at = told.joined_at or one.joined_at
        if before != (one.scene, one.invitor_id, one.state, one.nickname, one.joined_at):
            changed.append(one)
    _mark(one.customer_id for one in changed)
    Membership.objects.bulk_update(
        changed, ["scene", "invitor", "state", "nickname", "joined_at"], batch_size=200
    )
    record_many(facts, at=at)


def _mark(row_ids: Iterable[int | None]) -> None:
    """Tell the warehouse of whose memberships changed; colleagues are nobody there."""
    mark_changed("memberships", [row_id for row_id in row_ids if row_id])


def _code_told(group: Group, customer_id: int, told: Came, *, at: datetime) -> Entry:
    """By which code somebody joined: only whole rosters tell, a moment after the joining."""
    joined_at = min(told.joined_at or at, at)
    fact = GroupCodeTold(
        group=group.pk, name=group.name, store_id=group.store_id, state=told.state[:64]
    )
    return _entry(fact, customer_id, joined_at)


def _name_admins(group: Group, admins: frozenset[int]) -> None:
    present = group.memberships.filter(left_at=None)
    present.filter(colleague__in=admins, is_admin=False).update(is_admin=True)
    present.exclude(colleague__in=admins).filter(is_admin=True).update(is_admin=False)


def _entry(fact: InGroup, customer_id: int, at: datetime) -> Entry:
    return fact.entry(at, customer_id=customer_id, subject=f"group:{fact.group}")
