"""Ties between colleagues and people: written in pages, and ended."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from msgspec import structs

from guisu.ground.channels.models import Colleague, Connection
from guisu.ground.channels.wecom.forms import Follow, Person
from guisu.ground.database.retries import in_transaction
from guisu.ground.events.domain import Entry
from guisu.ground.events.services import record_many
from guisu.ground.staff.selectors import installation
from guisu.know.customers.domain import Arrival, Claim, Link
from guisu.know.customers.domain.arrivals import Resolved
from guisu.know.customers.domain.identities import PHONE
from guisu.know.customers.holdings import Name
from guisu.know.customers.services import resolve, suggest_by
from guisu.take_in.sync.domain import GENDERS, moment
from guisu.take_in.sync.facts import ContactAdded, ContactEnded, OfContact
from guisu.take_in.sync.models import Tie
from guisu.take_in.sync.services import renamed

AT_ONCE = 500
TOLD = ("remark", "description", "add_way", "state", "tag_ids", "ended_at")
WRITTEN = [
    *TOLD,
    "external_userid",
    "customer",
    "extra",
    "tags_differ",
    "added_at",
    "seen_at",
    "ending",
]
Told = tuple[Person, Follow]


@dataclass(slots=True)
class Written:
    """How many ties were new, changed or ended by one telling."""

    new: int = 0
    changed: int = 0
    ended: int = 0


@dataclass(frozen=True, slots=True)
class Parting:
    """That a colleague and a person parted, as an event told."""

    colleague: Colleague
    external_userid: str
    ending: Tie.Ending
    at: datetime


def write(
    connection: Connection,
    told: Sequence[Told],
    colleagues: Mapping[str, Colleague],
    *,
    asked_at: datetime,
) -> Written:
    """Bring in ties as WeCom told them at `asked_at`, and the people of them as customers.

    One transaction; safe to repeat. What was told later already is left alone, and of people who
    were erased nothing is kept.
    """
    usable = [(person, follow) for person, follow in told if follow.userid.lower() in colleagues]
    return in_transaction(lambda: _write(connection, usable, colleagues, asked_at=asked_at))


def part(parting: Parting, *, at: datetime) -> bool:
    """End a tie on an event's word; False where there is none, or they met again since."""
    with transaction.atomic():
        found = Tie.objects.select_for_update().filter(
            colleague=parting.colleague,
            external_userid=parting.external_userid,
            ended_at=None,
            added_at__lte=parting.at,
        )
        return bool(_end(found, parting.ending, ended_at=parting.at, at=at))


def end_unseen(
    colleague_ids: Collection[int], *, before: datetime, external_userid: str = "", at: datetime
) -> int:
    """End what WeCom did not name when it named all, asked at `before`; how many."""
    unseen = Tie.objects.filter(colleague__in=colleague_ids, ended_at=None, seen_at__lt=before)
    if external_userid:
        unseen = unseen.filter(external_userid=external_userid)
    ended = 0
    while keys := list(unseen.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            held = unseen.select_for_update().filter(pk__in=keys)
            ended += _end(held, Tie.Ending.UNSEEN, ended_at=at, at=at)
    return ended


def export(row_ids: Sequence[int]) -> list[dict[str, Any]]:
    """With whom the person is or was in contact, and what was written about them."""
    held = Tie.objects.filter(customer__in=row_ids).select_related("colleague")
    return [
        {
            "colleague": one.colleague.name,
            "remark": one.remark,
            "description": one.description,
            "state": one.state,
            "added_at": one.added_at.isoformat(),
            "ended_at": one.ended_at.isoformat() if one.ended_at else None,
            "more": one.extra,
        }
        for one in held.order_by("pk")
    ]


def names(row_ids: Sequence[int]) -> list[str]:
    """What colleagues call the person."""
    return list(Tie.objects.filter(customer__in=row_ids).values_list("remark", flat=True))


def erase(row_ids: Sequence[int], _names: Collection[Name]) -> None:
    """Delete the ties; WeCom's further word of them is passed over."""
    Tie.objects.filter(customer__in=row_ids).delete()


def _write(
    connection: Connection,
    told: Sequence[Told],
    colleagues: Mapping[str, Colleague],
    *,
    asked_at: datetime,
) -> Written:
    colleagues = renamed.known_again(connection, told, colleagues)
    same_as = renamed.same_relations(told, colleagues)
    former = {contact: tie.external_userid for (_, contact), tie in same_as.items()}
    found = _resolved(connection, told, colleagues, former, asked_at=asked_at)
    known = _held(told, colleagues)
    for key, former_tie in same_as.items():
        former_tie.external_userid, known[key] = key[1], former_tie
    new: list[Tie] = []
    changed: list[Tie] = []
    same: list[Tie] = []
    again: list[Tie] = []
    for (person, follow), resolved in zip(told, found, strict=True):
        if resolved.is_erased or not resolved.customer_id:
            continue
        colleague = colleagues[follow.userid.lower()]
        tie = known.get((colleague.pk, person.external_userid))
        if tie is None:
            tie = Tie(
                connection=connection,
                colleague=colleague,
                external_userid=person.external_userid,
            )
            _tell(tie, person, follow, resolved.customer_id, asked_at=asked_at)
            known[colleague.pk, person.external_userid] = tie
            new.append(tie)
        elif tie.seen_at <= asked_at and tie not in new:
            was_ended = tie.ended_at is not None
            moved = _tell(tie, person, follow, resolved.customer_id, asked_at=asked_at)
            is_other = moved or (colleague.pk, person.external_userid) in same_as
            (changed if is_other else same).append(tie)
            again += [tie] if was_ended and tie.ended_at is None else []
    Tie.objects.bulk_create(new)
    Tie.objects.bulk_update(changed, WRITTEN)
    Tie.objects.filter(pk__in=[one.pk for one in same]).update(seen_at=asked_at)
    _record_added([*new, *again], at=asked_at)
    return Written(len(new), len(changed))


def _resolved(
    connection: Connection,
    told: Sequence[Told],
    colleagues: Mapping[str, Colleague],
    former: Mapping[str, str],
    *,
    asked_at: datetime,
) -> Sequence[Resolved]:
    """The customer row of each contact, and the suggestions that come of what was noted of them."""
    arrivals = [
        _arrival(connection, person, follow, colleagues[follow.userid.lower()], asked_at)
        for person, follow in told
    ]
    found = resolve([_under_both(arrival, former) for arrival in arrivals], at=asked_at)
    _suggest(connection, told, found, at=asked_at)
    return found


def _suggest(
    connection: Connection, told: Sequence[Told], found: Sequence[Resolved], *, at: datetime
) -> None:
    """A phone that a colleague noted of a contact: perhaps they are the buyer who goes by it."""
    noted = {
        resolved.customer_id: follow.remark_mobiles
        for (_, follow), resolved in zip(told, found, strict=True)
        if follow.remark_mobiles and resolved.customer_id and not resolved.is_erased
    }
    if noted:
        region, source = installation().phone_region, connection.source
        suggest_by(noted, channel=PHONE, region=region, source=source, at=at)


def _held(told: Sequence[Told], colleagues: Mapping[str, Colleague]) -> dict[tuple[int, str], Tie]:
    """The ties of before, locked, by colleague and contact."""
    ids = {colleagues[follow.userid.lower()].pk for _, follow in told}
    contacts = {person.external_userid for person, _ in told}
    held = Tie.objects.filter(colleague__in=ids, external_userid__in=contacts)
    return {(one.colleague_id, one.external_userid): one for one in held.select_for_update()}


def _record_added(ties: Sequence[Tie], *, at: datetime) -> None:
    entries = [
        _entry(
            one,
            ContactAdded(colleague=one.colleague_id, add_way=one.add_way, state=one.state),
            one.added_at,
        )
        for one in ties
    ]
    record_many(entries, at=at)


def _arrival(
    connection: Connection,
    person: Person,
    follow: Follow,
    colleague: Colleague,
    asked_at: datetime,
) -> Arrival:
    """A stranger comes with the day they were added, so that an older word stays the older one."""
    claims = [Claim("external_userid", person.external_userid)]
    if person.unionid:
        claims.append(Claim("union_id", person.unionid))
    traits: dict[str, Any] = {"name": person.name} if person.name else {}
    if person.gender in GENDERS:
        traits["gender"] = GENDERS[person.gender]
    return Arrival(
        claims=tuple(claims),
        at=min(moment(follow.createtime, otherwise=asked_at), asked_at),
        source=connection.source,
        traits=traits,
        store_id=colleague.store_id,
    )


def _under_both(arrival: Arrival, former: Mapping[str, str]) -> Arrival:
    """Whoever has another id now comes under both, which are one person's."""
    now = arrival.claims[0]
    if now.value not in former:
        return arrival
    before = Claim(now.channel, former[now.value])
    return structs.replace(arrival, claims=(*arrival.claims, before), link=Link.ALIAS)


def _tell(
    tie: Tie, person: Person, follow: Follow, customer_id: int, *, asked_at: datetime
) -> bool:
    """Set what was told; whether anything is other than before."""
    before = {name: getattr(tie, name) for name in TOLD}
    added_at = min(moment(follow.createtime, otherwise=asked_at), asked_at)
    is_new = tie.pk is None
    # A customer who took a colleague off may still stand in that colleague's list.
    met_again = is_new or tie.ending != Tie.Ending.CUSTOMER or added_at > tie.added_at
    tie.customer_id, tie.seen_at = customer_id, asked_at
    tie.remark, tie.description = follow.remark[:80], follow.description[:600]
    tie.add_way, tie.state = follow.add_way, follow.state[:64]
    tie.tag_ids = follow.corp_tags
    tie.tags_differ = tie.tag_ids != tie.told_tag_ids
    # What pages say is less than what single answers do: no change by itself.
    tie.extra = {"type": person.type, "corp_name": person.corp_name, **follow.extra}
    if met_again:
        tie.added_at, tie.ended_at, tie.ending = added_at, None, ""
    after = {name: getattr(tie, name) for name in TOLD}
    return is_new or before != after


def _end(held: QuerySet[Tie], ending: Tie.Ending, *, ended_at: datetime, at: datetime) -> int:
    ties = list(held)
    for one in ties:
        one.ended_at, one.ending, one.seen_at = ended_at, ending, max(one.seen_at, at)
    Tie.objects.bulk_update(ties, ["ended_at", "ending", "seen_at"])
    entries = [
        _entry(one, ContactEnded(colleague=one.colleague_id, ending=ending.value), ended_at)
        for one in ties
    ]
    record_many(entries, at=at)
    return len(ties)


def _entry(tie: Tie, fact: OfContact, at: datetime) -> Entry:
    return fact.entry(at, customer_id=tie.customer_id, subject=f"colleague:{fact.colleague}")
