"""Rules that tag: which there are, which have something to do, and for whom."""

from collections.abc import Iterable

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from guisu.ground.kernel.refusals import NotFound
from guisu.ground.kernel.words import gettext_noop
from guisu.know.customers.models import Tagging
from guisu.know.segments.models import Crossing, Member, TagRule

ROOT = Coalesce("customer__merged_into", "customer")


def rules() -> QuerySet[TagRule]:
    """Those that have not ended, by segment and tag."""
    found = TagRule.objects.filter(ended_at=None).select_related("segment", "tag", "made_by")
    return found.order_by("segment__name_key", "tag__key")


def rule(pk: int) -> TagRule:
    """Raises `NotFound` if absent or ended."""
    found = rules().filter(pk=pk).first()
    if found is None:
        raise NotFound(what=gettext_noop("tag rule"))
    return found


def names(rule_ids: Iterable[int]) -> dict[int, str]:
    """What each rule, ended ones too, is known by: the name of its segment."""
    found = TagRule.objects.filter(pk__in=set(rule_ids))
    return dict(found.values_list("pk", "segment__name"))


def held(found: Iterable[TagRule]) -> dict[int, int]:
    """For each rule, the number of people who have its tag by it."""
    source_of = {each.source: each.pk for each in found}
    tagged = Tagging.objects.filter(batch__source__in=source_of).order_by()
    counted = tagged.values("batch__source").annotate(people=Count(ROOT, distinct=True))
    return {
        source_of[source]: people
        for source, people in counted.values_list("batch__source", "people")
    }


def any_at_work() -> bool:
    """Whether there is a rule at all that is not paused: the question of an idle process."""
    return TagRule.objects.filter(paused_at=None).exists()


def with_something_to_do() -> list[TagRule]:
    """Rules whose segment stands as the rule has not seen it yet.

    Not those of segments that were changed and not counted since: their members are about to be
    others.
    """
    latest = Crossing.objects.filter(segment=OuterRef("segment")).order_by("-at", "-pk")
    at_work = rules().filter(
        paused_at=None,
        tag__archived_at=None,
        segment__archived_at=None,
        segment__counted_version=F("segment__version"),
    )
    stands = at_work.annotate(crossing=Coalesce(Subquery(latest.values("pk")[:1]), 0))
    is_news = (
        Q(seen_count=None)
        | ~Q(seen_count=F("segment__counted_at"))
        | ~Q(seen_crossing=F("crossing"))
    )
    return list(stands.filter(is_news))


def to_give(rule: TagRule) -> list[int]:
    """Roots of members who have not got the tag on their own row."""
    held = Tagging.objects.filter(tag=rule.tag_id, customer=OuterRef("customer"))
    members = Member.objects.filter(~Exists(held), segment=rule.segment_id)
    return list(members.values_list("customer", flat=True))


def to_take(rule: TagRule) -> list[int]:
    """Rows that have the tag by this rule, of people who are no members now."""
    given = Tagging.objects.filter(tag=rule.tag_id, batch__source=rule.source)
    inside = Member.objects.filter(segment=rule.segment_id, customer=OuterRef("root"))
    return list(
        given.annotate(root=ROOT).filter(~Exists(inside)).values_list("customer", flat=True)
    )


def given_by(rule: TagRule) -> list[int]:
    """Rows that have the tag by this rule."""
    given = Tagging.objects.filter(tag=rule.tag_id, batch__source=rule.source)
    return list(given.values_list("customer", flat=True))
