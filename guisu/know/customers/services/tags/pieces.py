"""Some people of a batch in one transaction, with a bounded number of queries."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from guisu.know.customers.domain import tagging
from guisu.know.customers.domain.tagging import ABOUT_WITHHOLDING, Act, Change, Stand, Standing
from guisu.know.customers.models import Customer, Tag, TagBatch, TagChange, Tagging, Withheld
from guisu.know.customers.services.tags import writing

Held = dict[int, Stand]


def settle(batch: TagBatch, ids: Sequence[int], *, at: datetime) -> int:
    """Do what `batch` is for with the persons of the rows `ids`; how many have or lost the tag.

    In the caller's transaction. A second time it finds nothing to do.
    """
    tag = _locked(batch.tag_id)
    root_of = _living(ids)
    if batch.act == TagBatch.Act.UNDO:
        changes = _turned_back(batch, [row for row in ids if row in root_of])
    else:
        act = tagging.give if batch.act == TagBatch.Act.GIVE else tagging.take
        standings = _standings(tag.pk, ids, root_of)
        changes = [change for each in standings for change in act(each, batch.source)]
    people = tagging.persons_changed(changes, root_of)
    writing.write(batch, changes, at=at)
    writing.tell(batch, tag, people, at=at)
    return sum(map(len, people.values()))


def rows_changed(batch: TagBatch) -> list[int]:
    """Ids of the rows that the batch changed, ascending."""
    found = TagChange.objects.filter(batch=batch).order_by("customer_id")
    return list(found.values_list("customer_id", flat=True).distinct())


def _locked(tag_id: int) -> Tag:
    """The tag; whoever else gives or takes it waits until this piece is committed."""
    return Tag.objects.select_for_update(no_key=connection.vendor == "postgresql").get(pk=tag_id)


def _living(ids: Sequence[int]) -> dict[int, int]:
    """Each row of the persons of `ids`, unless erased, and its root; locked against erasure."""
    told = dict(Customer.objects.filter(pk__in=ids).values_list("pk", "merged_into_id"))
    wanted = {root or row for row, root in told.items()}
    found = Customer.objects.filter(Q(pk__in=wanted) | Q(merged_into__in=wanted), erased_at=None)
    if connection.vendor == "postgresql":
        found = found.select_for_update(no_key=True)
    return {
        row: root or row for row, root in found.order_by("pk").values_list("pk", "merged_into_id")
    }


def _standings(tag_id: int, ids: Sequence[int], root_of: dict[int, int]) -> Iterable[Standing]:
    """How each person stands to the tag; what is given comes to the row that was named."""
    of_root: dict[int, Standing] = {}
    for row in ids:
        if row in root_of:
            of_root.setdefault(root_of[row], Standing(row))
    held, withheld = _held(tag_id, root_of), _withheld(tag_id, root_of)
    for row, stand in held.items():
        of_root[root_of[row]].held[row] = stand
    for row, stand in withheld.items():
        of_root[root_of[row]].withheld[row] = stand
    return of_root.values()


def _held(tag_id: int, wanted: Iterable[int]) -> Held:
    found = Tagging.objects.filter(tag=tag_id, customer__in=list(wanted))
    told = found.values_list("customer_id", "batch_id", "batch__source", "given_at")
    return {row: Stand(batch, source, at) for row, batch, source, at in told}


def _withheld(tag_id: int, wanted: Iterable[int]) -> Held:
    found = Withheld.objects.filter(tag=tag_id, customer__in=list(wanted))
    told = found.values_list("customer_id", "batch_id", "batch__source")
    return {row: Stand(batch, source) for row, batch, source in told}


def _turned_back(batch: TagBatch, ids: Sequence[int]) -> list[Change]:
    """The opposite of what the undone batch did to the rows, where nobody did anything since."""
    made = TagChange.objects.filter(batch=batch.undoes_id, customer__in=ids)
    changes: list[Change] = []
    for is_about in (True, False):
        acts = [act.value for act in Act if (act in ABOUT_WITHHOLDING) is is_about]
        latest = _not_changed_since(made.filter(act__in=acts), acts)
        changes += [
            Change(row, Act(act), Stand(was, source, was_at) if was else None)
            for row, act, was, source, was_at in latest
        ]
    now = Standing(0, _held(batch.tag_id, ids), _withheld(batch.tag_id, ids))
    of_rule = batch.undoes is not None and batch.undoes.is_by_rule
    return list(tagging.turned_back(changes, now, of_rule=of_rule))


def _not_changed_since(
    made: QuerySet[TagChange], acts: Sequence[str]
) -> QuerySet[TagChange, tuple[int, str, int, str, datetime | None]]:
    since = TagChange.objects.filter(
        customer=OuterRef("customer"), tag=OuterRef("tag"), act__in=acts, pk__gt=OuterRef("pk")
    ).exclude(batch=OuterRef("batch"))
    told = made.filter(~Exists(since)).order_by("pk")
    return told.values_list("customer_id", "act", "was_id", "was__source", "was_at")
