"""Ids that WeCom changes: a colleague's, of which no event told; a contact's, by a migration.

A relation is known again by its ends and by the second in which it began, which stays. It is one
relation then, whatever it is called: counted once, and nobody has left.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from guisu.ground.channels.models import Colleague, Connection
from guisu.ground.channels.wecom.forms import Follow, Person
from guisu.take_in.sync.domain import moment
from guisu.take_in.sync.models import Tie

NEVER = datetime.min.replace(tzinfo=UTC)
# Relations that were handed over begin anew, whatever their second.
ASSIGNED = frozenset({201, 202})
Told = tuple[Person, Follow]


def known_again(
    connection: Connection, told: Sequence[Told], colleagues: Mapping[str, Colleague]
) -> dict[str, Colleague]:
    """`colleagues` as they stand now, those under another user id with what they had.

    Inside a transaction. One who contacts nobody any more, and whose contact another one has had
    since the same second, is that other one.
    """
    names = {follow.userid.lower() for _, follow in told}
    here = Colleague.objects.filter(connection=connection, userid__in=names).order_by("pk")
    known = {**colleagues, **{one.userid: one for one in here}}
    began = _began(told)
    for tie in _of_those_gone(connection, [contact for _, contact in began]):
        for userid in names:
            same = began.get((userid, tie.external_userid)) == tie.added_at
            if same and known[userid].pk != tie.colleague_id:
                known[userid] = become(tie.colleague, known[userid])
    return known


def become(old: Colleague, new: Colleague) -> Colleague:
    """Have `old` go by the user id of `new`, who is the same: what stands under both stands once.

    What WeCom says of a relation stands with the newer row. Inside a transaction.
    """
    twice = new.ties.values("external_userid")
    old.ties.filter(external_userid__in=twice).delete()
    _point(new, to=old)
    former, old.userid = old.userid, new.userid
    old.name, old.may_contact = new.name or old.name, new.may_contact
    old.is_activated, old.left_at = new.is_activated, new.left_at
    is_named = _is_named(new)
    if is_named:
        Colleague.objects.filter(pk=new.pk).update(userid=f"~{new.pk}", may_contact=False)
    else:
        new.delete()
    old.save(update_fields=["userid", "name", "may_contact", "is_activated", "left_at"])
    if is_named:
        Colleague.objects.filter(userid=f"~{new.pk}").update(userid=former)
    return old


def same_relations(
    told: Sequence[Told], colleagues: Mapping[str, Colleague]
) -> dict[tuple[int, str], Tie]:
    """The ties whose contacts go by another id now, by colleague and that new id; held.

    Ten people may add one colleague in a second: the same union id says that it is the same
    person, or else the same name.
    """
    ids = {colleagues[follow.userid.lower()].pk for _, follow in told}
    moments = set(_began(told).values())
    here = {person.external_userid for person, _ in told}
    before = Tie.objects.filter(colleague__in=ids, added_at__in=moments)
    former = before.exclude(external_userid__in=here).select_for_update(of=("self",))
    began: dict[tuple[int, datetime], list[Tie]] = {}
    for tie in former.select_related("customer"):
        began.setdefault((tie.colleague_id, tie.added_at), []).append(tie)
    if not began:
        return {}
    tied = Tie.objects.filter(colleague__in=ids, external_userid__in=here)
    known = set(tied.values_list("colleague_id", "external_userid"))
    found: dict[tuple[int, str], Tie] = {}
    for person, follow in told:
        at = (colleagues[follow.userid.lower()].pk, moment(follow.createtime, otherwise=NEVER))
        fitting = [tie for tie in began.get(at, ()) if _is_same(tie, person)]
        key = (at[0], person.external_userid)
        if len(fitting) == 1 and key not in known:
            found[key] = fitting[0]
    return found


def _is_same(tie: Tie, person: Person) -> bool:
    held = set(tie.customer.identities.filter(channel="union_id").values_list("value", flat=True))
    if person.unionid and held:
        return person.unionid in held
    return bool(person.name) and person.name == tie.customer.name


def _began(told: Sequence[Told]) -> dict[tuple[str, str], datetime]:
    """When each relation began, by user id and contact: as far as that can tell."""
    return {
        (follow.userid.lower(), person.external_userid): moment(follow.createtime, otherwise=NEVER)
        for person, follow in told
        if follow.createtime and follow.add_way not in ASSIGNED
    }


def _of_those_gone(connection: Connection, contacts: Sequence[str]) -> list[Tie]:
    gone = Q(colleague__connection=connection, colleague__may_contact=False)
    ties = Tie.objects.filter(gone, external_userid__in=contacts).select_related("colleague")
    return list(ties.order_by("pk"))


def _point(new: Colleague, *, to: Colleague) -> None:
    """What names `new` names the other: whatever rooms above keep of colleagues, too.

    What may stand once a colleague, and does already, stays where it is.
    """
    for relation in Colleague._meta.related_objects:
        if relation.many_to_many:
            continue
        name = relation.field.name
        for row in relation.related_model._default_manager.filter(**{name: new}):
            try:
                with transaction.atomic():
                    relation.related_model._default_manager.filter(pk=row.pk).update(**{name: to})
            except IntegrityError:
                continue


def _is_named(new: Colleague) -> bool:
    """Whether anything still names the newer row, which then keeps the former user id."""
    return any(
        relation.related_model._default_manager.filter(**{relation.field.name: new}).exists()
        for relation in Colleague._meta.related_objects
    )
