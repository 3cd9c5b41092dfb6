"""Whom a broadcast would reach now, and through whom.

`audience` is JSON: for customers one of `{"segment": 3}`, `{"people": [5, 8]}` (roots) and
`{"colleagues": [2]}` (all their contacts); for groups `{"owners": [2]}`; for both `{"missed": 4}`
(whom that broadcast did not reach); for a moment `{"colleagues": [2], "tags": [7]}`, where an
empty list means everybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from guisu.act.messaging.domain.content import Kind
from guisu.act.messaging.domain.planning import Plan, Reason, plan
from guisu.act.messaging.domain.quotas import Had, Period, Quota, is_spent
from guisu.act.messaging.domain.sharing import Way, chosen
from guisu.act.messaging.models import Broadcast, Recipient, Rules
from guisu.act.messaging.selectors import missed
from guisu.act.outreach.domain import consent
from guisu.act.outreach.domain.codes import Code, Need, Purpose
from guisu.act.outreach.selectors import receivers, rules, suppressions
from guisu.ground.channels.carriers import Way as Carried
from guisu.ground.channels.carriers import carrier_of
from guisu.ground.channels.models import Colleague, Connection
from guisu.ground.channels.selectors import of_one_holder
from guisu.ground.staff.domain import Scope
from guisu.know.customers import selectors as customers
from guisu.know.customers.models import Consent
from guisu.know.groups.models import Group
from guisu.know.segments.models import Member, Segment
from guisu.take_in.sync.models import CorpTag, Tie

State = Recipient.State
# All that is sent to many is meant to sell.
CHANNEL, PURPOSE = Consent.Channel.WECOM, Purpose.MARKETING
COUNTED = (State.WAITING, State.SENT, State.OVER_QUOTA)
NOBODY = Had()
CONSENT = {Code.SAID_NO: Reason.REFUSED, Code.NO_YES: Reason.NO_YES}
WAYS = {Kind.CUSTOMERS: Carried.MASS, Kind.GROUPS: Carried.GROUPS, Kind.MOMENT: Carried.MOMENT}


@dataclass(frozen=True, slots=True)
class Gathered:
    """`targets`: everybody asked for (roots, or groups); `ways`: how they could be reached.

    `barred`: whom consent keeps out, and why; `suppressed`: receivers that nothing is sent to.
    """

    targets: frozenset[int]
    ways: tuple[Way, ...]
    barred: Mapping[int, Code]
    suppressed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Preview:
    """What sending now would do: by colleague in the order of names, and the reasons.

    `need`: which consent the rules ask for, None where no persons are written to; `unasked`: how
    many would get it who never said a word about it.
    """

    asked: int
    going: int
    senders: list[tuple[Colleague, int]]
    left_out: list[tuple[Recipient.Reason, int]]
    need: Need | None = None
    unasked: int = 0


def senders(connection: Connection, *, store_id: int | None = None) -> QuerySet[Colleague]:
    """Colleagues who may send; with `store_id` those of that store."""
    able = connection.colleagues.filter(may_contact=True, left_at=None)
    able = able.filter(store=store_id) if store_id else able
    return able.order_by("name", "userid")


def tags(connection: Connection) -> QuerySet[CorpTag]:
    living = CorpTag.objects.filter(connection=connection, deleted_at=None)
    return living.order_by("group_name", "name")


def preview(broadcast: Broadcast, *, at: datetime) -> Preview:
    """As `planned` with all that is gathered now."""
    gathered = gather(broadcast)
    made = planned(broadcast, gathered, at=at)
    counts: dict[int, int] = {}
    for part in made.parts:
        counts[part.colleague] = counts.get(part.colleague, 0) + len(part.ways)
    found = Colleague.objects.filter(pk__in=counts).order_by("name", "userid")
    return Preview(
        asked=len(gathered.targets),
        going=made.going,
        senders=[(each, counts[each.pk]) for each in found],
        left_out=[
            (Recipient.Reason(reason.value), made.reasons[reason])
            for reason in Reason
            if made.reasons[reason]
        ],
        **_asked(broadcast, made),
    )


def _asked(broadcast: Broadcast, made: Plan) -> dict[str, Any]:
    if broadcast.kind != Kind.CUSTOMERS:
        return {}
    going = frozenset(way.target for part in made.parts for way in part.ways)
    said = customers.words(channel=CHANNEL.value, purpose=PURPOSE.value, of=going)
    need = consent.need(rules.needs(), CHANNEL.value, PURPOSE)
    return {"need": need, "unasked": len(going.difference(said))}


def gather(broadcast: Broadcast) -> Gathered:
    """All that a plan needs but quotas. Reads much: not inside a transaction."""
    if broadcast.kind == Kind.GROUPS:
        return _groups(broadcast)
    return _customers(broadcast)


def planned(broadcast: Broadcast, gathered: Gathered, *, at: datetime) -> Plan:
    """Who gets it through whom, with what everybody has had by `at`."""
    quota = quota_of(broadcast.connection)
    so_far = had(broadcast.connection, since=quota.begins(at))
    return plan(
        gathered.targets,
        gathered.ways,
        barred=_barred(broadcast, gathered, at=at),
        is_spent=lambda receiver: is_spent(quota, so_far.get(receiver, NOBODY), at=at),
        most=carrier_of(broadcast.connection, WAYS[Kind(broadcast.kind)]).limits.receivers,
    )


def _barred(broadcast: Broadcast, gathered: Gathered, *, at: datetime) -> dict[int, Reason]:
    """The first reason of each, in the order of the gates. A post in a group is nobody's."""
    if broadcast.kind != Kind.CUSTOMERS:
        return {}
    capped = dict.fromkeys(receivers.capped(channel=CHANNEL.value, at=at), Reason.CAP)
    said = {pk: CONSENT[code] for pk, code in gathered.barred.items()}
    best = chosen(gathered.ways) if gathered.suppressed else {}
    lost = [pk for pk, way in best.items() if way.receiver in gathered.suppressed]
    return capped | said | dict.fromkeys(lost, Reason.BARRED)


def rules_of(connection: Connection) -> Rules:
    """Those that were set for the whole corp, else the defaults."""
    found = Rules.objects.filter(connection__in=of_one_holder(connection))
    return found.order_by("connection").first() or Rules(connection=connection)


def quota_of(connection: Connection) -> Quota:
    rules = rules_of(connection)
    return Quota(Period(rules.period), rules.most)


def _customers(broadcast: Broadcast) -> Gathered:
    scope = _scope(broadcast)
    asked = broadcast.audience
    ties = _ties(broadcast)
    if "colleagues" in asked:
        ties = ties.filter(colleague__in=asked["colleagues"])
        wanted = customers.people(scope).filter(pk__in=_roots(ties))
    elif "segment" in asked:
        inside = Member.objects.filter(segment=asked["segment"])
        wanted = customers.people(scope).filter(pk__in=inside.values("customer"))
    elif "missed" in asked:
        wanted = customers.people(scope).filter(pk__in=missed.people(asked["missed"]))
    else:
        chosen = receivers.roots(asked.get("people", ()))
        wanted = customers.people(scope).filter(pk__in=set(chosen.values()))
    targets = frozenset(wanted.filter(erased_at=None).values_list("pk", flat=True))
    told = ties.annotate(root=Coalesce("customer__merged_into", "customer"))
    ways = tuple(
        Way(root, colleague, receiver, since)
        for root, colleague, receiver, since in told.values_list(
            "root", "colleague", "external_userid", "added_at"
        ).iterator()
        if root in targets
    )
    return Gathered(
        targets,
        ways,
        barred=receivers.barred(targets, channel=CHANNEL, purpose=PURPOSE),
        suppressed=suppressions.among_many(
            {way.receiver for way in ways}, channel=CHANNEL.value, purpose=PURPOSE
        ),
    )


def _groups(broadcast: Broadcast) -> Gathered:
    asked = broadcast.audience
    owned = Group.objects.filter(connection=broadcast.connection, ended_at=None)
    if "missed" in asked:
        owned = owned.filter(pk__in=missed.missed(asked["missed"]).values("group"))
    else:
        owned = owned.filter(owner__in=asked.get("owners", ()))
    if broadcast.store_id:
        owned = owned.filter(Q(store=broadcast.store_id) | Q(owner__store=broadcast.store_id))
    able = set(senders(broadcast.connection).values_list("pk", flat=True))
    found = list(owned.values_list("pk", "owner", "chat_id", "founded_at"))
    ways = tuple(
        Way(pk, owner, chat_id, founded_at or broadcast.made_at)
        for pk, owner, chat_id, founded_at in found
        if owner in able
    )
    return Gathered(frozenset(pk for pk, *_ in found), ways, barred={})


def _scope(broadcast: Broadcast) -> Scope:
    """Everybody, or whom the broadcast's store knows."""
    stores = frozenset({broadcast.store_id}) if broadcast.store_id else None
    return Scope(staff_id=0, permissions=frozenset(), stores=stores)


def _ties(broadcast: Broadcast) -> QuerySet[Tie]:
    able = senders(broadcast.connection, store_id=broadcast.store_id)
    return Tie.objects.filter(
        connection=broadcast.connection, ended_at=None, colleague__in=able.order_by()
    )


def _roots(ties: QuerySet[Tie]) -> QuerySet[Any, Any]:
    return ties.annotate(root=Coalesce("customer__merged_into", "customer")).values("root")


def had(connection: Connection, *, since: datetime) -> Mapping[str, Had]:
    """Through all of the corp. What waits counts whenever it was planned: it may still be sent."""
    counted = Recipient.objects.filter(
        Q(counted_at__gte=since) | Q(state=State.WAITING),
        broadcast__connection__in=of_one_holder(connection),
        state__in=COUNTED,
    ).exclude(receiver="")
    told = (
        counted.order_by()
        .values_list("receiver")
        .annotate(
            times=Count("pk", filter=~Q(state=State.OVER_QUOTA)),
            full=Count("pk", filter=Q(state=State.OVER_QUOTA)),
        )
    )
    return {receiver: Had(times, bool(full)) for receiver, times, full in told}


def names(broadcast: Broadcast) -> list[str]:
    """What the segment, the colleagues or the other message of its audience are called."""
    asked = broadcast.audience
    if "missed" in asked:
        return list(Broadcast.objects.filter(pk=asked["missed"]).values_list("title", flat=True))
    if "segment" in asked:
        return list(Segment.objects.filter(pk=asked["segment"]).values_list("name", flat=True))
    ids = asked.get("colleagues") or asked.get("owners") or ()
    return [str(each) for each in Colleague.objects.filter(pk__in=ids).order_by("name", "userid")]
