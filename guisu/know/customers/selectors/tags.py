"""Tags: which there are, who has them, since when, on whose word, and how that came about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from guisu.ground.database.columns import IsAmong
from guisu.ground.kernel.refusals import NotFound
from guisu.ground.kernel.text import search_key
from guisu.ground.kernel.words import gettext_noop
from guisu.ground.staff.domain import Scope
from guisu.know.customers.domain import tagging
from guisu.know.customers.models import (
    Customer,
    CustomerStore,
    Tag,
    TagBatch,
    TagChange,
    Tagging,
    Withheld,
)
from guisu.know.customers.selectors.listed import roots_of
from guisu.know.customers.selectors.people import people, rows_of, rows_of_all

ROOT = Coalesce("customer__merged_into", "customer")


@dataclass(frozen=True, slots=True)
class Held:
    """A tag that a person has, on whose word, since when; by the row that had it first."""

    tag: Tag
    batch: TagBatch
    given_at: datetime


def tags(*, archived: bool = False) -> QuerySet[Tag]:
    """Those in use (or those put away), by kind and name. Tags belong to the organisation."""
    found = Tag.objects.filter(archived_at__isnull=not archived)
    return found.select_related("group").order_by("kind", "group__key", "key")


def tag(pk: int) -> Tag:
    """Raises `NotFound`."""
    found = Tag.objects.filter(pk=pk).select_related("group", "created_by", "archived_by").first()
    if found is None:
        raise NotFound(what=gettext_noop("tag"))
    return found


def named(text: str) -> list[Tag]:
    """Tags in use called so, of whatever kind; width and case do not matter."""
    return list(tags().filter(key=search_key(text)))


def counts(scope: Scope) -> dict[int, int]:
    """For each tag that anybody has, the number of people within `scope` who have it."""
    if scope.stores is not None:
        return _counted_within(scope)
    held = Tagging.objects.values_list("tag").annotate(rows=Count("pk")).order_by()
    twice = _held_twice()
    return {tag_id: count - twice.get(tag_id, 0) for tag_id, count in held}


def people_with(scope: Scope, tag: Tag) -> QuerySet[Customer]:
    """The persons (roots) that `scope` sees who have the tag on any of their rows."""
    ids = roots_with(tag.pk)
    if ids is not None:
        return people(scope).filter(IsAmong("pk", ids))
    held = Tagging.objects.filter(tag=tag)
    merged = held.filter(customer__merged_into=OuterRef("pk"))
    return people(scope).filter(Exists(held.filter(customer=OuterRef("pk"))) | Exists(merged))


def latest(scope: Scope, tag: Tag, *, limit: int) -> list[Tagging]:
    """The taggings given last among those people whom `scope` sees; by rows."""
    found = Tagging.objects.filter(tag=tag)
    if scope.stores is not None:
        found = found.filter(customer__in=rows_of_all(people(scope)))
    return list(found.select_related("customer__merged_into", "batch").order_by("-pk")[:limit])


def moved(scope: Scope, tag: Tag, *, since: datetime) -> tuple[int, int]:
    """How many people within `scope` were given the tag since then, and how many lost it."""
    if scope.stores is not None:
        return _moved_within(scope, tag, since)
    acts = TagBatch.objects.filter(tag=tag, at__gte=since).values_list("act", "undoes__act")
    sums = dict[bool, int]()
    for act, undone, people_changed in acts.annotate(sum=Sum("people_changed")).order_by():
        gives = act == TagBatch.Act.GIVE or undone == TagBatch.Act.TAKE
        sums[gives] = sums.get(gives, 0) + people_changed
    return sums.get(True, 0), sums.get(False, 0)


def _moved_within(scope: Scope, tag: Tag, since: datetime) -> tuple[int, int]:
    seen = rows_of_all(people(scope))
    changes = TagChange.objects.filter(tag=tag, at__gte=since, customer__in=seen)
    counted = changes.order_by().values_list("act").annotate(Count("customer", distinct=True))
    sums = dict(counted)
    return sums.get(tagging.Act.GIVEN, 0), sums.get(tagging.Act.TAKEN, 0)


def held_by(customer: Customer) -> list[Held]:
    """The tags that a person has now, by kind and name; archived ones are left out."""
    found = Tagging.objects.filter(customer__in=rows_of(customer), tag__archived_at=None)
    taggings = found.select_related("tag__group", "batch").order_by("given_at", "pk")
    first: dict[int, Held] = {}
    for each in taggings:
        first.setdefault(each.tag_id, Held(each.tag, each.batch, each.given_at))
    return sorted(first.values(), key=lambda held: (held.tag.kind, held.tag.key))


def tags_of(root_ids: Iterable[int]) -> dict[int, list[Tag]]:
    """The tags in use of each of these people, by kind and name: one query in all."""
    wanted = list(root_ids)
    of_people = Tagging.objects.filter(customer__in=rows_of_all(wanted), tag__archived_at=None)
    found = of_people.annotate(root=ROOT)
    shown: dict[int, list[Tag]] = {pk: [] for pk in wanted}
    for held in found.select_related("tag").order_by("tag__kind", "tag__key"):
        if held.tag not in shown[held.root]:
            shown[held.root].append(held.tag)
    return shown


def withheld_from(customer: Customer) -> QuerySet[Withheld]:
    """The tags that somebody took from the person by hand, so that no rule gives them again."""
    found = Withheld.objects.filter(customer__in=rows_of(customer), tag__archived_at=None)
    return found.select_related("tag", "batch").order_by("tag__key")


def history_of(customer: Customer) -> QuerySet[TagChange]:
    """All that ever happened between the person and tags, the latest first."""
    changes = TagChange.objects.filter(customer__in=rows_of(customer))
    return changes.select_related("tag", "batch").order_by("-pk")


def batches_of(scope: Scope, tag: Tag) -> QuerySet[TagBatch]:
    """What was done with the tag, the latest first; staff of stores see what they did."""
    return batches(scope).filter(tag=tag).order_by("-pk")


def batches(scope: Scope) -> QuerySet[TagBatch]:
    """The batches that `scope` may look at and undo."""
    found = TagBatch.objects.select_related("tag", "undone_by", "undoes", "by")
    return found if scope.stores is None else found.filter(by=scope.staff_id)


def batch(scope: Scope, pk: int) -> TagBatch:
    """Raises `NotFound` if absent or not to be seen."""
    found = batches(scope).filter(pk=pk).first()
    if found is None:
        raise NotFound(what=gettext_noop("tag"))
    return found


def roots_with(tag_id: int) -> set[int] | None:
    """Roots of the people who have the tag; None: on very many rows."""
    return roots_of(Tagging.objects.filter(tag=tag_id), "customer")


def _held_twice() -> dict[int, int]:
    """For each tag, by how many its rows are more than its people: merged people count once."""
    roots = Customer.objects.filter(merged_into__isnull=False).values("merged_into")
    merged = Q(customer__merged_into__isnull=False) | Q(customer__in=roots)
    held = Tagging.objects.filter(merged).order_by().values("tag")
    counted = held.annotate(more=Count("pk") - Count(ROOT, distinct=True))
    return dict(counted.values_list("tag", "more"))


def _counted_within(scope: Scope) -> dict[int, int]:
    known = CustomerStore.objects.filter(store__in=scope.stores or ())
    own = known.filter(Q(customer=OuterRef("root")) | Q(customer__merged_into=OuterRef("root")))
    held = Tagging.objects.annotate(root=ROOT).filter(Exists(own)).order_by().values("tag")
    return dict(held.annotate(people=Count(F("root"), distinct=True)).values_list("tag", "people"))
